"""A letter, and how it is sealed while it waits: a one-time link must not lie open in a database."""

import json
from dataclasses import asdict, dataclass

from azdarar import sealing

#: Sets this use of the secret apart from every other; a new form of the seal gets a new number.
_PURPOSE = b"azdarar.courier.letter.1"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is read of a mail: one line of subject, a plain text, and the same as HTML.

    ``unsubscribe_url``: where a mail program stops such mails at its reader's click; empty for a mail that
    cannot be switched off.
    """

    subject: str
    text: str
    html: str = ""
    reply_to: str = ""
    unsubscribe_url: str = ""


def seal(letter: Letter) -> str:
    """Return the letter as nobody can read it without the paper's secret."""
    return sealing.seal(json.dumps(asdict(letter), ensure_ascii=False), purpose=_PURPOSE)


def unseal(sealed: str) -> Letter:
    """Return the letter that was sealed.

    Raises:
        SealBrokenError: it was sealed by another secret, or changed.
    """
    return Letter(**json.loads(sealing.unseal(sealed, purpose=_PURPOSE)))
