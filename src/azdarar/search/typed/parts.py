"""What somebody typed, cut into words, phrases, exclusions and fields. Pure; no input is wrong."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from azdarar.search.typed.fields import field_of

_QUOTES = '"“”„‟«»‹›〝〞＂″'
# A minus at the beginning of a word; keyboards that correct what is typed make a dash of it.
_MINUS = "-−–—"
# The Armenian full stop is what an Armenian keyboard has for a colon; French puts a space before one.
_FIELD = re.compile(rf"([{_MINUS}]?)([^\W\d_]+)(\s?)[:：։]")
_QUOTED = re.compile(rf"([{_MINUS}]?)[{_QUOTES}]([^{_QUOTES}]*)[{_QUOTES}]")
_PLAIN = re.compile(rf"[^\s{_QUOTES}]+")
_SPACE = re.compile(r"\s+")
# What turns the direction of what follows, or is seen by nobody: joiners stay, which scripts need.
_UNSEEN = dict.fromkeys(
    map(ord, "\u00ad\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what was typed; ``field`` is empty for what is simply looked for. ``raw``: as it stood."""

    raw: str
    text: str
    field: str = ""
    is_quoted: bool = False
    is_excluded: bool = False
    #: A space stands around the colon: it may be a sentence like any other ("Après : la paix").
    is_loose: bool = False


def cleaned(typed: str) -> str:
    """Return one line without what nobody sees: controls, halves of characters, marks of direction."""
    seen = unicodedata.normalize("NFC", typed).translate(_UNSEEN)
    return " ".join("".join(map(_seen, seen)).split())


def _seen(sign: str) -> str:
    kind = unicodedata.category(sign)
    return " " if kind == "Cc" else "" if kind in ("Cs", "Co", "Cn") else sign


def parts_of(typed: str) -> Iterator[Part]:
    """Cut a cleaned line into its parts, in order. A quotation mark without its other is no sign at all."""
    place = 0
    while place < len(typed):
        if typed[place].isspace() or (typed[place] in _QUOTES and not _QUOTED.match(typed, place)):
            place += 1
            continue
        part, place = _field_at(typed, place) or _quoted_at(typed, place) or _plain_at(typed, place)
        yield part


def _field_at(typed: str, place: int) -> tuple[Part, int] | None:
    named = _FIELD.match(typed, place)
    field = field_of(named[2]) if named else ""
    if named is None or not field:
        return None
    space = _SPACE.match(typed, named.end())
    start = space.end() if space else named.end()
    value = _QUOTED.match(typed, start) or _PLAIN.match(typed, start)
    if value is None:
        return None
    quoted = value.re is _QUOTED
    text = " ".join((value[2] if quoted else value[0]).split())
    part = Part(
        raw=typed[place : value.end()],
        text=text,
        field=field,
        is_quoted=quoted,
        is_excluded=bool(named[1]),
        is_loose=bool(space or named[3]),
    )
    return part, value.end()


def _quoted_at(typed: str, place: int) -> tuple[Part, int] | None:
    quoted = _QUOTED.match(typed, place)
    if quoted is None:
        return None
    text = " ".join(quoted[2].split())
    return Part(quoted[0], text, is_quoted=True, is_excluded=bool(quoted[1])), quoted.end()


def _plain_at(typed: str, place: int) -> tuple[Part, int]:
    plain = _PLAIN.match(typed, place)
    assert plain is not None  # noqa: S101 - spaces and lone quotation marks were passed over
    raw = plain[0]
    is_excluded = len(raw) > 1 and raw[0] in _MINUS and raw[1] not in _MINUS
    return Part(raw, raw[1:] if is_excluded else raw, is_excluded=is_excluded), plain.end()
