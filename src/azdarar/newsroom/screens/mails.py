"""Mails that did not leave: which, why, and what a webmaster may do about each."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from azdarar.accounts.actions import record
from azdarar.accounts.models import Role
from azdarar.accounts.queries import scopes_held
from azdarar.courier.actions import MailGoneError, drop_mail, try_mail_again
from azdarar.courier.models import Mail
from azdarar.courier.queries import HeldMail, held_mails, mail_is_sent
from azdarar.newsroom.mail_kinds import kind_in_words
from azdarar.newsroom.numbers import number_in
from azdarar.newsroom.screens.guarded import GuardedScreen

_DEEDS = {
    "again": (try_mail_again, "newsroom.mail-tried-again"),
    "drop": (drop_mail, "newsroom.mail-dropped"),
}


def may_tend_mails(user: Any) -> bool:
    """Whether somebody looks after the paper's post: webmasters."""
    return any(scope.role == Role.WEBMASTER for scope in scopes_held(user))


class MailsView(GuardedScreen):
    """Mails that wait longer than they should, and those that were set aside; nobody's letter is opened."""

    template_name = "newsroom/mails.html"
    page_title = gettext_lazy("Mails held up")
    header_icon = "mail"
    may_enter = staticmethod(may_tend_mails)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, status: int = 200) -> HttpResponse:
        held = held_mails(at=timezone.now())
        context = self.get_context_data(
            mails=[(mail, kind_in_words(mail.kind)) for mail in held],
            may_all_be_tried=sum(_is_set_aside(mail) for mail in held) > 1,
            is_sent=mail_is_sent(),
            outbox_is_shown=settings.MAIL_OUTBOX_IS_SHOWN,
        )
        return self.render_to_response(context, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        deed, number = request.POST.get("do", ""), number_in(request.POST.get("mail", ""))
        if deed == "all":
            return self._try_all()
        if deed not in _DEEDS or not number:
            return self.get(request, status=400)
        try:
            self._do(deed, number)
        except MailGoneError as error:
            messages.error(request, str(error))
        else:
            done = {"again": _("The mail is tried again now."), "drop": _("The mail is given up.")}
            messages.success(request, done[deed])
        return redirect("newsroom_mails")

    def _try_all(self) -> HttpResponse:
        numbers = [mail.number for mail in held_mails(at=timezone.now()) if _is_set_aside(mail)]
        for number in numbers:
            self._do("again", number)
        sentence = ngettext(
            "%(count)d mail is tried again now.", "%(count)d mails are tried again now.", len(numbers)
        )
        messages.success(self.request, sentence % {"count": len(numbers)})
        return redirect("newsroom_mails")

    def _do(self, deed: str, number: int) -> None:
        """Do one thing about one mail, and write it down; the line names no address."""
        now = timezone.now()
        action, what = _DEEDS[deed]
        mail = action(number=number, at=now)
        record(what=what, by=self.request.user, about=f"mail:{number}", data={"what": mail.kind}, at=now)


def _is_set_aside(mail: HeldMail) -> bool:
    return mail.state == Mail.State.SET_ASIDE and mail.may_be_tried
