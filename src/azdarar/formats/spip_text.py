"""SPIP's typographic shortcuts as typed blocks, with a list of everything that did not come over as it was.

A text is read in three passes, each forward and once: what is protected (code, comments), what is whole
(tags, models, links, notes, headings), and the lines with the marks in them. What comes out is well-nested
HTML, read as every other foreign HTML is. Nothing is run, fetched or resolved: a link to an article keeps its
number, a picture too. Typography is not put on: SPIP stored none either.

Source: the rules are those of SPIP 1.8 to 4.4 as its readers saw them; docs/reference/formats.md tells each.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from azdarar.formats.blocks import Block, Change, Footnotes
from azdarar.formats.clean_html import clean_inline, is_deeply_nested, plain_text
from azdarar.formats.internal.foreign_html import MAX_NESTING, flattened, joined, parsed, tidied
from azdarar.formats.internal.marking import gettext_noop
from azdarar.formats.internal.spip_atoms import PLACEHOLDER, Scanned
from azdarar.formats.internal.spip_lines import Lines
from azdarar.formats.internal.spip_links import ObjectLink
from azdarar.formats.internal.spip_plain import read_plainly
from azdarar.formats.internal.spip_protect import protect
from azdarar.formats.internal.spip_scan import Scanner
from azdarar.formats.internal.spip_walk import SPIPWalker
from azdarar.formats.internal.wordpress_context import Context, inline_of, move_out

__all__ = ["ObjectLink", "SPIPText", "languages_in", "rank_of", "to_blocks", "to_line"]

_MULTI = re.compile(r"<(/?)multi>", re.IGNORECASE)
_VARIANT = re.compile(r"\[([a-z]{2,3}(?:_[a-z0-9]{2,8}){0,2})\]")
_MARKED = re.compile(r"[<\[{~\\]|https?:|(?m:^[-_|])")
_SIGNS = ("<", "[", "{", "~", "\\", "http")
_RANK = re.compile(r"\s*([0-9]{1,9})(?:[.)]|°)\s+(?=\S)")
_REFERENCE = re.compile(r"\[\^[^\]\s]{1,40}\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SPIPText:
    """A text read: its blocks in order, the objects it links to, and what changed on the way."""

    blocks: tuple[Block, ...]
    links: tuple[ObjectLink, ...]
    changes: tuple[Change, ...]


def to_blocks(
    text: str,
    *,
    language: str = "",
    breaks_lines: bool = True,
    title_of: Callable[[str, int], str] = lambda kind, number: "",
) -> SPIPText:
    """Read a text of an article, a section, an author.

    Args:
        text: as it is stored.
        language: which variant of ``<multi>`` is wanted, and whose encyclopaedia ``[?word]`` means.
        breaks_lines: whether the end of a line breaks the line, as it does since SPIP 3.
        title_of: gives the title of an object by kind and number, for links that have no text of their own.

    Returns:
        Blocks, links and changes. Never raises on any text: what is nested beyond reason is reduced to its
        text, and that is told.
    """
    text = tidied(text)
    plain = read_plainly(text, breaks_lines=breaks_lines, title_of=title_of)
    if plain is not None:
        return SPIPText(blocks=plain[0], links=plain[1], changes=())
    return read_wholly(text, language=language, breaks_lines=breaks_lines, title_of=title_of)


def read_wholly(
    text: str, *, language: str, breaks_lines: bool, title_of: Callable[[str, int], str]
) -> SPIPText:
    """Read a tidied text of any kind; ``to_blocks`` asks this where the short way is not certain."""
    return _Conversion(language=language, breaks_lines=breaks_lines, title_of=title_of).read(text)


def to_line(text: str, *, language: str = "") -> str:
    """Give a short text (a title, a name) as plain text on one line: without marks, notes, models."""
    if "<multi" in text.lower():
        text = _chosen(text, language=language)[0]
    if _may_be_marked(text) and _MARKED.search(text):
        read = to_blocks(text, language=language, breaks_lines=False)
        text, _others = inline_of(block for block in read.blocks if not isinstance(block, Footnotes))
        text = _REFERENCE.sub("", plain_text(text))
    return " ".join(html.unescape(tidied(text)).split())


def _may_be_marked(text: str) -> bool:
    """A quick look at what most titles have none of."""
    return "\n" in text or text[:1] in "-_|" or any(sign in text for sign in _SIGNS)


def rank_of(title: str) -> tuple[int | None, str]:
    """Part a title from the number that only sorts it: ``10. World`` is World, tenth."""
    found = _RANK.match(title)
    return (int(found[1]), title[found.end() :]) if found else (None, title)


def languages_in(text: str) -> tuple[str, ...]:
    """The languages that the ``<multi>`` blocks of a text hold, in order, each once."""
    found = (code for _start, _end, inner in _multis(text) for code in _VARIANT.findall(inner))
    return tuple(dict.fromkeys(found))


class _Conversion:
    """One text and the texts within it."""

    def __init__(self, *, language: str, breaks_lines: bool, title_of: Callable[[str, int], str]) -> None:
        self._language, self._breaks_lines = language.replace("_", "-").lower(), breaks_lines
        self._context = Context(convert=self._no_blocks, footnotes={})
        self._after: list[Block] = []
        self._scanned = Scanned(
            context=self._context,
            language=self._language,
            title_of=title_of,
            read_inline=self._inline,
            finish_note=self._note,
        )

    def read(self, text: str) -> SPIPText:
        blocks: list[Block] = []
        if text.strip():
            text, left_out = _chosen(text, language=self._language)
            for code in left_out:
                self._context.tell("language-left-out", language=code)
            blocks = self._blocks(text)
        blocks += self._after
        if self._context.notes:
            blocks.append(Footnotes(notes=tuple(self._context.notes)))
        return SPIPText(
            blocks=tuple(joined(blocks)),
            links=tuple(self._scanned.links),
            changes=tuple(self._context.changes),
        )

    def _blocks(self, text: str) -> list[Block]:
        marked = Scanner(protect(text, self._scanned), self._scanned).run()
        return self._walked(self._lines().write(marked), source=text)

    def _walked(self, written: str, *, source: str) -> list[Block]:
        root = None if is_deeply_nested(written, limit=MAX_NESTING) else parsed(written)
        if root is None:
            self._context.tell("nesting-flattened", source)
            return flattened(written)
        return SPIPWalker(self._context, held=self._scanned.held).walk(root)

    def _lines(self) -> Lines:
        return Lines(self._scanned.atoms, breaks_lines=self._breaks_lines, tell_once=self._context.tell_once)

    def _inline(self, text: str) -> str:
        return self._lines().write_inline(text)

    def _note(self, written: str) -> str:
        if PLACEHOLDER not in written:
            return clean_inline(written)
        text, others = inline_of(self._walked(written, source=written))
        self._after += move_out(self._context, others, inside=gettext_noop("footnote"))
        return text

    def _no_blocks(self, text: str) -> list[Block]:
        return []


def _chosen(text: str, *, language: str) -> tuple[str, list[str]]:
    """The text with one variant of each ``<multi>``, and the languages that were left out."""
    left_out: dict[str, None] = {}
    out: list[str] = []
    position = 0
    for start, end, inner in _multis(text):
        parts = _VARIANT.split(inner)
        variants = {code: part.strip() for code, part in zip(parts[1::2], parts[2::2], strict=True)}
        wanted = _closest(variants, language)
        if not wanted and not parts[0].strip():
            wanted = next(iter(variants), "")
        left_out.update(dict.fromkeys(code for code in variants if code != wanted))
        out += [text[position:start], variants[wanted] if wanted else parts[0].strip()]
        position = end
    return "".join([*out, text[position:]]), list(left_out)


def _multis(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each ``<multi>`` begins and ends, and what is in it. One that never ends is none."""
    opened: re.Match[str] | None = None
    for found in _MULTI.finditer(text):
        if not found[1]:
            opened = opened or found
        elif opened:
            yield opened.start(), found.end(), text[opened.end() : found.start()]
            opened = None


def _closest(variants: Mapping[str, str], language: str) -> str:
    """The variant of a language, or of the same language of another place."""
    same = (code for code in variants if code.replace("_", "-") == language)
    near = (code for code in variants if code.partition("_")[0] == language.partition("-")[0])
    return next(same, "") or next(near, "")
