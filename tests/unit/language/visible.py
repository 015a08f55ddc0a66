"""Makes the invisible signs of set text visible, so that an expectation can be read."""

from __future__ import annotations

_VISIBLE = str.maketrans({"\u00a0": "~", "\u202f": "_", "\u2060": "|", "\u2011": "="})


def visible(text: str) -> str:
    """Show U+00A0 as ``~``, U+202F as ``_``, U+2060 as ``|`` and U+2011 as ``=``."""
    return str(text).translate(_VISIBLE)
