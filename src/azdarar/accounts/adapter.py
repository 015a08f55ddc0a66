"""How this paper uses allauth: who may sign up, where people land, which host its mails name."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from azdarar.accounts.actions import end_other_access
from azdarar.accounts.internal.ending import session_in_use
from azdarar.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Nobody makes an account by themselves yet: staff are invited, readers need none to read.

    Links in mails are built from the configured address of the paper, never from the request's host.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("wagtailadmin_home") if request.user.is_staff else "/"

    def set_password(self, user: User, password: str) -> None:
        """Store a new password, chosen or reset, and end all access the old one gave: both or neither."""
        user.set_password(password)  # slow on purpose, so before the transaction
        with transaction.atomic():
            user.save(update_fields=["password"])
            end_other_access(user=user, at=timezone.now(), keep_session_key=session_in_use(user))

    def get_reset_password_from_key_url(self, key: str) -> str:
        address = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + address.replace("UID-KEY", key)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: object) -> str:
        key: str = emailconfirmation.key  # type: ignore[attr-defined]  # one of allauth's two kinds, both keyed
        return settings.SITE_URL + reverse("account_confirm_email", args=[key])
