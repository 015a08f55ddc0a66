"""What a SPIP backup holds beside its texts, put in order before the first is written.

A text may speak of what comes later in the file, and a newspaper has a million such things: they are kept in
a database of their own, in a file that goes with the process, so that memory does not grow with the archive.
Sections, people, keywords and their groups are few, and stay in memory.
"""

import sqlite3
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from azdarar.formats.spip import Auteur, Forum, GroupeMots, Mot, Record, Rubrique, SiteReference
from azdarar.formats.spip_heads import HeadRows

#: States of messages that were never meant to be read.
REFUSED_MESSAGES = frozenset({"off", "spam", "poubelle", "refuse"})
#: Rows kept before they are written together.
_BATCH = 5_000
_SCHEMA = """
CREATE TABLE things (kind TEXT, id INTEGER, title TEXT, state TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, extension TEXT, title TEXT, description TEXT, credits TEXT, alt TEXT, file TEXT,
    mode TEXT, is_remote INTEGER
);
CREATE TABLE links (
    objet TEXT, id_objet INTEGER, kind TEXT, place INTEGER, rank INTEGER, id INTEGER, is_placed INTEGER,
    PRIMARY KEY (objet, id_objet, kind, rank, place)
) WITHOUT ROWID;
CREATE TABLE addresses (
    objet TEXT, id_objet INTEGER, place INTEGER, url TEXT, id_parent INTEGER, told TEXT,
    PRIMARY KEY (objet, id_objet, place)
) WITHOUT ROWID;
CREATE TABLE messages (
    objet TEXT, id_objet INTEGER, id INTEGER, id_parent INTEGER, told TEXT, title TEXT, text TEXT,
    author TEXT, state TEXT, PRIMARY KEY (objet, id_objet, id)
) WITHOUT ROWID;
"""
_INSERTS = {
    "things": "INSERT OR IGNORE INTO things VALUES (?, ?, ?, ?)",
    "documents": "INSERT OR IGNORE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "links": "INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?, ?, ?, ?)",
    "addresses": "INSERT OR IGNORE INTO addresses VALUES (?, ?, ?, ?, ?, ?)",
    "messages": "INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the site: a picture, a sound, a film or a file."""

    number: int
    extension: str
    title: str
    description: str
    credits: str
    alt: str
    file: str
    mode: str
    is_remote: bool

    @property
    def is_logo(self) -> bool:
        """Whether it is the logo of something, or its twin under the pointer."""
        return self.mode in ("logoon", "logooff")


@dataclass(frozen=True, slots=True)
class Attached:
    """A document that belongs to an object; ``is_placed`` in its text already."""

    document: Paper
    is_placed: bool


@dataclass(frozen=True, slots=True)
class Address:
    """One address of an object, now or once; below that of a section where ``id_parent`` is one."""

    url: str
    id_parent: int


@dataclass(frozen=True, slots=True)
class Message:
    """A reader's message below an object."""

    number: int
    id_parent: int
    date: str
    title: str
    text: str
    author: str
    state: str


@dataclass(slots=True)
class _Belongings:
    """What belongs to one object: people and keywords by kind, documents, messages."""

    key: tuple[str, int]
    linked: dict[str, list[int]] = field(default_factory=dict)
    attached: list[Attached] = field(default_factory=list)
    documents: dict[int, Paper] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)


class Survey:
    """What was found. ``counted`` counts what becomes no story."""

    def __init__(self) -> None:
        self.rubriques: dict[int, Rubrique] = {}
        self.people: dict[int, Auteur] = {}
        self.words: dict[int, Mot] = {}
        self.groups: dict[int, GroupeMots] = {}
        self.counted: Counter[str] = Counter()
        self.duplicates: set[tuple[str, int]] = set()
        self.stories = 0
        self._has_messages = False
        self._latest: _Belongings | None = None
        self._waiting: dict[str, list[tuple[object, ...]]] = {table: [] for table in _INSERTS}
        # Without a name: SQLite keeps it in a file that nobody else sees, and forgets it with the connection.
        self._database = sqlite3.connect("")
        weakref.finalize(self, self._database.close)
        # Lost with the process anyway: nothing is waited for.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE", "cache_size = -32000"):
            self._database.execute(f"PRAGMA {pragma}")
        self._database.executescript(_SCHEMA)

    def note(self, record: Record | HeadRows) -> None:
        """Keep one record, or rows."""
        match record:
            case HeadRows():
                self._note_rows(record)
            case Rubrique(id_rubrique=number, titre=title):
                self.rubriques.setdefault(number, record)
                self._add("things", "rubrique", number, title, record.statut)
            case Auteur(id_auteur=number, nom=name):
                self.people.setdefault(number, record)
                self._add("things", "auteur", number, name, record.statut)
            case Mot(id_mot=number, titre=title):
                self.words.setdefault(number, record)
                self._add("things", "mot", number, title, "")
            case GroupeMots(id_groupe=number):
                self.groups.setdefault(number, record)
            case SiteReference(id_syndic=number, nom_site=name):
                self.counted["site reference"] += 1
                self._add("things", "site", number, name, record.statut)
            case Forum():
                self._note_message(record)

    def settle(self) -> None:
        """All was noted: from here on it is only asked."""
        for table in self._waiting:
            self._write(table)
        self._database.commit()

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """Kind, number and title of the articles and briefs, as far as they have titles."""
        rows = self._database.execute(
            "SELECT kind, id, title FROM things WHERE kind IN ('article', 'breve') AND title <> ''"
        )
        for kind, number, title in rows:
            yield str(kind), str(number), str(title)

    def title_of(self, kind: str, number: int) -> str:
        """The title of an object as it is stored; "" where it is not in the backup."""
        found = self._one("SELECT title FROM things WHERE kind = ? AND id = ?", kind, number)
        return str(found[0]) if found else ""

    def state_of(self, kind: str, number: int) -> str | None:
        """The state of an object, or None where it is not in the backup."""
        found = self._one("SELECT state FROM things WHERE kind = ? AND id = ?", kind, number)
        return str(found[0]) if found else None

    def document(self, number: int) -> Paper | None:
        """A document by its number."""
        if self._latest is not None and number in self._latest.documents:
            return self._latest.documents[number]
        found = self._one("SELECT * FROM documents WHERE id = ?", number)
        return _paper(found) if found else None

    def attached_to(self, kind: str, number: int) -> list[Attached]:
        """The documents of an object, in the order they stood."""
        return self._belongings(kind, number).attached

    def linked_to(self, kind: str, number: int, *, what: str) -> list[int]:
        """The numbers of the people (``auteur``) or keywords (``mot``) of an object, in order, each once."""
        return self._belongings(kind, number).linked.get(what, [])

    def addresses_of(self, kind: str, number: int) -> list[Address]:
        """The addresses the site kept of an object: the one that stood last comes first."""
        rows = self._database.execute(
            "SELECT url, id_parent FROM addresses WHERE objet = ? AND id_objet = ? ORDER BY told DESC, place",
            (kind, number),
        )
        return [Address(*row) for row in rows]

    def messages_of(self, kind: str, number: int) -> list[Message]:
        """The messages below an object, oldest first."""
        return self._belongings(kind, number).messages

    def _belongings(self, kind: str, number: int) -> "_Belongings":
        """What belongs to an object; looked up once, for all that is asked of it in a row."""
        if self._latest is None or self._latest.key != (kind, number):
            self._latest = self._look_up(kind, number)
        return self._latest

    def _look_up(self, kind: str, number: int) -> "_Belongings":
        found = _Belongings((kind, number))
        rows = self._database.execute(
            "SELECT links.kind, links.id, is_placed, documents.* FROM links"
            " LEFT JOIN documents ON links.kind = 'document' AND documents.id = links.id"
            " WHERE objet = ? AND id_objet = ? ORDER BY links.kind, rank, place",
            found.key,
        ).fetchall()
        for (what, other), (is_placed, *row) in {row[:2]: row[2:] for row in rows}.items():
            if what != "document":
                found.linked.setdefault(what, []).append(other)
            elif row[0] is not None:
                document = found.documents[other] = _paper(row)
                found.attached.append(Attached(document, bool(is_placed)))
        if self._has_messages:
            messages = self._database.execute(
                "SELECT id, id_parent, told, title, text, author, state FROM messages"
                " WHERE objet = ? AND id_objet = ? ORDER BY id",
                found.key,
            )
            found.messages = [Message(*row) for row in messages]
        return found

    def messages_left_out(self) -> Counter[str]:
        """Messages that no reader was shown, by their state; and those below what is no story."""
        rows = self._database.execute(
            "SELECT objet IN ('article', 'breve'), state, count(*) FROM messages GROUP BY 1, 2"
        )
        found: Counter[str] = Counter()
        for is_of_story, state, count in rows:
            if not is_of_story:
                found["comment below what is no story"] += count
            elif state in REFUSED_MESSAGES:
                found[f"comment ({state})"] += count
        return found

    def _note_rows(self, told: HeadRows) -> None:
        rows = told.rows()
        match told.of:
            case "stories":
                self.stories += len(rows)
                self.duplicates.update((kind, number) for kind, number, *_told, is_again in rows if is_again)
                self._insert("things", [row[:4] for row in rows])
            case "documents":
                self._insert("things", [("document", row[0], row[2], row[9]) for row in rows])
                self._insert("documents", [row[:9] for row in rows])
            case "links" | "addresses":
                self._insert(told.of, rows)

    def _note_message(self, message: Forum) -> None:
        self._has_messages = True
        self._add(
            "messages",
            message.objet,
            message.id_objet,
            message.id_forum,
            message.id_parent,
            message.date.isoformat() if message.date else "",
            message.titre,
            message.texte,
            message.auteur,
            message.statut,
        )

    def _add(self, table: str, *values: object) -> None:
        waiting = self._waiting[table]
        waiting.append(values)
        if len(waiting) == _BATCH:
            self._write(table)

    def _write(self, table: str) -> None:
        self._insert(table, self._waiting[table])
        self._waiting[table].clear()

    def _insert(self, table: str, rows: Iterable[tuple[object, ...]]) -> None:
        self._database.executemany(_INSERTS[table], rows)

    def _one(self, query: str, *values: object) -> tuple[object, ...] | None:
        found: tuple[object, ...] | None = self._database.execute(query, values).fetchone()
        return found


def survey_of(records: Iterable[Record | HeadRows]) -> Survey:
    """Put records in order; what they raise is raised when all before was noted."""
    survey = Survey()
    try:
        for record in records:
            survey.note(record)
    finally:
        survey.settle()
    return survey


def _paper(row: Sequence[Any]) -> Paper:
    *told, is_remote = row
    return Paper(*told, is_remote=bool(is_remote))
