"""allauth's mails, written by the paper: which letter each becomes, and what it is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.account import app_settings
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from azdarar.accounts.internal.devices import browser_in_words
from azdarar.accounts.internal.mailed_links import CONFIRMATION_SPAN_S
from azdarar.accounts.models import User
from azdarar.courier.actions import queue_mail

#: allauth's names of its mails, and ours; those left out are not sent.
LETTERS = {
    "account/email/email_confirmation": "confirm_address",
    "account/email/email_confirmation_signup": "confirm_address",
    "account/email/login_code": "sign_in_code",
    "account/email/password_reset_key": "reset_password",
    "account/email/unknown_account": "no_account",
    "account/email/account_already_exists": "account_exists",
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_changed",
    "account/email/password_reset": "password_changed",
    "account/email/email_changed": "address_changed",
    # Not of allauth's.
    "accounts/new_device": "new_device",
    "mfa/email/totp_activated": "second_factor_added",
    "mfa/email/totp_deactivated": "second_factor_removed",
    "mfa/email/webauthn_added": "passkey_added",
    "mfa/email/webauthn_removed": "passkey_removed",
    "mfa/email/recovery_codes_generated": "recovery_codes_made",
}
#: Doors that a letter may lead to: ``login_url`` and so on.
_ADDRESSES = {
    "login": "account_login",
    "signup": "account_signup",
    "reset": "account_reset_password",
    "code": "account_confirm_login_code",
}
#: What an allauth mail knows and a letter may say.
_TOLD = ("code", "activate_url", "password_reset_url", "from_email", "to_email", "at", "browser", "system")
_SPANS = {
    "confirm_address": timedelta(seconds=CONFIRMATION_SPAN_S),
    "sign_in_code": timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT),
    "reset_password": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
}


def send_letter(allauths_name: str, *, to: str, context: dict[str, Any], at: datetime) -> None:
    """Queue the letter that stands for one of allauth's mails, in the language of whoever gets it.

    Costs the same for somebody with an account and for a stranger: one look-up, one letter.
    """
    letter = LETTERS.get(allauths_name)
    if letter is None:
        return
    user = User.objects.by_email(to)
    language = (user.language if user else "") or translation.get_language() or settings.LANGUAGE_CODE
    span = _SPANS.get(letter)
    queue_mail(
        template=f"accounts/mail/{letter}",
        to=to,
        language=language,
        context={
            **{name: context[name] for name in _TOLD if name in context},
            "name": user.first_name if user else "",
            "hours": round(span.total_seconds() / 3600) if span else 0,
            "minutes": round(span.total_seconds() / 60) if span else 0,
            **{f"{door}_url": _door(door, language) for door in _ADDRESSES},
        },
        at=at,
        valid_until=at + span if span else None,
    )


def told_of(request: Any) -> dict[str, Any]:
    """Return when and with what browser something was done, for a notice."""
    browser, _bar, system = browser_in_words(request.headers.get("User-Agent", "")).partition("|")
    return {"at": timezone.now(), "browser": browser, "system": system}


def _door(name: str, language: str) -> str:
    return f"{settings.SITE_URL}{reverse(_ADDRESSES[name])}?language={language}"
