"""What the audit log learns by itself: sign-ins of staff, their factors, and attempts that fail."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from azdarar.accounts.actions import note_failed_attempt, record
from azdarar.accounts.doors.backend import person_called
from azdarar.accounts.internal.alarms import raise_alarm, webmasters
from azdarar.accounts.internal.places import current_place, in_words, place_of
from azdarar.accounts.internal.standing import SECOND_FACTORS
from azdarar.accounts.models import User


@receiver(user_logged_in, dispatch_uid="accounts.staff_signed_in")
def _staff_signed_in(sender: Any, *, user: User, request: Any = None, **_: Any) -> None:
    if user.is_staff:
        place = place_of(request) if request is not None else ""
        record(
            what="accounts.signed-in",
            by=user,
            about=f"account:{user.pk}",
            request_place=place,
            at=timezone.now(),
        )


@receiver(post_save, sender=Authenticator, dispatch_uid="accounts.factor_added")
def _factor_added(sender: Any, *, instance: Authenticator, created: bool, **_: Any) -> None:
    if created and instance.user.is_staff:
        _record_factor("accounts.factor-added", instance)
        if instance.type in SECOND_FACTORS:
            told = {"name": instance.user, "place": in_words(current_place())}
            raise_alarm("new-passkey", to=[instance.user, *webmasters()], at=timezone.now(), **told)


@receiver(post_delete, sender=Authenticator, dispatch_uid="accounts.factor_removed")
def _factor_removed(sender: Any, *, instance: Authenticator, **facts: Any) -> None:
    if not isinstance(facts.get("origin"), User) and instance.user.is_staff:
        _record_factor("accounts.factor-removed", instance)


def _record_factor(what: str, factor: Authenticator) -> None:
    about = f"account:{factor.user_id}"
    record(what=what, by=factor.user, about=about, data={"type": factor.type}, at=timezone.now())


@receiver(user_login_failed, dispatch_uid="accounts.sign_in_failed")
def _sign_in_failed(sender: Any, *, credentials: dict[str, Any], **_: Any) -> None:
    """Count a password that was wrong. A wrong code counts where it is typed (``doors.views``)."""
    name = str(credentials.get("email") or credentials.get("username") or credentials.get("login") or "")
    note_failed_attempt(user=person_called(name), typed=name, at=timezone.now())
