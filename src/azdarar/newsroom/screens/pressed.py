"""Pressed pages: how readers are answered, what any address shows and since when, and the siege."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from azdarar.accounts.actions import record
from azdarar.errors import AzdararError
from azdarar.newsroom.pressed import ShownKind, fact_in_words, reason_in_words, what_is_shown
from azdarar.newsroom.screens.guarded import GuardedScreen
from azdarar.newsroom.standing import keeps_everything
from azdarar.press.asking import key_asked_for
from azdarar.press.at_home import (
    counters_at_home,
    folder_at_home,
    press_at_home,
    statistics_folder_at_home,
    store_at_home,
)
from azdarar.press.pressing import PageFailedError, PersonalPageError
from azdarar.press.queries import waiting_purges
from azdarar.press.statistics import Counts, FailedRender, Told, told
from azdarar.press.stock import stock_of
from azdarar.press.store import PressedPage

_CODINGS = {"gzip": "gzip", "br": "brotli", "zstd": "zstandard"}


def may_tend_pages(user: Any) -> bool:
    """Whether somebody keeps what readers are served: webmasters, and whoever leads all of the paper."""
    return keeps_everything(user)


class PressedScreen(GuardedScreen):
    """A screen for whoever keeps what readers are served."""

    page_title: ClassVar[Any] = gettext_lazy("Pressed pages")
    header_icon = "draft"
    may_enter = staticmethod(may_tend_pages)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("newsroom_pressed"), "label": _("Pressed pages")},
        ]


class PressedPagesView(PressedScreen):
    """How readers were answered lately, what is slow, what fails, what the store takes."""

    template_name = "newsroom/pressed/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        store = store_at_home()
        counted = told(statistics_folder_at_home(), now=time.time())
        context = self.get_context_data(
            spans=_spans(counted),
            has_counted=bool(counted.ever.requests or counted.ever.presses),
            slowest=[(row, _instant(row.at), reason_in_words(row.why)) for row in counted.slowest[:10]],
            failed=[(row, _instant(row.at)) for row in counted.failed if _fails_still(row)],
            unpurged=[(row, fact_in_words(row.fact)) for row in waiting_purges(at=timezone.now())],
            stock=stock_of(folder_at_home()),
            is_under_siege=store.changes.siege,
        )
        return self.render_to_response(context)


class PressedPageView(PressedScreen):
    """One address: the page that is stored for it, and a button to press it again."""

    template_name = "newsroom/pressed/page.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        address = request.GET.get("address", "").strip()[:2_000]
        if not address:
            return redirect("newsroom_pressed")
        try:
            key = key_asked_for(address)
        except AzdararError as refusal:
            context = self.get_context_data(address=address, problem=str(refusal))
            return self.render_to_response(context, status=404)
        page = store_at_home().load(key)
        context = self.get_context_data(
            address=address, key=key, page=_in_words(page) if page is not None else None
        )
        return self.render_to_response(context)

    def post(self, request: HttpRequest) -> HttpResponse:
        address = request.POST.get("address", "").strip()[:2_000]
        try:
            key = key_asked_for(address)
        except AzdararError as refusal:
            context = self.get_context_data(address=address, problem=str(refusal))
            return self.render_to_response(context, status=400)
        _press_by_hand(request, key)
        return redirect(f"{reverse('newsroom_pressed_page')}?{urlencode({'address': key})}")


class SiegeView(PressedScreen):
    """Going into siege or out of it, with what it means said first; a line of the audit log."""

    template_name = "newsroom/pressed/siege.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render_to_response(self.get_context_data(is_under_siege=store_at_home().changes.siege))

    def post(self, request: HttpRequest) -> HttpResponse:
        is_on = {"on": True, "off": False}.get(request.POST.get("do", ""))
        if is_on is None:
            return self.render_to_response(
                self.get_context_data(is_under_siege=store_at_home().changes.siege), status=400
            )
        changes = store_at_home().changes
        if is_on != changes.siege:
            with transaction.atomic():
                what = "press.siege-on" if is_on else "press.siege-off"
                record(what=what, by=request.user, at=timezone.now())
                changes.set_siege(is_on)
        done = (
            _("The paper is under siege.") if is_on else _("The siege is over: everything is answered again.")
        )
        messages.success(request, done)
        return redirect("newsroom_pressed")


@dataclass(frozen=True, slots=True)
class _Span:
    """What was counted in a span of time, as it is printed."""

    label: str
    counts: Counts
    share: str


@dataclass(frozen=True, slots=True)
class _PageInWords:
    """A stored page, as it is printed."""

    page: PressedPage
    pressed_at: datetime
    why: str
    is_fresh: bool
    why_not: str
    until: datetime | None
    sizes: tuple[tuple[str, int], ...]
    shown: list[ShownKind]


def _spans(counted: Told) -> list[_Span]:
    spans = (
        (_("Last 5 minutes"), counted.last_minutes),
        (_("Last hour"), counted.last_hour),
        (_("Last 24 hours"), counted.last_day),
        (_("Ever"), counted.ever),
    )
    return [_Span(label, counts, _share(counts.hit_rate)) for label, counts in spans]


def _share(rate: float | None) -> str:
    """A part of all in per cent; never rounded up to all of them."""
    if rate is None:
        return "–"
    tenths = int(rate * 1000) / 10
    return _("%(number)s %%") % {"number": number_format(tenths, 1)}


def _in_words(page: PressedPage) -> _PageInWords:
    store, now = store_at_home(), timezone.now()
    why_not = store.why_not_fresh(page, now=now.timestamp())
    sizes = store.sizes_of(page.key)
    return _PageInWords(
        page=page,
        pressed_at=_instant(page.pressed_at),
        why=reason_in_words(page.why),
        is_fresh=not why_not,
        why_not=fact_in_words(why_not) if why_not else "",
        until=_instant(page.until) if page.until < float("inf") else None,
        sizes=tuple((name, sizes[coding]) for coding, name in _CODINGS.items() if coding in sizes),
        shown=what_is_shown(store.tags_of(page.key), at=now),
    )


def _press_by_hand(request: HttpRequest, key: str) -> None:
    """Press a page and say what came of it."""
    press = press_at_home()
    try:
        # The page is rendered in its own language, by way of this very thread.
        with translation.override(translation.get_language()):
            page = press.press(key, why="by hand", is_forced=True)
    except (PageFailedError, PersonalPageError) as refusal:
        messages.error(request, str(refusal))
        return
    failure = press.failures.get(key)
    if failure is not None:
        sentence = _("The page could not be rendered: %(why)s Readers get it as it was.")
        messages.error(request, sentence % {"why": failure.why})
        return
    counters_at_home().note_settled(key, at=time.time())
    if page is None:
        messages.warning(request, _("There is no page at this address, so nothing is stored for it."))
    else:
        sentence = _("The page was pressed in %(ms)d ms.")
        messages.success(request, sentence % {"ms": round(page.render_ms)})


def _fails_still(row: FailedRender) -> bool:
    """Whether a page has not been pressed since it failed, by whichever process."""
    page = store_at_home().load(row.key)
    return page is None or page.pressed_at < row.at


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
