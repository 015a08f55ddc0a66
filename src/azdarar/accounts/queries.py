"""What other rooms may ask about people with a login."""

from typing import Any

from allauth.account.utils import url_str_to_user_pk

from azdarar.accounts.internal import audit_chain, places
from azdarar.accounts.models import User

place_of = places.place_of


def pending_sign_in_is_void(pending: Any) -> bool:
    """Tell whether a sign-in that waits for its next step was begun before the person's access was ended.

    Args:
        pending: what allauth keeps in the session of the browser that signs in.
    """
    if not isinstance(pending, dict) or not pending.get("user_pk"):
        return False
    ended_at = (
        User.objects.filter(pk=url_str_to_user_pk(pending["user_pk"]))
        .values_list("access_ended_at", flat=True)
        .first()
    )
    return ended_at is not None and pending.get("initiated_at", 0) < ended_at.timestamp()


def first_broken_audit_line() -> int | None:
    """Return the number of the first line of the audit log that was changed or is missing, or None.

    Reads the whole log: some fifty thousand lines a second.
    """
    return audit_chain.first_broken()
