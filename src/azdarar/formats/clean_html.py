"""One allow-list for HTML that others wrote, and plain text from HTML.

The list is the paper's rich text and nothing more: what is not on it is taken out and its text kept, except
where the content itself is not text (scripts, styles, drawings, form fields), which goes with it. Links keep
``http``, ``https``, ``mailto``, ``tel`` and relative addresses. What comes out is stored, so it is the same
when cleaned again.

The work is done by nh3, which parses as browsers do (html5ever): a sanitiser that parses otherwise can be
told one thing and the browser another. Two things nh3 does not promise are added. The result is cleaned
until it no longer changes. And HTML whose shape makes browsers' rules quadratic is simplified first: nesting
beyond ``MAX_DEPTH`` (40,000 open ``<div>`` took nh3 3 seconds) and tags with a thousand attributes (128,000
took 4 seconds).
"""

from __future__ import annotations

import html
import re
from collections.abc import Set
from functools import lru_cache
from urllib.parse import urlsplit

import nh3

from azdarar.formats.simple_inline import is_simple, without_marks

__all__ = ["MAX_DEPTH", "clean_inline", "clean_rich", "is_deeply_nested", "plain_text"]

#: Nesting that no person writes; real pages measured here stay below 40.
MAX_DEPTH = 200


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_INLINE = _names("a abbr b br cite code em i q s span strong sub sup")
_RICH = _INLINE | _names("p ul ol li h2 h3")
#: Elements at whose edges words end. Only for cleaning on the way, never in a result.
_EDGES = _names(
    "address article aside blockquote caption center dd details div dl dt fieldset figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table tbody td tfoot th thead "
    "tr ul"
)
_PLAIN = _EDGES | {"br"}
_INLINE_EDGES, _RICH_EDGES = _INLINE | _EDGES, _RICH | _EDGES
_NOT_TEXT = _names(
    "applet audio base button canvas datalist embed frame frameset head iframe input link math meta noembed "
    "noframes noscript object option param picture script select source style svg template textarea title "
    "track video xmp"
)
_ATTRIBUTES = {"a": {"href", "title"}, "abbr": {"title"}, "span": {"lang"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_ANY_TAG = re.compile(r"<[^<>]*>")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)[^<>]*")
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9-]{0,30})[^<>]{4000,}>")
_MAX_ATTRIBUTES = 1000
#: Elements that HTML closes by itself, or that never hold anything.
_NOT_NESTING = _names(
    "area base br col dd dt embed hr img input li link meta option p param source td th tr track wbr"
)
_MAX_PASSES = MAX_DEPTH + 10


def _edge_tag(names: Set[str]) -> re.Pattern[str]:
    """Tags as nh3 writes them: no attribute, and no bare "<" in text, so that a pattern is enough."""
    return re.compile(rf"</?(?:{'|'.join(sorted(names))})>")


_EVERY_EDGE = _edge_tag(_EDGES)
_OTHER_EDGES = _edge_tag(_EDGES - _RICH)
_WHITE = " \t\r\n\f"
_BETWEEN_CELLS = re.compile(r"</t[dh]>[ ]?<t[dh]>")
_BETWEEN_ITEMS = re.compile(r"(?m)^(- .*)\n\n(?=- )")
_EDGE = "<azdarar-edge>"
_EDGE_RUN = re.compile(r"(?:<azdarar-edge>\s*)+")
_OWN_EDGE_OR_BREAK = re.compile(r"(<br>|</?(?:p|ul|ol|li|h2|h3)>)")
#: Text in which nothing can be mark-up, and nothing is written otherwise in HTML.
_BARE = re.compile(r"[^<>&\x00\r\f\u00a0]*")
_EMPTY = re.compile(r"<([a-z][a-z0-9]*)(?: [^<>]*)?>\s*</\1>")


def clean_inline(text: str) -> str:
    """Reduce HTML to the marks that may stand inside a line: emphasis, links, sub- and superscript.

    Paragraphs and other blocks become line breaks, so that words of two blocks never run together.

    Returns:
        HTML of a b br cite code em i q s span strong sub sup abbr; the same when cleaned again.
    """
    if _BARE.fullmatch(text):
        return text.strip(" \t\n")
    if is_simple(text):
        return _emptied(text)
    edged = _EVERY_EDGE.sub(_EDGE, _nh3(_tamed(text), tags=_INLINE_EDGES))
    return _settled(_EDGE_RUN.sub("<br>", edged), tags=_INLINE)


def clean_rich(text: str) -> str:
    """Reduce HTML to what a paragraph block of the paper may hold.

    Adds p, ul, ol, li, h2 and h3 to the marks of ``clean_inline``. Other blocks lose their tags; their text
    stays apart by a line break.

    Returns:
        HTML of the allow-list; the same when cleaned again.
    """
    edged = _OTHER_EDGES.sub(_EDGE, _nh3(_tamed(text), tags=_RICH_EDGES))
    return _settled(_EDGE_RUN.sub("<br>", edged), tags=_RICH)


def plain_text(text: str) -> str:
    """Give the text of HTML without any mark; paragraphs are apart by a blank line.

    Line breaks stay line breaks, items of a list begin with a dash, cells of a table are apart by a tab.
    Scripts, styles and other content that is not text is left out.
    """
    if _BARE.fullmatch(text):
        return one_spaced(text, _WHITE).strip()
    simple = without_marks(text)
    kept = _nh3(_tamed(text), tags=_PLAIN) if simple is None else simple
    kept = one_spaced(kept, _WHITE).replace("<br>", "\n").replace("<li>", "\n\n- ")
    kept = _BETWEEN_CELLS.sub("\t", kept).replace("</tr>", "\n").replace("<tr>", "")
    kept = _EVERY_EDGE.sub("\n\n", kept)
    lines = [one_spaced(line, " ").strip() for line in html.unescape(kept).split("\n")]
    joined = "\n".join(lines)
    while "\n\n\n" in joined:
        joined = joined.replace("\n\n\n", "\n\n")
    joined = joined.strip()
    if "-\n" in joined:
        joined = re.sub(r"(?m)^-\n+", "- ", joined)
    return _BETWEEN_ITEMS.sub(r"\1\n", joined) if "\n\n- " in joined else joined


def one_spaced(text: str, white: str) -> str:
    """The text with one space for each run of white space, at the speed of plain replacing."""
    for character in white:
        if character != " " and character in text:
            text = text.replace(character, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def is_deeply_nested(text: str, *, limit: int = MAX_DEPTH) -> bool:
    """Whether HTML may nest deeper than ``limit``.

    Counts open tags by name, without parsing, in linear time. A parser may find a few levels more where HTML
    ignores an end tag, never many times more; and fewer, where it closes an element by itself.
    """
    if text.count("<") <= limit:
        return False
    opened: dict[str, int] = {}
    depth = 0
    for found in _TAG.finditer(text):
        name = found[2].lower()
        if name in _NOT_NESTING:
            continue
        if not found[1]:
            opened[name] = opened.get(name, 0) + 1
            depth += 1
        elif opened.get(name):
            opened[name] -= 1
            depth -= 1
        if depth > limit:
            return True
    return False


def _tamed(text: str) -> str:
    """HTML whose shape a parser gets through in linear time."""
    text = text.replace("\x00", "")
    if is_deeply_nested(text):
        return _without_tags(text)
    return _LONG_TAG.sub(_shortened, text)


def _without_tags(text: str) -> str:
    return html.escape(_ANY_TAG.sub(" ", text), quote=False)


def _shortened(found: re.Match[str]) -> str:
    # One long value (a picture in the address) is left alone; many attributes are dropped together.
    pieces = sum(1 for _ in re.finditer(r"[\s/\"']+", found[0]))
    return f"<{found[1]}>" if pieces > _MAX_ATTRIBUTES else found[0]


def _settled(text: str, *, tags: Set[str]) -> str:
    """Clean until nothing changes; what never settles is kept as plain text."""
    for _ in range(_MAX_PASSES):
        cleaned = _without_edge_breaks(_EMPTY.sub("", _nh3(text, tags=tags)))
        if cleaned == text:
            return cleaned
        text = cleaned
    return _without_tags(text)


def _emptied(text: str) -> str:
    """Drop marks that hold nothing, and breaks where the whole begins or ends, until nothing changes."""
    while True:
        cleaned = _EMPTY.sub("", text) if "<" in text else text
        # Nothing in it but a line break could be an edge.
        cleaned = _without_edge_breaks(cleaned) if "<br>" in cleaned else cleaned.strip(_WHITE)
        if cleaned == text:
            return text
        text = cleaned


def _without_edge_breaks(text: str) -> str:
    """Drop line breaks and white space where a block, or the whole, begins or ends anyway."""
    kept: list[str] = []
    waiting: list[str] = []
    after_edge = True
    for part in _OWN_EDGE_OR_BREAK.split(text):
        if part == "<br>" or not part.strip(" \t\r\n\f"):
            waiting.append(part)
            continue
        is_edge = part.startswith("<") and _OWN_EDGE_OR_BREAK.fullmatch(part) is not None
        if not (is_edge or after_edge):
            kept.extend(waiting)
        waiting.clear()
        kept.append(part)
        after_edge = is_edge
    return "".join(kept).strip(" \t\r\n\f")


def _nh3(text: str, *, tags: Set[str]) -> str:
    return _cleaner(frozenset(tags)).clean(text)


@lru_cache(maxsize=16)
def _cleaner(tags: frozenset[str]) -> nh3.Cleaner:
    """Made once for each list of tags: making it costs ten times what cleaning a line does."""
    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags=set(_NOT_TEXT),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    # nh3 lets "lang" and "title" pass on every element unless it is told otherwise.
    if name not in _ATTRIBUTES.get(tag, ()):
        return None
    match name:
        case "lang":
            return value if _LANGUAGE.fullmatch(value) else None
        case "title":
            return " ".join(value.split())
        case _:
            return _address(value)


def _address(value: str) -> str | None:
    # Only the white space of HTML: stripping more could uncover a scheme nh3 has already judged.
    address = value.strip(" \t\r\n\f")
    try:
        urlsplit(address)
    except ValueError:
        # Browsers cannot follow it either, and whoever reads the stored text later need not expect it.
        return None
    return address
