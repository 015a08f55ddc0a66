"""What every reader of foreign texts does with HTML: tidy the characters, parse, join, give up with grace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree
from lxml.etree import _Element

from azdarar.formats.blocks import Block, Paragraphs
from azdarar.formats.clean_html import clean_inline, plain_text

#: Elements within elements: far beyond what people write, far below what makes a parser give up.
MAX_NESTING = 100
#: Characters parsed at once: a tree takes some thirty times the memory of its text.
MAX_PIECE = 2_000_000
_PIECE_ENDS = ("\n\n", "</p>", "</div>", "-->")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_DOCUMENT_END = re.compile(r"(?i)</(?:body|html)\s*>")
_LINE_ENDS = "\u2028\u2029\x85"


def tidied(text: str) -> str:
    """The text without characters that are none, its line ends alike."""
    text = _UNWANTED.sub("", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for character in _LINE_ENDS:
        if character in text:
            text = text.replace(character, "\n")
    return text


def pieces_of(text: str) -> Iterator[str]:
    """A text in pieces a parser can hold: whole, unless longer than a book; then cut between paragraphs."""
    start = 0
    while len(text) - start > MAX_PIECE:
        ends = (text.rfind(mark, start, start + MAX_PIECE) + len(mark) for mark in _PIECE_ENDS)
        end = max(ends)
        end = end if end > start + MAX_PIECE // 2 else start + MAX_PIECE
        yield text[start:end]
        start = end
    yield text[start:] if start else text


def parsed(text: str) -> _Element | None:
    """The text as a tree, or None when the parser gave up and would leave something out."""
    parser = etree.HTMLParser(no_network=True, remove_comments=False, remove_pis=False, huge_tree=False)
    # Text after an end of the document would be left out of the tree's body.
    text = _DOCUMENT_END.sub("", text)
    root = etree.fromstring(f"<!DOCTYPE html><html><body>{text}</body></html>", parser)
    gave_up = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    return None if gave_up else root


def flattened(text: str) -> list[Block]:
    """Only the text of HTML that cannot be understood."""
    parts = [clean_inline(part) for part in re.split(r"\n\s*\n", escaped(plain_text(text)))]
    html = "".join(f"<p>{part}</p>" for part in parts if part)
    return [Paragraphs(html=html)] if html else []


def joined(blocks: Iterable[Block]) -> list[Block]:
    """Paragraphs that follow each other are one block."""
    found: list[Block] = []
    running: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraphs):
            running.append(block.html)
            continue
        if running:
            found.append(Paragraphs(html="".join(running)))
            running = []
        found.append(block)
    return [*found, Paragraphs(html="".join(running))] if running else found


def escaped(text: str) -> str:
    """Plain text as HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
