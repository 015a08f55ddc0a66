"""What is looked for, written in FTS5's grammar (https://sqlite.org/fts5.html#full_text_query_syntax).

Tokens hold letters and digits alone, so that quoting each makes it a token and nothing else.
"""

from collections.abc import Iterable, Sequence

from azdarar.search.internal.engine import Query, Term

#: The mark every story has: for searches that narrow and name no word.
EVERY = "zzz"


def expression(query: Query, *, terms: Sequence[Term] | None = None) -> str:
    """A query, or some of its terms alone with all that narrows it."""
    parts = [written(term) for term in (query.terms if terms is None else terms)]
    parts += [marked(group) for group in query.filters]
    if not parts:
        parts = [marked([EVERY])]
    told = " AND ".join(parts)
    if query.excluded:
        told = f"({told}) NOT ({' OR '.join(written(term) for term in query.excluded)})"
    return told


def written(term: Term) -> str:
    """One term: any of its runs, in the words of a story."""
    runs = " OR ".join(map(_run, term.runs))
    return f"({'headline' if term.is_in_headline else '{headline about text}'} : ({runs}))"


def written_alone(term: Term) -> str:
    """One term, wherever it stands: for tables that hold but one column, or where any will do."""
    return " OR ".join(map(_run, term.runs))


def in_headline(terms: Iterable[Term]) -> str:
    """Terms, in the words of the table that holds headlines alone."""
    return " AND ".join(f"({written_alone(term)})" for term in terms)


def marked(marks: Iterable[str]) -> str:
    """Any of these marks."""
    return f"(marks : ({' OR '.join(_run([mark]) for mark in marks)}))"


def _run(tokens: Sequence[str]) -> str:
    words = " ".join(tokens).replace('"', " ").replace("\0", " ")
    return f'"{words}"'
