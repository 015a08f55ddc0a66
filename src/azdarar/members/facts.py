"""What the script of a public page may learn of the reader who is signed in, besides who they are."""

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token

from azdarar.members.queries import saved_story_ids, wishes_history
from azdarar.members.views.private import owner


def account_facts(request: HttpRequest) -> dict[str, Any]:
    """Which stories they keep, whether their reading is remembered, and a token for changing either."""
    user = owner(request)
    return {
        "saved": saved_story_ids(user=user),
        "history": wishes_history(user=user),
        "token": get_token(request),
    }
