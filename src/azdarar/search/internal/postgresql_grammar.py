"""Stories and what is looked for, as PostgreSQL writes them: ``tsvector`` and ``tsquery``, plain.

Nothing goes through a parser or a dictionary of the server's: the tokens are made already
(``language.analysis``), and each is put between quotation marks. What narrows (language, year, marks) are
lexemes beside the words, with a full stop in front that no word has, so that one GIN index answers it all.

Source: https://www.postgresql.org/docs/current/datatype-textsearch.html
"""

from collections.abc import Iterable, Sequence
from datetime import UTC

from azdarar.search.internal.engine import Document, Query, Term

#: One story in so many carries the mark of the sample; years that nobody counts through are reckoned by it.
SAMPLED = 16
#: PostgreSQL counts positions up to here, and keeps so many of a word.
_LAST_POSITION, _MOST_POSITIONS = 16_383, 255
#: So many positions lie between headline, about and text: no phrase reaches over.
_APART = 8
_LETTERS = ("A", "B", "")


def vector(document: Document) -> str:
    """A story as a ``tsvector``."""
    positions: dict[str, list[str]] = {}
    begins = 1
    for letter, stream in zip(_LETTERS, (document.headline, document.about, document.text), strict=True):
        tokens = stream.split()
        for place, token in enumerate(tokens, begins):
            places = positions.setdefault(token, [])
            if len(places) < _MOST_POSITIONS and (place <= _LAST_POSITION or not places):
                places.append(f"{min(place, _LAST_POSITION)}{letter}")
        begins += len(tokens) + _APART
    words = [f"{_quoted(token)}:{','.join(places)}" for token, places in positions.items()]
    return " ".join([*words, *map(_quoted, _marks_of(document))])


def _marks_of(document: Document) -> list[str]:
    sample = [".z"] if document.story_id % SAMPLED == 0 else []
    return [
        f".l{document.language}",
        year_mark(document.visible_from.astimezone(UTC).year),
        *(f".m{mark}" for mark in document.marks),
        *sample,
    ]


def year_mark(year: int) -> str:
    """The lexeme of a year."""
    return f".y{year}"


def asked(queries: Sequence[Query]) -> str:
    """What is looked for, in one language or several, as a ``tsquery``."""
    return " | ".join(f"({_one(query)})" for query in queries)


def _one(query: Query) -> str:
    parts = [_quoted(f".l{query.language}")]
    parts += [written(term) for term in query.terms]
    parts += [any_of(f".m{mark}" for mark in group) for group in query.filters]
    parts += _years_of(query)
    parts += [f"!{written(term)}" for term in query.excluded]
    return " & ".join(parts)


def written(term: Term) -> str:
    """One term: any of its runs."""
    if not term.runs:
        return _quoted(".none")
    weight = "A" if term.is_in_headline else ""
    return f"({' | '.join(_run(run, weight=weight) for run in term.runs)})"


def _run(tokens: Sequence[str], *, weight: str) -> str:
    end = f":{weight}" if weight else ""
    return f"({' <-> '.join(f'{_quoted(token)}{end}' for token in tokens)})"


def any_of(marks: Iterable[str]) -> str:
    """Any of these lexemes."""
    return f"({' | '.join(map(_quoted, marks)) or _quoted('.none')})"


#: A span of more years than these is narrowed by its instants alone.
_MOST_YEARS = 30


def _years_of(query: Query) -> list[str]:
    if query.since is None or query.until is None:
        return []
    years = range(query.since.astimezone(UTC).year, query.until.astimezone(UTC).year + 1)
    return [any_of(map(year_mark, years))] if 0 < len(years) <= _MOST_YEARS else []


def _quoted(token: str) -> str:
    plain = token.replace("\0", " ").replace("\\", "\\\\").replace("'", "''")
    return f"'{plain or ' '}'"
