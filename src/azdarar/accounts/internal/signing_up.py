"""Making an account whose address nobody has confirmed yet, and what counts as one."""

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress

from azdarar.accounts.internal.login_names import imitated
from azdarar.accounts.models import User

#: A top-level name that leads nowhere (RFC 2606).
_NOWHERE = "nobody.invalid"


def holder_of(address: str) -> User | None:
    """Return whose account an address is, or is made to look like."""
    user = User.objects.by_email(address)
    lookalike = User.objects.by_email(imitated(address) or secrets.token_hex(8))
    return user or lookalike


def is_unconfirmed(user: User | None) -> bool:
    """Tell whether somebody signed up and never showed that the address is theirs.

    Asks the same for nobody, so that the time tells nothing.
    """
    addresses = EmailAddress.objects.filter(user_id=user.pk if user else 0)
    confirmed = list(addresses.values_list("verified", flat=True))
    return (
        user is not None
        and not user.is_staff
        and user.last_login is None
        and bool(confirmed)
        and not any(confirmed)
    )


def make_account(*, email: str, name: str, password_hash: str, language: str, at: datetime) -> User:
    """Store a person and their address, to be confirmed."""
    first, _space, last = name.strip().partition(" ")
    user = User(
        username=_free_name(email),
        email=email,
        first_name=first[:150],
        last_name=last.strip()[:150],
        language=language,
        password=password_hash,
        date_joined=at,
    )
    user.save()
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
    return user


def forget_unconfirmed(*, before: datetime) -> int:
    """Delete those who signed up before an instant and showed no address to be theirs."""
    old = User.objects.filter(
        date_joined__lt=before, last_login=None, is_staff=False, emailaddress__verified=False
    ).exclude(emailaddress__verified=True)
    return len([user.delete() for user in old.distinct()])


def somewhere_else() -> str:
    """Return an address that nobody has."""
    return f"{secrets.token_hex(12)}@{_NOWHERE}"


def _free_name(email: str) -> str:
    """Return a user name from an address: what stands before the at sign, with a number if it is taken."""
    base = email.partition("@")[0][:120] or "reader"
    taken = User.objects.filter(username__istartswith=base).values_list("username", flat=True)
    names = {name.lower() for name in taken}
    number = 1
    name = base
    while name.lower() in names:
        number += 1
        name = f"{base}{number}"
    return name
