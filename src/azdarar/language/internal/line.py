"""A stretch of text under the rules, which remembers where its pieces meet.

The words of an HTML paragraph lie in many text nodes, and a rule such as "no line may begin with a question
mark" must see through the tags between them. A ``Line`` is the joined text with the places where the pieces
meet (its cuts). Rules change the joined text by edits; every edit moves the cuts with it, so that the pieces
can be taken apart again afterwards, each with its share of the changes.

What no rule may touch (an address, a piece of code) is sealed: every character is replaced by one stand-in,
so that lengths and places stay true, and put back at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from .characters import SEALED

_SEALED_RUN = re.compile(f"{SEALED}+")


class Edit(NamedTuple):
    """Put ``text`` in the place of ``line.text[start:end]``.

    At a cut the new text goes to the piece after it; with ``lean_left`` to the piece before it.
    """

    start: int
    end: int
    text: str
    lean_left: bool = False


@dataclass(frozen=True)
class Rule:
    """One change of a typography: what is looked for, and what is put there.

    The named group ``at`` of the pattern is what is replaced; where it took no part, the whole match is.
    """

    pattern: re.Pattern[str]
    text: str
    lean_left: bool = False

    def edits(self, text: str) -> list[Edit]:
        if "at" not in self.pattern.groupindex:
            return [Edit(*match.span(), self.text, self.lean_left) for match in self.pattern.finditer(text)]
        return [
            Edit(*match.span("at" if match.start("at") >= 0 else 0), self.text, self.lean_left)
            for match in self.pattern.finditer(text)
        ]


EditFinder = Callable[[str], Iterable[Edit]]


class Line:
    """The text of one paragraph while it is being set."""

    def __init__(self, text: str, *, cuts: Iterable[int] = ()) -> None:
        self.text = text
        self.cuts = list(cuts)
        self._sealed = ""

    def seal(self, spans: Iterable[tuple[int, int]]) -> None:
        """Take every character of the spans out of the reach of the rules.

        May be called once; the spans are in order and do not overlap. A stand-in that is already in the text
        is sealed itself, so it comes back as it was.
        """
        parts, kept, last = [], [], 0
        for start, end in spans:
            kept.extend(_SEALED_RUN.findall(self.text, last, start))
            kept.append(self.text[start:end])
            parts.append(self.text[last:start])
            parts.append(SEALED * (end - start))
            last = end
        kept.extend(_SEALED_RUN.findall(self.text, last))
        parts.append(self.text[last:])
        self.text = "".join(parts)
        self._sealed = "".join(kept)

    def apply(self, edits: Iterable[Edit]) -> None:
        """Make the edits, which are in order and do not overlap, and move the cuts along."""
        changes = [edit for edit in edits if self.text[edit.start : edit.end] != edit.text]
        if not changes:
            return
        parts: list[str] = []
        cuts: list[int] = []
        last, shift, waiting = 0, 0, 0
        for edit in changes:
            parts += (self.text[last : edit.start], edit.text)
            last = edit.end
            while waiting < len(self.cuts) and self.cuts[waiting] < edit.start:
                cuts.append(self.cuts[waiting] + shift)
                waiting += 1
            while waiting < len(self.cuts) and self.cuts[waiting] <= edit.end:
                cuts.append(_moved(self.cuts[waiting], edit) + shift)
                waiting += 1
            shift += len(edit.text) - (edit.end - edit.start)
        parts.append(self.text[last:])
        cuts += [cut + shift for cut in self.cuts[waiting:]]
        self.text, self.cuts = "".join(parts), cuts

    def pieces(self) -> list[str]:
        """Take the text apart at its cuts, with what was sealed put back."""
        sealed = _Giver(self._sealed)
        bounds = [0, *self.cuts, len(self.text)]
        return [_SEALED_RUN.sub(sealed.give, self.text[start:end]) for start, end in pairwise(bounds)]


def _moved(cut: int, edit: Edit) -> int:
    """Where a cut inside or at the edge of an edit lies afterwards, before the shift of earlier edits."""
    end = edit.start + len(edit.text)
    if edit.start == edit.end:
        return end if edit.lean_left else edit.start
    if cut == edit.start:
        return edit.start
    if cut == edit.end:
        return end
    return end if edit.lean_left else edit.start


class _Giver:
    """Hands out a text from left to right, as much as each match is long."""

    def __init__(self, text: str) -> None:
        self._text, self._next = text, 0

    def give(self, match: re.Match[str]) -> str:
        start = self._next
        self._next += len(match.group())
        return self._text[start : self._next]
