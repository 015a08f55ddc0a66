"""Exports of Ghost (0.x to 6.x) as typed records.

Two passes, flat memory, whatever the length of the file: the first gathers what posts speak of (tags,
authors, their order), the second gives the posts one by one. Read are the JSON file Ghost itself downloads,
with or without its outer ``db``, answers of its content interface, and what migration tools write for it. A
zip is unpacked first, by ``formats.recognise``.

Settings hold keys and passwords, accounts hold mail addresses: only what readers saw is read.

Source: the format has no standard; docs/reference/formats.md lists what is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from azdarar.formats.internal.ghost_errors import (
    BrokenGhostError,
    CutOffGhostError,
    GhostError,
    NotAGhostExportError,
)
from azdarar.formats.internal.ghost_index import GhostIndex, bare
from azdarar.formats.internal.ghost_records import (
    SITE_SETTINGS,
    Author,
    Post,
    Site,
    Tag,
    id_of,
    post_of,
    text_of,
)
from azdarar.formats.internal.json_tables import BrokenJSONError, CutOffJSONError, Row, rows_of
from azdarar.formats.internal.marking import Phrase, gettext_noop

__all__ = [
    "Author",
    "BrokenGhostError",
    "CutOffGhostError",
    "GhostError",
    "GhostReader",
    "NotAGhostExportError",
    "Post",
    "Site",
    "Tag",
    "is_ghost",
]

#: Where the tables of an export stand.
_PLACES = {("db", "data"), ("data",), ("result",), ()}
_INDEXED = frozenset({"tags", "users", "posts_meta", "posts_tags", "posts_authors"})
#: Tables of which an export without posts is still recognised.
_OF_GHOST = frozenset({"posts_tags", "posts_authors", "posts_meta", "roles_users"})
#: Bytes that are looked at to tell whether a file may be an export.
_LOOKED_AT = 4 * 2**20
_WRITTEN = ("html", "markdown", "mobiledoc", "lexical")


class GhostReader:
    """The posts and pages of one export, in file order. Each iteration reads the file once.

    Args:
        source: a path or bytes; not a stream, since it is read twice.
        name: what a person calls it, where it is not a path.

    Raises:
        NotAGhostExportError: when built, or by ``site``: it is something else.
        CutOffGhostError, BrokenGhostError: while iterating, after every post that came before.
    """

    def __init__(self, source: Path | bytes, *, name: str = "") -> None:
        self._source = source
        self.name = name or (source.name if isinstance(source, Path) else "export.json")
        #: Rows of every table, by its name.
        self.counted: Counter[str] = Counter()
        self._index = GhostIndex()
        self._told: dict[str, str] = {}
        self._is_ghost = False
        self._gather()

    @property
    def site(self) -> Site:
        """What the export says of the site."""
        return Site(**self._told)

    def glimpses(self) -> Iterator[tuple[str, str, str, str]]:
        """Id, kind, slug and address of every post, known without reading the file again."""
        return self._index.glimpses()

    def lists(self) -> Iterator[str]:
        """The addresses of the lists of tags and authors, from the root of the site."""
        for kind in ("tag", "author"):
            yield from (f"/{kind}/{slug}/" for slug in self._index.slugs(kind))

    def __iter__(self) -> Iterator[Post]:
        index, count = self._index, 0
        index.forget_met()
        try:
            for row in self._rows("posts"):
                told = bare(row.value or {})
                if not _is_written(told):
                    continue
                yield post_of(
                    told,
                    meta=index.meta_of(told),
                    tags=index.tags_of(told),
                    authors=index.authors_of(told),
                    occurrence=index.occurrence_of(id_of(told)),
                )
                count += 1
        except CutOffJSONError as problem:
            raise CutOffGhostError(name=self.name, items=count) from problem
        except BrokenJSONError as problem:
            why = Phrase(_NESTED if "nested" in str(problem) else _NOT_JSON)
            raise BrokenGhostError(name=self.name, items=count, reason=why) from problem

    def _gather(self) -> None:
        """Read once for everything but the posts; a file that ends too early is told when posts are read."""
        try:
            for row in self._rows(*_INDEXED, "posts", "settings", "meta"):
                table = row.place[-1]
                self._is_ghost = self._is_ghost or table in _OF_GHOST or table == "posts"
                if table == "meta":
                    self._told.setdefault("version", text_of((row.value or {}).get("version"))[:40])
                    continue
                self.counted[table] += 1
                if table == "posts":
                    told = bare(row.value or {})
                    if _is_written(told):
                        self._index.glimpse(told)
                elif table == "settings":
                    self._set(row.value or {})
                elif row.value is not None:
                    self._index.add(table, bare(row.value))
        except (CutOffJSONError, BrokenJSONError) as problem:
            if not self._is_ghost:
                raise NotAGhostExportError(name=self.name, found=_what(self._first_bytes())) from problem
        if not self._is_ghost:
            raise NotAGhostExportError(
                name=self.name, found=Phrase(gettext_noop("a JSON file without posts"))
            )

    def _set(self, row: dict[str, Any]) -> None:
        name = SITE_SETTINGS.get(text_of(row.get("key")))
        value = text_of(row.get("value")).strip()
        if name and value:
            self._told.setdefault(name, value[:500])

    def _rows(self, *wanted: str) -> Iterator[Row]:
        with self._opened() as stream:
            yield from rows_of(stream, is_table=_is_table, is_wanted=set(wanted).__contains__)

    def _opened(self) -> AbstractContextManager[BinaryIO]:
        return BytesIO(self._source) if isinstance(self._source, bytes) else self._source.open("rb")

    def _first_bytes(self) -> bytes:
        with self._opened() as stream:
            return stream.read(64)


def is_ghost(path: Path) -> bool:
    """Whether a file may be an export of Ghost, by its first four million bytes."""
    with path.open("rb") as stream:
        beginning = stream.read(_LOOKED_AT)
    if not beginning[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return False
    seen: Counter[str] = Counter()
    try:
        wanted = {"posts", "meta"}
        for row in rows_of(BytesIO(beginning), is_table=_is_table, is_wanted=wanted.__contains__):
            table = row.place[-1]
            if table in _OF_GHOST or (table == "posts" and _is_written(bare(row.value or {}))):
                return True
            seen[table] += 1
    except (CutOffJSONError, BrokenJSONError):
        return bool(seen["meta"] and (seen["tags"] or seen["users"] or seen["settings"]))
    return False


def _is_table(place: tuple[str, ...]) -> bool:
    # ``meta`` says the version, ``pagination`` and the like stand deeper and are read with it.
    return bool(place) and place[:-1] in _PLACES | {("db",)} and place not in _WRAPPERS


_WRAPPERS = {("db",), ("data",), ("result",), ("db", "data")}
_NESTED = gettext_noop("It is nested beyond all measure.")
_NOT_JSON = gettext_noop("What follows is not valid JSON.")


def _is_written(row: dict[str, Any]) -> bool:
    """Whether a row of ``posts`` is a post: any file may call something by that name."""
    return bool(row.get("title") or row.get("slug")) and any(
        name in row for name in (*_WRITTEN, "slug", "uuid")
    )


def _what(beginning: bytes) -> Phrase:
    if not beginning.strip():
        return Phrase(gettext_noop("an empty file"))
    if beginning[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return Phrase(gettext_noop("a JSON file of something else, or a damaged one"))
    return Phrase(gettext_noop("no JSON file"))
