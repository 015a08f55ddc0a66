"""Finding what is whole in a SPIP text: code, tags, models, links, notes, headings.

Each becomes an *atom*: the text keeps one mark in its place, so that what follows (lines, lists, tables,
bold and italic) meets plain characters only. Protected things are taken first, because nothing in them is
mark-up. Every pass goes forward once; what is not found is remembered, so that a text made to be slow is not.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Literal

from azdarar.formats.blocks import Preformatted
from azdarar.formats.internal.foreign_html import escaped
from azdarar.formats.internal.names import names
from azdarar.formats.internal.spip_atoms import MAX_TARGET, Atom, Finder, Scanned
from azdarar.formats.internal.spip_links import Target, glossary_address, target_of
from azdarar.formats.internal.spip_models import MODEL, read_model
from azdarar.formats.internal.spip_notes import add_note, name_of_note, note_ends

_MAX_DEPTH = 12
_MAX_ALIGNED = 5000
#: Where something may begin. Each branch begins with a letter of its own: the search runs at the speed of C.
_INTEREST = re.compile(r"<|\{\{\{|\[\[|\[|://|~")
_STRING = re.compile(r"<:[\w:-]{1,100}:>")
_TAG_START = re.compile(r"</?[A-Za-z]")
_SCHEME = re.compile(r"(?i)\bhttps?\Z")
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*)(?P<rest>(?>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*))>"
)
_BRACKETED = re.compile(r"\[((?>(?:[^\[\]]++|\[\w*+\])*))")
_LINK_TEXT = re.compile(r"(?s)(.*?)(?:\|([^|<>]*?))?(?:\{([A-Za-z_-]{2,12})\})?")
_ADDRESS = re.compile(r"https?://[^\s<>\"'\[\]{}|\ufdd0\ufdd1«»]+", re.IGNORECASE)
_ADDRESS_END = re.compile(r"(?:[.,;:!?]++|\)|&(?:gt|lt|quot);?)\Z")
_LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")
_BLANK = re.compile(r"\n[ \t]*\n")

#: HTML whose inside SPIP leaves alone: no line breaks, no paragraphs of its own.
_CLOSED_BOXES = names(
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form "
    "header li main nav object ol section table tbody td tfoot th thead tr ul iframe audio video"
)
_BLOCK_TAGS = _CLOSED_BOXES | names("p h1 h2 h3 h4 h5 h6 hr caption embed noscript dir menu")
_TRANSPARENT = names("intro sc onglet onglets multi tt big small")


class Scanner:
    """Takes the whole things out of one text. ``depth`` is how many texts it stands within."""

    def __init__(self, text: str, scanned: Scanned, *, depth: int = 0) -> None:
        self._text, self._scanned, self._depth = text, scanned, depth
        self._finder = Finder(text)
        self._note_ends = note_ends(text)

    def run(self) -> str:
        """The text with marks for atoms."""
        out: list[str] = []
        position = 0
        while found := _INTEREST.search(self._text, position):
            read, start = self._reader(found, position)
            out.append(self._text[position:start])
            mark, position = read(start)
            out.append(mark)
        out.append(self._text[position:])
        return "".join(out)

    def _reader(self, found: re.Match[str], position: int) -> tuple[Callable[[int], tuple[str, int]], int]:
        """Who reads what begins here, and where exactly it begins."""
        start = found.start()
        match found[0]:
            case "~":
                return self._nbsp, start
            case "[[":
                return self._note, start
            case "[":
                return self._bracket, start
            case "{{{":
                return self._heading, start
            case "://":
                scheme = _SCHEME.search(self._text, max(position, start - 6), start)
                return (self._url, scheme.start()) if scheme else (self._as_is, start)
            case _:
                if _TAG_START.match(self._text, start):
                    return self._tag, start
                return (self._string if _STRING.match(self._text, start) else self._as_is), start

    def _inline(self, text: str) -> str:
        """The HTML of a text within this one."""
        if self._depth >= _MAX_DEPTH:
            return escaped(self._scanned.restored(text))
        inner = Scanner(text, self._scanned, depth=self._depth + 1).run()
        return self._scanned.read_inline(inner)

    def _add(self, kind: Literal["inline", "block"], text: str, source: str) -> str:
        return self._scanned.add(Atom(kind, text, self._scanned.restored(source)))

    def _nbsp(self, start: int) -> tuple[str, int]:
        return "\u00a0", start + 1

    def _as_is(self, start: int) -> tuple[str, int]:
        return self._text[start], start + 1

    def _string(self, start: int) -> tuple[str, int]:
        end = self._text.index(":>", start + 2) + 2
        source = self._text[start:end]
        self._scanned.context.tell("interface-text-kept", source)
        return self._add("inline", escaped(source), source), end

    def _url(self, start: int) -> tuple[str, int]:
        found = _ADDRESS.match(self._text, start)
        if found is None:
            return self._text[start : start + 4], start + 4
        address = _without_end(found[0])
        if len(address) <= len("https://"):
            return self._text[start : start + 4], start + 4
        end = start + len(address)
        return self._add("inline", _anchor(html.unescape(address), escaped(address)), address), end

    def _heading(self, start: int) -> tuple[str, int]:
        end = self._finder.find("}}}", start + 3)
        if end == -1:
            return "{", start + 1
        inner = self._text[start + 3 : end]
        stars = len(inner) - len(inner.lstrip("*"))
        text = inner[stars:].removeprefix("#").strip() if stars else inner.strip()
        source = self._text[start : end + 3]
        if not text:
            return "", end + 3
        if _BLANK.search(text):
            # A heading of several paragraphs is a bold text whose author pressed once too often.
            inner = (
                Scanner(text, self._scanned, depth=self._depth + 1).run() if self._depth < _MAX_DEPTH else ""
            )
            return f"{{{{{inner}}}}}" if inner else escaped(text), end + 3
        level = 3 if stars > 1 else 2
        return self._add("block", f"<h{level}>{self._inline(text)}</h{level}>", source), end + 3

    def _note(self, start: int) -> tuple[str, int]:
        end = self._note_ends.get(start)
        if end is None:
            return "[", start + 1
        scanned, inner = self._scanned, self._text[start + 2 : end]
        source = self._text[start : end + 2]
        name, inner = name_of_note(inner)
        text = self._inline(inner.strip()) if inner.strip() else ""
        mark = add_note(scanned, text, name=name)
        return self._add("inline", f"[^{escaped(mark)}]" if mark else "", source), end + 2

    def _bracket(self, start: int) -> tuple[str, int]:
        text = self._text
        if text.startswith("[*", start):
            end = self._finder.find("*]", start + 2)
            is_near = end - start < MAX_TARGET
            if end != -1 and is_near and "\n\n" not in text[start:end] and "[" not in text[start + 2 : end]:
                inner = text[start + 2 : end].lstrip("*")
                source = text[start : end + 2]
                return self._add("inline", f"<strong>{self._inline(inner)}</strong>", source), end + 2
        found = _BRACKETED.match(text, start)
        if found is None:
            return "[", start + 1
        content, end = found[1], found.end()
        if not text.startswith("]", end):
            if "->" not in content:
                return self._aligned(start) or ("[", start + 1)
            # A bracket in the address itself.
            end = text.find("]", end, end + MAX_TARGET)
            if end == -1 or "\n" in text[found.end() : end]:
                return "[", start + 1
            content = text[start + 1 : end]
        mark = self._of_brackets(content, text[start : end + 1])
        if mark is None:
            return self._aligned(start) or ("[", start + 1)
        return mark, end + 1

    def _aligned(self, start: int) -> tuple[str, int] | None:
        """``[|centred|]``, ``[/to the right/]``, ``[(framed)]``: a paragraph of its own."""
        close = {"[|": "|]", "[/": "/]", "[(": ")]"}.get(self._text[start : start + 2])
        is_first = start == 0 or self._text[start - 1] in "\n\ufdd1"
        if close is None or not is_first:
            return None
        end = self._finder.find(close, start + 2)
        if end == -1 or end - start > _MAX_ALIGNED or not _LINE_END.match(self._text, end + 2):
            return None
        inner = self._text[start + 2 : end]
        if _BLANK.search(inner):
            return None
        source = self._text[start : end + 2]
        return self._add("block", f"<p>{self._inline(inner.strip())}</p>", source), end + 2

    def _of_brackets(self, content: str, source: str) -> str | None:
        if content.endswith("<-"):
            name = content[:-2].lstrip("#").strip()
            if re.fullmatch(r"[^\s<>\"'|]{0,80}", name):
                self._scanned.context.tell("anchor-left-out", source)
                return self._add("inline", "", source)
        if content.startswith("?") and 1 < len(content.strip()) < 300:
            return self._glossary(content[1:].strip(), source)
        if "->" in content:
            before, _, after = content.rpartition("->")
            if "->" in before and not before.endswith("-"):
                before, _, after = content.partition("->")
            return self._link(before, after.removeprefix(">"), source)
        return self._abbreviation(content, source)

    def _abbreviation(self, content: str, source: str) -> str | None:
        short, bar, long = content.partition("|")
        if not bar or not short.strip() or len(short) > 100 or not long.strip() or len(long) > 300:
            return None
        if "\n" in short or long.startswith("|"):
            return None
        long = re.sub(r"\{[a-z_]{2,12}\}\s*\Z", "", long)
        title = html.escape(html.unescape(" ".join(self._scanned.restored(long).split())))
        return self._add("inline", f'<abbr title="{title}">{self._inline(short)}</abbr>', source)

    def _glossary(self, content: str, source: str) -> str:
        term, _, title = content.partition("|")
        shown, _, _kind = term.partition("#")
        address = glossary_address(self._scanned.restored(shown), language=self._scanned.language)
        told = f' title="{html.escape(self._scanned.restored(title).strip())}"' if title.strip() else ""
        return self._add("inline", _anchor(address, self._inline(shown), told), source)

    def _link(self, written: str, target: str, source: str) -> str | None:
        if len(target) > MAX_TARGET:
            return None
        scanned = self._scanned
        parts = _LINK_TEXT.fullmatch(written)
        text = (parts[1] if parts else written).strip()
        title = (parts[2] or "").strip() if parts else ""
        to = target_of(scanned.restored(target), has_own_text=bool(text))
        if text:
            inner = self._inline(text)
        else:
            inner = escaped(scanned.title_of(to.link.kind, to.link.object_id) if to.link else "") or escaped(
                to.text
            )
        told = f' title="{html.escape(html.unescape(scanned.restored(title)))}"' if title else ""
        return self._add("inline", self._linked(to, inner, told, source), source)

    def _linked(self, to: Target, inner: str, told: str, source: str) -> str:
        scanned = self._scanned
        if to.kind == "anchor" or not to.href:
            return inner
        if to.kind == "glossary":
            return _anchor(glossary_address(to.href, language=scanned.language), inner, told)
        if to.link:
            scanned.links.append(to.link)
            if not to.is_known:
                scanned.context.tell("link-to-unknown-kind", source, kind=to.link.kind)
        return _anchor(to.href, inner, told)

    def _tag(self, start: int) -> tuple[str, int]:
        text = self._text
        model = MODEL.match(text, start)
        if model and (model["id"] or model["arguments"]):
            return read_model(model, self._scanned), model.end()
        found = _TAG.match(text, start)
        if found is None:
            return "<", start + 1
        name, is_end = found["name"].lower(), bool(found["end"])
        if name in ("poesie", "poetry") and not is_end:
            verse = self._verse(found, name)
            if verse:
                return verse
        if name in ("quote", "poesie", "poetry"):
            tag = "</blockquote>" if is_end else "<blockquote>"
            return self._scanned.add(Atom("close" if is_end else "open", tag, found[0], name)), found.end()
        if name in _TRANSPARENT:
            return self._add("inline", "", found[0]), found.end()
        source = self._scanned.restored(found[0])
        return self._scanned.add(_html_atom(name, source, is_end=is_end)), found.end()

    def _verse(self, found: re.Match[str], name: str) -> tuple[str, int] | None:
        """Verse without marks is kept line by line as it was typed; with marks it is a quotation."""
        close = self._finder.find(f"</{name}", found.end())
        end = self._finder.find(">", close) if close != -1 else -1
        inner = self._text[found.end() : close] if end != -1 else ""
        if end == -1 or re.search(r"[{}\[<\ufdd0]", inner):
            return None
        lines = "\n".join(line.strip() for line in html.unescape(inner).strip("\n").split("\n"))
        if not lines.strip():
            return "", end + 1
        block = Preformatted(text=lines, kind="verse")
        return self._scanned.hold(self._text[found.start() : end + 1], block, kind="block"), end + 1


def _html_atom(name: str, source: str, *, is_end: bool) -> Atom:
    if name == "br":
        return Atom("break", "<br>", source, name)
    if name in _CLOSED_BOXES and not source.endswith("/>"):
        return Atom("close" if is_end else "open", source, source, name)
    return Atom("block" if name in _BLOCK_TAGS else "inline", source, source, name)


def _without_end(address: str) -> str:
    """An address without the punctuation of the sentence it stands in."""
    shut = address.count(")") - address.count("(")
    while found := _ADDRESS_END.search(address):
        if found[0] == ")" and shut <= 0:
            break
        shut -= found[0] == ")"
        address = address[: found.start()]
    return address


def _anchor(address: str, inner: str, told: str = "") -> str:
    return f'<a href="{html.escape(address)}"{told}>{inner}</a>'
