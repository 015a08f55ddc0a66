"""Which stories the words of an unknown address may have meant."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from azdarar.language.analysis import stem_of, words_in
from azdarar.search.internal.engine import Engine, Query, Term

#: Words of an address that are looked for.
_MOST_GUESSED = 5
#: Words that one that was cut may be the beginning of.
_MOST_BEGUN = 24


def likely_ids(words: Sequence[str], *, language: str, at: datetime, most: int, engine: Engine) -> list[int]:
    """See ``search.queries.likely``."""
    wanted = [word for word in dict.fromkeys(words) if word][:_MOST_GUESSED]
    told = {word: _term(word, words[-1], language=language, engine=engine) for word in wanted}
    lacking = _lacking(told, language=language, at=at, engine=engine)
    chosen = [wanted, *(_without(wanted, place) for place in range(len(wanted)))]
    choices = [
        some for some in chosen if some and (len(some) > 1 or len(wanted) <= 2) and lacking.isdisjoint(some)
    ]
    found: dict[int, None] = {}
    for is_in_headline in (True, False):
        for some in choices:
            if len(found) >= most:
                break
            terms = [Term(term.runs, is_in_headline=is_in_headline) for word in some if (term := told[word])]
            if terms:
                query = Query(language, tuple(terms))
                found.update(dict.fromkeys(engine.guess(query, at=at, most=most)))
        if found:
            break
    return list(found)[:most]


def _lacking(
    told: Mapping[str, Term | None], *, language: str, at: datetime, engine: Engine
) -> frozenset[str]:
    """Words that no story holds, asked once: no choice with one of them finds anything.

    The wrong word of an address is one of these more often than not, and is in all choices but one.
    """
    terms = {word: term for word, term in told.items() if term}
    held = engine.holds(list(terms.values()), language=language, at=at, most=1)
    return frozenset(word for word, count in zip(terms, held, strict=True) if not count)


def _term(word: str, cut: str, *, language: str, engine: Engine) -> Term | None:
    """A word of an address; its last one may have been cut."""
    forms = words_in(word, language=language)
    run = tuple(stem_of(form, language=language) for form in forms)
    if not run:
        return None
    runs = {run: None}
    if word == cut:
        begun = engine.forms_beginning(forms[-1], language=language, most=_MOST_BEGUN)
        runs |= {(*run[:-1], stem_of(form, language=language)): None for form in begun}
    return Term(tuple(runs))


def _without(words: list[str], place: int) -> list[str]:
    # From the end: the words at the end of an address are the likeliest to have been added later.
    return [word for number, word in enumerate(words) if number != len(words) - 1 - place]
