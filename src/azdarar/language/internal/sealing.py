"""Find what is not prose and must stay as it was typed.

Addresses, file names, versions, phone numbers, times and ratios look like words and numbers to a typographic
rule. They are found first and sealed. Every alternative starts at the edge of a token and takes what it takes
for good (possessive quantifiers, atomic groups), so that the search is linear whatever the text.
"""

from __future__ import annotations

import re

from .characters import SPACES

_GAP = f"[{SPACES}.\\-]"
# What a token may not stand right behind. A hard hyphen counts as the hyphen it was made from.
_AT_START = r"(?<![\w\-\u2011])"
_AT_DOTTED_START = r"(?<![\w.\-\u2011])"
_REST_OF_ADDRESS = '[^\\s<>"«»“”„‟]'

_ADDRESSES = (
    # With a scheme, or a web address without one, up to a space or a quotation mark.
    rf"(?<!\w)(?:[A-Za-z][A-Za-z0-9+\-]{{1,15}}://|www\.|(?:mailto|tel|doi):){_REST_OF_ADDRESS}++",
    # An e-mail address; a hashtag, a handle, a handle of another server.
    r"(?<![\w.+\-@#])[\w.+\-]++@[\w\-]++(?>(?:\.[\w\-]++)+)",
    r"(?<![\w+\-@#])[#@]\w++(?:@[\w\-]++(?>(?:\.[\w\-]++)*))?",
)
_CODE = (
    # Between backticks; an HTML entity; the name of an emoji between colons; a face.
    r"`[^`\n]{1,200}+`",
    r"&#?\w{1,32}+;",
    r"(?<![\w:]):[a-z0-9_+\-]{2,32}+:(?![\w:])",
    r"(?<![^ \t\n])[:;]-?[()DPp](?!\w)",
    # A path of a disk, an option of a command.
    r"(?<!\w)[A-Za-z]:\\\S++",
    r"(?<!\S)--[a-z][\w\-]*+(?=[\s=]|\Z)",
)
_NUMBERS = (
    # Of a book, a phone, an identity.
    rf"(?<!\w)(?:ISBN|ISSN|EAN|DOI|IBAN|SIRET|SIREN)[{SPACES}:]{{1,3}}+[\dA-Z][\dA-Z{SPACES}.\-/]{{4,40}}+",
    rf"(?<![\w+])\+\d(?>(?:[{SPACES}().\-]{{0,2}}+\d){{6,16}})(?!\w)",
    rf"{_AT_DOTTED_START}0\d(?>(?:{_GAP}\d\d){{4}})(?!\w)",
    rf"{_AT_START}\d++(?>(?:-\d++){{2,}})(?!\w)",
    # A time, a ratio, chapter and verse; a fraction, a date with strokes.
    r"(?<![\w:])\d++(?::\d++)+",
    r"(?<![\w/])\d++(?:/\d++)+(?![\w/])",
)
_NAMES = (
    # With an underscore; a file, a domain, a version, a decimal point.
    rf"{_AT_START}\w*?_[\w\-]*+(?>(?:\.[\w\-]++)*)",
    rf"{_AT_DOTTED_START}(?:\w[\w\-]++|\d)(?>(?:\.\w[\w\-]*+)+)(?:[:/]{_REST_OF_ADDRESS}*+)?",
    rf"{_AT_DOTTED_START}[^\W\d](?>(?:\.\w[\w\-]++)+)(?:[:/]{_REST_OF_ADDRESS}*+)?",
)
_NOT_PROSE = re.compile("|".join(_ADDRESSES + _CODE + _NUMBERS + _NAMES))
# What begins with one of these ends where its pattern ends; the others may have taken a stop too many.
_CLOSED_FORMS = "`&:;"
_TRAILING = ".,;:!?)]}'\u2019\u2026" + SPACES


def sealed_spans(text: str, *, backticks: bool = True) -> list[tuple[int, int]]:
    """Say which stretches of a text no rule may touch.

    A full stop, question mark or bracket at the end of an address belongs to the sentence around it.

    Args:
        backticks: whether a pair of backticks encloses code; in Armenian a backtick is a mistyped ՝.
    """
    spans = []
    for match in _NOT_PROSE.finditer(text):
        start, end = match.span()
        if text[start] not in _CLOSED_FORMS:
            end = start + len(match.group().rstrip(_TRAILING))
        elif text[start] == "`" and not backticks:
            continue
        if end > start:
            spans.append((start, end))
    return spans
