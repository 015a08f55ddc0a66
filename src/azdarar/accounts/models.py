"""The user model and the invitation that lets a member of staff in."""

import unicodedata

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.tables.audit import AppendOnlyError, AuditEnd, AuditEntry
from azdarar.accounts.tables.devices import KnownDevice
from azdarar.accounts.tables.scopes import Role, Scope

__all__ = [
    "AppendOnlyError",
    "AuditEnd",
    "AuditEntry",
    "Invitation",
    "KnownDevice",
    "Role",
    "Scope",
    "User",
]


class AccountManager(UserManager):
    """Finds people by e-mail address, whatever its capitals; ``doors.backend`` also by user name."""

    def by_email(self, email: str) -> "User | None":
        """Return the person with this address, or None."""
        return self.alias(lower=Lower("email")).filter(lower=email.strip().lower()).first()


class User(AbstractUser):
    """Anyone with a login: a reader or a member of staff.

    A byline is not a login: see ``articles.Contributor``.
    """

    email = models.EmailField(_("e-mail address"))
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        help_text=_("In which their mails are written and the pages of their account appear."),
    )
    access_epoch = models.PositiveIntegerField(
        _("times access was ended"), default=0, editable=False, help_text=_("Sessions and links carry it.")
    )
    access_ended_at = models.DateTimeField(_("access ended at"), null=True, editable=False)
    erasure_due_at = models.DateTimeField(
        _("to be erased at"),
        null=True,
        editable=False,
        db_index=True,
        help_text=_("Set when somebody asks to be erased; signing in before then calls it off."),
    )
    second_factor_due_at = models.DateTimeField(
        _("second factor due at"),
        null=True,
        editable=False,
        help_text=_("Set when somebody becomes staff; from then on the newsroom asks for a second factor."),
    )

    objects = AccountManager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_one_account_per_email")]
        # A name is looked for whatever its capitals, at each sign-in.
        indexes = [models.Index(Lower("username"), name="accounts_by_name")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    # The same letters typed on two systems may be other code points: é in one piece, or as e and an accent.
    def set_password(self, raw_password: str | None) -> None:
        super().set_password(_composed(raw_password))

    def check_password(self, raw_password: str) -> bool:
        return super().check_password(_composed(raw_password))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind a session to the password and to the number of times access was ended."""
        key_salt = "azdarar.accounts.models.User.session"
        value = f"{self.password}|{self.access_epoch}"
        return salted_hmac(key_salt, value, secret=secret, algorithm="sha256").hexdigest()


def _composed(password: str | None) -> str | None:
    return None if password is None else unicodedata.normalize("NFC", password)


class Invitation(models.Model):
    """A one-time way in for a member of staff.

    Only the SHA-256 of the token is kept, so that a copy of the database opens no door.
    """

    user = models.ForeignKey(
        User, verbose_name=_("account"), on_delete=models.CASCADE, related_name="invitations"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField(_("invited at"))
    valid_until = models.DateTimeField(_("valid until"))
    spent_at = models.DateTimeField(_("spent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.user} ({self.invited_at:%Y-%m-%d %H:%M})"
