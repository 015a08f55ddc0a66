"""How well stories fit a search: BM25, of the words that tell stories apart.

SQLite's ``bm25`` walks through every story that holds a word before it weighs the first; for a word that half
of the archive holds that takes longer than all the rest, and says nothing in the end. So a word that more
stories hold than ``_MOST_WEIGHED`` must occur but weighs nothing, except where it stands in a headline.
"""

import json
from collections.abc import Iterable

from azdarar.search.internal.engine import WEIGHTS, Term
from azdarar.search.internal.grammar import written, written_alone
from azdarar.search.internal.index_file import IndexFile, Run, suffix

#: Words that more stories hold than this, and more than this share of all, are common.
_MOST_WEIGHED = 6_000
_SHARE_WEIGHED = 40
#: What a common word weighs in a headline.
_COMMON_IN_HEADLINE = 1.0
_MOST_REMEMBERED = 5_000


def fitness(file: IndexFile, language: str, terms: Iterable[Term], places: list[int]) -> dict[int, float]:
    """How well each of these places fits, the more the better; all of them hold every term."""
    terms = list(terms)
    told = [term for term in terms if not any(_is_common(file, language, run) for run in term.runs)]
    scores = _weighed(file, language, told, places) if told else {}
    for term in terms:
        if term not in told:
            for place in _in_headline(file, language, term, places):
                scores[place] = scores.get(place, 0.0) + _COMMON_IN_HEADLINE
    return scores


def _weighed(file: IndexFile, language: str, terms: list[Term], places: list[int]) -> dict[int, float]:
    table = f"tokens_{suffix(language)}"
    weights = ", ".join(map(str, WEIGHTS))
    sql = (
        f"SELECT rowid, -bm25({table}, {weights}, 0.0) FROM {table} WHERE {table} MATCH ? "
        "AND rowid BETWEEN ? AND ? AND +rowid IN (SELECT value FROM json_each(?))"
    )
    told = " AND ".join(map(written, terms))
    rows = file.connection.execute(sql, [told, places[-1], places[0], json.dumps(places)])
    return dict(rows.fetchall())


def _in_headline(file: IndexFile, language: str, term: Term, places: list[int]) -> list[int]:
    table = f"headlines_{suffix(language)}"
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid BETWEEN ? AND ?"
    rows = file.connection.execute(sql, [written_alone(term), places[-1], places[0]])
    return [place for (place,) in rows]


def _is_common(file: IndexFile, language: str, run: Run) -> bool:
    """Whether too many stories hold a run to weigh it; one of common words alone is not even looked for."""
    known = file.is_common.get((language, run))
    if known is None:
        if len(file.is_common) >= _MOST_REMEMBERED:
            file.is_common.clear()
        known = (
            all(_is_common(file, language, (token,)) for token in run)
            if len(run) > 1
            else _is_held_by_many(file, language, run)
        )
        file.is_common[language, run] = known
    return known


def _is_held_by_many(file: IndexFile, language: str, run: Run) -> bool:
    table = f"tokens_{suffix(language)}"
    sql = f"SELECT 1 FROM {table} WHERE {table} MATCH ? LIMIT 1 OFFSET ?"
    most = max(_MOST_WEIGHED, file.stories_in(language) // _SHARE_WEIGHED)
    return file.connection.execute(sql, [written_alone(Term((run,))), most]).fetchone() is not None
