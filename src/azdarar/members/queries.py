"""The access decision."""

from azdarar.articles.disclosure import Disclosure


def decide_disclosure(*, article: object, reader: object | None) -> Disclosure:
    """Say how much of a story a reader gets.

    Every story of the paper is free to read for now, so anybody gets the whole of it. This is the one
    maker of a ``Disclosure``: no other room writes ``Disclosure.FULL``.

    Args:
        article: the story asked for.
        reader: the account signed in, or None for anybody.
    """
    return Disclosure.FULL
