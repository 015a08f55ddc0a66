"""A story's headline: cut where it is too long, and where there is none, a sentence of the text instead."""

from django.utils.translation import gettext as _

from azdarar.language.sentences import split_sentences

LONGEST = 255
#: As much of a text as is looked at for its first sentence.
_OPENING = 2_000


def cut(title: str) -> tuple[str, list[str]]:
    """A headline as long as one may be, and what is to be told of that."""
    is_long = len(title) > LONGEST
    return title[:LONGEST], [_("The headline was longer than 255 characters: it was cut.")] if is_long else []


def standing_in(text: str, *, language: str, otherwise: str) -> tuple[str, list[str]]:
    """The first sentence of a text that has no headline, and what is to be told of that."""
    sentences = split_sentences(" ".join(text.split())[:_OPENING], language=language)
    first = next((sentence for sentence in sentences if len(sentence) <= LONGEST), "")
    return first or otherwise, [_("It has no headline: its first sentence stands in for it.")]
