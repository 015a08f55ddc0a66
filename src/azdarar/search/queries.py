"""Search, as other rooms ask for it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.utils import timezone

from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.models import Article
from azdarar.articles.queries import StoryCard, cards_of, in_order, story_cards, visible_articles
from azdarar.language.analysis import tokens_of
from azdarar.press.showing import recording, repeat
from azdarar.search.asking import ALL_LANGUAGES, LONGEST_TYPED, Asked
from azdarar.search.internal.chosen import engine
from azdarar.search.internal.engine import DamagedIndexError, Engine, Hits, Query, Stats
from azdarar.search.internal.facets import facets_of, filters_of
from azdarar.search.internal.guessing import likely_ids
from azdarar.search.internal.meaning import Meaning, meaning_of, mended, with_words_mended
from azdarar.search.internal.plain import plain_ids
from azdarar.search.internal.snippets import Run, marked_in, snippets_of
from azdarar.search.results import FACETS as FACETS
from azdarar.search.results import AlsoFound as AlsoFound
from azdarar.search.results import Facet as Facet
from azdarar.search.results import Found as Found
from azdarar.search.results import Piece as Piece
from azdarar.search.results import Result as Result
from azdarar.search.results import Snippet as Snippet
from azdarar.search.results import Suggestion as Suggestion
from azdarar.search.suggesting import suggest as suggest
from azdarar.search.tending import Condition as Condition
from azdarar.search.tending import condition

#: The longest text that is looked for, in characters.
LONGEST_QUERY = LONGEST_TYPED


def search(asked: Asked, *, at: datetime, per_page: int = 10) -> Found:
    """Find the stories that hold what was asked, best first or newest first.

    What a reader may not see at ``at`` is not found, not counted, and gives no word. While the index cannot
    answer, the newest stories with these words in their headlines are found instead (``is_plain``).
    """
    if asked.is_too_long:
        return Found(asked, is_too_long=True)
    if asked.page < 1 or not (asked.words or asked.is_narrowed):
        return Found(asked)
    try:
        return _found(asked, engine=engine(), at=at, per_page=per_page)
    except DamagedIndexError:
        return _plain(asked, at=at, per_page=per_page)


def newest(asked: Asked, *, at: datetime, most: int) -> list[StoryCard]:
    """The newest stories that hold what was asked, and nothing around them: for feeds and alerts."""
    if asked.is_too_long or not (asked.words or asked.is_narrowed):
        return []
    stories = in_order(newest_ids(asked, at=at, most=most), at=at)
    stories.sort(key=lambda story: (story.visible_from, story.pk), reverse=True)
    return story_cards(stories[:most])


def newest_ids(asked: Asked, *, at: datetime, most: int) -> list[int]:
    """The same by their numbers alone, at most so many of each language, its newest first."""
    try:
        meanings = _meanings(asked, engine=engine(), at=at)
        return [pk for query in _queries(asked, meanings) for pk in engine().guess(query, at=at, most=most)]
    except DamagedIndexError:
        return plain_ids(asked, languages=_languages(asked), at=at, skip=0, most=most)


def likely(words: Sequence[str], *, language: str, at: datetime, most: int) -> tuple[StoryCard, ...]:
    """Stories whose headline holds all of these words, or all but one, where nobody knows which is wrong.

    For the words of an address: its story may have been called a little differently. Where no headline holds
    them, their texts are asked. The last word counts as the beginning of one, since old addresses were cut.
    At most ``most`` stories, those with every word first, the newest of each first; a query for each choice
    of words, and none of them ranks what it finds: however large the archive, and however common the words.
    """
    try:
        ids = likely_ids(words, language=language, at=at, most=most, engine=engine())
    except DamagedIndexError:
        ids = []
    return tuple(story_cards(in_order(ids, at=at)))


def index_stats() -> Stats | None:
    """What the index holds; None while it cannot be read."""
    try:
        return engine().stats()
    except DamagedIndexError:
        return None


def index_condition() -> Condition:
    """How the index is, for whoever looks after the paper."""
    return condition()


def _found(asked: Asked, *, engine: Engine, at: datetime, per_page: int) -> Found:
    meanings = _meanings(asked, engine=engine, at=at)
    hits = _hits(asked, meanings, engine=engine, at=at, per_page=per_page)
    corrected: Mapping[str, str] = {}
    if not hits.count and not asked.only_as_typed:
        corrected = mended(asked, languages=_languages(asked), engine=engine, at=at)
        if corrected:
            meanings = _meanings(with_words_mended(asked, corrected), engine=engine, at=at)
            hits = _hits(asked, meanings, engine=engine, at=at, per_page=per_page)
            corrected = corrected if hits.count else {}
    return Found(
        asked,
        results=_results(hits.ids[:per_page], meanings, at=at),
        count=hits.count,
        is_count_open=hits.is_open,
        years=tuple(hits.years.items()),
        facets=facets_of(hits.marks, asked=asked),
        also=_also(meanings),
        corrected=tuple(corrected.items()),
        has_more=len(hits.ids) > per_page,
    )


def _languages(asked: Asked) -> list[str]:
    """The languages a search looks through, the page's first."""
    every = [code for code, _name in settings.LANGUAGES]
    wanted = every if ALL_LANGUAGES in asked.languages else asked.languages or (asked.language,)
    return sorted((code for code in wanted if code in every), key=lambda code: code != asked.language)


def _meanings(asked: Asked, *, engine: Engine, at: datetime) -> list[Meaning]:
    return [meaning_of(asked, language=code, engine=engine, at=at) for code in _languages(asked)]


def _queries(asked: Asked, meanings: Sequence[Meaning]) -> list[Query]:
    filters = filters_of(asked) if asked.is_narrowed else ()
    return [
        Query(
            language=meaning.language,
            terms=meaning.terms,
            excluded=meaning.excluded,
            filters=filters,
            since=_begin_of(asked.since),
            until=_begin_of(asked.until),
        )
        for meaning in meanings
        if meaning.terms or not asked.words
    ]


def _hits(asked: Asked, meanings: Sequence[Meaning], *, engine: Engine, at: datetime, per_page: int) -> Hits:
    return engine.search(
        _queries(asked, meanings),
        at=at,
        is_newest_first=asked.order == "newest" or not any(meaning.terms for meaning in meanings),
        skip=(asked.page - 1) * per_page,
        most=per_page,
    )


def _begin_of(day: date | None) -> datetime | None:
    """The instant at which a day begins where the paper is."""
    if day is None:
        return None
    return datetime.combine(day, time(), timezone.get_default_timezone()).astimezone(UTC)


def _results(ids: Sequence[int], meanings: Sequence[Meaning], *, at: datetime) -> tuple[Result, ...]:
    """The visible ones of these stories, in their order; a card that is known is not made again."""
    if not ids:
        return ()
    runs = defaultdict(frozenset, {meaning.language: meaning.runs for meaning in meanings})
    texts = visible_articles(at=at).filter(pk__in=ids).only("body", "language", "access", "visible_from")
    stories = {story.pk: story for story in texts}
    with recording() as shown:
        cards = cards_of([pk for pk in ids if pk in stories], at=at)
    repeat(shown)
    return tuple(
        Result(
            card,
            marked_in(str(card.headline), language=card.language, runs=runs[card.language]),
            _snippets(stories[card.id], runs[card.language]),
        )
        for card in cards
    )


def _snippets(story: Article, runs: frozenset[Run]) -> tuple[Snippet, ...]:
    """Sentences of as much of a text as anybody may read."""
    if not runs:
        return ()
    text = story.body_for(disclosure_for(article=story)).plain()
    return snippets_of(text, language=story.language, runs=runs)


def _also(meanings: Sequence[Meaning]) -> tuple[AlsoFound, ...]:
    """Other spellings looked for in any of the languages, each once."""
    forms: dict[str, dict[str, None]] = {}
    for meaning in meanings:
        for word, spellings in meaning.also.items():
            forms.setdefault(word, {}).update(dict.fromkeys(spellings))
    return tuple(AlsoFound(word, tuple(spellings)) for word, spellings in forms.items())


def _plain(asked: Asked, *, at: datetime, per_page: int) -> Found:
    skip = (asked.page - 1) * per_page
    ids = plain_ids(asked, languages=_languages(asked), at=at, skip=skip, most=per_page + 1)
    return Found(
        asked,
        results=tuple(
            Result(card, _plainly_marked(card, asked))
            for card in story_cards(in_order(ids[:per_page], at=at))
        ),
        count=skip + len(ids),
        is_count_open=len(ids) > per_page,
        has_more=len(ids) > per_page,
        is_plain=True,
    )


def _plainly_marked(card: StoryCard, asked: Asked) -> Snippet:
    looked_for = (word.text for word in asked.words if not word.is_excluded)
    runs = {run for text in looked_for if (run := tuple(tokens_of(text, language=card.language)))}
    return marked_in(str(card.headline), language=card.language, runs=runs)
