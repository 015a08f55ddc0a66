"""What makes the codes of a second factor, sealed: a copy of the database makes no code.

The key is drawn from the paper's secret key. What an earlier secret sealed is opened as long as
``SECRET_KEY_FALLBACKS`` names it.
"""

import base64
import logging
import secrets
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

logger = logging.getLogger(__name__)

#: Sets this use of the secret apart from every other; a new form of the seal gets a new number.
_PURPOSE = b"azdarar.accounts.factor.1"


def seal(text: str) -> str:
    """Return a secret as nobody can read it without the paper's own."""
    return _keys(_secrets()).encrypt(text.encode()).decode()


def is_sealed(text: str) -> bool:
    """Tell whether a text is one that this paper sealed."""
    try:
        _keys(_secrets()).decrypt(text.encode())
    except InvalidToken:
        return False
    return True


def unseal(sealed: str) -> str:
    """Return the secret that was sealed.

    One that cannot be opened any more, because the paper's secret key was lost or changed, becomes one that
    nobody knows: no code fits it, and its owner comes in by another way.
    """
    try:
        return _keys(_secrets()).decrypt(sealed.encode()).decode()
    except InvalidToken:
        logger.error("a second factor cannot be opened: it was sealed with another secret key")
        return base64.b32encode(secrets.token_bytes(20)).decode()


def _secrets() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _keys(secrets_of_paper: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in secrets_of_paper])


def _key(secret: str) -> bytes:
    drawn = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(drawn)
