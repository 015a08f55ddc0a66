"""What each known shortcode is in the paper, and what is done with the unknown."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from typing import Literal

from azdarar.formats.blocks import (
    Alignment,
    Block,
    Embed,
    File,
    Gallery,
    Marker,
    Paragraphs,
    Picture,
    Preformatted,
    PullQuote,
    Quotation,
)
from azdarar.formats.clean_html import plain_text
from azdarar.formats.internal.embeds import embed_at, embed_of_id
from azdarar.formats.internal.marking import Phrase, gettext_noop
from azdarar.formats.internal.shortcodes import (
    CAPTION,
    CODE,
    FILE,
    MEMBERS,
    NOTE,
    PLAYER,
    QUOTE,
    Shortcode,
)
from azdarar.formats.internal.wordpress_context import Context, inline_of, move_out, rich_of

_ALIGNMENTS: dict[str, Alignment] = {"alignleft": "left", "alignright": "right", "aligncenter": "center"}
_AUDIO = re.compile(r"\.(?:mp3|m4a|ogg|oga|wav|flac|aac|wma)\b", re.IGNORECASE)
_VIDEO = re.compile(r"\.(?:mp4|m4v|webm|ogv|mov|wmv|flv|avi)\b", re.IGNORECASE)
_FILE_ATTRIBUTES = ("src", "url", "mp3", "m4a", "ogg", "wav", "mp4", "m4v", "webm", "ogv", "flv", "file")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A shortcode that is text in its line."""

    text: str


def read_shortcode(context: Context, shortcode: Shortcode) -> list[Block] | Spoken:
    """Answer a shortcode with blocks, or with text for the line it stands in."""
    name = shortcode.name
    if name in CODE:
        return _code(shortcode)
    if name in CAPTION:
        return _caption(context, shortcode)
    if name in NOTE:
        return Spoken(context.add_note(shortcode.inner or ""))
    if name in QUOTE:
        return _quotation(context, shortcode)
    if name in PLAYER:
        embed = _embed(shortcode)
        return [embed] if embed else [_refused(context, shortcode)]
    if name in FILE:
        file = _file(shortcode)
        return [file] if file else [_refused(context, shortcode)]
    if name == "gallery":
        return [_gallery(shortcode)]
    if name in MEMBERS:
        context.tell("members-part", name=name)
        return [Marker(kind="members"), *context.convert(shortcode.inner or "")]
    if name in ("nggallery", "playlist"):
        return [_refused(context, shortcode)]
    return _unknown(context, shortcode)


def _code(shortcode: Shortcode) -> list[Block]:
    text = shortcode.inner or ""
    # Highlighters store what they show already escaped; text without any mark-up is not touched.
    if re.search(r"&(?:lt|gt|amp|quot|#0?39);", text):
        text = html.unescape(text)
    language = shortcode.value("lang", "language") or (
        shortcode.name if shortcode.name not in _ANY_CODE else ""
    )
    return [Preformatted(text=text.strip("\r\n"), kind="code", language=language)] if text.strip() else []


_ANY_CODE = ("code", "sourcecode", "source", "text", "plain")


def _caption(context: Context, shortcode: Shortcode) -> list[Block]:
    blocks = context.convert(shortcode.inner or "")
    picture = next((block for block in blocks if isinstance(block, Picture | Embed | File | Gallery)), None)
    inline, others = inline_of(block for block in blocks if block is not picture)
    told = shortcode.value("caption")
    if told:
        inline = "<br>".join(filter(None, [inline_of(context.convert(told))[0], inline]))
    if picture is None:
        texts: list[Block] = [Paragraphs(html=f"<p>{inline}</p>")] if inline else []
        return texts + others
    shown: Block
    if isinstance(picture, Picture):
        number = re.fullmatch(r"attachment_(\d{1,12})", shortcode.value("id"))
        shown = replace(
            picture,
            caption=inline,
            attachment_id=picture.attachment_id or (int(number[1]) if number else None),
            align=_ALIGNMENTS.get(shortcode.value("align"), picture.align),
        )
    elif isinstance(picture, Gallery):
        shown = replace(picture, caption=inline)
    else:
        shown = replace(picture, title=picture.title or plain_text(inline))
    return [shown, *move_out(context, others, inside=gettext_noop("caption"))]


def _refused(context: Context, shortcode: Shortcode) -> Block:
    what = Phrase(gettext_noop("The shortcode “%(name)s”"), name=shortcode.name)
    return context.refuse(what, shortcode.source)


def _quotation(context: Context, shortcode: Shortcode) -> list[Block]:
    text, others = rich_of(context.convert(shortcode.inner or ""))
    said = plain_text(shortcode.value("author", "cite", "source", "by"))
    after = move_out(context, others, inside=gettext_noop("quotation"))
    if not text:
        return after
    if shortcode.name == "pullquote":
        return [PullQuote(text=" ".join(plain_text(text).split()), attribution=said), *after]
    return [Quotation(html=text, attribution=said), *after]


def _embed(shortcode: Shortcode) -> Embed | None:
    given = [shortcode.value("id", "url", "src", "v", "video"), *shortcode.values]
    given.append(plain_text(shortcode.inner or ""))
    return next(filter(None, (embed_of_id(shortcode.name, value) for value in given if value)), None)


def _file(shortcode: Shortcode) -> Block | None:
    given = [shortcode.value(*_FILE_ATTRIBUTES), *shortcode.values, plain_text(shortcode.inner or "")]
    url = next((value.strip() for value in given if re.match(r"(?i)https?:|/", value.strip())), "")
    if not url:
        return None
    if shortcode.name == "video":
        embed = embed_at(url, known_only=True)
        if embed:
            return embed
    kind: Literal["document", "audio", "video"] = "document"
    if _AUDIO.search(url) or shortcode.name in ("audio", "dewplayer", "mp3"):
        kind = "audio"
    elif _VIDEO.search(url) or shortcode.name in ("video", "flv"):
        kind = "video"
    # Old players took several addresses in one, apart by bars.
    return File(url=url.split("|")[0], title=shortcode.value("title", "titles"), kind=kind)


def _gallery(shortcode: Shortcode) -> Block:
    numbers = re.findall(r"[0-9]{1,12}", shortcode.value("ids", "include"))
    pictures = tuple(Picture(attachment_id=int(number)) for number in numbers)
    return Gallery(pictures=pictures, is_of_story=not pictures)


def _unknown(context: Context, shortcode: Shortcode) -> list[Block] | Spoken:
    if shortcode.inner is None:
        context.tell("shortcode-kept", shortcode.source, name=shortcode.name)
        return Spoken(html.unescape(shortcode.source))
    context.tell("shortcode-opened", shortcode.source, name=shortcode.name)
    return context.convert(shortcode.inner)
