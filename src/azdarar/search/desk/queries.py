"""The newsroom's search, as its screens ask for it: numbers of things, and what is marked in their texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from azdarar.search.asking import Asked, read_asked
from azdarar.search.desk.documents import reread
from azdarar.search.desk.things import Kind, thing_of
from azdarar.search.desk.things import owner_mark as owner_mark
from azdarar.search.internal.chosen import desk_engine, engine
from azdarar.search.internal.documents import section_mark as section_mark
from azdarar.search.internal.engine import DamagedIndexError, Query
from azdarar.search.internal.meaning import Meaning, meaning_of, mended, with_words_mended
from azdarar.search.internal.snippets import Run, marked_in, snippets_of
from azdarar.search.results import AlsoFound, Snippet

#: Marks of which a row must have one, by language; of a language that is not in it, every row will do.
Narrowed = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Things:
    """What was found of one kind: keys, best first."""

    keys: tuple[int, ...] = ()
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class DeskSearch:
    """One search of the newsroom, understood in each of the paper's languages.

    Args:
        corrected: (word typed, word looked for instead), where nothing held the one that was typed.
        is_plain: the index is damaged or being made: nothing of it can be found now.
    """

    asked: Asked
    at: datetime
    meanings: tuple[Meaning, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    is_plain: bool = False

    def things(self, kind: Kind, *, most: int, skip: int = 0, narrowed: Narrowed | None = None) -> Things:
        """The things of a kind that hold what was asked; an empty answer while the index cannot be read.

        Args:
            narrowed: of the rows of a language, only those with one of these marks.
        """
        queries = [
            Query(
                meaning.language,
                meaning.terms,
                meaning.excluded,
                filters=((kind.mark,), *_group(narrowed, meaning.language)),
            )
            for meaning in self.meanings
            if meaning.terms
        ]
        if not queries:
            return Things()
        try:
            # A thing may have a row in each language: enough of them that none is missing for it.
            hits = desk_engine(reread).search(
                queries,
                at=self.at,
                is_newest_first=False,
                skip=0,
                most=(skip + most) * (1 if kind is Kind.STORY else len(queries)),
            )
        except DamagedIndexError:
            return Things()
        keys = list(dict.fromkeys(thing_of(number).pk for number in hits.ids))[skip:]
        return Things(tuple(keys[:most]), has_more=len(keys) > most)

    @property
    def also(self) -> tuple[AlsoFound, ...]:
        """Other spellings that are looked for, in any of the languages."""
        return tuple(
            AlsoFound(word, forms) for meaning in self.meanings for word, forms in meaning.also.items()
        )

    def marked(self, text: str, *, language: str) -> Snippet:
        """A line with the words marked that were looked for."""
        return marked_in(text, language=language, runs=self._runs_in(language))

    def sentences(self, text: str, *, language: str) -> tuple[Snippet, ...]:
        """The sentences of a text that hold what was looked for."""
        return snippets_of(text, language=language, runs=self._runs_in(language))

    def _runs_in(self, language: str) -> frozenset[Run]:
        return next((one.runs for one in self.meanings if one.language == language), frozenset())


def desk_search(asked: Asked, *, at: datetime) -> DeskSearch:
    """Understand a search in every language of the paper, with the other spellings of names."""
    if asked.is_too_long or not asked.words:
        return DeskSearch(asked, at)
    index = desk_engine(reread)
    languages = [code for code, _name in settings.LANGUAGES]
    try:
        meanings = tuple(meaning_of(asked, language=code, engine=index, at=at) for code in languages)
    except DamagedIndexError:
        return DeskSearch(asked, at, is_plain=True)
    return DeskSearch(asked, at, meanings)


def with_errors_mended(search: DeskSearch) -> DeskSearch | None:
    """The same search for the words that may have been meant; None where there are none."""
    languages = [code for code, _name in settings.LANGUAGES]
    try:
        corrected = mended(search.asked, languages=languages, engine=desk_engine(reread), at=search.at)
    except DamagedIndexError:
        return None
    if not corrected:
        return None
    other = desk_search(with_words_mended(search.asked, corrected), at=search.at)
    return DeskSearch(other.asked, other.at, other.meanings, tuple(corrected.items()))


def stories_called(typed: str, *, at: datetime, most: int = 100) -> list[int]:
    """Stories, the newest first, whose headline holds these words, names in any spelling; in hand and public.

    Whoever asks says who may see them.
    """
    asked = read_asked(typed, language=str(settings.LANGUAGES[0][0]))
    if asked.is_too_long or not asked.words:
        return []
    found: dict[int, None] = {}
    for index, marks, key_of in (
        (desk_engine(reread), ((Kind.STORY.mark,),), lambda number: thing_of(number).pk),
        (engine(), (), int),
    ):
        try:
            for code, _name in settings.LANGUAGES:
                meaning = meaning_of(asked, language=code, engine=index, at=at)
                terms = tuple(replace(term, is_in_headline=True) for term in meaning.terms)
                if terms:
                    query = Query(code, terms, meaning.excluded, filters=marks)
                    found.update((key_of(number), None) for number in index.guess(query, at=at, most=most))
        except DamagedIndexError:
            continue
    return list(found)


def _group(narrowed: Narrowed | None, language: str) -> tuple[tuple[str, ...], ...]:
    return (tuple(narrowed[language]),) if narrowed is not None and language in narrowed else ()
