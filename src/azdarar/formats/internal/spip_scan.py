"""Finding what is whole in a SPIP text: code, tags, models, links, notes, headings.

Each becomes an *atom*: the text keeps one mark in its place, so that what follows (lines, lists, tables,
bold and italic) meets plain characters only. Protected things are taken first, because nothing in them is
mark-up. Every pass goes forward once; what is not found is remembered, so that a text made to be slow is not.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from azdarar.formats.blocks import Attached, Block, Embed, Note, Preformatted, Unknown
from azdarar.formats.internal.embeds import embed_at
from azdarar.formats.internal.foreign_html import escaped
from azdarar.formats.internal.names import names
from azdarar.formats.internal.spip_links import ObjectLink, Target, glossary_address, target_of
from azdarar.formats.internal.wordpress_context import Context

#: Characters that no text holds (they were taken out before) stand for what was found.
ATOM_OPEN, ATOM_CLOSE = "\ufdd0", "\ufdd1"
ATOM = re.compile("\ufdd0([0-9]+)\ufdd1")
PLACEHOLDER = "x-azdarar-spip"

_MAX_DEPTH = 12
_MAX_TARGET = 2000
_MAX_ALIGNED = 5000
#: Letters of a note's mark, as the paper keeps them.
_MAX_MARK = 12
_PROTECTED = re.compile(
    r"<!--|\\(?P<escape>[\[\]{}|~])|<(?P<name>code|cadre|frame|html|pre|math|script|style|textarea|xmp)\b",
    re.IGNORECASE,
)
_INTEREST = re.compile(
    r"(?P<tag></?[A-Za-z])|(?P<string><:[\w:-]{1,100}:>)|(?P<lt><)|(?P<heading>\{\{\{)|(?P<note>\[\[)"
    r"|(?P<bracket>\[)|(?P<url>\bhttps?://)|(?P<nbsp>~)",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*)(?P<rest>(?>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*))>"
)
_MODEL = re.compile(
    r"<(?P<name>[a-z_-]{3,30}?)\s*+(?P<id>[0-9]{1,10})?\s*+(?P<arguments>\|(?>(?:<[^<>]*+>|[^<>])*))?/?>",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\[((?>(?:[^\[\]]++|\[\w*+\])*))")
_LINK_TEXT = re.compile(r"(?s)(.*?)(?:\|([^|<>]*?))?(?:\{([A-Za-z_-]{2,12})\})?")
_ADDRESS = re.compile(r"https?://[^\s<>\"'\[\]{}|\ufdd0\ufdd1«»]+", re.IGNORECASE)
_ADDRESS_END = re.compile(r"(?:[.,;:!?]++|\)|&(?:gt|lt|quot);?)\Z")
_NOTE_NAME = re.compile(r"\s*<([^<>'\"]{0,40})>")
_LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")
_BLANK = re.compile(r"\n[ \t]*\n")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")

#: HTML whose inside SPIP leaves alone: no line breaks, no paragraphs of its own.
_CLOSED_BOXES = names(
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form "
    "header li main nav object ol section table tbody td tfoot th thead tr ul iframe audio video"
)
_BLOCK_TAGS = _CLOSED_BOXES | names("p h1 h2 h3 h4 h5 h6 hr caption embed noscript dir menu")
_TRANSPARENT = names("intro sc onglet onglets multi tt big small")
_FORMS: dict[str, Literal["shown", "listed", "played"]] = {
    "img": "shown",
    "image": "shown",
    "im": "shown",
    "doc": "listed",
    "document": "listed",
    "emb": "played",
    "embed": "played",
    "audio": "played",
    "video": "played",
    "media": "shown",
}


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
    held: list[list[Block]] = field(default_factory=list)
    links: list[ObjectLink] = field(default_factory=list)
    finish_note: Callable[[str], str] = str
    note_marks: dict[str, str] = field(default_factory=dict)
    used_marks: set[str] = field(default_factory=set)
    last_number: int = 0

    def add(self, atom: Atom) -> str:
        """Keep an atom and give the mark that stands for it."""
        self.atoms.append(atom)
        return f"{ATOM_OPEN}{len(self.atoms) - 1}{ATOM_CLOSE}"

    def hold(self, source: str, *blocks: Block) -> str:
        """Keep finished blocks and give the mark that stands for them."""
        self.held.append(list(blocks))
        number = len(self.held) - 1
        return self.add(Atom("inline", f'<{PLACEHOLDER} n="{number}"></{PLACEHOLDER}>', source))

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


def protect(text: str, scanned: Scanned) -> str:
    """Take out what nobody may read as mark-up: code, comments, escaped characters."""
    finder, out, position = Finder(text), [], 0
    while found := _PROTECTED.search(text, position):
        start = found.start()
        out.append(text[position:start])
        if found["escape"]:
            out.append(scanned.add(Atom("inline", escaped(found["escape"]), found[0])))
            position = found.end()
        elif found["name"]:
            mark, position = _protected(text, found, finder, scanned)
            out.append(mark)
        else:
            end = finder.find("-->", start + 4)
            if end == -1:
                out.append(scanned.add(Atom("inline", "&lt;", "<")))
                position = start + 1
            else:
                source = text[start : end + 3]
                out.append(scanned.add(Atom("inline", source, source)))
                position = end + 3
    return "".join([*out, text[position:]])


def _protected(text: str, found: re.Match[str], finder: Finder, scanned: Scanned) -> tuple[str, int]:
    name = found["name"].lower()
    opened = finder.find(">", found.end())
    model = _MODEL.match(text, found.start())
    if model and model["arguments"]:
        return text[found.start()], found.start() + 1
    close = finder.find(f"</{name}", opened) if opened != -1 else -1
    end = finder.find(">", close) if close != -1 else -1
    if end == -1 or opened - found.end() > _MAX_TARGET or "<" in text[found.end() : opened]:
        # Never closed: it is no mark-up, and the text after it is not swallowed.
        return scanned.add(Atom("inline", "&lt;", "<")), found.start() + 1
    source, inner = text[found.start() : end + 1], text[opened + 1 : close]
    if name in ("html", "pre", "textarea", "script", "style", "xmp"):
        kept = inner if name == "html" else source
        is_inline = name == "html" and "\n" not in inner
        return scanned.add(Atom("inline" if is_inline else "block", kept, source)), end + 1
    if name == "math" or (name == "code" and "\n" not in inner.strip("\n")):
        # A short piece of code stays in its line.
        if not inner.strip():
            return "", end + 1
        if "\n" not in inner:
            return scanned.add(Atom("inline", f"<code>{escaped(inner)}</code>", source)), end + 1
    language = re.search(r"class\s*=\s*[\"']?([A-Za-z0-9+#-]{1,20})", text[found.end() : opened])
    block = Preformatted(text=inner.strip("\n"), kind="code", language=language[1] if language else "")
    if not block.text.strip():
        return "", end + 1
    scanned.hold(source, block)
    scanned.atoms[-1].kind = "block"
    return f"{ATOM_OPEN}{len(scanned.atoms) - 1}{ATOM_CLOSE}", end + 1


class Scanner:
    """Takes the whole things out of one text. ``depth`` is how many texts it stands within."""

    def __init__(self, text: str, scanned: Scanned, *, depth: int = 0) -> None:
        self._text, self._scanned, self._depth = text, scanned, depth
        self._finder = Finder(text)
        self._note_ends = _pairs(text)

    def run(self) -> str:
        """The text with marks for atoms."""
        out: list[str] = []
        position = 0
        while found := _INTEREST.search(self._text, position):
            out.append(self._text[position : found.start()])
            kind = found.lastgroup or ""
            mark, position = getattr(self, f"_{kind}")(found.start())
            out.append(mark)
        out.append(self._text[position:])
        return "".join(out)

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

    def _lt(self, start: int) -> tuple[str, int]:
        return "<", start + 1

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
        named = _NOTE_NAME.match(inner)
        name = None
        if named and not _is_tag(named[1], inner):
            name, inner = named[1].strip(), inner[named.end() :]
        text = self._inline(inner.strip()) if inner.strip() else ""
        mark = add_note(scanned, text, name=name)
        return self._add("inline", f"[^{escaped(mark)}]" if mark else "", source), end + 2

    def _bracket(self, start: int) -> tuple[str, int]:
        text = self._text
        if text.startswith("[*", start):
            end = self._finder.find("*]", start + 2)
            is_near = end - start < _MAX_TARGET
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
            end = text.find("]", end, end + _MAX_TARGET)
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
        if len(target) > _MAX_TARGET:
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
        model = _MODEL.match(text, start)
        if model and (model["id"] or model["arguments"]):
            return self._model(model), model.end()
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
        self._scanned.hold(self._text[found.start() : end + 1], Preformatted(text=lines, kind="verse"))
        self._scanned.atoms[-1].kind = "block"
        return f"{ATOM_OPEN}{len(self._scanned.atoms) - 1}{ATOM_CLOSE}", end + 1

    def _model(self, model: re.Match[str]) -> str:
        scanned = self._scanned
        name, source = model["name"].lower(), scanned.restored(model[0])
        arguments = _arguments(scanned.restored(model["arguments"] or ""))
        number = int(model["id"]) if model["id"] else None
        if name in _FORMS and number:
            block: Block = Attached(
                document_id=number,
                form=_FORMS[name],
                align=_alignment(arguments),
                arguments=arguments,
                source=source,
            )
            return scanned.hold(source, block)
        embed = _embed(name, arguments)
        if embed is not None:
            return scanned.hold(source, embed)
        scanned.context.tell("model-kept", source, name=name)
        return scanned.hold(source, Unknown(name=name, object_id=number, arguments=arguments, source=source))


def add_note(scanned: Scanned, text: str, *, name: str | None) -> str:
    """Keep a note and give its mark; "" for a note that no mark points to.

    A name that comes again without a text points to the note it had.
    """
    marks, notes = scanned.note_marks, scanned.context.notes
    name = re.sub(r"[\s\[\]]+", "", name)[:_MAX_MARK] if name else name
    if name and not text:
        if name not in marks:
            scanned.context.tell("note-missing", name)
        return marks.get(name, name)
    if not text:
        return ""
    if name == "":
        mark = "*"
    elif name and name not in scanned.used_marks:
        mark = name
    else:
        mark = _next_mark(scanned)
    if name:
        marks.setdefault(name, mark)
    scanned.used_marks.add(mark)
    notes.append(Note(mark=mark, html=scanned.finish_note(text)))
    return "" if name == "" else mark


def _next_mark(scanned: Scanned) -> str:
    scanned.last_number += 1
    while str(scanned.last_number) in scanned.used_marks:
        scanned.last_number += 1
    return str(scanned.last_number)


def _is_tag(name: str, note: str) -> bool:
    """Whether what a note begins with is HTML, and not the note's own name: it is closed further on."""
    word = re.match(r"/?([A-Za-z0-9]*)", name)
    return bool(word and word[1] and f"</{word[1]}>" in note) or name.startswith(("br", "img"))


def _pairs(text: str) -> dict[int, int]:
    """Where each ``[[`` has its ``]]``. In ``]]]`` the first bracket ends a link of the note's own."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for found in re.finditer(r"\[\[|\]\]+", text):
        if found[0] == "[[":
            opened.append(found.start())
            continue
        position = found.start() + len(found[0]) % 2
        while opened and position + 2 <= found.end():
            ends[opened.pop()] = position
            position += 2
    return ends


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


def _arguments(written: str) -> dict[str, str]:
    """The arguments of a model: ``name=value``, or a bare word, which is its own name."""
    found: dict[str, str] = {}
    for part in written.split("|")[1:51]:
        name, equals, value = part.strip().partition("=")
        if name.strip():
            found.setdefault(name.strip().lower()[:60], html.unescape(value.strip()) if equals else "")
    return found


def _alignment(arguments: Mapping[str, str]) -> Literal["", "left", "right", "center"]:
    asked = arguments.get("align", "")
    names_of_sides: tuple[Literal["left", "right", "center"], ...] = ("left", "right", "center")
    for name in names_of_sides:
        if name in arguments or asked == name:
            return name
    return ""


def _embed(name: str, arguments: Mapping[str, str]) -> Embed | None:
    """Models that only show what is elsewhere: ``<video|url=…>``, ``<oembed|url=…>``."""
    if name not in ("audio", "emb", "embed", "iframe", "oembed", "video", "youtube", "dailymotion", "vimeo"):
        return None
    return embed_at(arguments.get("url", "") or arguments.get("src", ""))
