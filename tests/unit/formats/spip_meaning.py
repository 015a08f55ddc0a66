"""What a SPIP text means, whoever renders it: the words with their marks, in boxes, without typography.

Two renderings mean the same when these lists are equal. Not compared: classes, ids, spaces, no-break spaces
and the shape of quotation marks (typography is put on at output), and where in a paragraph a plug-in's model
stands (it becomes a block of its own); that every model is there, and in order, is.
"""

from __future__ import annotations

import html
import re

import html5lib
from lxml.etree import _Element

from azdarar.formats.blocks import (
    Attached,
    Block,
    Footnotes,
    Heading,
    ListBlock,
    Marker,
    Paragraphs,
    Preformatted,
    Quotation,
    Unknown,
)

_MARKS = {"b": "b", "strong": "b", "i": "i", "em": "i", "code": "code", "a": "a"}
#: A mark around nothing, which a model left when it cut a paragraph in two, is not seen.
_EMPTY = re.compile(r"<b>\s*</b>|<i>\s*</i>|<a [^<>]*>\s*</a>")
_MODEL = re.compile(r"(?:Block|Inline) test model #1(?:-spip_lien_ok http://example\.com)?")


def meaning_of_html(rendered: str) -> list[str]:
    """The meaning of HTML as SPIP writes it."""
    rendered = re.sub(
        r"<span class=\"spip_note_ref\">&nbsp;\[<a [^>]*>(\w+)</a>\]</span>", r" [^\1]", rendered
    )
    rendered = re.sub(
        r"<span class=\"spip_note_ref\">\[<a [^>]*>(\w+)</a>\]&nbsp;</span>", r"note \1 ", rendered
    )
    return _meaning(rendered)


def meaning_of_blocks(blocks: tuple[Block, ...]) -> list[str]:
    """The meaning of our own blocks."""
    return _meaning("".join(map(_as_html, blocks)))


def _as_html(block: Block) -> str:
    match block:
        case Paragraphs(html=text):
            return text
        case Heading(text=text, level=level):
            return f"<h{level}>{html.escape(text)}</h{level}>"
        case ListBlock():
            return block.html
        case Quotation(html=text):
            return f"<blockquote>{text}</blockquote>"
        case Preformatted(text=text, kind="verse"):
            lines = "".join(f"<div>{html.escape(line)}</div>" for line in text.split("\n"))
            return f"<blockquote class='spip_poesie'>{lines}</blockquote>"
        case Preformatted(text=text):
            return f"<pre>{html.escape(text)}</pre>"
        case Marker(kind="separator"):
            return "<hr>"
        case Unknown() | Attached():
            return "<div>Block test model #1</div>"
        case Footnotes(notes=notes):
            return "".join(f"<p>note {note.mark} {note.html}</p>" for note in notes)
        case _:
            return f"<p>{html.escape(repr(block))}</p>"


def _meaning(rendered: str) -> list[str]:
    models = _MODEL.findall(rendered)
    rendered = re.sub(rf"<(?:div|span)>{_MODEL.pattern}</(?:div|span)>", " ", rendered)
    found: list[str] = []
    document = html5lib.parse(f"<div>{rendered}</div>", treebuilder="lxml", namespaceHTMLElements=False)
    _boxes(document.getroot().find("body"), "", found)
    return [line for line in found if line.strip("> ")] + [f"models: {len(models)}"]


def _boxes(element: _Element, path: str, found: list[str]) -> None:
    """Each line: the boxes a text stands in, then the text with its marks."""
    running: list[str] = []

    def flush() -> None:
        text = _tidy("".join(running))
        running.clear()
        if text:
            found.append(f"{path}> {text}")

    running.append(element.text or "")
    for child in element:
        tag = str(child.tag)
        if ("spip_code" in (child.get("class") or "") and tag == "div") or tag in ("textarea", "pre"):
            flush()
            found.append(f"{path}pre > {_code(child)}")
        elif "spip_poesie" in (child.get("class") or ""):
            flush()
            lines = [_tidy(_inline(line)) for line in child]
            found.append(f"{path}verse > {' / '.join(filter(None, lines))}")
        elif tag == "hr":
            flush()
            found.append(f"{path}hr > ---")
        elif tag in ("ul", "ol", "li", "blockquote", "h2", "h3"):
            flush()
            _boxes(child, f"{path}{tag} ", found)
        elif tag in ("p", "div"):
            flush()
            _boxes(child, path, found)
        else:
            running.append(_inline_element(child))
        running.append(child.tail or "")
    flush()


def _code(element: _Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _inline(element: _Element) -> str:
    return (element.text or "") + "".join(_inline_element(child) + (child.tail or "") for child in element)


def _inline_element(element: _Element) -> str:
    tag = str(element.tag)
    if tag == "br":
        return " / "
    if tag == "code":
        return f"<code>{''.join(element.itertext())}</code>"
    mark = _MARKS.get(tag)
    inner = _inline(element)
    if (
        mark is None
        or (tag == "a" and not element.get("href"))
        or "spip-puce" in (element.get("class") or "")
    ):
        return inner.replace("<b>–</b>", "–")
    told = f" {element.get('href')}" if tag == "a" else ""
    return f"<{mark}{told}>{inner}</{mark}>"


def _tidy(text: str) -> str:
    text = text.replace("\u00a0", " ").replace("\u202f", " ")
    text = re.sub(r"\s*(\[\^\w+\])", r" \1", re.sub(r"\s+([:!?;])", r"\1", text))
    text = re.sub(r"\s*(</?[bia][^<>]*>)\s*", lambda found: f" {found[1]} ", text)
    while (shorter := _EMPTY.sub(" ", text)) != text:
        text = shorter
    return re.sub(r"(?:^[\s/]+)|(?:[\s/]+$)", "", " ".join(text.split()))
