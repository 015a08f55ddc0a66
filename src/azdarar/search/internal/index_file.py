"""The file of the embedded engine: where it is, what is in it, how another takes its place.

The folder ``search`` of the paper's home holds ``index-<n>.sqlite3``, the highest of which answers, and while
an index is made anew ``building-<n>.sqlite3``, which becomes the next one by being renamed. All of it can be
thrown away: it is made again from the stories.

SQLite's file, but no database of Django's: it takes part in no transaction of the paper's, since two
files cannot be committed together; what it must hold is told by outboxes (``receivers``).
"""

import contextlib
import fcntl
import os
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from azdarar.search.internal.engine import DamagedIndexError

#: What a file holds and how; another version is made anew. Raised too when ``language.analysis`` changes.
FORMAT = 1
#: How long a writer waits for another.
BUSY_TIMEOUT_S = 10.0
#: Files beside the index: that it was found damaged, and the lock of whoever makes it anew.
_DAMAGED, _ALONE = "damaged", "alone.lock"
_NAME = re.compile(r"index-(\d+)\.sqlite3\Z")
_SCHEMA = """
    CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS touched (story INTEGER PRIMARY KEY);
"""
_LANGUAGE_SCHEMA = """
    CREATE VIRTUAL TABLE IF NOT EXISTS tokens_{0} USING fts5(
        headline, about, text, marks, tokenize = "ascii", {1});
    CREATE VIRTUAL TABLE IF NOT EXISTS headlines_{0} USING fts5(headline, tokenize = "ascii", {1});
    CREATE TABLE IF NOT EXISTS stories_{0} (
        place INTEGER PRIMARY KEY, story INTEGER NOT NULL UNIQUE, visible_from REAL NOT NULL,
        visible_until REAL, marks TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS stories_{0}_from ON stories_{0} (visible_from);
    CREATE INDEX IF NOT EXISTS stories_{0}_until ON stories_{0} (visible_until)
        WHERE visible_until IS NOT NULL;
    CREATE TABLE IF NOT EXISTS words_{0} (id INTEGER PRIMARY KEY, form TEXT NOT NULL UNIQUE);
    CREATE TABLE IF NOT EXISTS spellings_{0} (
        hash INTEGER NOT NULL, word INTEGER NOT NULL, PRIMARY KEY (hash, word)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS names_{0} (
        key TEXT NOT NULL, written TEXT NOT NULL, PRIMARY KEY (key, written)) WITHOUT ROWID;
"""
# Without a copy of the tokens, where this SQLite can take a row out all the same (3.43).
_TOKENS_ALONE = (3, 43, 0)


Run = tuple[str, ...]


class IndexFile:
    """One file, opened by one thread; ``number`` is 0 for one that is being built."""

    def __init__(self, path: Path, *, number: int) -> None:
        self.path, self.number = path, number
        self.languages: set[str] = set()
        #: Words that are written down already, by what they are.
        self.known: dict[str, set[str]] = {}
        #: Whether more stories hold some tokens than are worth weighing, as far as it was found out.
        self.is_common: dict[tuple[str, Run], bool] = {}
        self._counted: dict[str, int] = {}
        try:
            self.connection = _opened(path)
            self.inode = path.stat().st_ino
            if not self._has_schema():
                self._begin()
            self.format = int(self.told("format") or 0)
            #: Begun in the place of one that could not be read, and not whole yet.
            self.is_partial = bool(self.told("partial"))
            self._look_for_languages()
        except sqlite3.DatabaseError as fault:
            trouble = _damage(fault)
            if isinstance(trouble, DamagedIndexError):
                note_damage()
            raise trouble from fault

    def is_at(self, path: Path) -> bool:
        """Whether this is the file that is at a path now."""
        try:
            return path == self.path and path.stat().st_ino == self.inode
        except FileNotFoundError:
            return False

    def told(self, name: str) -> str:
        """What the file says about itself under a name; empty if it does not."""
        row = self.connection.execute("SELECT value FROM about WHERE name = ?", [name]).fetchone()
        return row[0] if row else ""

    def tell(self, name: str, value: str) -> None:
        """Write down something about the file."""
        self.connection.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", [name, value])

    def holds_language(self, language: str) -> bool:
        """Whether there are tables of a language; another process may have made them since."""
        if language not in self.languages:
            self._look_for_languages()
        return language in self.languages

    def holds_any_language(self) -> bool:
        """Whether anything was ever written into it."""
        self._look_for_languages()
        return bool(self.languages)

    def stories_in(self, language: str) -> int:
        """How many stories of a language there are, roughly: counted once."""
        if language not in self._counted:
            sql = f"SELECT count(*) FROM stories_{suffix(language)}"  # noqa: S608 - a name of ours
            self._counted[language] = self.connection.execute(sql).fetchone()[0]
        return self._counted[language]

    def make_language(self, language: str) -> None:
        """Make the tables of a language, in the caller's transaction."""
        if self.holds_language(language):
            return
        how = "content = '', contentless_delete = 1" if _can_delete_tokens_alone() else "columnsize = 1"
        for statement in _LANGUAGE_SCHEMA.format(suffix(language), how).split(";\n"):
            if statement.strip():
                self.connection.execute(statement)
        self.tell(f"language {language}", "")

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction; durable when it ends."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            self.languages.clear()
            raise
        self.connection.execute("COMMIT")

    def close(self) -> None:
        """Close it."""
        with contextlib.suppress(sqlite3.Error):
            self.connection.close()

    def _has_schema(self) -> bool:
        row = self.connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'about'").fetchone()
        return row is not None

    def _begin(self) -> None:
        with self.writing():
            for statement in _SCHEMA.split(";\n"):
                if statement.strip():
                    self.connection.execute(statement)
            self.tell("format", str(FORMAT))

    def _look_for_languages(self) -> None:
        rows = self.connection.execute("SELECT name FROM about WHERE name LIKE 'language %'")
        self.languages = {name.removeprefix("language ") for (name,) in rows}


def suffix(language: str) -> str:
    """What the tables of a language end with."""
    return re.sub("[^a-z0-9]", "_", language.lower())


#: Which index is meant: the paper's, or another beside it (``chosen``).
_which: ContextVar[str] = ContextVar("azdarar_search_index", default="")


@contextlib.contextmanager
def index_named(name: str) -> Iterator[None]:
    """Mean another index within the block; each has a folder of its own."""
    token = _which.set(name)
    try:
        yield
    finally:
        _which.reset(token)


def folder() -> Path:
    """Where the index lives."""
    return _folder(settings.AZDARAR_SEARCH_FOLDER, _which.get())


@lru_cache(maxsize=8)
def _folder(base: Path | str, name: str) -> Path:
    folder = Path(base)
    return folder.with_name(f"{folder.name}-{name}") if name else folder


class _OpenHere(threading.local):
    """What a thread has open: one file of each index."""

    def __init__(self) -> None:
        self.files: dict[str, IndexFile] = {}


_here = _OpenHere()


def living() -> IndexFile:
    """The index that answers, opened by this thread; an empty one where there is none.

    Raises:
        DamagedIndexError: it cannot be read.
    """
    number = _living_number()
    known = _here.files.get(_which.get())
    if known is not None and known.is_at(path_of(number or 1)):
        return known
    close_living()
    folder().mkdir(parents=True, exist_ok=True)
    opened = IndexFile(path_of(number or 1), number=number or 1)
    _here.files[_which.get()] = opened
    return opened


def answering() -> IndexFile:
    """The same, to be read.

    Raises:
        DamagedIndexError: it cannot be read, is of another version, or does not hold all stories yet.
    """
    file = living()
    if file.format != FORMAT or file.is_partial:
        raise DamagedIndexError("the index is being made anew")
    return file


@contextlib.contextmanager
def current() -> Iterator[IndexFile]:
    """The index that answers, in a transaction: no other takes its place meanwhile."""
    while True:
        file = living()
        if file.format != FORMAT:  # nothing is written into what is about to go: it is made from the stories
            raise DamagedIndexError("the index is of another version")
        with file.writing():
            if _living_number() == file.number and file.is_at(path_of(file.number)):
                yield file
                return


@contextlib.contextmanager
def beside() -> Iterator[IndexFile]:
    """An index that is being made: where it was left, if what answers has kept what changed since."""
    with current() as file:
        number = file.number + 1
        path = folder() / f"building-{number}.sqlite3"
        goes_on = file.told("building") == str(FORMAT) and path.exists()
        if not goes_on:
            for old in folder().glob("building-*"):
                old.unlink(missing_ok=True)
            file.connection.execute("DELETE FROM touched")
        file.tell("building", str(FORMAT))
    built = IndexFile(path, number=0)
    try:
        yield built
    finally:
        built.close()


def take_over(built: IndexFile, *, catch_up: Callable[[Sequence[int]], None]) -> None:
    """Let an index that was made answer from now on, once it holds what changed while it was made.

    Args:
        catch_up: writes stories, told by their numbers, into it as they stand now.
    """
    while True:
        with current() as file:
            rows = file.connection.execute("SELECT story FROM touched LIMIT 500").fetchall()
            if not rows:
                built.tell("damaged_at", file.told("damaged_at"))
                built.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                built.close()
                built.path.rename(path_of(file.number + 1))
                break
            file.connection.executemany("DELETE FROM touched WHERE story = ?", rows)
            with built.writing():
                catch_up([story for (story,) in rows])
    for path in folder().glob("index-*.sqlite3"):
        found = _NAME.match(path.name)
        if found and int(found[1]) < _living_number():
            throw_away(path)


def begin_anew(*, damaged_at: str = "") -> None:
    """Put an empty index in the place of one that cannot be read; it answers nothing before it is made anew.

    Args:
        damaged_at: when the damage was seen, in ISO format; empty for one of another version.
    """
    folder().mkdir(parents=True, exist_ok=True)
    number, path = _living_number() + 1, folder() / "beginning.sqlite3"
    throw_away(path)
    begun = IndexFile(path, number=0)
    with begun.writing():
        begun.tell("partial", "1")
        begun.tell("damaged_at", damaged_at)
    begun.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    begun.close()
    path.rename(path_of(number))
    for old in folder().iterdir():
        if not old.name.startswith(path_of(number).name) and old.name != _ALONE:
            old.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class State:
    """How the index is; ``is_plain``: it answers nothing yet. ``done``: of the one that is being made."""

    is_damaged: bool = False
    is_other_format: bool = False
    is_plain: bool = False
    is_building: bool = False
    is_empty: bool = False
    damaged_at: str = ""
    done: int = 0


def state() -> State:
    """How the index is."""
    if (folder() / _DAMAGED).exists():
        return State(is_damaged=True, is_plain=True)
    try:
        with said_plainly():
            file = living()
            return State(
                is_other_format=file.format != FORMAT,
                is_plain=file.format != FORMAT or file.is_partial,
                is_building=bool(file.told("building")),
                is_empty=not file.holds_any_language(),
                damaged_at=file.told("damaged_at"),
                done=_done_beside(file),
            )
    except DamagedIndexError:
        return State(is_damaged=True, is_plain=True)


def _done_beside(file: IndexFile) -> int:
    path = folder() / f"building-{file.number + 1}.sqlite3"
    if not (file.told("building") and path.exists()):
        return 0
    built = IndexFile(path, number=0)
    try:
        return int(built.told("done") or 0)
    finally:
        built.close()


@contextlib.contextmanager
def alone() -> Iterator[bool]:
    """Whether nobody else makes this index anew; nobody begins to while the block lasts."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / _ALONE).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def path_of(number: int) -> Path:
    """Where the index of a number is."""
    return _path(folder(), number)


@lru_cache(maxsize=8)
def _path(folder: Path, number: int) -> Path:
    return folder / f"index-{number}.sqlite3"


def close_living() -> None:
    """Close what this thread has open."""
    known = _here.files.pop(_which.get(), None)
    if known is not None:
        known.close()


def _living_number() -> int:
    try:
        names = os.listdir(folder())
    except FileNotFoundError:
        return 0
    return max((int(found[1]) for name in names if (found := _NAME.match(name))), default=0)


def throw_everything_away() -> None:
    """Delete all there is: it is made anew. Other threads and processes notice when they next look."""
    close_living()
    with contextlib.suppress(FileNotFoundError):
        for path in folder().iterdir():
            path.unlink(missing_ok=True)


def throw_away(path: Path) -> None:
    """Delete an index, with what SQLite keeps beside it."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", f"{path.name}-journal"):
        path.with_name(name).unlink(missing_ok=True)


@contextlib.contextmanager
def said_plainly() -> Iterator[None]:
    """Tell damage from other trouble.

    Raises:
        DamagedIndexError: the file is no database, or one in disorder.
    """
    try:
        yield
    except sqlite3.DatabaseError as fault:
        trouble = _damage(fault)
        if isinstance(trouble, DamagedIndexError):
            note_damage()
        raise trouble from fault


def note_damage() -> None:
    """Leave word that the index cannot be read: whoever tends it throws it away."""
    with contextlib.suppress(OSError):
        close_living()
        (folder() / _DAMAGED).touch()


def _damage(fault: sqlite3.DatabaseError) -> Exception:
    """The damage an error tells of; the error itself where it is other trouble (locked, full)."""
    words = str(fault).lower()
    is_trouble = isinstance(fault, sqlite3.OperationalError) and not any(
        told in words for told in ("malformed", "no such table", "disk i/o", "vtable constructor", "fts5")
    )
    return fault if is_trouble else DamagedIndexError(str(fault))


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA journal_mode = {settings.AZDARAR_SEARCH_JOURNAL}")
    for pragma in ("synchronous = FULL", "mmap_size = 0", "cache_size = -16000", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _can_delete_tokens_alone() -> bool:
    return sqlite3.sqlite_version_info >= _TOKENS_ALONE
