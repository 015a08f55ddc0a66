"""What a file or folder is, by its content: the part that runs behind walls."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from azdarar.formats.internal.folders import files_below
from azdarar.formats.internal.marking import Phrase, gettext_noop
from azdarar.formats.internal.page_encoding import MESSAGE
from azdarar.formats.internal.unpacking import (
    ArchiveRefusedError,
    Piece,
    Wrapper,
    members_of,
    pieces_of,
    wrapper_of,
)

#: Whether a file is of a system, by its own reader.
Judge = Callable[[Path], bool]
System = Literal["", "spip", "wordpress", "ghost", "pages"]

_HEAD_BYTES = 2**18
_MAX_FILES, _MAX_LOOKED_INTO = 1_000_000, 200
#: Endings under which a whole site may come.
_SITES = (
    ".sql", ".sqlite", ".sqlite3", ".db", ".xml", ".wxr", ".json", ".gz", ".bz2", ".xz", ".zip",
    ".tar", ".tgz",
    ".warc", ".arc",
)  # fmt: skip
_PAGES = (".html", ".htm", ".xhtml", ".shtml", ".php", ".php3", ".asp", ".aspx", ".mht", ".mhtml")

MYSQL, SQLITE, SPIP_XML = (
    gettext_noop("a MySQL dump of a SPIP site"),
    gettext_noop("an SQLite backup of a SPIP site"),
    gettext_noop("SPIP's own XML backup"),
)
WXR, GHOST, WARC, PAGES, PAGE = (
    gettext_noop("a WordPress export"),
    gettext_noop("a Ghost export"),
    gettext_noop("a web archive (WARC)"),
    gettext_noop("a folder of saved pages"),
    gettext_noop("a saved page"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One thing looked at. Without a system, ``what`` says what it seems to be, or nothing is known.

    ``problem`` is why it could not be looked at: ``missing``, ``empty``, ``forbidden``, or ``refused`` for
    the reason in ``what``. ``member`` is the file inside a wrapper that was looked at.
    """

    path: Path
    system: System = ""
    what: str = ""
    wrapper: Wrapper = ""
    problem: Literal["", "missing", "empty", "forbidden", "refused"] = ""
    member: tuple[str, ...] = ()
    files: int = 1
    is_folder: bool = False


def look_at(paths: list[Path], *, is_spip: Judge, is_ghost: Judge) -> Iterator[Look]:
    """Look at each of the paths; a folder gives what it holds of whole sites, and then itself.

    Args:
        is_spip, is_ghost: the judgement of the formats' own readers, for files they can open.
    """
    looker = _Looker(is_spip, is_ghost)
    for path in paths:
        try:
            if path.is_dir():
                yield from looker.of_folder(path)
            elif path.exists() and not path.is_file():
                # Whoever opens a pipe waits for somebody to write, perhaps for ever.
                yield Look(path=path, what=Phrase(gettext_noop("a pipe or a device, and not a file")))
            else:
                yield looker.of_file(path)
        except PermissionError:
            yield Look(path=path, problem="forbidden")
        except FileNotFoundError:
            yield Look(path=path, problem="missing")


class _Looker:
    """Looks with the help of the readers."""

    def __init__(self, is_spip: Judge, is_ghost: Judge) -> None:
        self._is_spip, self._is_ghost = is_spip, is_ghost

    def of_folder(self, folder: Path) -> Iterator[Look]:
        pages, files, looked_into = 0, 0, 0
        for name in islice(files_below(folder), _MAX_FILES):
            files += 1
            ending = name.suffix.lower()
            is_page = name.name.lower().removesuffix(".gz").endswith(_PAGES)
            pages += is_page
            if ending in _SITES and not is_page and looked_into < _MAX_LOOKED_INTO:
                looked_into += 1
                look = self.of_file(name)
                if look.system:
                    yield look
        if not files:
            yield Look(path=folder, problem="empty", is_folder=True)
        elif pages:
            yield Look(path=folder, system="pages", what=Phrase(PAGES), files=pages, is_folder=True)
        else:
            yield Look(path=folder, files=files, is_folder=True)

    def of_file(self, path: Path) -> Look:
        try:
            with path.open("rb") as stream:
                head = stream.read(_HEAD_BYTES)
        except PermissionError:
            return Look(path=path, problem="forbidden")
        if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
            return Look(path=path, problem="empty")
        wrapper = wrapper_of(head[:512])
        try:
            if wrapper == "zip":
                return self._of_zip(path)
            if wrapper:
                return self._of_wrapped(path, wrapper)
        except ArchiveRefusedError as refusal:
            return Look(path=path, wrapper=wrapper, what=refusal.data["reason"], problem="refused")
        system, what = self._judged(head, path=path)
        return Look(path=path, system=system, what=what)

    def _of_wrapped(self, path: Path, wrapper: Wrapper) -> Look:
        """What is packed alone, or the site among the files of a tar, wherever it stands."""
        first: Look | None = None
        files, pages, looked_into = 0, 0, 0
        for member, head in _heads(path):
            files += 1
            name = member[-1].lower()
            is_page = name.endswith(_PAGES)
            is_likely = name.endswith(_SITES) and looked_into < _MAX_LOOKED_INTO
            if first is None or is_likely:
                looked_into += 1
                system, what = self._judged(head, path=None)
                is_page = what == PAGE or (is_page and not system)
                look = Look(path=path, system=system, what=what, wrapper=wrapper, member=member)
                if system and not is_page:
                    return look
                first = first or look
            pages += is_page
        if pages and (files > 1 or (first is not None and len(first.member) > 1)):
            return Look(path=path, system="pages", what=Phrase(PAGES), wrapper=wrapper, files=pages)
        return first or Look(path=path, wrapper=wrapper, problem="empty")

    def _of_zip(self, path: Path) -> Look:
        members = members_of(path)
        pages = sum(member.parts[-1].lower().endswith(_PAGES) for member in members)
        likely = [member for member in members if member.parts[-1].lower().endswith(_SITES)]
        # The site is near the top; what plug-ins and themes bring lies deeper.
        for member in sorted(likely, key=lambda one: (len(one.parts), -one.size))[:20]:
            head = b"".join(
                part.data
                for part in pieces_of(path, only=member.parts, limit=_HEAD_BYTES)
                if isinstance(part, Piece)
            )
            system, what = self._judged(head, path=None)
            if system:
                return Look(
                    path=path,
                    system=system,
                    what=what,
                    wrapper="zip",
                    member=member.parts,
                    files=len(members),
                )
        if pages:
            return Look(path=path, system="pages", what=Phrase(PAGES), wrapper="zip", files=pages)
        return Look(path=path, wrapper="zip", files=len(members), problem="" if members else "empty")

    def _judged(self, head: bytes, *, path: Path | None) -> tuple[System, str]:
        """What bytes are, by their beginning; a file that can be opened again is read by its own reader."""
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
        if head.startswith((b"WARC/", b"filedesc://")):
            return "pages", Phrase(WARC)
        if wrapper_of(head[:512]):
            return ("pages", Phrase(WARC)) if path is None and head[:2] == b"\x1f\x8b" else ("", "")
        if head.startswith(b"SQLite format 3\x00"):
            if path is None or self._is_spip(path):
                return "spip", Phrase(SQLITE)
            return "", Phrase(gettext_noop("an SQLite database of another program"))
        if MESSAGE.match(head):
            return "pages", Phrase(PAGE)
        if start.startswith(b"<"):
            return _judged_markup(head)
        if start.startswith((b"{", b"[")):
            return self._judged_json(head, path=path)
        return self._judged_sql(head, path=path)

    def _judged_json(self, head: bytes, *, path: Path | None) -> tuple[System, str]:
        if path is not None:
            is_export = self._is_ghost(path)
        else:
            is_export = b'"posts"' in head or (b'"db"' in head and b'"exported_on"' in head)
        return ("ghost", Phrase(GHOST)) if is_export else ("", Phrase(gettext_noop("another JSON file")))

    def _judged_sql(self, head: bytes, *, path: Path | None) -> tuple[System, str]:
        # A dump writes a zero byte as two characters: where one stands, chance has written the rest too.
        if b"\0" in head or not re.search(
            rb"(?im)^\s*(?:--|#|/\*|SET\s|USE\s|CREATE\s|INSERT\s|DROP\s|LOCK\s)", head
        ):
            return "", ""
        if (path is not None and self._is_spip(path)) or re.search(
            rb"_(?:articles|rubriques|auteurs)`?\W", head
        ):
            return "spip", Phrase(MYSQL)
        if re.search(rb"_(?:posts|postmeta|term_taxonomy|options|users|usermeta|comments)`?\W", head):
            return "", Phrase(
                gettext_noop(
                    "a database dump of WordPress: export the site from its Tools menu instead, as XML (WXR)"
                )
            )
        return "", Phrase(gettext_noop("a database dump without the tables of SPIP"))


def _judged_markup(head: bytes) -> tuple[System, str]:
    if re.search(rb"<SPIP[\s>]", head):
        return "spip", Phrase(SPIP_XML)
    if re.search(rb"(?i)wordpress\.org/export/|<wp:wxr_version|xmlns:wp=|<wp:post_id", head):
        return "wordpress", Phrase(WXR)
    if re.search(rb"(?i)<!doctype html|<html|<body|<head[\s>]", head[:4096]):
        return "pages", Phrase(PAGE)
    return "", Phrase(gettext_noop("another XML file"))


def _heads(path: Path) -> Iterator[tuple[tuple[str, ...], bytes]]:
    """The names of what is in a wrapper, each with how it begins."""
    member: tuple[str, ...] = ()
    head = bytearray()
    for part in pieces_of(path, limit=_HEAD_BYTES):
        if isinstance(part, Piece):
            head += part.data
            continue
        if member:
            yield member, bytes(head)
        member, head = part.parts, bytearray()
    if member:
        yield member, bytes(head)
