"""The stories an unknown address most likely meant, by its words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from azdarar.archive.internal.destinations import default_language
from azdarar.archive.internal.resolver import Answer
from azdarar.archive.old_addresses import is_probe
from azdarar.articles.queries import StoryCard


class StoryFinder(Protocol):
    """What the dotted path in ``AZDARAR_STORY_FINDER`` points to."""

    def __call__(
        self, words: Sequence[str], *, language: str, at: datetime, most: int
    ) -> Sequence[StoryCard]: ...


def suggestions(answer: Answer, *, at: datetime, most: int = 4) -> tuple[StoryCard, ...]:
    """Stories readers may see that hold the words of an address, the likeliest first; none for machines."""
    if not answer.words or is_probe(answer.told):
        return ()
    find: StoryFinder = import_string(settings.AZDARAR_STORY_FINDER)
    return tuple(find(answer.words, language=answer.language or default_language(), at=at, most=most))
