"""What the paper asks of a password: length, and that it is none of those that are tried first."""

import lzma
import re
import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

#: Characters. NIST SP 800-63B asks for fifteen where a password is all there is, as it is for staff.
SHORTEST = 12
SHORTEST_OF_STAFF = 15
#: Enough for a sentence; more would only make the server work.
LONGEST = 128

# Words a newsroom's passwords are made of, in the languages of the interface, folded as ``_folded`` folds.
_NEWSROOM_WORDS = """
azdarar newsroom newspaper journal journaliste journalist redaction redacteur editor editorial publish presse
press article actualite actualites nouvelles news une wagtail django password passwort motdepasse secret admin
administrator administrateur webmaster welcome bienvenue bonjour
пароль редакция газета новости журналист администратор добропожаловать
գաղտնաբառ խմբագրություն թերթ լուրեր լրագրող բարիգալուստ
"""
_KEYBOARD_ROWS = """
qwertyuiop asdfghjkl zxcvbnm azertyuiop qsdfghjklm wxcvbn 01234567890123456789 abcdefghijklmnopqrstuvwxyz
йцукенгшщзхъ фывапролджэ ячсмитьбю абвгдежзийклмнопрстуфхцчшщъыьэюя
աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփք
"""
_ROWS = _KEYBOARD_ROWS.split()
_ROWS_BOTH_WAYS = " ".join([*_ROWS, *(row[::-1] for row in _ROWS)])
_AS_LETTERS = str.maketrans("013457@$!", "oieastasi")
_FEWEST_DIFFERENT = 5
#: A hundred thousand passwords of leaked lists, sorted; what they are and whence is told beside them.
_LEAKED = Path(__file__).with_name("data") / "tried_first" / "passwords.txt.xz"


class LengthValidator:
    """Twelve characters or more, fifteen for staff, and not more than 128."""

    def validate(self, password: str, user: Any = None) -> None:
        shortest = shortest_for(user)
        if len(password) < shortest:
            raise ValidationError(
                ngettext(
                    "%(given)d character is too short: take %(shortest)d or more. A sentence does very well.",
                    "%(given)d characters are too few: take %(shortest)d or more. A sentence does very well.",
                    len(password),
                )
                % {"given": len(password), "shortest": shortest},
                code="password_too_short",
            )
        if len(password) > LONGEST:
            raise ValidationError(
                _("%(given)d characters are too many: take %(longest)d or fewer.")
                % {"given": len(password), "longest": LONGEST},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return _("%(shortest)d characters or more. A sentence does very well.") % {"shortest": SHORTEST}


class GuessableValidator:
    """None of the passwords that are tried first, however dressed up.

    Offline: a list of a hundred thousand, words of a newsroom, rows of the keyboard, one word again and
    again, and each of these with digits around it or in place of letters.
    """

    def validate(self, password: str, user: Any = None) -> None:
        if is_guessable(password):
            raise ValidationError(
                _("Such a password is tried first. Take a few words that do not belong together."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        return _("Nothing that is tried first, such as a common password with a year behind it.")


def shortest_for(user: Any) -> int:
    """Return how many characters somebody's password needs."""
    return SHORTEST_OF_STAFF if getattr(user, "is_staff", False) else SHORTEST


def is_guessable(password: str) -> bool:
    """Tell whether a password is among those that are tried first."""
    folded = _folded(password)
    if len(set(folded)) < _FEWEST_DIFFERENT:
        return True
    readings = {folded, folded.translate(_AS_LETTERS)}
    cores = {re.sub(r"^[\W\d_]+|[\W\d_]+$", "", reading) for reading in readings}
    cores |= {re.sub(r"[\W\d_]+", "", reading) for reading in readings}
    # Somebody's "trustno1" with a year behind it ends before any of its last digits.
    tail = re.search(r"[\W\d_]*$", folded)
    cores |= {folded[:end] for end in range(tail.start() if tail else 0, len(folded))}
    # A few letters among many signs say nothing of the whole.
    worth_reading = {core for core in cores if 2 * len(core) >= len(folded)} | readings
    return any(_is_tried_first(core) for core in worth_reading) or _is_all_rows(folded)


def _is_tried_first(core: str) -> bool:
    return core in _own_words() or _is_leaked(core) or _is_repetition(core) or _is_made_of(core, _own_words())


def _is_repetition(text: str) -> bool:
    """Tell whether a text is one piece again and again, which costs nothing to try."""
    return len(text) > 1 and text in (text + text)[1:-1]


def _is_made_of(text: str, words: frozenset[str]) -> bool:
    ends = {0}
    for end in range(1, len(text) + 1):
        if any(begin in ends and text[begin:end] in words for begin in range(end)):
            ends.add(end)
    return len(text) in ends


def _is_all_rows(folded: str) -> bool:
    """Tell whether nearly every two characters stand beside each other on a keyboard or in an alphabet."""
    steps = [one + other for one, other in pairwise(folded)]
    beside = sum(step in _ROWS_BOTH_WAYS or step[0] == step[1] for step in steps)
    return bool(steps) and beside >= 0.8 * len(steps)


def _is_leaked(core: str) -> bool:
    """Tell whether a list of leaked passwords holds one: looked up by halving, in the list as it is kept.

    A set of as many texts would take ten megabytes of every process; this takes one.
    """
    leaked, wanted = _leaked(), core.encode()
    low, high = 0, len(leaked) - 1
    while low < high:
        begin = leaked.rfind(b"\n", 0, (low + high) // 2 + 1) + 1
        end = leaked.find(b"\n", begin)
        found = leaked[begin:end]
        if found == wanted:
            return True
        low, high = (end, high) if found < wanted else (low, begin - 1)
    return False


@cache
def _leaked() -> bytes:
    return lzma.decompress(_LEAKED.read_bytes())


@cache
def _own_words() -> frozenset[str]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    own = re.split(r"[\W_]+", _folded(f"{settings.PAPER_NAME} {host}"))
    return frozenset(_NEWSROOM_WORDS.split()) | {word for word in own if len(word) > 3}


def _folded(text: str) -> str:
    """Drop capitals and accents: nobody who guesses stumbles over them."""
    parts = unicodedata.normalize("NFKD", text).casefold()
    return "".join(part for part in parts if not unicodedata.combining(part))
