"""What ends a person's other access, or keeps their account: facts and rows of allauth and Django."""

from typing import Any

from allauth.account.signals import email_changed
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext

from azdarar.accounts.actions import call_off_erasure, end_other_access
from azdarar.accounts.internal import a_word
from azdarar.accounts.internal.devices import browser_in_words, network_of
from azdarar.accounts.internal.ending import session_in_use
from azdarar.accounts.models import User

#: Recovery codes come and go with these two.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@receiver(email_changed)
def _end_access_by_old_address(sender: Any, *, user: User, **facts: Any) -> None:
    old, new = facts["from_email_address"], facts["to_email_address"]
    if old is not None and old.email.lower() != new.email.lower():
        end_other_access(user=user, at=timezone.now(), keep_session_key=session_in_use(user))


# The rows, and not allauth's signals: those are sent after the transaction.
@receiver(post_save, sender=Authenticator)
def _end_access_without_new_factor(sender: Any, *, instance: Authenticator, created: bool, **_: Any) -> None:
    if created and instance.type in SECOND_FACTORS:
        _end_access_by_other_factors(instance)


@receiver(post_delete, sender=Authenticator)
def _end_access_by_lost_factor(sender: Any, *, instance: Authenticator, **facts: Any) -> None:
    origin = facts.get("origin")
    # An account that is being erased takes its factors with it.
    is_erasure = getattr(origin, "model", type(origin)) is User
    if instance.type in SECOND_FACTORS and not is_erasure:
        _end_access_by_other_factors(instance)


def _end_access_by_other_factors(factor: Authenticator) -> None:
    user = User.objects.get(pk=factor.user_id)
    end_other_access(user=user, at=timezone.now(), keep_session_key=session_in_use(user))


@receiver(user_logged_in)
def _keep_account_of_who_comes_back(sender: Any, *, request: Any, user: User, **_: Any) -> None:
    if call_off_erasure(user=user, at=timezone.now()) and hasattr(request, "_messages"):
        messages.success(request, gettext("Welcome back. Your account stays, with everything in it."))
        a_word.leave(request)


@receiver(pre_save, sender=UserSession)
def _keep_no_more_than_is_shown(sender: Any, *, instance: UserSession, **_: Any) -> None:
    instance.ip = network_of(instance.ip)
    instance.user_agent = browser_in_words(instance.user_agent)
