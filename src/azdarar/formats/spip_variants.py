"""Short texts of a SPIP site, read once where the backup is read, in all the languages they have.

A name may hold a variant for each language (``<multi>``). ``prepared`` reads the marks of all of them at
once; ``line_in`` only chooses, so that whoever places a text parses nothing of a stranger's.
"""

from __future__ import annotations

import json

from azdarar.formats.spip_text import languages_in, to_line

__all__ = ["has_variants", "line_in", "prepared"]

#: A character of no language begins what holds variants.
_VARIANTS = "\ue002"


def prepared(text: str) -> str:
    """A short text without marks, with all its variants."""
    if not text:
        return ""
    codes = languages_in(text) if "<multi" in text.lower() else ()
    if not codes:
        return to_line(text).lstrip(_VARIANTS)
    lines = {code: to_line(text, language=code.replace("_", "-")) for code in codes}
    return _VARIANTS + json.dumps({"": to_line(text), **lines}, ensure_ascii=False)


def has_variants(text: str) -> bool:
    """Whether a prepared text differs from language to language."""
    return text.startswith(_VARIANTS)


def line_in(text: str, *, language: str = "") -> str:
    """A prepared text in a language: of the same place, of another, or what stands for all."""
    if not text.startswith(_VARIANTS):
        return text
    lines: dict[str, str] = json.loads(text[1:])
    wanted = language.replace("_", "-").lower()
    same = (line for code, line in lines.items() if code and code.replace("_", "-") == wanted)
    near = (
        line for code, line in lines.items() if code and code.partition("_")[0] == wanted.partition("-")[0]
    )
    return next(same, "") or next(near, "") or lines[""]
