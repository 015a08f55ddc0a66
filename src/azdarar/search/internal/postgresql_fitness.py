"""How well a story fits, on PostgreSQL: ``ts_rank`` of each word, times how rare the word is.

``ts_rank`` weighs where and how often a word stands, and a story's length; of how rare a word is it knows
nothing. That is read from what ``ANALYZE`` has found out: the commonest thousand lexemes and the share of
stories that hold each. A word that is not among them counts as rarer than all that are.
"""

import time
from collections.abc import Mapping, Sequence
from math import log
from typing import Any

from azdarar.search.internal.engine import WEIGHTS, Query, Term
from azdarar.search.internal.postgresql_grammar import written
from azdarar.search.internal.postgresql_tables import ask

#: Divided by the logarithm of the story's length.
_BY_LENGTH = 1
_KNOWN_FOR_S = 600.0
_SHARES = """
    SELECT lexeme, part FROM pg_stats,
        unnest(most_common_elems::text::text[], most_common_elem_freqs) AS share (lexeme, part)
    WHERE schemaname = current_schema() AND tablename = %s AND attname = 'document' AND lexeme IS NOT NULL
"""
_known: dict[str, tuple[float, dict[str, float]]] = {}


def fitness(queries: Sequence[Query], *, table: str) -> tuple[str, list[Any]]:
    """An SQL expression for a row of the table, and its values."""
    shares = _shares(table)
    cases: list[str] = []
    values: list[Any] = []
    weights = f"'{{{WEIGHTS[2] / WEIGHTS[0]},0,{WEIGHTS[1] / WEIGHTS[0]},1}}'"
    for query in queries:
        ranks = [f"%s * ts_rank({weights}, document, %s::tsquery, {_BY_LENGTH})"] * len(query.terms)
        cases.append(f"WHEN %s THEN {' + '.join(ranks) or '0'}")
        values.append(query.language)
        for term in query.terms:
            values += [_rarity(term, shares), written(term)]
    return f"CASE language {' '.join(cases)} ELSE 0 END", values


def _rarity(term: Term, shares: Mapping[str, float]) -> float:
    least = min(shares.values(), default=1.0) / 2
    part = sum(min((shares.get(token, least) for token in run), default=least) for run in term.runs)
    return log(1.0 + 1.0 / max(min(part, 1.0), 1e-6))


def _shares(table: str) -> dict[str, float]:
    found = _known.get(table)
    if found is None or time.monotonic() - found[0] > _KNOWN_FOR_S:
        found = (time.monotonic(), dict(ask(_SHARES, [table])))
        _known[table] = found
    return found[1]
