"""allauth's forms with the paper's fields, and no answer that tells who has an account."""

from typing import Any

from allauth.account import forms as allauths
from allauth.account.adapter import get_adapter
from allauth.account.internal import flows
from allauth.core import context, ratelimit
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.actions import seem_to_sign_up, sign_up
from azdarar.accounts.doors import fields
from azdarar.accounts.doors.backend import count_for_account, person_called
from azdarar.accounts.internal.login_names import login_key, mail_address
from azdarar.accounts.internal.signing_up import holder_of, is_unconfirmed, somewhere_else
from azdarar.accounts.models import User


class SignInForm(allauths.LoginForm):
    """A name, a password, and whether this device is one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            # "webauthn" lets a browser offer passkeys in the list of names.
            "login": fields.login(autocomplete="username webauthn"),
            "password": fields.password(),
            "remember": forms.BooleanField(
                label=_("Stay signed in on this device"), required=False, initial=True
            ),
        }

    def user_credentials(self) -> dict[str, Any]:
        """Whatever the name looks like, it is looked up in one way (``DoorBackend``)."""
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data["password"]}

    def clean(self) -> dict[str, Any]:
        """Say at the password that it does not fit: that is the field to type again."""
        try:
            super().clean()
        except forms.ValidationError as error:
            self.add_error("password", error)
        return self.cleaned_data


class SignUpForm(allauths.SignupForm):
    """An address and a password; a name for those who want to be called by one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "email": fields.address(),
            "password1": fields.new_password(),
            "name": forms.CharField(
                label=_("Your name, if you like"),
                required=False,
                max_length=150,
                error_messages={"max_length": _("A name has at most 150 characters.")},
                widget=forms.TextInput(attrs={"autocomplete": "name", "autocapitalize": "words"}),
            ),
        }
        self.replaced: User | None = None
        self.password_hash = ""

    def clean_email(self) -> str:
        address = mail_address(self.cleaned_data["email"])
        holder = holder_of(address)
        if is_unconfirmed(holder) and holder is not None and holder.email.lower() == address:
            # Somebody tried before, and nobody has shown that the address is theirs.
            self.replaced = holder
        else:
            self.account_already_exists = holder is not None
        return address

    def hash_password(self) -> None:
        """Hash the password, whether it will be stored or not: slow, and to be done before a transaction."""
        self.password_hash = make_password(self.cleaned_data["password1"])

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account; for an address that has one, do the same work, keep nothing and write to it."""
        now = timezone.now()
        if not self.account_already_exists:
            user = sign_up(
                email=self.cleaned_data["email"],
                name=self.cleaned_data["name"],
                password_hash=self.password_hash,
                language=translation.get_language() or "",
                replaces=self.replaced,
                at=now,
            )
            return user, None
        seem_to_sign_up(password_hash=self.password_hash, at=now)
        return None, flows.signup.prevent_enumeration(request, email=self.cleaned_data["email"])


class ResetRequestForm(forms.Form):
    """Who forgot a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The name of the field is allauth's; what may be typed is more.
        self.fields["email"] = fields.login()

    def clean_email(self) -> str:
        typed = login_key(self.cleaned_data["email"])
        return mail_address(typed) if "@" in typed else typed

    def save(self, request: HttpRequest, **_options: Any) -> None:
        """Send a link to the account's address; tell an address without an account that it has none.

        An unknown user name has no address to write to: its letter is written and thrown away.
        """
        typed = self.cleaned_data["email"]
        user = person_called(typed)
        # One account, under either of its names. One too many is answered like every other, and written to
        # nobody: to say so would tell that an address and a name are one person's.
        is_counted = count_for_account(request, user, typed, action="reset_password_account")
        users = [user] if user is not None and user.is_active and user.email else []
        to = users[0].email if users else typed if "@" in typed else ""
        with transaction.atomic():
            flows.password_reset.request_password_reset(
                request, to or somewhere_else(), users, allauths.default_token_generator
            )
            if not to or not is_counted:
                transaction.set_rollback(True)


class NewPasswordForm(forms.Form):
    """A new password, typed once: it can be shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user: User = kwargs.pop("user", None)
        kwargs.pop("temp_key", None)
        super().__init__(*args, **kwargs)
        self.fields["password1"] = fields.new_password(label=_("New password"))

    def clean_password1(self) -> str:
        return str(get_adapter().clean_password(self.cleaned_data["password1"], user=self.user))

    def save(self) -> None:
        get_adapter().set_password(self.user, self.cleaned_data["password1"])


class ChangePasswordForm(NewPasswordForm):
    """The password of today, and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"oldpassword": fields.password(label=_("Password of today")), **self.fields}

    def clean_oldpassword(self) -> str:
        typed = self.cleaned_data["oldpassword"]
        if not self.user.check_password(typed):
            raise get_adapter().validation_error("enter_current_password")
        return str(typed)


class NewAddressForm(allauths.AddEmailForm):
    """Another address, which counts once it is confirmed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = fields.address(label=_("New address"))

    def clean_email(self) -> str:
        self.cleaned_data["email"] = mail_address(self.cleaned_data["email"])
        return str(super().clean_email())


class ConfirmItIsYouForm(allauths.ReauthenticateForm):
    """The password, asked once more before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = fields.password()


class CodeRequestForm(forms.Form):
    """Where a code is to be sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = fields.address(autocomplete="username")
        self._user: User | None = None

    def clean_email(self) -> str:
        address = mail_address(self.cleaned_data["email"])
        if not ratelimit.consume(context.request, action="request_login_code", key=address):
            raise get_adapter().validation_error("rate_limited")
        user = User.objects.by_email(address)
        # Whoever signed up with somebody else's address must not have it confirmed by its owner's code.
        is_stranger = is_unconfirmed(user)
        self._user = user if user is not None and user.is_active and not is_stranger else None
        return address


class CodeForm(allauths.ConfirmLoginCodeForm):
    """The code that came by mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = fields.one_time_code(label=_("Code from the mail"))
