"""Passkeys, codes from an app, recovery codes: allauth's, in the paper's name and from its address alone."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.utils import passthrough_next_redirect_url
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.base import views as base_views
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import forms as webauthn_forms
from allauth.mfa.webauthn import views as webauthn_views
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.actions import note_failed_attempt
from azdarar.accounts.doors import fields
from azdarar.accounts.doors.views import Anew, Door
from azdarar.accounts.internal import factor_seal
from azdarar.accounts.models import User


class FactorAdapter(DefaultMFAAdapter):
    """Keys are made for the configured host of the paper, whatever host a request names."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code is not right. See that the clock of your device is, and type the newest code."
        ),
        "unverified_email": _("Confirm your e-mail address first; then come back."),
        "add_email_blocked": _("Take your second factor away first; then change the address."),
        "cannot_delete_authenticator": _("This second factor cannot be taken away."),
        "cannot_generate_recovery_codes": _("Recovery codes belong to a second factor: add one first."),
    }

    def encrypt(self, text: str) -> str:
        return factor_seal.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return factor_seal.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return str(settings.PAPER_NAME)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.SITE_URL).hostname or "localhost", "name": str(settings.PAPER_NAME)}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": str(user)}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}


def _passkey_refused(error: forms.ValidationError) -> forms.ValidationError:
    """Say it as it is for a passkey: allauth has one word for a wrong code and for a foreign key."""
    if error.code != "incorrect_code":
        return error
    return forms.ValidationError(
        _("This passkey does not open this account. Try again, or choose another way."), code=error.code
    )


class _Passkey:
    """A form whose field is filled in by the device."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except forms.ValidationError as error:
            raise _passkey_refused(error) from error
        except (AttributeError, LookupError, TypeError):
            # Not what any device sends.
            raise _passkey_refused(forms.ValidationError("", code="incorrect_code")) from None


class SignInByPasskeyForm(_Passkey, webauthn_forms.LoginWebAuthnForm):
    """A passkey instead of a name and a password."""


class PasskeyForm(_Passkey, webauthn_forms.AuthenticateWebAuthnForm):
    """A passkey after the password."""


class ConfirmByPasskeyForm(_Passkey, webauthn_forms.ReauthenticateWebAuthnForm):
    """A passkey, once more before something that matters."""


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):
    """A new passkey, and what to call it. Each opens the door by itself, so none is only a second factor."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"] = forms.CharField(
            label=_("What to call it"),
            required=False,
            max_length=80,
            help_text=_("By the device it is on: “my telephone”, “the grey key”."),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except (AttributeError, LookupError, TypeError):
            raise _passkey_refused(forms.ValidationError("", code="incorrect_code")) from None


class RenamePasskeyForm(webauthn_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label=_("What to call it"), max_length=80)


class CodeAfterPasswordForm(base_forms.AuthenticateForm):
    """A code from the app, or a recovery code, after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = fields.one_time_code(label=_("Code from your app, or a recovery code"))


class ConfirmByCodeForm(base_forms.ReauthenticateForm):
    """A code from the app, once more before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = fields.one_time_code(label=_("Code from your app, or a recovery code"))


class AddAppForm(totp_forms.ActivateTOTPForm):
    """The first code of a new app: shows that it took the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = fields.one_time_code(label=_("Code that the app shows"))


class SignInByPasskey(Anew, webauthn_views.LoginWebAuthnView):
    """A passkey that opens nothing leads back to the door, with the way onward kept."""

    def form_invalid(self, form: Any) -> HttpResponse:
        for mistake in form.errors.get("credential", []):
            account_adapter().add_message(self.request, messages.ERROR, message=mistake)
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_login")))

    def passthrough_next_url(self, url: str) -> str:
        return str(passthrough_next_redirect_url(self.request, url, "next"))


class AddPasskey(Door, webauthn_views.AddWebAuthnView):
    """A new passkey that needs no password beside it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["js_data"] = {"creation_options": webauthn.begin_registration(self.request.user, True)}
        return context


class AfterPassword(base_views.AuthenticateView):
    """The second factor after the password."""

    def form_invalid(self, form: Any) -> HttpResponse:
        user = self.stage.login.user
        note_failed_attempt(user=user, typed=user.email, at=timezone.now())
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


class AddApp(Door, totp_views.ActivateTOTPView):
    """An app that makes codes."""


class ConfirmByCode(Door, base_views.ReauthenticateView):
    """A code, once more."""

    def form_invalid(self, form: Any) -> HttpResponse:
        user = self.request.user
        note_failed_attempt(user=user, typed=user.email, at=timezone.now())
        return super().form_invalid(form)
