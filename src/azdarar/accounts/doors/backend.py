"""Who a login name and a password belong to, found out in the same time whether somebody has it or not."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.internal import ratelimit
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import HttpRequest

from azdarar.accounts.internal.failures import counted_as
from azdarar.accounts.internal.login_names import login_key
from azdarar.accounts.models import User
from azdarar.accounts.passwords import LONGEST


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
        guess = count_for_account(request, user, name, action="login_failed_account")
        known = user or User()
        is_right = known.check_password(password)
        if user is None or not is_right or not guess or not self.user_can_authenticate(user):
            return None
        guess.rollback()
        return user


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


def count_for_account(request: HttpRequest | None, user: User | None, typed: str, *, action: str) -> Any:
    """Count one try for an account, under either of its names; for nobody, under what was typed.

    Returns:
        What may be rolled back; nothing when it is one too many. Costs the same for somebody and nobody.
    """
    if request is None:  # nobody asks from anywhere: a command, or a test that signs somebody in
        return ratelimit.RateLimitUsage([])
    return ratelimit.consume(request, app="allauth.account", action=action, key=counted_as(user, typed))
