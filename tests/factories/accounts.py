"""People with a login."""

from datetime import UTC, datetime

import factory
from django.contrib.auth.models import Group

from azdarar.accounts.models import Role, Scope, User
from azdarar.newsroom.actions import set_up_roles

PASSWORD = "a sentence nobody guesses"
#: When the people of the tests last came in, and were given what they hold.
AT = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


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
        last_login = AT

        @factory.post_generation
        def scope(person: User, create: bool, extracted: object, **within: list[str]) -> None:
            """Give the role: ``scope__languages`` and ``scope__sections`` narrow it."""
            if not Group.objects.filter(name=name, permissions__codename="access_admin").exists():
                set_up_roles()
            person.groups.add(Group.objects.get(name=name))
            Scope.objects.create(user=person, role=name, granted_at=AT, **within)

    return MemberFactory


ContributorFactory = WriterFactory = _member_of(Role.CONTRIBUTOR)
TranslatorFactory = _member_of(Role.TRANSLATOR)
EditorFactory = _member_of(Role.EDITOR)
EditorInChiefFactory = _member_of(Role.EDITOR_IN_CHIEF)
WebmasterFactory = _member_of(Role.WEBMASTER)
AccountsClerkFactory = _member_of(Role.ACCOUNTS_CLERK)
