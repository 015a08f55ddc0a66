"""How stories are written into the embedded engine's file, and taken out of it."""

from collections.abc import Sequence
from itertools import groupby

from azdarar.search.internal.embedded_places import PER_MINUTE, place_of
from azdarar.search.internal.engine import Document
from azdarar.search.internal.grammar import EVERY
from azdarar.search.internal.index_file import IndexFile, suffix
from azdarar.search.internal.vocabulary import deletions, filed_under, is_kept, is_mendable, unknown


def replace(file: IndexFile, documents: Sequence[Document], gone: Sequence[int]) -> None:
    """Forget stories and write others, in the caller's transaction."""
    try:
        file.holds_language("")
        _take_out(file, gone)
        _write_in(file, documents)
    except BaseException:
        file.known.clear()  # what was learned is not written
        raise


def _take_out(file: IndexFile, story_ids: Sequence[int]) -> None:
    for language in sorted(file.languages):
        end = suffix(language)
        for story_id in story_ids:
            sql = f"DELETE FROM stories_{end} WHERE story = ? RETURNING place"
            row = file.connection.execute(sql, [story_id]).fetchone()
            if row is not None:
                file.connection.execute(f"DELETE FROM tokens_{end} WHERE rowid = ?", row)
                file.connection.execute(f"DELETE FROM headlines_{end} WHERE rowid = ?", row)


def _write_in(file: IndexFile, documents: Sequence[Document]) -> None:
    # In the order of their places: what comes out of order is written in pieces.
    told = sorted(documents, key=lambda one: (one.language, one.visible_from, one.story_id))
    for language, group in groupby(told, key=lambda one: one.language):
        file.make_language(language)
        _write_language(file, language, list(group))


def _write_language(file: IndexFile, language: str, documents: Sequence[Document]) -> None:
    end, run = suffix(language), file.connection
    stories, tokens = [], []
    free = _FreePlaces(file, end)
    for one in documents:
        place = free.take(place_of(one.visible_from))
        until = one.visible_until.timestamp() if one.visible_until else None
        marks = " ".join(one.marks)
        stories.append((place, one.story_id, one.visible_from.timestamp(), until, marks))
        tokens.append((place, one.headline, one.about, one.text, f"{EVERY} {marks}"))
    run.executemany(f"INSERT INTO stories_{end} VALUES (?, ?, ?, ?, ?)", stories)
    tokens.sort()
    run.executemany(
        f"INSERT INTO tokens_{end} (rowid, headline, about, text, marks) VALUES (?, ?, ?, ?, ?)", tokens
    )
    run.executemany(
        f"INSERT INTO headlines_{end} (rowid, headline) VALUES (?, ?)", [row[:2] for row in tokens if row[1]]
    )
    _learn(file, language, documents)


class _FreePlaces:
    """Places nobody has; a minute that is full takes from the minutes before it."""

    def __init__(self, file: IndexFile, end: str) -> None:
        self._run, self._end = file.connection.execute, end
        self._next: dict[int, int] = {}
        self._full: dict[int, int] = {}

    def take(self, minute: int) -> int:
        """A free place of a minute, told by its first place."""
        first = minute
        while True:
            minute = self._full.get(minute, minute)
            place = self._next.get(minute)
            if place is None:
                sql = f"SELECT max(place) FROM stories_{self._end} WHERE place BETWEEN ? AND ?"
                taken = self._run(sql, [minute, minute + PER_MINUTE - 1]).fetchone()[0]
                place = minute if taken is None else taken + 1
            if place < minute + PER_MINUTE:
                self._next[minute] = place + 1
                self._full[first] = minute
                return place
            minute -= PER_MINUTE


def _learn(file: IndexFile, language: str, documents: Sequence[Document]) -> None:
    """Write down the words of stories, as far as the index does not hold them yet."""
    end, run = suffix(language), file.connection
    forms = file.known.setdefault(f"forms {language}", set())
    names = file.known.setdefault(f"names {language}", set())
    new_forms = unknown((form for one in documents for form in one.forms), forms)
    new_names = unknown((name for one in documents for name in one.names), names)
    for form in filter(is_kept, new_forms):
        row = run.execute(
            f"INSERT OR IGNORE INTO words_{end} (form) VALUES (?) RETURNING id", [form]
        ).fetchone()
        if row is not None and is_mendable(form):
            run.executemany(
                f"INSERT OR IGNORE INTO spellings_{end} VALUES (?, ?)",
                [(number, row[0]) for number in deletions(form)],
            )
    run.executemany(
        f"INSERT OR IGNORE INTO names_{end} VALUES (?, ?)",
        [(key, name) for name in new_names for key in filed_under(name, language=language)],
    )
    forms.update(new_forms)
    names.update(new_names)
