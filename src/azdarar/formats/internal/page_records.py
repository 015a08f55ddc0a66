"""What saved pages give: ``formats.pages`` is their address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from azdarar.errors import AzdararError
from azdarar.formats.blocks import Block, Change, Picture
from azdarar.formats.internal.marking import gettext_noop

Reason = Literal[
    "duplicate", "error", "feed", "file", "list", "newer", "no-text", "not-found", "other", "redirect",
    "unread", "unreferenced",
]  # fmt: skip

#: Why a capture is no story, by its reason. The data names ``target`` or ``status``.
REASONS: Mapping[Reason, str] = {
    "duplicate": gettext_noop("It is another address of a page that was taken: %(target)s"),
    "error": gettext_noop("The site answered with an error (%(status)s)."),
    "feed": gettext_noop("It is a feed."),
    "file": gettext_noop("It is a file of the site: a style, a script, a picture, a document."),
    "list": gettext_noop("It is a list of stories, not a story."),
    "newer": gettext_noop("A newer or better capture of the same address was taken."),
    "no-text": gettext_noop("It holds no text of its own."),
    "not-found": gettext_noop("It says that the page was not found."),
    "other": gettext_noop(
        "It is not the answer of a site: a question, or a note of the program that saved it."
    ),
    "redirect": gettext_noop("It only led elsewhere: %(target)s"),
    "unread": gettext_noop("It could not be read: %(target)s"),
    "unreferenced": gettext_noop("Its text is in another archive, which was not given."),
}


class NoPagesError(AzdararError):
    """Nothing that was saved from a site."""

    code = "formats.no-pages"
    sentence = gettext_noop("“%(name)s” holds no saved page. Nothing was read.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What is known before the first page: hosts by the number of their pages, captures, pages to come.

    ``passed_over`` are captures that are no pages at all, by their reason: only their number is told.
    ``problems`` are whole sentences about archives that are damaged or cut off.
    """

    hosts: tuple[str, ...]
    title: str
    language: str
    captures: int
    pages: int
    passed_over: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A story as a saved page shows it.

    ``address`` is the one it is known by; ``addresses`` are all that led to it, as written, its own among
    them. ``place`` says where it was found: a file below what was given, with the record in a web archive.
    ``dated`` tells how ``published_at`` was found: ``told`` by the page, ``guessed`` from its text or
    address, or not at all; it has no zone where the page named none. ``alternates`` are its translations:
    language, address. ``is_repaired``: characters were read by guess. ``source`` is the page as it was,
    without scripts and styles: which part of it is the story was a choice. What is no story (``is_story``)
    is a page that stands: who the paper is, how to subscribe.
    """

    address: str
    addresses: tuple[str, ...]
    place: str
    headline: str
    blocks: tuple[Block, ...]
    changes: tuple[Change, ...] = ()
    captured_at: datetime | None = None
    encoding: str = "utf-8"
    is_repaired: bool = False
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    dated: Literal["told", "guessed", ""] = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    site_name: str = ""
    is_story: bool = True
    lead: Picture | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A capture that is no story, with the reason; see ``REASONS``."""

    address: str
    place: str
    reason: Reason
    title: str = ""
    data: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """Why, as the catalogues hold it."""
        return REASONS[self.reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture of the archive, before the first page that shows it."""

    address: str
    content_type: str
    data: bytes
