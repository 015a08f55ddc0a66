"""What is whole in a SPIP text, and the marks that stand for it while the rest is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from azdarar.formats.blocks import Block
from azdarar.formats.internal.spip_links import ObjectLink
from azdarar.formats.internal.wordpress_context import Context

#: Characters that no text holds (they were taken out before) stand for what was found.
ATOM_OPEN, ATOM_CLOSE = "\ufdd0", "\ufdd1"
ATOM = re.compile("\ufdd0([0-9]+)\ufdd1")
PLACEHOLDER = "x-azdarar-spip"
#: A target, a tag, an emphasis: longer, and it is none.
MAX_TARGET = 2000


@dataclass(slots=True)
class Atom:
    """Something whole. ``source`` is how it was written.

    ``open`` and ``close`` are the two ends of a box; ``name`` its element. ``block`` stands between
    paragraphs, ``inline`` in a line, ``break`` ends a line.
    """

    kind: Literal["inline", "block", "open", "close", "break"]
    html: str
    source: str
    name: str = ""
    is_closed: bool = False


@dataclass(slots=True)
class Scanned:
    """What one text and the texts within it share."""

    context: Context
    language: str
    title_of: Callable[[str, int], str]
    read_inline: Callable[[str], str]
    atoms: list[Atom] = field(default_factory=list)
    held: list[Block] = field(default_factory=list)
    links: list[ObjectLink] = field(default_factory=list)
    finish_note: Callable[[str], str] = str
    note_marks: dict[str, str] = field(default_factory=dict)
    used_marks: set[str] = field(default_factory=set)
    last_number: int = 0

    def add(self, atom: Atom) -> str:
        """Keep an atom and give the mark that stands for it."""
        self.atoms.append(atom)
        return f"{ATOM_OPEN}{len(self.atoms) - 1}{ATOM_CLOSE}"

    def hold(self, source: str, block: Block, *, kind: Literal["inline", "block"] = "inline") -> str:
        """Keep a finished block and give the mark that stands for it."""
        self.held.append(block)
        number = len(self.held) - 1
        return self.add(Atom(kind, f'<{PLACEHOLDER} n="{number}"></{PLACEHOLDER}>', source))

    def restored(self, text: str) -> str:
        """A text as it was written, its atoms put back."""
        return ATOM.sub(lambda found: self.atoms[int(found[1])].source, text)


class Finder:
    """Looks for things ahead in one text, and remembers what is not there."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lower = text.lower()
        self._absent: dict[str, int] = {}

    def find(self, what: str, position: int) -> int:
        """Where ``what`` (in small letters) stands next, or -1."""
        if position >= self._absent.get(what, len(self._text) + 1):
            return -1
        lower = self._lower if len(self._lower) == len(self._text) else self._text
        at = lower.find(what, position)
        if at == -1:
            self._absent[what] = position
        return at
