"""What posts of a Ghost export speak of, kept aside while the file is read.

Tags, authors and how they hang on posts stand in tables of their own, before or after the posts. They are
gathered in a first pass into a private database on the disk, so that memory does not grow with the file.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from typing import Any

from azdarar.formats.internal.ghost_records import (
    Author,
    Tag,
    author_of,
    id_of,
    kind_of,
    tag_of,
    text_of,
)

#: Pages of the private database that stay in memory, in KiB.
_MEMORY_KIB = 8192
_BATCH = 5000
_TABLES = """
    CREATE TABLE thing (kind TEXT, id TEXT, row TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    CREATE TABLE link (kind TEXT, post TEXT, rank INTEGER, nth INTEGER, other TEXT,
        PRIMARY KEY (kind, post, rank, nth)) WITHOUT ROWID;
    CREATE TABLE glimpse (nth INTEGER PRIMARY KEY, id TEXT, kind TEXT, slug TEXT, url TEXT);
    CREATE TABLE seen (id TEXT PRIMARY KEY, times INTEGER) WITHOUT ROWID;
"""


class GhostIndex:
    """Tags, authors, what hangs on posts, and which posts were met before."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(_place(), isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._db.close)
        self._db.execute(f"PRAGMA cache_size = -{_MEMORY_KIB}")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.executescript(_TABLES)
        self._count = 0

    def add(self, table: str, row: Mapping[str, Any]) -> None:
        """Keep a row of one of the tables posts speak of."""
        match table:
            case "tags":
                self._keep("tag", tag_of(row).tag_id, row)
            case "users":
                self._keep("author", author_of(row).author_id, _without_secrets(row))
            case "posts_meta":
                self._keep("meta", text_of(row.get("post_id")), row)
            case "posts_tags":
                self._link("tag", row, other=text_of(row.get("tag_id")))
            case "posts_authors":
                self._link("author", row, other=text_of(row.get("author_id") or row.get("user_id")))

    def glimpse(self, row: Mapping[str, Any]) -> None:
        """Note that there is a post."""
        told = (id_of(row), kind_of(row), text_of(row.get("slug")), text_of(row.get("url")))
        self._db.execute("INSERT INTO glimpse (id, kind, slug, url) VALUES (?, ?, ?, ?)", told)

    def glimpses(self) -> Iterator[tuple[str, str, str, str]]:
        """Id, kind, slug and address of every post, in file order."""
        yield from self._db.execute("SELECT id, kind, slug, url FROM glimpse ORDER BY nth")

    def slugs(self, kind: str) -> Iterator[str]:
        """What tags or authors are called in addresses."""
        for (row,) in self._db.execute("SELECT row FROM thing WHERE kind = ?", (kind,)):
            slug = text_of(json.loads(row).get("slug"))
            if slug:
                yield slug

    def forget_met(self) -> None:
        """Begin again to count posts."""
        self._db.execute("DELETE FROM seen")

    def occurrence_of(self, post_id: str) -> int:
        """How often a post was met, this time included."""
        self._db.execute(
            "INSERT INTO seen VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET times = times + 1", (post_id,)
        )
        found = self._db.execute("SELECT times FROM seen WHERE id = ?", (post_id,)).fetchone()
        return int(found[0])

    def meta_of(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """What ``posts_meta`` says of a post."""
        return self._thing("meta", text_of(row.get("id")))

    def tags_of(self, row: Mapping[str, Any]) -> tuple[Tag, ...]:
        """A post's tags, in the order of the site: the first public one is its primary tag."""
        hung = [self._thing("tag", tag_id) for tag_id in self._links("tag", row)]
        rows = [found for found in hung if found] or [*_embedded(row.get("tags"))]
        tags = (tag_of(found) for found in rows)
        return tuple(dict.fromkeys(tag for tag in tags if tag.name))

    def authors_of(self, row: Mapping[str, Any]) -> tuple[Author, ...]:
        """Who signs a post, in the order of the site."""
        hung = [self._thing("author", author_id) for author_id in self._links("author", row)]
        rows = [found for found in hung if found] or [*_embedded(row.get("authors"))]
        if not rows:
            rows = [*_embedded(row.get("author"))]
        if not rows:
            rows = [self._thing("author", text_of(row.get("author_id")))]
        authors = (author_of(found) for found in rows)
        return tuple(dict.fromkeys(author for author in authors if author.name))

    def _keep(self, kind: str, thing_id: str, row: Mapping[str, Any]) -> None:
        if thing_id:
            self._db.execute(
                "INSERT OR IGNORE INTO thing VALUES (?, ?, ?)", (kind, thing_id, json.dumps(row, default=str))
            )

    def _thing(self, kind: str, thing_id: str) -> dict[str, Any]:
        found = self._db.execute(
            "SELECT row FROM thing WHERE kind = ? AND id = ?", (kind, thing_id)
        ).fetchone()
        row = json.loads(found[0]) if found else {}
        return row if isinstance(row, dict) else {}

    def _link(self, kind: str, row: Mapping[str, Any], *, other: str) -> None:
        rank = row.get("sort_order")
        self._count += 1
        place = rank if isinstance(rank, int) and -(2**62) < rank < 2**62 else 0
        self._db.execute(
            "INSERT INTO link VALUES (?, ?, ?, ?, ?)",
            (kind, text_of(row.get("post_id")), place, self._count, other),
        )

    def _links(self, kind: str, row: Mapping[str, Any]) -> list[str]:
        rows = self._db.execute(
            "SELECT other FROM link WHERE kind = ? AND post = ? ORDER BY rank, nth",
            (kind, text_of(row.get("id"))),
        )
        return [other for (other,) in rows]


def _place() -> str:
    """A database of one connection alone: on the disk, or in memory where nothing may be written."""
    try:
        with tempfile.TemporaryFile():
            return ""
    except OSError:
        return ":memory:"


def _without_secrets(row: Mapping[str, Any]) -> dict[str, Any]:
    """What readers saw of an account: its password, address and tokens are not kept, not even here."""
    return {name: row.get(name) for name in ("id", "name", "slug", "bio", "website")}


def _embedded(value: object) -> list[dict[str, Any]]:
    """Rows written into the post itself, bare or beside their address."""
    rows = value if isinstance(value, list) else [value]
    return [bare(row) for row in rows if isinstance(row, dict)]


def bare(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the wrapping that migration tools put around it: ``{"url": …, "data": {…}}``."""
    inner = row.get("data")
    if not isinstance(inner, dict):
        return row
    return {**inner, "url": inner.get("url") or row.get("url")}
