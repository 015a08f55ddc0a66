"""Search, as other rooms ask for it."""

from dataclasses import dataclass
from datetime import datetime

from azdarar.articles.queries import StoryCard, in_order, story_cards
from azdarar.search.internal.chosen import index
from azdarar.search.internal.index import read_query

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
