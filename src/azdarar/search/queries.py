"""Search, as other rooms ask for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from azdarar.articles.queries import StoryCard, in_order, story_cards
from azdarar.search.internal.chosen import index
from azdarar.search.internal.index import Query, read_query, words_of

#: The longest query that is looked for, in characters.
LONGEST_QUERY = 200
#: The most words of a query that are looked for.
MOST_WORDS = 16


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results. ``is_too_long``: nothing was looked for, and the reader is told."""

    words: str
    cards: tuple[StoryCard, ...] = ()
    page: int = 1
    has_more: bool = False
    is_too_long: bool = False


def find(words: str, *, language: str, at: datetime, page: int = 1, per_page: int = 20) -> Found:
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
        return Found(words=typed[:LONGEST_QUERY], is_too_long=True)
    query = read_query(typed)
    if not query or page < 1:
        return Found(words=typed)
    if len(query.phrases) + len(query.exact) > MOST_WORDS:
        return Found(words=typed, is_too_long=True)
    ids = index().find(query, language=language, at=at, skip=(page - 1) * per_page, most=per_page + 1)
    cards = story_cards(in_order(ids[:per_page], at=at))
    return Found(words=typed, cards=tuple(cards), page=page, has_more=len(ids) > per_page)


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
