"""Texts reduced to what matters when they are compared, searched or sorted."""

from __future__ import annotations

import re
import unicodedata

from .internal.characters import ARMENIAN_VOWEL_MARKS, primary_subtag
from .internal.transliteration import LATIN

_SAME = str.maketrans(
    {
        **LATIN,
        **dict.fromkeys("\u2018\u2019\u02bc\u02b9\u02bb\u055a\u00b4`\u2032\uff07", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u058a", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff" + ARMENIAN_VOWEL_MARKS, ""),
        "ё": "е",
    }
)
_WORD = re.compile(r"\w+")
_BETWEEN_WORDS = str.maketrans({sign: " " for sign in map(chr, range(128)) if not re.match(r"\w", sign)})
# Vowel points a writer may leave out: Hebrew, Arabic.
_OPTIONAL_POINTS = re.compile("[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0655\u0670]")
_ACCENT = re.compile("[\u0300-\u036f]")
_PARTICLES = {
    "fr": re.compile(r"(?:de\s+|d'\s?)(?=\w)"),
    "en": re.compile(r"(?:the|an?)\s+(?=\w)"),
}


def fold(text: str) -> str:
    """Reduce a text to what two spellings of it share.

    Case, accents and stress marks fall, ligatures open (œ, և as եւ), ё is е, ı is i, ə is a; all apostrophes,
    quotation marks, hyphens and dashes are one each; the marks inside Armenian words fall; any run of spaces
    is one space, none at the ends. Letters that are different letters stay different (й is not и, ґ is not
    г). Idempotent, the same for every language, pure.

    Args:
        text: clean or set; a set text folds like its clean one, up to spaces.

    Returns:
        Text for comparing, never for showing; its places do not match those of ``text``.

    Source:
        Unicode Standard 5.18 (case folding) and UAX 15 (NFKC); Armenian: section 7.6.
    """
    # The dotted capital İ folds to i and a dot above, which must fall with the other accents.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    folded = folded.translate(_FOLDED)
    if not folded.isascii():
        folded = _OPTIONAL_POINTS.sub("", _ACCENT.sub("", folded))
    return " ".join(unicodedata.normalize("NFC", folded).split())


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order: runs of letters and digits."""
    folded = fold(text)
    # Most texts are Latin: what parts their words is replaced at once, in half the time.
    return folded.translate(_BETWEEN_WORDS).split() if folded.isascii() else _WORD.findall(folded)


def sort_key(text: str, *, language: str) -> str:
    """Give the key by which names and titles are put in order.

    The folded text, without punctuation in front and without the particle or article that does not count:
    *de* and *d'* in French (Balzac, Honoré de; but Du Bellay, La Fontaine), *the*, *a*, *an* in English. The
    order of code points is the order of the Armenian and of the Russian alphabet once և and ё are opened; և
    is sorted as եւ, ու as two letters. Two names that fold alike are told apart by their accents.

    Args:
        text: what is printed in the list; a person's name with the family name first.

    Source:
        Lexique des règles typographiques, "Classement alphabétique" (fr); BS ISO 999 for English articles.
    """
    folded = fold(text).lstrip("\"'-([.* ")
    particle = _PARTICLES.get(primary_subtag(language))
    key = particle.sub("", folded, count=1) if particle and particle.match(folded) else folded
    return f"{key or folded}\x1f{text.casefold()}"


class _Letters(dict[int, str]):
    """What each letter becomes, found out when it is first met: ``str.translate`` then asks nobody."""

    def __missing__(self, code: int) -> str:
        bare = _bare(chr(code)).translate(_SAME)
        self[code] = bare
        return bare


def _bare(letter: str) -> str:
    """A Latin or Greek letter without its accents; any other letter as it is."""
    if letter < "\u00c0" or "\u0400" <= letter < "\u1e00":
        return letter
    decomposed = unicodedata.normalize("NFD", letter)
    return decomposed[0] if len(decomposed) > 1 and decomposed[0] < "\u0400" else letter


_FOLDED = _Letters()
