"""A mail in the typography of its language, with what must arrive letter by letter left alone.

A web address, and whatever a template marks with the filter ``exactly`` (a code to type, a login name),
stands in the text as one unknown sign while the rules are applied, and is put back afterwards.
"""

import re

from azdarar.language.typography import set_html, set_text

# Two characters of the private use area, which no template and no language has a meaning for.
_OPEN, _CLOSE = "\ue0a0", "\ue0a1"
_STAND_IN = "\ufffc"  # OBJECT REPLACEMENT CHARACTER: to the rules, one word they know nothing of
_KEPT = re.compile(rf"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}|(https?://[^\s<>\"]+)")


def marked(text: str) -> str:
    """Mark a text that no rule may touch."""
    return f"{_OPEN}{text.replace(_OPEN, '').replace(_CLOSE, '')}{_CLOSE}"


def typeset_text(text: str, *, language: str) -> str:
    """Return a plain text set in its language, addresses and marked texts untouched."""
    kept: list[str] = []
    return _put_back(set_text(_take_out(text, kept), language=language), kept)


def typeset_html(document: str, *, language: str) -> str:
    """Return an HTML document whose text nodes are set in its language."""
    kept: list[str] = []
    return _put_back(set_html(_take_out(document, kept), language=language), kept)


def _take_out(text: str, kept: list[str]) -> str:
    def take(match: re.Match[str]) -> str:
        kept.append(match[1] if match[1] is not None else match[2])
        return _STAND_IN

    return _KEPT.sub(take, text.replace(_STAND_IN, ""))


def _put_back(text: str, kept: list[str]) -> str:
    pieces = text.split(_STAND_IN)
    found = iter([*kept, ""])
    return "".join(piece + next(found) for piece in pieces).replace(_OPEN, "").replace(_CLOSE, "")
