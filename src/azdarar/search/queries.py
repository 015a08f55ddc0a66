"""Search, as other rooms ask for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from azdarar.articles.queries import StoryCard, in_order, story_cards
from azdarar.search.asking import Asked, Word
from azdarar.search.internal.chosen import index
from azdarar.search.internal.index import Query, read_query, words_of
from azdarar.search.results import FACETS as FACETS
from azdarar.search.results import AlsoFound as AlsoFound
from azdarar.search.results import Facet as Facet
from azdarar.search.results import Found as Found
from azdarar.search.results import Piece as Piece
from azdarar.search.results import Result as Result
from azdarar.search.results import Snippet as Snippet
from azdarar.search.results import Suggestion as Suggestion

#: The longest query that is looked for, in characters.
LONGEST_QUERY = 200
#: The most words of a query that are looked for.
MOST_WORDS = 16


def search(asked: Asked, *, at: datetime, per_page: int = 10) -> Found:
    """Find the stories that hold what was asked, best first or newest first.

    What a reader may not see at ``at`` is not found, not counted, and gives no word.
    """
    words = tuple(word for word in asked.words if not word.is_excluded)
    query = _as_query(words)
    if not query or asked.page < 1:
        return Found(asked=asked)
    if len(words) > MOST_WORDS:
        return Found(asked=asked, is_too_long=True)
    skip = (asked.page - 1) * per_page
    ids = index().find(query, language=asked.language, at=at, skip=skip, most=per_page + 1)
    cards = story_cards(in_order(ids[:per_page], at=at))
    return Found(
        asked=asked,
        results=tuple(Result(card) for card in cards),
        count=skip + len(cards),
        is_count_open=len(ids) > per_page,
        has_more=len(ids) > per_page,
    )


def suggest(typed: str, *, language: str, at: datetime, most: int = 8) -> list[Suggestion]:
    """What somebody who has typed so much may mean: subjects, sections, authors, stories."""
    cards = likely(words_of(typed), language=language, at=at, most=most) if typed.strip() else ()
    return [Suggestion("story", str(card.headline), card.url, card.language) for card in cards]


def _as_query(words: Sequence[Word]) -> Query:
    loose = [tuple(words_of(word.text)) for word in words if not word.is_exact_phrase]
    exact = [tuple(words_of(word.text)) for word in words if word.is_exact_phrase]
    return Query(phrases=tuple(filter(None, loose)), exact=tuple(filter(None, exact)))


@dataclass(frozen=True, slots=True)
class PlainFound:
    """One page of results. ``is_too_long``: nothing was looked for, and the reader is told."""

    words: str
    cards: tuple[StoryCard, ...] = ()
    page: int = 1
    has_more: bool = False
    is_too_long: bool = False


def find(words: str, *, language: str, at: datetime, page: int = 1, per_page: int = 20) -> PlainFound:
    """Find the stories of a language that hold every word, best first.

    A word matches the beginning of a word; words between quotation marks match exactly, in order.
    Accents, apostrophes, ligatures and capitals do not matter. What a reader may not see at ``at`` is
    not found. Three queries and those of the cards, whatever the size of the archive.

    Args:
        words: what the reader typed; anything at all.
        page: from 1.
    """
    typed = " ".join(words.replace("\0", " ").split())
    if len(typed) > LONGEST_QUERY:
        return PlainFound(words=typed[:LONGEST_QUERY], is_too_long=True)
    query = read_query(typed)
    if not query or page < 1:
        return PlainFound(words=typed)
    if len(query.phrases) + len(query.exact) > MOST_WORDS:
        return PlainFound(words=typed, is_too_long=True)
    ids = index().find(query, language=language, at=at, skip=(page - 1) * per_page, most=per_page + 1)
    cards = story_cards(in_order(ids[:per_page], at=at))
    return PlainFound(words=typed, cards=tuple(cards), page=page, has_more=len(ids) > per_page)


def likely(words: Sequence[str], *, language: str, at: datetime, most: int) -> tuple[StoryCard, ...]:
    """Stories whose headline holds all of these words, or all but one, where nobody knows which is wrong.

    For the words of an address: its story may have been called a little differently. Where no headline holds
    them, their texts are asked. The last word counts as the beginning of one, since old addresses were cut.
    At most ``most`` stories, those with every word first, the newest of each first; a query for each choice
    of words, and none of them ranks what it finds: however large the archive, and however common the words.
    """
    wanted = [word for word in dict.fromkeys(words) if word][:_MOST_GUESSED]
    chosen = [wanted, *(_without(wanted, place) for place in range(len(wanted)))]
    queries = [
        _address_query(some, cut=words[-1]) for some in chosen if some and (len(some) > 1 or len(wanted) <= 2)
    ]
    found: dict[int, None] = {}
    for is_in_headline in (True, False):
        for query in filter(None, queries):
            if len(found) >= most:
                break
            ids = index().guess(query, language=language, at=at, most=most, is_in_headline=is_in_headline)
            found.update(dict.fromkeys(ids))
        if found:
            break
    return tuple(story_cards(in_order(list(found)[:most], at=at)))


#: Words of an address that are looked for.
_MOST_GUESSED = 5


def _address_query(words: Sequence[str], *, cut: str) -> Query:
    """Whole words of an address; its last one may have been cut."""
    whole = (tuple(words_of(word)) for word in words if word != cut)
    last = (tuple(words_of(word)) for word in words if word == cut)
    return Query(phrases=tuple(filter(None, last)), exact=tuple(filter(None, whole)))


def _without(words: list[str], place: int) -> list[str]:
    # From the end: the words at the end of an address are the likeliest to have been added later.
    return [word for number, word in enumerate(words) if number != len(words) - 1 - place]
