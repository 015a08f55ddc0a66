"""Who a login name and a password belong to, found out in the same time whether somebody has it or not."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from azdarar.accounts.internal.login_names import login_key
from azdarar.accounts.models import User
from azdarar.accounts.passwords import LONGEST


class DoorBackend(AuthenticationBackend):
    """One look-up and one hash for every attempt: for a reader, a stranger, somebody without a password and
    somebody whose account is switched off.

    allauth's own hashes twice for a known address and once for an unknown one, and lets whoever knows the
    password of a disabled account learn that it is disabled.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """Return the person, or None.

        Args:
            credentials: ``username`` or ``email``, either of them taken for whatever it looks like, and
                ``password``.
        """
        name = credentials.get("username") or credentials.get("email") or ""
        password = credentials.get("password") or ""
        if not name or not password or len(password) > LONGEST:
            return None
        user = person_called(name)
        known = user or User()
        is_right = known.check_password(password)
        return user if user is not None and is_right and self.user_can_authenticate(user) else None


def person_called(name: str) -> User | None:
    """Return the person with this address or user name, however it is typed; None if there is none."""
    key = login_key(name)
    if "@" in key and (user := User.objects.by_email(key)) is not None:
        return user
    return User.objects.by_name(key)
