"""Who a login name and a password belong to, found out in the same time whether somebody has it or not."""

import time
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import HttpRequest

from azdarar.accounts.internal.failures import counted_as
from azdarar.accounts.internal.login_names import login_key
from azdarar.accounts.models import User
from azdarar.accounts.passwords import LONGEST

_APP, _GUESSES = "allauth.account", "login_failed_account"


class DoorBackend(AuthenticationBackend):
    """One look-up and one hash for every attempt: for a reader, a stranger, somebody without a password and
    somebody whose account is switched off.

    allauth's own hashes twice for a known address and once for an unknown one, and lets whoever knows the
    password of a disabled account learn that it is disabled.

    Guesses are counted twice. What was typed is counted by ``AccountAdapter``, and one too many is said to be
    that. The account it stands for is counted here, because it has two names, an address and a user name;
    one too many is answered as a wrong password is, the right one included: to say so would tell that the
    two names are one person's, and that there is such a person.
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
        is_one_too_many = _has_been_guessed_at(request, user, name)
        known = user or User()
        is_right = known.check_password(password)
        if user is not None and is_right and not is_one_too_many and self.user_can_authenticate(user):
            return user
        count_for_account(request, user, name, action=_GUESSES)
        return None


def person_called(name: str) -> User | None:
    """Return the person with this address or user name, however it is typed; None if there is none.

    One look-up, whatever was typed and whoever has it. An address is found before a user name that looks
    like one; a name that several people share is nobody's.
    """
    key = login_key(name)
    people = User.objects.annotate(lower_name=Lower("username"), lower_email=Lower("email"))
    found = list(people.filter(Q(lower_name=key) | Q(lower_email=key))[:3])
    if "@" in key and (by_address := [user for user in found if user.lower_email == key]):
        return by_address[0]
    by_name = [user for user in found if user.lower_name == key]
    return by_name[0] if len(by_name) == 1 else None


def count_for_account(request: HttpRequest | None, user: User | None, typed: str, *, action: str) -> bool:
    """Count one try for an account, under either of its names; for nobody, under what was typed.

    Costs the same for somebody and nobody.

    Returns:
        Whether it was one of those that are allowed.
    """
    if request is None:  # nobody asks from anywhere: a command, or a test that signs somebody in
        return True
    key = counted_as(user, typed)
    return bool(ratelimit.consume(request, app=_APP, action=action, key=key))


def _has_been_guessed_at(request: HttpRequest | None, user: User | None, typed: str) -> bool:
    """Tell by one reading whether no more guesses are allowed: who knows the password writes nothing."""
    if request is None:
        return False
    key, now = counted_as(user, typed), time.time()
    for rate in ratelimit.get_rates(app=_APP, action=_GUESSES):
        place = ratelimit.get_cache_key(request, app=_APP, action=_GUESSES, rate=rate, key=key)
        is_allowed, _history = ratelimit.apply_rate(cache.get(place, []), now, rate, dry_run=True)
        if not is_allowed:
            return True
    return False
