"""Who brings archives home: whoever answers for all of the paper."""

from typing import Any

from azdarar.accounts.models import Role
from azdarar.accounts.queries import scopes_held
from azdarar.newsroom.standing import reads_everything


def may_import(user: Any) -> bool:
    """Whether somebody may import: webmasters, and editors-in-chief of all of the paper."""
    return reads_everything(user) or any(
        scope.role == Role.WEBMASTER and not scope.languages and not scope.sections
        for scope in scopes_held(user)
    )
