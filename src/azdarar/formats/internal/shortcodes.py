"""Finding WordPress shortcodes in a text, in one pass.

Shortcodes are found before the HTML is parsed, because they may hold anything, and replaced by an element
that no text contains. What stands in comments, tags, ``<pre>`` and ``<code>`` is not looked at. Two repairs
keep a parser from swallowing text: a comment or a tag that never ends loses its "<".
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

from azdarar.formats.internal.names import names

CODE = names(
    "code sourcecode source php html css js javascript java xml sql bash shell python ruby c cpp "
    "csharp perl diff json text plain latex"
)
CAPTION = names("caption wp_caption")
NOTE = names("ref footnote fn efn_note mfn ftn")
QUOTE = names("quote blockquote pullquote")
PLAYER = names(
    "youtube vimeo dailymotion wpvideo videopress googlevideo soundcloud spotify tweet instagram "
    "facebook tiktok googlemaps iframe embed gmap flickr"
)
FILE = names("audio video dewplayer flv mp3 pdf pdf-embedder")
GALLERY = names("gallery nggallery playlist")
#: What plugins show to members only; the old paper's readers saw nothing of it.
MEMBERS = names(
    "restrict members member membership memberonly members_only members-only subscriber subscribers "
    "subscribers_only is_paid registered_only private protected_content paywall premium premium_content "
    "wcm_restrict wcm_content_restricted mepr-active mepr-show mepr-protected-content ms-protect-content "
    "s2if s2member pmpro_member armember arm_restrict_content arm_content ihc-hide-content um_loggedin "
    "wlm_private wlm_ismember emember_protected swpm_protected ur_restrict rcp_restrict"
)
_KNOWN = MEMBERS | CODE | CAPTION | NOTE | QUOTE | PLAYER | FILE | GALLERY
_NEED_AN_END = (MEMBERS - {"paywall"}) | CODE | CAPTION | NOTE | QUOTE

#: A shortcode longer than this is text that happens to hold a bracket.
_MAX_LENGTH = 2000
_MAX_ATTRIBUTES = 300
_INTEREST = re.compile(
    r"<!--|<(?P<raw>pre|code|script|style|textarea|xmp)\b|</?[A-Za-z]"
    r"|\[(?P<escape>\[?)(?P<name>[A-Za-z][\w-]{0,40})(?=[\s\]:/=])",
    re.IGNORECASE,
)
_END = re.compile(r"\[/([A-Za-z][\w-]{0,40})\]")
_QUOTED_OR_END = re.compile(r">|=\s*([\"'])")
_ATTRIBUTE = re.compile(
    r"([\w-]+)\s*=\s*\"([^\"]*)\"|([\w-]+)\s*=\s*'([^']*)'|([\w-]+)\s*=\s*([^\s\"']+)|\"([^\"]*)\"|'([^']*)'|(\S+)"
)
_STRICT = re.compile(r"(?:\s+[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>]+))+\s*/?")
_CURLY = str.maketrans({"“": '"', "”": '"', "″": '"', "‘": "'", "’": "'", "′": "'"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortcode:
    """One shortcode; ``inner`` is None when it has no end of its own."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    values: tuple[str, ...] = ()
    inner: str | None = None
    source: str = ""

    def value(self, *names: str) -> str:
        """The first of these attributes that is there."""
        return next((self.attributes[name].strip() for name in names if self.attributes.get(name)), "")


class ShortcodeScanner:
    """Replaces the shortcodes of one text by placeholders.

    After ``run()``, ``found[n]`` is what ``<placeholder n="n">`` stands for.
    """

    def __init__(self, text: str) -> None:
        self.found: list[Shortcode] = []
        self.placeholder = "x-azdarar-shortcode"
        while self.placeholder in text:
            self.placeholder += "-x"
        self._text = text
        self._ends: dict[str, list[re.Match[str]]] = {}
        for end in _END.finditer(text):
            self._ends.setdefault(end[1].lower(), []).append(end)
        self._absent: dict[str, int] = {}

    def run(self) -> str:
        """The text with placeholders."""
        out: list[str] = []
        position = 0
        while found := _INTEREST.search(self._text, position):
            start = found.start()
            out.append(self._text[position:start])
            if found["name"]:
                replacement, position = self._shortcode(found)
            elif found["raw"]:
                replacement, position = self._raw(found)
            else:
                replacement, position = self._markup(start, is_comment=found[0] == "<!--")
            out.append(replacement)
        out.append(self._text[position:])
        return "".join(out)

    def _find(self, what: str, position: int) -> int:
        # What was not found from here is not there later either: remembering it keeps the pass linear.
        if position >= self._absent.get(what, len(self._text)):
            return -1
        at = self._text.find(what, position)
        if at == -1:
            self._absent[what] = position
        return at

    def _markup(self, start: int, *, is_comment: bool) -> tuple[str, int]:
        if is_comment:
            end = self._find("-->", start + 2)
            return (self._text[start : end + 3], end + 3) if end != -1 else ("&lt;", start + 1)
        return self._tag(start)

    def _tag(self, start: int) -> tuple[str, int]:
        """A tag to its end, which is the first ">" outside quotes; "&lt;" where it has none.

        A quote that is never closed is closed where the tag was meant to end, at the first ">" after it.
        """
        position = start + 1
        for _ in range(_MAX_ATTRIBUTES):
            found = _QUOTED_OR_END.search(self._text, position) if self._find(">", position) != -1 else None
            if found is None:
                break
            if not found[1]:
                return self._text[start : found.end()], found.end()
            closed = self._find(found[1], found.end())
            if closed == -1:
                end = self._find(">", found.end())
                return (f"{self._text[start:end]}{found[1]}>", end + 1) if end != -1 else ("&lt;", start + 1)
            position = closed + 1
        end = self._find(">", start)
        return (self._text[start : end + 1], end + 1) if end != -1 else ("&lt;", start + 1)

    def _raw(self, found: re.Match[str]) -> tuple[str, int]:
        name = found["raw"].lower()
        end = None
        if found.start() < self._absent.get(f"</{name}", len(self._text)):
            end = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self._text, found.end())
        if end is None:
            self._absent.setdefault(f"</{name}", found.start())
            return self._markup(found.start(), is_comment=False)
        return self._text[found.start() : end.end()], end.end()

    def _shortcode(self, found: re.Match[str]) -> tuple[str, int]:
        text, start = self._text, found.start()
        name = found["name"].lower()
        literal = (text[start : start + 1], start + 1)
        close = text.find("]", found.end(), found.end() + _MAX_LENGTH)
        if close == -1:
            return literal
        after = close + 1
        if found["escape"]:
            end = text.find("]]", start, start + _MAX_LENGTH)
            return (text[start + 1 : end + 1], end + 2) if end != -1 else literal
        given = text[found.end() : close]
        inner, end_of_all = self._inner(name, given, after)
        if name not in _KNOWN and inner is None and not _STRICT.fullmatch(given):
            return literal
        if name in _NEED_AN_END and inner is None and not (name in CAPTION and "caption" in given):
            return literal
        attributes, values = _attributes(given.strip().removesuffix("/"))
        self.found.append(
            Shortcode(
                name=name,
                attributes=attributes,
                values=values,
                inner=inner,
                source=text[start:after] if inner is None else text[start:end_of_all],
            )
        )
        tag = self.placeholder
        return f'<{tag} n="{len(self.found) - 1}"></{tag}>', end_of_all

    def _inner(self, name: str, given: str, after: int) -> tuple[str | None, int]:
        if given.rstrip().endswith("/") and name not in ("embed", "audio", "video", "youtube"):
            return None, after
        ends = self._ends.get(name, [])
        at = bisect_left(ends, after, key=lambda end: end.start())
        if at == len(ends):
            return None, after
        if name in PLAYER | FILE | GALLERY:
            # Many players stand without an end; the end found may belong to a later one.
            between = ends[at].start() - after
            if between > _MAX_LENGTH or f"[{name}" in self._text[after : ends[at].start()].lower():
                return None, after
        return self._text[after : ends[at].start()], ends[at].end()


def _attributes(given: str) -> tuple[dict[str, str], tuple[str, ...]]:
    given = html.unescape(given)
    if '"' not in given and "'" not in given:
        given = given.translate(_CURLY)
    attributes: dict[str, str] = {}
    values: list[str] = []
    for found in _ATTRIBUTE.finditer(given.removeprefix(":").removeprefix("=")):
        name = found[1] or found[3] or found[5]
        if name:
            attributes.setdefault(name.lower(), found[2] or found[4] or found[6] or "")
        else:
            values.append(found[7] or found[8] or found[9] or "")
    return attributes, tuple(values)
