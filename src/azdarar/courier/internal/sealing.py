"""A letter, and how it is sealed while it waits: a one-time link must not lie open in a database.

The key is drawn from the paper's secret, so that a stolen copy of the database holds no letter. What an
earlier secret sealed is opened as long as ``SECRET_KEY_FALLBACKS`` names it.
"""

import base64
import json
from dataclasses import asdict, dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

#: Sets this use of the secret apart from every other; a new form of the seal gets a new number.
_PURPOSE = b"azdarar.courier.letter.1"


class SealBrokenError(ValueError):
    """The letter was sealed with a secret this paper no longer has, or was changed since."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is read of a mail: one line of subject, a plain text, and the same as HTML."""

    subject: str
    text: str
    html: str = ""
    reply_to: str = ""


def seal(letter: Letter) -> str:
    """Return the letter as nobody can read it without the paper's secret."""
    return _keys(_secrets()).encrypt(json.dumps(asdict(letter), ensure_ascii=False).encode()).decode()


def unseal(sealed: str) -> Letter:
    """Return the letter that was sealed.

    Raises:
        SealBrokenError: it was sealed by another secret, or changed.
    """
    try:
        return Letter(**json.loads(_keys(_secrets()).decrypt(sealed.encode())))
    except InvalidToken as error:
        raise SealBrokenError from error


def _secrets() -> tuple[str, ...]:
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _keys(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    drawn = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(drawn)
