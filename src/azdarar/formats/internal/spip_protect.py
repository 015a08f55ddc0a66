"""What nobody may read as mark-up, taken out of a SPIP text first: code, comments, escaped characters."""

from __future__ import annotations

import re

from azdarar.formats.blocks import Preformatted
from azdarar.formats.internal.foreign_html import escaped
from azdarar.formats.internal.spip_atoms import MAX_TARGET, Atom, Finder, Scanned
from azdarar.formats.internal.spip_models import MODEL

#: Every branch begins with a letter of its own: what a text has none of is passed over at the speed of C.
_PROTECTED = re.compile(
    r"<!--|\\(?P<escape>[\[\]{}|~])"
    r"|<(?P<name>(?i:code|cadre|frame|html|pre|math|script|style|textarea|xmp))\b"
)


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
    model = MODEL.match(text, found.start())
    if model and model["arguments"]:
        return text[found.start()], found.start() + 1
    close = finder.find(f"</{name}", opened) if opened != -1 else -1
    end = finder.find(">", close) if close != -1 else -1
    if end == -1 or opened - found.end() > MAX_TARGET or "<" in text[found.end() : opened]:
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
    return scanned.hold(source, block, kind="block"), end + 1
