"""What it takes to leave: every room erases what it keeps of a person, and they are told."""

from datetime import datetime

from django.conf import settings

from azdarar.accounts.internal.roles import LEADING
from azdarar.accounts.internal.rooms import personal_rooms
from azdarar.accounts.models import User
from azdarar.courier.actions import queue_mail


def is_last_administrator(user: User) -> bool:
    """Whether a role that leads would be nobody's once this person has gone: then nobody could give it."""
    others = User.objects.filter(is_active=True, erasure_due_at=None).exclude(pk=user.pk)
    if others.filter(is_superuser=True).exists():
        return False
    led = {scope.role for scope in user.scopes.all() if scope.role in LEADING}
    return user.is_superuser or any(not others.filter(scopes__role=role).exists() for role in led)


def erase_in_every_room(user: User, *, at: datetime) -> None:
    """Let each room erase what it keeps of a person, the highest first."""
    for room in personal_rooms():
        room.erase(user, at)


def write_to(user: User, template: str, *, at: datetime) -> None:
    """Queue one of the mails about leaving: the account, or every device."""
    if user.email:
        queue_mail(
            template=f"accounts/mail/{template}",
            to=user.email,
            language=user.language,
            context={"at": at, "due_at": user.erasure_due_at, "account_url": f"{settings.SITE_URL}/account/"},
            at=at,
        )
