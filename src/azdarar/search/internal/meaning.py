"""From what a reader asks to what an engine is asked: tokens, other spellings, words mended.

A word is looked for as a language's stories hold it: each language that is searched gives it its own token.
A name finds its other spellings: those its subject has (``subjects``), then those a key proposes and
a check decides (``language.names``), eight at most, the nearest first. A typing error is mended only where
nothing is found, to the nearest word that some visible story holds.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from azdarar.language.analysis import is_stop_word, stem_of, tokens_of, words_in
from azdarar.language.folding import fold
from azdarar.language.names import distance, is_same_word
from azdarar.search.asking import Asked, Word
from azdarar.search.internal.engine import Engine, Term
from azdarar.search.internal.known_names import names_beside
from azdarar.search.internal.vocabulary import cases_of, deletions, is_mendable, keys_of

#: Other spellings of a word that are looked for.
MOST_FORMS = 8
#: Words that one may be the beginning of.
_MOST_BEGUN = 48
#: Words that make one name.
_LONGEST_NAME = 4
#: Proposals that are looked at for one word.
_MOST_PROPOSED = 200
#: A spelling that more than these stories hold is not rarer than another.
_COUNTED = 50

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What some words mean among the stories of one language.

    Args:
        also: for a word that was typed, the other spellings that are looked for, as they are written.
    """

    language: str
    terms: tuple[Term, ...]
    excluded: tuple[Term, ...] = ()
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def runs(self) -> frozenset[Run]:
        """Everything that is marked in a text."""
        return frozenset(run for term in self.terms for run in term.runs)


def meaning_of(asked: Asked, *, language: str, engine: Engine, at: datetime) -> Meaning:
    """What a search means among the stories of a language."""
    words = [word for word in asked.words if not word.is_excluded]
    runs: dict[int, dict[Run, None]] = {}
    for place in _telling(words, language=language):
        word, own = words[place], tuple(tokens_of(words[place].text, language=language))
        runs[place] = dict.fromkeys([own] if own else ())
        if own and word.is_prefix and not word.is_exact_phrase:
            runs[place].update(dict.fromkeys(_begun(own, word, language=language, engine=engine)))
    also: dict[str, tuple[str, ...]] = {}
    if not asked.only_as_typed:
        for span, text, others in _spelt_otherwise(words, runs, language=language, engine=engine, at=at):
            for place in runs.keys() & span:  # each of the words of a name, or one of its other names
                runs[place].update(dict.fromkeys(others))
            also[text] = tuple(others.values())
    terms = tuple(Term(tuple(held)) for held in runs.values() if held)
    excluded = (tuple(tokens_of(word.text, language=language)) for word in asked.words if word.is_excluded)
    return Meaning(language, terms, tuple(Term((run,)) for run in excluded if run), also)


def _spelt_otherwise(
    words: Sequence[Word], telling: Container[int], *, language: str, engine: Engine, at: datetime
) -> Iterator[tuple[range, str, dict[Run, str]]]:
    """Names among the words, each with its other spellings that visible stories hold.

    Args:
        telling: places of words of which a name must have one; the others may stand in it (chemin de fer).
    """
    spans = [
        (range(first, last), " ".join(word.text for word in words[first:last]))
        for first in range(len(words))
        for last in range(first + 1, min(len(words), first + _LONGEST_NAME) + 1)
        if all(map(_is_free, words[first:last])) and any(place in telling for place in range(first, last))
    ]
    beside = names_beside([text for _span, text in spans])
    for span, text in spans:
        near = list(beside.get(text, ()))
        near += _same_by_sound(text, language=language, engine=engine) if len(span) == 1 else []
        others = _held(text, near, language=language, engine=engine, at=at)
        if others:
            yield span, text, others


def mended(asked: Asked, *, languages: Sequence[str], engine: Engine, at: datetime) -> dict[str, str]:
    """The words no story holds, with what may have been meant: nothing for one that has no near word."""
    found: dict[str, str] = {}
    for word in asked.words:
        if word.is_excluded or word.is_exact_phrase:
            continue
        for language in languages:
            near = near_words(word.text, language=language, engine=engine, at=at)
            if near:
                found[word.text] = near[0]
                break
    return found


def near_words(typed: str, *, language: str, engine: Engine, at: datetime, most: int = 5) -> list[str]:
    """Words of visible stories one typing error away from one that no story holds, the likeliest first."""
    forms = words_in(typed, language=language)
    if len(forms) != 1 or not is_mendable(forms[0]):
        return []
    form = forms[0]
    if any(engine.holds([_term(form, language)], language=language, at=at, most=1)):
        return []
    from rapidfuzz.distance import OSA  # only where something is mended

    near = [
        (apart, other[:1] != form[:1], other)
        for other in engine.forms_near(deletions(form), language=language)
        if (apart := OSA.distance(form, other, score_cutoff=1)) == 1
    ]
    near.sort()
    near = near[:_MOST_PROPOSED]
    held = engine.holds(
        [_term(other, language) for *_rest, other in near], language=language, at=at, most=_COUNTED
    )
    ranked = sorted(
        (apart, -count, is_begun_otherwise, other)
        for (apart, is_begun_otherwise, other), count in zip(near, held, strict=True)
        if count
    )
    return [other for *_rest, other in ranked[:most]]


def with_words_mended(asked: Asked, mended_words: Mapping[str, str]) -> Asked:
    """The same search for the words that may have been meant."""
    words = tuple(
        replace(word, text=mended_words.get(word.text, word.text)) if not word.is_excluded else word
        for word in asked.words
    )
    return replace(asked, words=words)


def _term(form: str, language: str) -> Term:
    return Term(((stem_of(form, language=language),),))


def _telling(words: Sequence[Word], *, language: str) -> Sequence[int]:
    """The places of the words that say something; all of them where none does."""
    told = [
        place
        for place, word in enumerate(words)
        if word.is_exact_phrase or not _says_nothing(word.text, language)
    ]
    return told or range(len(words))


def _says_nothing(text: str, language: str) -> bool:
    forms = words_in(text, language=language)
    return all(is_stop_word(form, language=language) for form in forms)


def _is_free(word: Word) -> bool:
    """Whether a word may be spelt otherwise."""
    return not word.is_exact_phrase and not word.is_excluded


def _begun(run: Run, word: Word, *, language: str, engine: Engine) -> Iterable[Run]:
    begun = words_in(word.text, language=language)[-1]
    forms = engine.forms_beginning(begun, language=language, most=_MOST_BEGUN)
    return [(*run[:-1], stem_of(form, language=language)) for form in forms]


def _held(typed: str, names: Sequence[str], *, language: str, engine: Engine, at: datetime) -> dict[Run, str]:
    """The names among these that are other words than what was typed and that some visible story holds."""
    own = tuple(tokens_of(typed, language=language))
    chosen: dict[Run, str] = {}
    for name in names:
        run = tuple(tokens_of(name, language=language))
        if run and run != own and not _says_nothing(name, language):
            chosen.setdefault(run, name)
    told = list(chosen.items())[: 2 * MOST_FORMS]
    held = engine.holds([Term((run,)) for run, _name in told], language=language, at=at, most=1)
    return dict([one for one, count in zip(told, held, strict=True) if count][:MOST_FORMS])


def _same_by_sound(typed: str, *, language: str, engine: Engine) -> list[str]:
    forms = words_in(typed, language=language)
    if len(forms) != 1 or not typed.isalpha():
        return []
    proposed = engine.names_near(keys_of(typed), language=language)
    own = forms[0]
    ranked = []
    for name in proposed[:_MOST_PROPOSED]:
        same = [
            distance(typed, form)
            for form in (name, *cases_of(name, language=language))
            if is_same_word(typed, form)
        ]
        if same and fold(name) != own:
            ranked.append((min(same), len(name), name))
    ranked.sort()
    return [name for _apart, _length, name in ranked]
