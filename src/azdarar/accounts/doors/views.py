"""allauth's pages where the paper answers otherwise: its status, its links, its resending, its silence."""

from typing import Any

from allauth.account import views as allauths
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import send_verification_email_at_login
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import passthrough_next_redirect_url, url_str_to_user_pk
from allauth.core import ratelimit
from allauth.core.internal.httpkit import redirect
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azdarar.accounts.actions import note_failed_attempt
from azdarar.accounts.internal import a_word, browsers
from azdarar.accounts.internal.mailed_links import Standing, address_to_confirm
from azdarar.accounts.models import User
from azdarar.accounts.tokens import ResetTokens

#: In the address bar in the place of a key, once the browser keeps it.
HERE = "here"
_KEY_IN_SESSION = "address_to_confirm"
#: Seconds after which guessing may go on (settings.ACCOUNT_RATE_LIMITS).
_WAIT_S = 300
#: The steps of a sign-in that may wait, and what leads back to each.
_STEPS = {
    "account_confirm_login_code": gettext_lazy("You asked for a code: type it here"),
    "mfa_authenticate": gettext_lazy("Your password was right: go on with the second factor"),
}
_TOO_MANY = {"too_many_login_attempts", "rate_limited"}


class Door:
    """What every form before the door shares: a status that says it must be filled in again, and no way out.

    A form with mistakes is answered 422, or 429 where somebody tried too often, with all that was typed but
    the password.
    """

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 422
            codes = {error.code for mistakes in form.errors.as_data().values() for error in mistakes}
            if codes & _TOO_MANY:
                response.status_code = 429
                response.headers["Retry-After"] = str(_WAIT_S)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Do not carry on an address of another site, even where nobody would follow it."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        onward = context.get("redirect_field_value")
        if onward and not get_adapter().is_safe_url(onward):
            context.update(redirect_field_value=None, redirect_field="")
        return context


class Anew:
    """A door that opens for somebody in the middle of another way in.

    allauth would lead them back to the step they have not taken. Whoever opens the page of signing in wants
    that page; a quiet line on it leads on to the step.
    """

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        self.pending = stage

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        stage = getattr(self, "pending", None)
        if stage is not None and stage.urlname in _STEPS:
            sentence = _STEPS[stage.urlname]
            context["pending"] = {"sentence": sentence, "address": _onward(self.request, stage.urlname)}  # type: ignore[attr-defined]
        return context


def _onward(request: HttpRequest, name: str) -> str:
    """The address of the step that waits, with the way onward kept."""
    return str(passthrough_next_redirect_url(request, reverse(name), "next"))


class SignIn(Anew, Door, allauths.LoginView):
    """A name and a password."""


class SignUp(Anew, Door, allauths.SignupView):
    """A new account. The password is hashed first, for everybody; then all is written, or nothing."""

    def form_valid(self, form: Any) -> HttpResponse:
        form.hash_password()
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except IntegrityError:
            # The same form, posted twice at once: the other one made the account.
            form.account_already_exists = True
            with transaction.atomic():
                return super().form_valid(form)


class SignUpSent(allauths.EmailVerificationSentView):
    """Where somebody who signed up is told to look for a mail, and may ask for it again."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the mail again: the link, or to whoever has an account a word; nothing if nobody waits. The
        answer is one for all."""
        login = unstash_login(request, peek=True)
        if login is not None:
            send_verification_email_at_login(request, login)
        get_adapter().add_message(
            request, messages.INFO, message=_("Sent again, though at most three times in ten minutes.")
        )
        return HttpResponseRedirect(reverse("account_email_verification_sent"))


class ConfirmAddress(allauths.ConfirmEmailView):
    """Where a mailed link leads that confirms an address.

    Opening it confirms nothing: mail scanners open every link. The key is kept by the browser that asked for
    it and leaves the address bar.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = kwargs["key"]
        held = request.session.get(_KEY_IN_SESSION, "") if key == HERE else key
        address, standing = address_to_confirm(held, request=request)
        if address is None or standing is not Standing.GOOD:
            return _no_good(request, standing)
        if key != HERE:
            request.session[_KEY_IN_SESSION] = key
            return HttpResponseRedirect(reverse("account_confirm_email", args=[HERE]))
        self.confirmation = EmailConfirmationHMAC(address)
        return super().dispatch(request, *args, **kwargs)

    def get_object(self, queryset: Any = None) -> EmailConfirmationHMAC:
        return self.confirmation

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what will be confirmed; whoever is signed in stays so."""
        self.object = self.confirmation
        return self.render_to_response(self.get_context_data())

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        a_word.leave(self.request)
        with transaction.atomic():
            self.request.session.pop(_KEY_IN_SESSION, None)
            return super().post(*args, **kwargs)


class ResetRequest(Door, allauths.PasswordResetView):
    """Who forgot a password."""

    def form_valid(self, form: Any) -> HttpResponse:
        # Whether or not there is an account, this browser asked.
        browsers.mark_of(self.request)
        response: HttpResponse = super().form_valid(form)
        return response


class ResetByLink(Door, allauths.PasswordResetFromKeyView):
    """Where a mailed link leads that lets somebody choose a new password. Opening it changes nothing."""

    def dispatch(self, request: HttpRequest, uidb36: str, key: str, **kwargs: Any) -> HttpResponseBase:
        held = key
        if key == self.reset_url_key:
            held = request.session.get(allauths.INTERNAL_RESET_SESSION_KEY, "")
        standing = ResetTokens().standing(_person(uidb36), held)
        if standing is not Standing.GOOD:
            return _no_good(request, standing, is_reset=True)
        return super().dispatch(request, uidb36, key, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Take the new password; the link also showed that the address is theirs."""
        form.save()
        user = self.reset_user
        EmailAddress.objects.update_or_create(
            user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
        )
        self.request.session.pop(allauths.INTERNAL_RESET_SESSION_KEY, None)
        response = allauths.flows.password_reset.finalize_password_reset(self.request, user)
        return response or redirect(self.get_success_url())


class RequestCode(Anew, Door, allauths.RequestLoginCodeView):
    """Where to send a code."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
        return response


class ConfirmCode(Door, allauths.ConfirmLoginCodeView):
    """The code that came by mail. Asking again writes to a stranger as well as to a reader."""

    def form_invalid(self, form: Any) -> HttpResponse:
        address = self._process.state.get("email", "")
        note_failed_attempt(user=self._process.user, typed=address, at=timezone.now())
        return super().form_invalid(form)

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        address = self._process.state.get("email", "")
        if ratelimit.consume(self.request, action="request_login_code", key=address):
            self._process.send()
            self._process.record_resend()
            self._process.persist()
        else:
            adapter = get_adapter()
            adapter.add_message(self.request, messages.ERROR, message=adapter.error_messages["rate_limited"])
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_confirm_login_code")))


class ChangePassword(Door, allauths.PasswordChangeView):
    """A new password in the place of the old one."""


class SetPassword(Door, allauths.PasswordSetView):
    """A first password, for somebody who has none."""


class ChangeAddress(Door, allauths.EmailView):
    """Another address."""

    def form_valid(self, form: Any) -> HttpResponse:
        browsers.mark_of(self.request)
        response: HttpResponse = super().form_valid(form)
        return response


class ConfirmItIsYou(Door, allauths.ReauthenticateView):
    """The password, once more. A wrong one is counted where every password is (``staff_receivers``)."""


def _person(uidb36: str) -> User | None:
    try:
        number = url_str_to_user_pk(uidb36)
    except ValueError:
        return None
    return User.objects.filter(pk=number, is_active=True).first()


def _no_good(request: HttpRequest, standing: Standing, *, is_reset: bool = False) -> HttpResponse:
    """Say that a link opens nothing here: 403 where another browser asked, 410 where nobody can use it."""
    is_elsewhere = standing is Standing.ELSEWHERE
    return TemplateResponse(
        request,
        "accounts/link_no_good.html",
        {"is_elsewhere": is_elsewhere, "is_reset": is_reset},
        status=403 if is_elsewhere else 410,
    )
