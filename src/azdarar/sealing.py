"""A text sealed or signed with a key drawn from the paper's secret.

A copy of the database alone opens nothing. Each use draws a key of its own, by its purpose. What an earlier
secret sealed or signed counts as long as ``SECRET_KEY_FALLBACKS`` names it.
"""

import base64
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealBrokenError(ValueError):
    """It was sealed with a secret this paper no longer has, was changed since, or was never sealed."""


def seal(text: str, *, purpose: bytes) -> str:
    """Return a text as nobody can read it without the paper's secret.

    Args:
        purpose: sets this use of the secret apart from every other; a new form of the seal gets a new number.
    """
    return _keys(_secrets(), purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: bytes) -> str:
    """Return the text that was sealed for this purpose.

    Raises:
        SealBrokenError: it was sealed by another secret, or changed.
    """
    try:
        return _keys(_secrets(), purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBrokenError from error


def signatures(text: str, *, purpose: bytes) -> tuple[str, ...]:
    """Return what proves that a text is the paper's own: 22 characters that a cookie or an address may hold.

    Args:
        purpose: as with ``seal``.

    Returns:
        The signature by the paper's secret, then one by each earlier secret that still counts.
    """
    return tuple(
        base64.urlsafe_b64encode(hmac.digest(_drawn(secret, purpose), text.encode(), "sha256")[:16])
        .decode()
        .rstrip("=")
        for secret in _secrets()
    )


def _secrets() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=8)
def _keys(secrets: tuple[str, ...], purpose: bytes) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret, purpose)) for secret in secrets])


def _key(secret: str, purpose: bytes) -> bytes:
    return base64.urlsafe_b64encode(_drawn(secret, purpose))


def _drawn(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
