"""Addresses of pages that list stories: each asks a room, and answers with one page of the list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from azdarar.articles.models import Contributor, Section
from azdarar.articles.queries import (
    StoryCard,
    cards_of,
    contributor_address,
    newest_articles,
    public_corrections,
    section_articles,
    section_ref,
    signed_by,
    speaking_of,
)
from azdarar.fronts.queries import dossier_at, dossier_list, front_of, section_picks
from azdarar.language.typography import TypesetText
from azdarar.onward.most_read import most_read
from azdarar.press.showing import shows
from azdarar.reader.missing import missing_page
from azdarar.reader.page import page_context, render_page, section_feeds
from azdarar.reader.pages_lists import dossier_page, front_page
from azdarar.reader.story import author_box
from azdarar.reader.subject_page import description_of, subject_address, subject_data, subject_values
from azdarar.subjects.queries import subject_at

#: Stories on one page of a list.
PER_PAGE = 20
#: Nobody turns further; machines that do are told there is no such page.
LAST_PAGE = 5_000
#: Stories at the head of a section's first page, before the river.
_HEAD = 4


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a reader is in a list. The whole is never counted: a list knows only whether it goes on."""

    number: int
    has_more: bool
    query: str = ""

    @property
    def previous_url(self) -> str:
        """The page before, without a number when it is the first."""
        return self._url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        """The page after, if there is one."""
        return self._url(self.number + 1) if self.has_more else ""

    def _url(self, number: int) -> str:
        parts = [self.query] if self.query else []
        parts += [f"page={number}"] if number > 1 else []
        return "?" + "&".join(parts)


def page_number(request: HttpRequest) -> int | None:
    """The page a reader asks for, from 1; None for what is no page of any list."""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    return number if 1 <= number <= LAST_PAGE else None


def one_page(
    fetch: Callable[[int, int], Sequence[int]], *, number: int, at: datetime
) -> tuple[list[StoryCard], Pager] | None:
    """One page of a list, or None beyond its end.

    Args:
        fetch: returns the numbers of stories, from a place in the list to another.
    """
    start = (number - 1) * PER_PAGE
    stories = list(fetch(start, start + PER_PAGE + 1))
    if not stories and number > 1:
        return None
    return cards_of(stories[:PER_PAGE], at=at), Pager(number, has_more=len(stories) > PER_PAGE)


def front(request: HttpRequest, language: str) -> HttpResponse:
    """The front page of a language."""
    page = front_of(language)
    if page is None:
        return missing_page(request, language=language)
    return front_page(request, page=page, is_preview=False)


def section(request: HttpRequest, *, section: Section) -> HttpResponse:
    """A section's stories; what its editors recommend stands beside the first page."""
    shows(f"section:{section.pk}:page", f"family:{section.translation_key.hex}")
    ref, now, number = section_ref(section), timezone.now(), page_number(request)
    stories = section_articles(section, at=now).values_list("pk", flat=True)
    found = number and one_page(lambda first, last: stories[first:last], number=number, at=now)
    if not found:
        return missing_page(request, language=section.language)
    cards, pager = found
    head = cards[:_HEAD] if pager.number == 1 else []
    others = Section.objects.filter(translation_key=section.translation_key).exclude(pk=section.pk)
    page = page_context(
        request,
        language=section.language,
        title=ref.name,
        kind="section",
        path=_own_path(ref.url, pager),
        description=TypesetText(section.standfirst, section.language),
        translations={other.language: other.address for other in others.select_related("locale")},
        section=ref,
        feeds=section_feeds(ref.name, ref.url),
    )
    is_first = pager.number == 1
    values = {
        "standfirst": TypesetText(section.standfirst, section.language),
        "head": head,
        "picks": section_picks(section, at=now) if is_first else [],
        "ranking": most_read(language=section.language, section_id=section.pk, at=now) if is_first else [],
    }
    return render_page(
        request, "lists/section.html", page=page, cards=cards[len(head) :], pager=pager, **values
    )


def dossiers(request: HttpRequest, language: str) -> HttpResponse:
    """Every dossier of a language."""
    with translation.override(language):
        page = page_context(request, language=language, title=_("Dossiers"), kind="dossiers")
    return render_page(
        request,
        "fronts/dossiers.html",
        page=page,
        dossiers=dossier_list(language=language, at=timezone.now()),
    )


def dossier(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """One dossier."""
    page = dossier_at(language=language, slug=slug)
    if page is None:
        return missing_page(request, language=language)
    return dossier_page(request, page=page, is_preview=False)


def author(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """A contributor's stories, under who they are."""
    contributor = (
        Contributor.objects.filter(slug=slug).select_related("portrait").prefetch_related("profiles").first()
    )
    number, now = page_number(request), timezone.now()
    if contributor is None or number is None:
        return missing_page(request, language=language)

    def fetch(first: int, last: int) -> Sequence[int]:
        return signed_by(contributor, language=language, at=now, most=last - first, before=first)

    found = one_page(fetch, number=number, at=now)
    if found is None:
        return missing_page(request, language=language)
    cards, pager = found
    box = author_box(contributor, language=language)
    path = contributor_address(contributor, language=language)
    elsewhere = [profile.language for profile in contributor.profiles.all() if profile.language != language]
    page = page_context(
        request,
        language=language,
        title=box.name,
        kind="author-page",
        path=_own_path(path, pager),
        description=box.bio,
        translations={
            code: contributor_address(contributor, language=code)
            for code in elsewhere
            if code in dict(settings.LANGUAGES)
        },
        feeds=section_feeds(box.name, path),
    )
    return render_page(request, "lists/author.html", page=page, author=box, cards=cards, pager=pager)


def subject(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Stories that speak of a subject, under its names."""
    found_subject = subject_at(slug)
    number, now = page_number(request), timezone.now()
    if found_subject is None or number is None:
        return missing_page(request, language=language)
    shows(f"subject:{found_subject.pk}:page")
    if found_subject.joined_into:
        shows(f"subject:{found_subject.joined_into.pk}:page")
        return HttpResponsePermanentRedirect(subject_address(found_subject.joined_into, language=language))

    def fetch(first: int, last: int) -> Sequence[int]:
        return speaking_of(found_subject, language=language, at=now, most=last - first, before=first)

    found = one_page(fetch, number=number, at=now)
    if found is None:
        return missing_page(request, language=language)
    cards, pager = found
    page = page_context(
        request,
        language=language,
        title=TypesetText(found_subject.name_in(language), language),
        kind="subject",
        path=_own_path(subject_address(found_subject, language=language), pager),
        description=TypesetText(description_of(found_subject, language=language), language),
        structured_data=subject_data(found_subject, language=language),
        is_indexed=bool(cards),
    )
    values = subject_values(found_subject, language=language, at=now)
    return render_page(request, "lists/subject.html", page=page, cards=cards, pager=pager, **values)


def latest(request: HttpRequest, language: str) -> HttpResponse:
    """The newest stories of a language, day by day."""
    number = page_number(request)
    now = timezone.now()
    stories = newest_articles(at=now, language=language).values_list("pk", flat=True)
    found = number and one_page(lambda first, last: stories[first:last], number=number, at=now)
    if not found:
        return missing_page(request, language=language)
    cards, pager = found
    with translation.override(language):
        page = page_context(
            request,
            language=language,
            title=_("Latest news"),
            kind="latest",
            path=_own_path(f"/{language}/latest/", pager),
            description=_told(_("Everything %(paper)s publishes, day by day."), language),
            translations=_same_in_all(language, "latest") if pager.number == 1 else None,
        )
    days = groupby(cards, key=lambda card: timezone.localtime(card.published_at).date())
    return render_page(
        request, "lists/latest.html", page=page, days=[(day, list(group)) for day, group in days], pager=pager
    )


def corrections(request: HttpRequest, language: str) -> HttpResponse:
    """The paper's corrections, newest first."""
    number = page_number(request)
    if number is None:
        return missing_page(request, language=language)
    start = (number - 1) * PER_PAGE
    rows = public_corrections(language=language, at=timezone.now(), most=PER_PAGE + 1, before=start)
    if not rows and number > 1:
        return missing_page(request, language=language)
    pager = Pager(number, has_more=len(rows) > PER_PAGE)
    with translation.override(language):
        page = page_context(
            request,
            language=language,
            title=_("Our corrections"),
            kind="corrections",
            path=_own_path(f"/{language}/corrections/", pager),
            description=_told(_("What was wrong in %(paper)s, and what is right."), language),
            translations=_same_in_all(language, "corrections") if pager.number == 1 else None,
        )
    return render_page(request, "lists/corrections.html", page=page, corrections=rows[:PER_PAGE], pager=pager)


def _told(sentence: str, language: str) -> TypesetText:
    return TypesetText(sentence % {"paper": settings.PAPER_NAME}, language)


def _own_path(path: str, pager: Pager) -> str:
    return f"{path}?page={pager.number}" if pager.number > 1 else path


def _same_in_all(language: str, segment: str) -> dict[str, str]:
    """The same page of the paper in its other languages."""
    return {code: f"/{code}/{segment}/" for code, _name in settings.LANGUAGES if code != language}
