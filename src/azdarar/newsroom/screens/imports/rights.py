"""Who brings archives home: whoever answers for all of the paper."""

from typing import Any

from azdarar.newsroom.standing import keeps_everything


def may_import(user: Any) -> bool:
    """Whether somebody may import: webmasters, and editors-in-chief of all of the paper."""
    return keeps_everything(user)
