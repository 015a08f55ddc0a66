"""Accounts that readers make for themselves, and what they say of themselves."""

from datetime import datetime, timedelta

from django.db import transaction

from azdarar.accounts.internal import signing_up
from azdarar.accounts.models import User

#: How long an account waits for its address to be confirmed.
UNCONFIRMED_SPAN = timedelta(days=7)


@transaction.atomic
def sign_up(
    *, email: str, name: str, password_hash: str, language: str, at: datetime, replaces: User | None = None
) -> User:
    """Make an account for a reader, whose address is still to be confirmed.

    Args:
        email: as ``login_names.mail_address`` returns it.
        password_hash: made before the transaction, because that is slow on purpose.
        replaces: an earlier try with the same address that nobody confirmed; it goes, with its password and
            its links, so that whoever has the mailbox confirms their own password and nobody else's.
    """
    if replaces is not None:
        replaces.delete()
    return signing_up.make_account(
        email=email, name=name, password_hash=password_hash, language=language, at=at
    )


def seem_to_sign_up(*, password_hash: str, at: datetime) -> None:
    """Do all that a sign-up does and keep nothing: for an address that has an account, in the same time."""
    with transaction.atomic():
        signing_up.make_account(
            email=signing_up.somewhere_else(), name="", password_hash=password_hash, language="", at=at
        )
        transaction.set_rollback(True)


def forget_unconfirmed(*, at: datetime) -> int:
    """Forget who signed up and never confirmed the address: it may be somebody else's.

    Returns:
        How many accounts went.
    """
    return signing_up.forget_unconfirmed(before=at - UNCONFIRMED_SPAN)


@transaction.atomic
def change_profile(*, user: User, name: str, language: str) -> None:
    """Store how a person is called and in which language they are spoken to.

    Args:
        name: as they write it; an empty one is allowed. What stands before the first space is kept apart,
            because the newsroom's screens show first names.
        language: a code of a language the paper appears in, or empty for the paper's first.
    """
    first, _space, last = " ".join(name.split()).partition(" ")
    user.first_name, user.last_name, user.language = first[:150], last[:150], language
    user.save(update_fields=["first_name", "last_name", "language"])
