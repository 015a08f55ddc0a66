"""Inline HTML in its plainest form: known as clean without asking a parser.

Most of what an archive holds is words, a few marks and links. Where every tag is one of those, written as a
browser would write it back, and every mark ends within the mark it began in, a parser could only answer with
the same text. Asking it costs thirty times as much.
"""

from __future__ import annotations

import re

_MARKS = "b|i|em|strong|code|s|sub|sup|cite|q"
#: A host with a name, so that nothing about it is for a parser to judge.
_HOST = r"(?:(?!xn--)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,20}"
#: Addresses of which nothing is escaped otherwise, and which every browser can follow.
_ADDRESS = (
    rf"(?:https?://{_HOST}(?=[/?#\"])|mailto:(?=[A-Za-z0-9])|/(?!/))"
    r"(?:[A-Za-z0-9._~:/?#@!$(+*),;=%-]|&amp;){0,1000}"
)
_SIMPLE = re.compile(
    rf"(?>(?:[^<>&\x00\r\f\u00a0\ud800-\udfff]++|&(?:amp|lt|gt);|</?(?:{_MARKS})>|<br>|</a>"
    rf'|<a href="{_ADDRESS}">)*)'
)
_TAG = re.compile(r"<(/?)([a-z]+)")
#: The same within paragraphs, sub-headings and flat lists.
_WITHIN = (
    rf"(?>(?:[^<>&\x00\r\f\ud800-\udfff]++|&(?:amp|lt|gt);|</?(?:{_MARKS})>|<br>|</a>"
    rf'|<a href="{_ADDRESS}">)*)'
)
_SIMPLE_TEXT = re.compile(
    rf"(?>(?:<p>{_WITHIN}</p>|<(h[23])>{_WITHIN}</\1>|<([uo]l)>(?:<li>{_WITHIN}</li>)*</\2>)*)"
)
_MARK = re.compile(rf'</?(?:{_MARKS})>|</a>|<a href="[^"]*">')


def is_simple(text: str) -> bool:
    """Whether HTML is certainly what the sanitiser would make of it, empty marks and outer breaks aside."""
    if _SIMPLE.fullmatch(text) is None:
        return False
    opened: list[str] = []
    for found in _TAG.finditer(text):
        is_end, name = found[1], found[2]
        if is_end:
            if not opened or opened.pop() != name:
                return False
        elif name in opened:
            # Browsers end a link where another begins; nobody marks twice.
            return False
        elif name != "br":
            opened.append(name)
    return not opened


def without_marks(text: str) -> str | None:
    """Paragraphs, sub-headings and lists without the marks and links in them; None for any other HTML.

    A mark that nests wrongly is no matter: the words are the same, in the same order.
    """
    return _MARK.sub("", text) if _SIMPLE_TEXT.fullmatch(text) else None
