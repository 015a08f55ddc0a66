"""What makes the codes of a second factor, sealed: a copy of the database makes no code."""

import base64
import logging
import secrets

from azdarar import sealing

logger = logging.getLogger(__name__)

#: Sets this use of the secret apart from every other; a new form of the seal gets a new number.
_PURPOSE = b"azdarar.accounts.factor.1"


def seal(text: str) -> str:
    """Return a secret as nobody can read it without the paper's own."""
    return sealing.seal(text, purpose=_PURPOSE)


def is_sealed(text: str) -> bool:
    """Tell whether a text is one that this paper sealed."""
    try:
        sealing.unseal(text, purpose=_PURPOSE)
    except sealing.SealBrokenError:
        return False
    return True


def unseal(sealed: str) -> str:
    """Return the secret that was sealed.

    One that cannot be opened any more, because the paper's secret key was lost or changed, becomes one that
    nobody knows: no code fits it, and its owner comes in by another way.
    """
    try:
        return sealing.unseal(sealed, purpose=_PURPOSE)
    except sealing.SealBrokenError:
        logger.error("a second factor cannot be opened: it was sealed with another secret key")
        return base64.b32encode(secrets.token_bytes(20)).decode()
