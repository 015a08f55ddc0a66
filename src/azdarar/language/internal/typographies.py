"""Which language is set by which rules, and how a line goes through them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import armenian, english, french, russian
from .characters import primary_subtag
from .line import EditFinder, Line, Rule
from .sealing import sealed_spans


@dataclass(frozen=True)
class Typography:
    """How one language is set.

    Args:
        steps: rules and finders of edits, in the order they are applied.
        superscripts: finds the ordinals whose letters stand above the line; one named group is the letters.
        backticks: whether a pair of backticks encloses code.
    """

    steps: tuple[Rule | EditFinder, ...]
    superscripts: re.Pattern[str] | None = None
    backticks: bool = True

    def set_line(self, line: Line) -> None:
        """Seal what is not prose, then apply every rule."""
        line.seal(sealed_spans(line.text, backticks=self.backticks))
        for step in self.steps:
            line.apply(step.edits(line.text) if isinstance(step, Rule) else step(line.text))

    def superscript_spans(self, text: str) -> list[tuple[int, int]]:
        """Where the letters of ordinals stand in a text that is still sealed."""
        if self.superscripts is None:
            return []
        return [match.span(match.lastgroup or 0) for match in self.superscripts.finditer(text)]


_ARMENIAN = Typography(armenian.STEPS, backticks=False)
_TYPOGRAPHIES = {
    "fr": Typography(french.STEPS, french.SUPERSCRIPTS),
    "en": Typography(english.STEPS),
    "hy": _ARMENIAN,
    "hyw": _ARMENIAN,
    "ru": Typography(russian.STEPS),
}


def typography_of(language: str) -> Typography | None:
    """Give the typography of a language tag, or nothing if the language has none here."""
    return _TYPOGRAPHIES.get(primary_subtag(language))
