"""Search, as other rooms ask for it."""

from collections.abc import Sequence
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


def likely(words: Sequence[str], *, language: str, at: datetime, most: int) -> tuple[StoryCard, ...]:
    """Stories that hold all of these words, or all but one of them, where nobody knows which one is wrong.

    For the words of an address: its story may have been called a little differently. A word counts as the
    beginning of one. At most ``most`` stories, those with every word first; six queries at the most, each
    for stories that hold several words at once.
    """
    wanted = [word for word in dict.fromkeys(words) if word][:5]
    found: dict[int, None] = {}
    for chosen in [wanted, *(_without(wanted, place) for place in range(len(wanted)))]:
        if not chosen or (len(chosen) == 1 and len(wanted) > 2) or len(found) >= most:
            continue
        query = read_query(" ".join(chosen))
        if query:
            ids = index().find(query, language=language, at=at, skip=0, most=most)
            found.update(dict.fromkeys(ids))
    return tuple(story_cards(in_order(list(found)[:most], at=at)))


def _without(words: list[str], place: int) -> list[str]:
    # From the end: the words at the end of an address are the likeliest to have been added later.
    return [word for number, word in enumerate(words) if number != len(words) - 1 - place]
