"""How this paper uses allauth: where people land, whose address counts, what its mails and sentences say."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.userkit import user_email
from allauth.account.models import EmailAddress
from allauth.core import context as current
from allauth.core.internal.httpkit import clean_client_ip
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.actions import end_other_access
from azdarar.accounts.doors.letters import send_letter, told_of
from azdarar.accounts.internal import a_word
from azdarar.accounts.internal.ending import session_in_use
from azdarar.accounts.internal.login_names import login_key, mail_address
from azdarar.accounts.internal.mailed_links import confirmation_key
from azdarar.accounts.models import User

_NO_SUCH_PAIR = _("This name and this password do not belong together. Try again, or ask for a new password.")
#: Ways to show once more who one is.
_ONCE_MORE = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}
_TOO_MANY = _("Too many attempts. Wait five minutes, or sign in with a passkey.")


class AccountAdapter(DefaultAccountAdapter):
    """Anybody may make an account; nobody learns who has one.

    Links in mails are built from the configured address of the paper, never from the request's host.
    """

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is switched off. Write to the newsroom."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _NO_SUCH_PAIR,
        "username_password_mismatch": _NO_SUCH_PAIR,
        "email_taken": _("This address belongs to another account."),
        "enter_current_password": _("This is not your password of today."),
        "incorrect_code": _("This code is not right. Look at the newest mail and type its code again."),
        "incorrect_password": _("This is not your password. Try again."),
        "invalid_login": _("Type your e-mail address or your user name."),
        "invalid_password_reset": _("This link is used up, or too old, or not complete."),
        "max_email_addresses": _("An account cannot have more than %d addresses."),
        "too_many_login_attempts": _TOO_MANY,
        "rate_limited": _("That was too often. Wait a few minutes and try again."),
        "same_as_current": _("This is the address you have already."),
    }

    # Where people land

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return (
            reverse("wagtailadmin_home") if request.user.is_staff else self.get_signup_redirect_url(request)
        )

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return str(settings.LOGIN_REDIRECT_URL) if a_word.is_left(request) else _front()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return str(settings.LOGIN_REDIRECT_URL)

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        is_known = current.request.user.is_authenticated
        return str(settings.LOGIN_REDIRECT_URL if is_known else settings.LOGIN_URL)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return _front()

    def is_safe_url(self, url: str) -> bool:
        """Tell whether somebody may be sent on to an address: only to a path of this paper."""
        return (
            isinstance(url, str)
            and url.startswith("/")
            and url.isprintable()
            and "\\" not in url
            and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
        )

    def is_ajax(self, request: HttpRequest) -> bool:
        """Answer in JSON where a passkey is asked for and nowhere else: there is one form of each door."""
        match = request.resolver_match
        return bool(match and match.url_name == "mfa_login_webauthn" and request.method == "GET") and bool(
            request.headers.get("Accept") == "application/json"
        )

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Name the ways as the paper's other pages do."""
        ways = super().get_reauthentication_methods(user)
        return [{**way, "description": _ONCE_MORE[way["id"]]} for way in ways]

    # Passwords and guesses

    def set_password(self, user: User, password: str) -> None:
        """Store a new password, end all access the old one gave, and tell its owner: one deed."""
        user.set_password(password)  # slow on purpose, so before the transaction
        with transaction.atomic():
            user.save(update_fields=["password"])
            end_other_access(user=user, at=timezone.now(), keep_session_key=session_in_use(user))
            self._notify("account/email/password_changed", user, {}, "")

    def clean_email(self, email: str) -> str:
        return mail_address(email)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address of whoever asks, as the proxies of ours say it and nobody else.

        A header that names fewer addresses than there are proxies did not come by them.
        """
        named = [part for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
        told = named[-count] if count and len(named) >= count else request.META.get("REMOTE_ADDR", "")
        return clean_client_ip(told) or "0.0.0.0"  # noqa: S104 - counted as one, never listened on

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count guesses by what was typed, in one spelling; allauth counts by the request's host, too."""
        return login_key(credentials.get("username") or credentials.get("email") or "")

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Keep what was counted: whoever resets their own password would forget their guesses at others'."""

    # Mails

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        send_letter(template_prefix, to=email, context=context, at=timezone.now())

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        """Ask for a confirmation; tell whoever has an account with this address that they have one."""
        address = emailconfirmation.email_address
        holder = User.objects.by_email(address.email)
        if holder is not None and holder.pk != address.user_id:
            self.send_account_already_exists_mail(address.email)
        else:
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def send_account_already_exists_mail(self, email: str) -> None:
        self.send_mail("account/email/account_already_exists", email, {})

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody what was done to their account; the old address, when the address changed."""
        if not template_prefix.startswith("account/email/password_"):  # told with the change itself
            self._notify(template_prefix, user, context or {}, email or "")

    def _notify(self, template_prefix: str, user: User, context: dict[str, Any], email: str) -> None:
        to = email or EmailAddress.objects.get_primary_email(user) or user_email(user)
        if to:
            self.send_mail(template_prefix, to, {**told_of(current.request), **context})

    def get_reset_password_from_key_url(self, key: str) -> str:
        address = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + address.replace("UID-KEY", key)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        key = confirmation_key(emailconfirmation.email_address, request=request)
        return settings.SITE_URL + reverse("account_confirm_email", args=[key])


def _front() -> str:
    return f"/{translation.get_language() or settings.LANGUAGE_CODE}/"
