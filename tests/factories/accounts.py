"""People with a login."""

import factory
from django.contrib.auth.models import Group

from azdarar.accounts.models import User
from azdarar.newsroom.actions import EDITOR, WRITER, set_up_roles

PASSWORD = "a sentence nobody guesses"


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody with an account and no rights; their password is ``PASSWORD``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"person{number}")
    email = factory.LazyAttribute(lambda person: f"{person.username}@paper.example")
    first_name = "Anahit"
    last_name = factory.Sequence(lambda number: f"Martirossian {number}")
    password = factory.django.Password(PASSWORD)


class AdministratorFactory(UserFactory):
    """A superuser."""

    is_staff = True
    is_superuser = True


def _member_of(name: str) -> type[UserFactory]:
    class MemberFactory(UserFactory):
        class Meta:
            model = User
            skip_postgeneration_save = True

        is_staff = True

        @factory.post_generation
        def role(person: User, create: bool, extracted: object, **_: object) -> None:
            if not Group.objects.filter(name=name, permissions__codename="access_admin").exists():
                set_up_roles()
            person.groups.add(Group.objects.get(name=name))

    return MemberFactory


EditorFactory = _member_of(EDITOR)
WriterFactory = _member_of(WRITER)
