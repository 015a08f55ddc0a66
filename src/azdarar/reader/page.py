"""What every public page carries around its own matter: masthead, languages, foot, and the whole head.

``page_context`` says it once for all kinds of pages; ``render_page`` turns it into an answer. Templates
see this and what the page passes, never the request: the same address is the same bytes for everybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from azdarar.articles.queries import SectionRef, footer_pages, menu_sections
from azdarar.language.scripts import autonym, direction
from azdarar.language.typography import TypesetText
from azdarar.media.queries import PictureUse
from azdarar.press.editions import FULL, LIGHT, Edition, edition
from azdarar.press.showing import shows

Text = TypesetText | str
#: What other sites call the paper's languages (Open Graph wants a territory too).
_LOCALES = {"fr": "fr_FR", "en": "en_GB", "hy": "hy_AM", "ru": "ru_RU"}


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere; ``is_current`` where it leads to this very page."""

    text: Text
    url: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """One language of the paper: to this page in it where there is one, else to its front page."""

    code: str
    name: str
    direction: str
    url: str
    is_current: bool
    is_translation: bool


@dataclass(frozen=True, slots=True)
class Alternate:
    """One address of a page that exists in several languages, for ``hreflang``."""

    code: str
    url: str

    @property
    def locale(self) -> str:
        """The language as Open Graph names it."""
        return _LOCALES.get(self.code, self.code)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed a page announces."""

    title: Text
    url: str
    mime_type: str


@dataclass(frozen=True, slots=True)
class Share:
    """What other sites show when somebody sends them this page, besides its title and description."""

    kind: str = "website"
    picture: PictureUse | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    section: Text = ""
    keywords: Sequence[Text] = ()


@dataclass(frozen=True, slots=True)
class PageContext:
    """Everything ``reader/base.html`` shows, in the page's language."""

    language: str
    direction: str
    kind: str
    paper_name: str
    title: Text
    description: Text
    canonical_url: str
    menu: tuple[Link, ...]
    languages: tuple[LanguageLink, ...]
    alternates: tuple[Alternate, ...]
    footer: tuple[Link, ...]
    feeds: tuple[Feed, ...]
    share: Share = field(default_factory=Share)
    structured_data: tuple[Mapping[str, Any], ...] = ()
    is_indexed: bool = True
    is_preview: bool = False
    edition: Edition = FULL

    @property
    def is_light(self) -> bool:
        """Whether this is the edition for a slow line."""
        return self.edition is LIGHT

    @property
    def other_edition_url(self) -> str:
        """Where a reader chooses the other edition, and comes back to this page."""
        name = (FULL if self.is_light else LIGHT).name
        return f"{fixed_address('reader:edition', name)}?{urlencode({'next': self.path})}"

    @property
    def path(self) -> str:
        """The page's own address within the paper, where somebody who signs in comes back to."""
        return self.canonical_url.removeprefix(settings.SITE_URL)

    @property
    def front_url(self) -> str:
        """The front page of this language."""
        return front_address(self.language)

    @property
    def locale(self) -> str:
        """The language as Open Graph names it."""
        return _LOCALES.get(self.language, self.language)

    @property
    def is_front(self) -> bool:
        """Whether the page carries the full plate instead of the bar."""
        return self.kind == "front"

    @property
    def document_title(self) -> str:
        """What the browser's tab and a list of results show."""
        return f"{self.title} – {self.paper_name}" if self.title else self.paper_name


def page_context(
    request: HttpRequest,
    *,
    language: str,
    title: Text = "",
    kind: str = "page",
    path: str = "",
    description: Text = "",
    translations: Mapping[str, str] | None = None,
    section: SectionRef | None = None,
    feeds: Sequence[Feed] = (),
    share: Share | None = None,
    structured_data: Sequence[Mapping[str, Any]] = (),
    is_indexed: bool = True,
    is_preview: bool = False,
) -> PageContext:
    """Gather what a page carries around its own matter: two queries, whatever the page.

    Args:
        title: of this page alone; the paper's name is added where it belongs. Empty on a front page.
        kind: a word for the page's look (``front``, ``article``, ``section``…), set as the body's class.
        path: the page's canonical path; empty: the path that was asked for.
        translations: for each other language in which this very page exists, its path there.
        section: the section to mark in the menu.
        feeds: of this page, besides the paper's own.
        is_indexed: whether search engines may list the page.
    """
    shows("paper")
    own_path = path or request.path
    elsewhere = dict(translations or {})
    return PageContext(
        language=language,
        direction=direction(language),
        kind=kind,
        paper_name=settings.PAPER_NAME,
        title=title,
        description=description or _described(title, language=language),
        canonical_url=absolute_url(own_path),
        menu=_menu(language, section=section),
        languages=_languages(language, own_path=own_path, translations=elsewhere),
        alternates=_alternates(language, own_path=own_path, translations=elsewhere),
        footer=tuple(
            Link(text, url, is_current=url == own_path) for text, url in footer_pages(language=language)
        ),
        feeds=(*feeds, *_paper_feeds(language)),
        share=share or Share(),
        structured_data=tuple(structured_data),
        is_indexed=is_indexed and not is_preview,
        is_preview=is_preview,
        edition=edition(),
    )


def _described(title: Text, *, language: str) -> Text:
    """What a page is about that says no more of itself than its title."""
    if not title:
        return ""
    with translation.override(language):
        told = _("%(title)s in %(paper)s: every story, the newest first.")
        return TypesetText(told % {"title": title, "paper": settings.PAPER_NAME}, language)


def render_page(
    request: HttpRequest,
    template: str,
    *,
    page: PageContext,
    status: int = 200,
    **values: Any,
) -> HttpResponse:
    """Answer with a page, in its own language whatever the request's.

    Args:
        template: receives ``page`` and ``values``, and nothing of the request.
    """
    with translation.override(page.language):
        content = render_to_string(template, {"page": page, **values})
    response = HttpResponse(content, status=status)
    response.headers["Content-Language"] = page.language
    # Nobody may show a page without asking whether it still stands: a withdrawn story is gone at once.
    response.headers["Cache-Control"] = "private, no-store" if page.is_preview else "no-cache"
    return response


def absolute_url(path: str) -> str:
    """The full address of a path of the paper, written as machines expect it."""
    if path.startswith(("https://", "http://")):
        return path
    return iri_to_uri(f"{settings.SITE_URL}{path}")


def front_address(language: str) -> str:
    """The path of a language's front page."""
    return f"/{language}/"


def fixed_address(name: str, *args: str) -> str:
    """The path of one of the few addresses that stand on every page, by its name among the addresses."""
    return _reversed(get_urlconf(), get_script_prefix(), name, args)


@lru_cache(maxsize=256)
def _reversed(urlconf: str | None, _prefix: str, name: str, args: tuple[str, ...]) -> str:
    return reverse(name, urlconf=urlconf, args=args)


def section_feeds(name: Text, path: str) -> tuple[Feed, ...]:
    """The feeds of a section or an author, which stand under its own address."""
    return (
        Feed(name, f"{path}feed.xml", "application/rss+xml"),
        Feed(name, f"{path}feed.json", "application/feed+json"),
    )


def _menu(language: str, *, section: SectionRef | None) -> tuple[Link, ...]:
    sections = menu_sections(language=language)
    return tuple(
        Link(ref.name, ref.url, is_current=bool(section and section.id == ref.id)) for ref in sections
    )


def _languages(language: str, *, own_path: str, translations: Mapping[str, str]) -> tuple[LanguageLink, ...]:
    return tuple(
        LanguageLink(
            code=code,
            name=autonym(code),
            direction=direction(code),
            url=own_path if code == language else translations.get(code, front_address(code)),
            is_current=code == language,
            is_translation=code in translations,
        )
        for code, _name in settings.LANGUAGES
    )


def _alternates(language: str, *, own_path: str, translations: Mapping[str, str]) -> tuple[Alternate, ...]:
    if not translations:
        return ()
    family = {**translations, language: own_path}
    order = [code for code, _name in settings.LANGUAGES if code in family]
    return tuple(Alternate(code, absolute_url(family[code])) for code in order)


def _paper_feeds(language: str) -> tuple[Feed, ...]:
    with translation.override(language):
        title = _("%(paper)s: latest news") % {"paper": settings.PAPER_NAME}
    return section_feeds(title, front_address(language))
