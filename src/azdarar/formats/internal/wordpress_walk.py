"""Walking the parsed HTML of a WordPress text, in one pass, into blocks.

Text and marks build paragraphs; elements that are blocks of the paper are read as a whole by
``wordpress_units``; the rest is transparent and its text kept. Outside of block-editor blocks, WordPress
itself makes paragraphs of blank lines and line breaks of line ends, and so does this.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection

from lxml.etree import _Element

from azdarar.formats.blocks import Block, Embed, Marker, Paragraphs, Picture, RawRefused
from azdarar.formats.internal.embeds import embed_at, is_address_alone
from azdarar.formats.internal.marking import Phrase, gettext_noop
from azdarar.formats.internal.names import names
from azdarar.formats.internal.paragraphs import ParagraphBuilder
from azdarar.formats.internal.shortcode_blocks import Spoken, read_shortcode
from azdarar.formats.internal.shortcodes import Shortcode
from azdarar.formats.internal.wordpress_context import Context, source_of
from azdarar.formats.internal.wordpress_figures import picture_of
from azdarar.formats.internal.wordpress_units import read_unit

_MARKS = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "dfn", "var"), "em"),
    **dict.fromkeys(("s", "strike", "del"), "s"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("abbr", "acronym"), "abbr"),
    **{tag: tag for tag in ("cite", "q", "sub", "sup")},
}
_BOUNDARIES = names(
    "address article aside body center details dd dir div dt fieldset figcaption figure footer header "
    "hgroup html legend li main menu nav p section summary tbody td tfoot th thead tr caption"
)
_PLAIN = names(
    "bdi bdo big blink data font ins label mark marquee nobr noscript output picture rp rt ruby small "
    "source span time u wbr col colgroup noembed noframes param area map track"
)
#: Marks that old editors wrote as styles.
_STYLES = (
    (re.compile(r"(?i)font-weight:\s*(?:bold|[6-9]00)"), "strong"),
    (re.compile(r"(?i)font-style:\s*(?:italic|oblique)"), "em"),
    (re.compile(r"(?i)text-decoration[\w-]*:\s*line-through"), "s"),
    (re.compile(r"(?i)vertical-align:\s*super"), "sup"),
    (re.compile(r"(?i)vertical-align:\s*sub"), "sub"),
)
_BLANK_LINE = re.compile(r"\n[ \t\r\f]*\n\s*")
_BLOCK_COMMENT = re.compile(
    r"(?P<end>/?)wp:(?P<name>[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s*(?P<attributes>\{.*\})?\s*(?P<empty>/?)",
    re.DOTALL,
)
_LINK_SCHEME = re.compile(r"(?i)(?:https?:|mailto:|tel:|(?![a-z][a-z0-9+.-]*:))")
#: Blocks that list what the site holds; their content is computed on each page view.
_COMPUTED = names(
    "archives avatar calendar categories latest-comments latest-posts loginout navigation page-list "
    "query read-more rss search site-logo site-tagline site-title social-links social-link tag-cloud "
    "term-description post-author post-comments"
)
#: Blocks whose content, or whatever follows them, a plugin shows to members only.
_FOR_MEMBERS = re.compile(
    r"(?:jetpack/)?(?:paywall|premium-content/(?:container|subscriber-view))|pmpro/\S+|memberpress/\S+"
    r"|(?:restrict-content-pro|rcp)/\S+|(?:woocommerce-)?memberships/\S+|members/\S+|leaky-paywall/\S+"
)
#: Reusable blocks in one text: each may hold others many times over, and those others again.
_MOST_REUSED = 500
_SILENT = names("spacer separator footnotes nextpage more")


class Walker:
    """One walk over one element. ``shortcodes`` answer the placeholders met in it."""

    def __init__(
        self,
        context: Context,
        *,
        placeholder: str,
        shortcodes: list[Shortcode],
        is_freeform: bool,
        left_out: Collection[_Element] = (),
        is_within: bool = False,
    ) -> None:
        self.context = context
        self._is_within = is_within or context.depth > 1
        self.placeholder = placeholder
        self.shortcodes = shortcodes
        self._left_out = left_out
        self._starts_freeform = is_freeform
        self._open_blocks: list[bool] = []
        self._blocks: list[Block] = []
        self._paragraphs: list[str] = []
        self._later: list[Block] = []
        self._links: list[str] = []
        self._pictures: set[str] = set()
        self._spoken: set[str] = set()
        self._line = ParagraphBuilder()

    @property
    def is_freeform(self) -> bool:
        """Whether line ends count, as outside of block-editor blocks."""
        return self._open_blocks[-1] if self._open_blocks else self._starts_freeform

    def walk(self, root: _Element) -> list[Block]:
        """Read everything inside ``root``."""
        self._read_text(root.text)
        open_elements = [(root, iter(root))]
        while open_elements:
            parent, children = open_elements[-1]
            element = next(children, None)
            if element is None:
                open_elements.pop()
                if open_elements:
                    self._leave(str(parent.tag))
                    self._read_text(parent.tail)
            elif not isinstance(element.tag, str):
                self._read_comment(element.text or "")
                self._read_text(element.tail)
            elif element in self._left_out or self._read_whole(element):
                self._read_text(element.tail)
            else:
                self._enter(element)
                self._read_text(element.text)
                open_elements.append((element, iter(element)))
        return self._finish()

    def _finish(self) -> list[Block]:
        self._end_paragraph()
        self._close_text()
        return self._blocks

    def add(self, *blocks: Block) -> None:
        """End the text before and add blocks after it.

        A place where the part for members begins is only one where nothing stands around it.
        """
        if self._is_within and any(isinstance(block, Marker) and block.kind == "members" for block in blocks):
            self.context.is_closed_inside = True
        self._end_paragraph()
        self._close_text()
        self._blocks.extend(blocks)

    def _close_text(self) -> None:
        if self._paragraphs:
            self._blocks.append(Paragraphs(html="".join(f"<p>{text}</p>" for text in self._paragraphs)))
            self._paragraphs = []

    def _end_paragraph(self) -> None:
        text = self._line.end()
        if text:
            self._add_paragraph(text)
        if self._later:
            moved, self._later = self._later, []
            self.add(*moved)

    def _add_paragraph(self, text: str) -> None:
        bare = html.unescape(re.sub(r"</?a\b[^>]*>", "", text))
        embed = embed_at(bare, known_only=True) if is_address_alone(bare) else None
        if embed is not None:
            self.add(embed)
            return
        if bare in self._spoken:
            self.add(RawRefused(reason=Phrase(gettext_noop("shortcode")), source=bare))
            return
        self._paragraphs.append(text)

    def _read_text(self, text: str | None) -> None:
        if not text:
            return
        if not self.is_freeform:
            self._line.add_text(text)
            return
        for number, part in enumerate(_BLANK_LINE.split(text.replace("\r\n", "\n"))):
            if number:
                self._end_paragraph()
            self._read_lines(part.split("\n"))

    def _read_lines(self, lines: list[str]) -> None:
        for number, line in enumerate(lines):
            if number:
                self._line.add_line_end()
            is_whole = self._line.is_at_line_start and number + 1 < len(lines)
            embed = embed_at(line, known_only=True) if is_whole and is_address_alone(line) else None
            if embed is not None:
                self.add(embed)
            else:
                self._line.add_text(line)

    def _enter(self, element: _Element) -> None:
        tag = str(element.tag)
        if tag in _MARKS:
            title = element.get("title") if _MARKS[tag] == "abbr" else None
            self._line.open_mark(_MARKS[tag], _attribute("title", title))
        elif tag == "a":
            self._enter_link(element)
        elif tag == "span":
            lang = element.get("lang") or element.get("xml:lang")
            self._line.open_mark("span" if lang else _styled(element), _attribute("lang", lang))
        elif tag in _BOUNDARIES:
            self._end_paragraph()
        elif tag not in _PLAIN:
            self.context.tell_once("unknown-element", tag)

    def _enter_link(self, element: _Element) -> None:
        href = (element.get("href") or "").strip()
        if href and not _LINK_SCHEME.match(href):
            self.context.tell("link-refused", source_of(element))
            href = ""
        self._links.append(href)
        attributes = _attribute("href", href) + _attribute("title", element.get("title"))
        self._line.open_mark("a" if href else "", attributes)

    def _leave(self, tag: str) -> None:
        if tag in _MARKS or tag in ("a", "span"):
            self._line.close_mark()
            if tag == "a":
                self._links.pop()
        elif tag in _BOUNDARIES:
            self._end_paragraph()

    def _read_whole(self, element: _Element) -> bool:
        """Read an element that is a block, or a thing inside a line, as one; False when it is neither."""
        tag = str(element.tag)
        if tag == self.placeholder:
            self._read_shortcode(element)
        elif tag == "br":
            if self._line.add_break():
                self._end_paragraph()
        elif tag == "img":
            self._read_picture(element)
        elif tag == "sup" and element.get("data-fn"):
            self._line.add_text(self._note(element.get("data-fn") or ""))
        else:
            blocks = read_unit(self.context, element, self._walk_within)
            if blocks is None:
                return False
            self.add(*blocks)
        return True

    def _walk_within(self, element: _Element, left_out: Collection[_Element] = ()) -> list[Block]:
        walker = type(self)(
            self.context,
            placeholder=self.placeholder,
            shortcodes=self.shortcodes,
            is_freeform=self.is_freeform,
            left_out=left_out,
            is_within=True,
        )
        return walker.walk(element)

    def _read_shortcode(self, element: _Element) -> None:
        number = element.get("n") or ""
        if not number.isdecimal() or int(number) >= len(self.shortcodes):
            return
        result = read_shortcode(self.context, self.shortcodes[int(number)])
        if isinstance(result, Spoken):
            self._spoken.add(" ".join(result.text.split()))
            self._line.add_text(result.text)
        else:
            self.add(*result)

    def _read_picture(self, element: _Element) -> None:
        found = picture_of(self.context, element, link=self._links[-1] if self._links else "")
        if isinstance(found, str):
            self._line.add_text(found)
        elif found is not None:
            self._place(found)

    def _place(self, picture: Picture) -> None:
        if picture.src and picture.src in self._pictures and element_repeats(self._blocks, picture):
            return
        self._pictures.add(picture.src)
        if self._line.has_text and not self._line.is_at_line_start:
            # In the middle of a sentence: the sentence goes on, the picture follows its paragraph.
            self.context.tell("picture-moved", picture.src)
            self._later.append(picture)
        else:
            self.add(picture)

    def _note(self, note_id: str) -> str:
        reference = self.context.note_of(note_id)
        if not reference:
            self.context.tell("note-missing", note_id)
        return reference or "[^?]"

    def _read_comment(self, text: str) -> None:
        text = text.strip()
        if re.fullmatch(r"more\b.*", text, re.DOTALL):
            self.add(Marker(kind="more"))
        elif text == "nextpage":
            self.context.tell("page-break-kept")
            self.add(Marker(kind="page-break"))
        elif found := _BLOCK_COMMENT.fullmatch(text):
            self._read_block_comment(found)
        elif text and text != "noteaser":
            self.context.tell("comment-left-out", text)

    def _read_block_comment(self, found: re.Match[str]) -> None:
        name = found["name"].removeprefix("core/")
        if found["end"]:
            self._end_paragraph()
            if self._open_blocks:
                self._open_blocks.pop()
            return
        attributes = _json_object(found["attributes"])
        self._end_paragraph()
        if found["empty"]:
            self._read_empty_block(name, attributes, source=found[0])
            return
        self._begin_members_part(name)
        # Classic blocks and shortcodes hold text as typed; all others hold finished HTML.
        self._open_blocks.append(name in ("freeform", "classic", "shortcode"))
        if name in ("cover", "cover-image") and isinstance(attributes.get("url"), str):
            number = attributes.get("id")
            self._place(
                Picture(
                    src=str(attributes["url"]),
                    attachment_id=number if isinstance(number, int) else None,
                    alt=str(attributes.get("alt") or ""),
                )
            )

    def _read_reusable(self, number: object, *, source: str) -> None:
        """A block kept elsewhere under a number, once for many texts: what it holds stands here."""
        content = self.context.reusable.get(number, "") if isinstance(number, int) else ""
        if content and self.context.reused < _MOST_REUSED:
            self.context.reused += 1
            self.add(*self.context.convert(content))
        else:
            self.add(self.context.refuse(Phrase(gettext_noop("A reusable block")), f"<!-- {source}-->"))

    def _begin_members_part(self, name: str) -> bool:
        """Mark where a block of a plugin for paying readers begins; where it ends is not followed."""
        if not _FOR_MEMBERS.fullmatch(name):
            return False
        self.context.tell("members-part", name=name)
        self.add(Marker(kind="members"))
        return True

    def _read_empty_block(self, name: str, attributes: dict[str, object], *, source: str) -> None:
        if self._begin_members_part(name):
            return
        url = attributes.get("url")
        embed: Embed | None = embed_at(url) if isinstance(url, str) and "embed" in name else None
        if embed is not None:
            self.add(embed)
        elif name == "block":
            self._read_reusable(attributes.get("ref"), source=source)
        elif name in _COMPUTED:
            self.context.tell("dynamic-block-left-out", name=name)
        elif name not in _SILENT:
            what = Phrase(gettext_noop("The block “%(name)s”"), name=name)
            self.add(self.context.refuse(what, f"<!-- {source}-->"))


def element_repeats(blocks: list[Block], picture: Picture) -> bool:
    """Whether a picture only repeats the one just before, as a cover's image or a lazy loader's copy does."""
    return bool(blocks) and isinstance(blocks[-1], Picture) and blocks[-1].src == picture.src


def _attribute(name: str, value: str | None) -> str:
    return f' {name}="{html.escape(value)}"' if value else ""


def _styled(element: _Element) -> str:
    style = element.get("style") or ""
    return next((tag for pattern, tag in _STYLES if pattern.search(style)), "")


def _json_object(text: str | None) -> dict[str, object]:
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
