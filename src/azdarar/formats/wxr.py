"""WordPress exports (WXR 1.0 to 1.2) as typed records.

One pass, flat memory, whatever the length of the file. The site's own declarations (accounts, categories,
tags, terms) are gathered in ``site``; items come one by one. Vocabularies are known by address or prefix and
local name, not by version. Nothing is resolved: a parent, a featured picture or an author may be in another
file or missing, and saying so is the importer's work.

Source: the format has no standard; docs/reference/formats.md lists what is read and which oddities of real
exports are accepted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from azdarar.formats.internal.marking import Phrase, gettext_noop, ngettext_noop
from azdarar.formats.internal.wxr_fields import family_of
from azdarar.formats.internal.wxr_records import (
    Author,
    CoAuthor,
    Comment,
    GuestAuthor,
    Item,
    Term,
    TermUse,
    author_of,
    id_of,
    item_of,
    term_of,
)
from azdarar.formats.xml import CutOffError, Element, Repair, Source, UnexpectedRootError, XMLError, XMLStream

__all__ = [
    "Author",
    "BrokenExportError",
    "CoAuthor",
    "Comment",
    "CutOffExportError",
    "GuestAuthor",
    "Item",
    "MixedSitesError",
    "NotAnExportError",
    "Site",
    "Term",
    "TermUse",
    "WXRReader",
    "read_files",
]


class NotAnExportError(XMLError):
    """XML, but not of WordPress."""

    code = "formats.not-a-wordpress-export"
    sentence = gettext_noop(
        "“%(name)s” is %(found)s, not a WordPress export. In WordPress: Tools, Export, All content; "
        "then give the downloaded file."
    )


class MixedSitesError(XMLError):
    """Two files that are not of one site; their ids would be taken for each other's."""

    code = "formats.mixed-sites"
    sentence = gettext_noop(
        "“%(name)s” is an export of %(found)s, the files before it of %(expected)s. Nothing of it was read. "
        "Import each site by itself."
    )


class CutOffExportError(XMLError):
    """The file ends too early; ``items`` came before."""

    code = "formats.export-cut-off"
    sentence = ngettext_noop(
        "“%(name)s” is cut off: it stops at line %(line)s before its end. %(items)s item was read before "
        "the cut. Download or export it again to have the rest.",
        "“%(name)s” is cut off: it stops at line %(line)s before its end. %(items)s items were read before "
        "the cut. Download or export it again to have the rest.",
        "items",
    )


class BrokenExportError(XMLError):
    """The file cannot be read further; ``items`` came before and ``reason`` is the whole sentence why."""

    code = "formats.export-broken"
    sentence = ngettext_noop(
        "%(items)s item of “%(name)s” was read, then it could not be read further. %(reason)s",
        "%(items)s items of “%(name)s” were read, then it could not be read further. %(reason)s",
        "items",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the files say of the site itself. Everything may be empty; old exports declare no terms."""

    title: str = ""
    description: str = ""
    link: str = ""
    base_site_url: str = ""
    base_blog_url: str = ""
    language: str = ""
    wxr_version: str = ""
    generator: str = ""
    authors: tuple[Author, ...] = ()
    terms: tuple[Term, ...] = ()

    @property
    def categories(self) -> tuple[Term, ...]:
        """The declared categories."""
        return tuple(term for term in self.terms if term.taxonomy == "category")

    @property
    def tags(self) -> tuple[Term, ...]:
        """The declared tags."""
        return tuple(term for term in self.terms if term.taxonomy == "post_tag")

    def find_author(self, creator: str) -> Author | None:
        """The declared account behind an item's ``creator``.

        Exact login first; then without regard to case and stray angle brackets; then by e-mail address.
        """
        wanted = creator.strip("<> \t").casefold()
        exact = (author for author in self.authors if author.login == creator)
        loose = (author for author in self.authors if author.login.strip("<> \t").casefold() == wanted)
        mailed = (author for author in self.authors if wanted and author.email.casefold() == wanted)
        return next(exact, None) or next(loose, None) or next(mailed, None)


class WXRReader:
    """The items of one export, or of several files of one site, in file order. One pass.

    ``site`` may be asked before the loop: it then holds what stands before the first item, which is where
    WordPress writes all of it. After the loop it is complete.

    Args:
        sources: paths, bytes or binary streams.
        keep_going: with several files, do not stop at one that cannot be read to its end: keep its error in
            ``problems`` and go on with the next file.

    Raises:
        XMLError: while iterating, after every item that came before. ``CutOffExportError`` and
            ``BrokenExportError`` carry ``items``, ``NotAnExportError`` and ``MixedSitesError`` refuse a file
            before its first item, and the errors of ``formats.xml`` say why a file is no XML.
    """

    def __init__(self, *sources: Source, keep_going: bool = False) -> None:
        self.problems: list[XMLError] = []
        self._keep_going = keep_going
        self._known: dict[str, str] = {}
        self._authors: dict[str, Author] = {}
        self._terms: dict[tuple[str, str], Term] = {}
        self._seen: dict[int, int] = {}
        self._repairs: list[tuple[str, Repair]] = []
        self._first: list[Item] = []
        self._items = self._all_items(sources)
        self._begun = False

    @property
    def site(self) -> Site:
        """What is known of the site so far."""
        if not self._begun:
            self._begun = True
            self._first.extend(item for item in [next(self._items, None)] if item is not None)
        return Site(**self._known, authors=tuple(self._authors.values()), terms=tuple(self._terms.values()))

    @property
    def repairs(self) -> tuple[tuple[str, Repair], ...]:
        """What had to be repaired in the files read so far, with the file's name."""
        return tuple(self._repairs)

    def __iter__(self) -> Iterator[Item]:
        return self

    def __next__(self) -> Item:
        self._begun = True
        return self._first.pop() if self._first else next(self._items)

    def _all_items(self, sources: Sequence[Source]) -> Iterator[Item]:
        for source in sources:
            stream = XMLStream(source, path=("rss", "channel"), keep_stray_cdata_ends=True)
            try:
                yield from self._items_of(stream)
            except XMLError as problem:
                if not self._keep_going:
                    raise
                self.problems.append(problem)
            finally:
                self._repairs.extend((stream.name, repair) for repair in stream.repairs)

    def _items_of(self, stream: XMLStream) -> Iterator[Item]:
        head: dict[str, str] = {}
        is_export, count = False, 0
        try:
            for element in stream:
                is_export = is_export or _is_wordpress(element)
                if element.local == "item" and family_of(element) == "":
                    if not is_export:
                        raise NotAnExportError(name=stream.name, found=Phrase(gettext_noop("an RSS feed")))
                    if count == 0:
                        self._join(head, name=stream.name)
                    count += 1
                    yield self._item(element, file=stream.name)
                else:
                    self._declare(element, head)
        except UnexpectedRootError as problem:
            found = Phrase(gettext_noop("a <%(root)s> document"), root=problem.data["found"])
            raise NotAnExportError(name=stream.name, found=found) from problem
        except CutOffError as problem:
            raise CutOffExportError(name=stream.name, line=problem.data["line"], items=count) from problem
        except XMLError as problem:
            if not count:
                raise
            why = Phrase(problem.sentence, **problem.data)
            raise BrokenExportError(name=stream.name, items=count, reason=why) from problem
        if not is_export:
            raise NotAnExportError(
                name=stream.name, found=Phrase(gettext_noop("an RSS feed without anything of WordPress"))
            )
        self._join(head, name=stream.name)

    def _item(self, element: Element, *, file: str) -> Item:
        post_id = id_of(element)
        occurrence = 1
        if post_id is not None:
            occurrence = self._seen[post_id] = self._seen.get(post_id, 0) + 1
        return item_of(element, file=file, occurrence=occurrence, post_id=post_id)

    def _declare(self, element: Element, head: dict[str, str]) -> None:
        family, local = family_of(element), element.local
        if family == "wp" and local == "author":
            author = author_of(element)
            if author:
                self._authors.setdefault(author.login, author)
        elif family == "wp" and local in ("category", "tag", "term"):
            term = term_of(element)
            if term:
                self._terms.setdefault((term.taxonomy, term.slug or term.name), term)
        elif (family, local) in _HEAD:
            head.setdefault(local, element.full_text.strip())

    def _join(self, head: dict[str, str], *, name: str) -> None:
        """Add a file's head to the site, unless it is another site's."""
        before = self._known.get("base_blog_url") or self._known.get("link", "")
        now = head.get("base_blog_url") or head.get("link", "")
        if before and now and _same_place(before) != _same_place(now):
            raise MixedSitesError(name=name, found=now, expected=before)
        for key, value in head.items():
            if value and not self._known.get(key):
                self._known[key] = value


def read_files(sources: Sequence[Source], *, keep_going: bool = False) -> WXRReader:
    """Read several files of one site as one, in the order given (WordPress splits large exports).

    Ids are compared over all files, so that ``Item.is_duplicate`` also marks what two files share.

    Args:
        keep_going: see ``WXRReader``.

    Raises:
        XMLError: while iterating; see ``WXRReader``.
    """
    return WXRReader(*sources, keep_going=keep_going)


_HEAD = {
    ("", "title"),
    ("", "description"),
    ("", "link"),
    ("", "language"),
    ("", "generator"),
    ("wp", "wxr_version"),
    ("wp", "base_site_url"),
    ("wp", "base_blog_url"),
}


def _is_wordpress(element: Element) -> bool:
    if family_of(element) == "wp":
        return True
    return element.local == "item" and any(
        family_of(child) == "wp" and child.local in ("post_id", "post_type") for child in element.children
    )


def _same_place(address: str) -> str:
    place = address.strip().casefold()
    return place.partition("://")[2].removeprefix("www.").rstrip("/") or place
