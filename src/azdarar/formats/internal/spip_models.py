"""Models, SPIP's way of asking for a document or for what a plug-in makes: ``<img12|left>``, ``<form3>``."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Literal

from azdarar.formats.blocks import Attached, Embed, Unknown
from azdarar.formats.internal.embeds import embed_at
from azdarar.formats.internal.spip_atoms import Scanned

MODEL = re.compile(
    r"<(?P<name>[a-z_-]{3,30}?)\s*+(?P<id>[0-9]{1,10})?\s*+(?P<arguments>\|(?>(?:<[^<>]*+>|[^<>])*))?/?>",
    re.IGNORECASE,
)
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


def read_model(model: re.Match[str], scanned: Scanned) -> str:
    """Keep what a model asks for, and give its mark; one nobody knows stays visible."""
    source, written = scanned.restored(model[0]), scanned.restored(model["arguments"] or "")
    block = document_of(model, source=source, written=written)
    if block is not None:
        return scanned.hold(source, block)
    name, arguments = model["name"].lower(), _arguments(written)
    embed = _embed(name, arguments)
    if embed is not None:
        return scanned.hold(source, embed)
    number = int(model["id"]) if model["id"] else None
    scanned.context.tell("model-kept", source, name=name)
    return scanned.hold(source, Unknown(name=name, object_id=number, arguments=arguments, source=source))


def document_of(model: re.Match[str], *, source: str, written: str) -> Attached | None:
    """The document a model asks for by its number; None for any other model."""
    form = _FORMS.get(model["name"].lower())
    number = int(model["id"] or 0)
    if form is None or not number:
        return None
    arguments = _arguments(written)
    return Attached(
        document_id=number, form=form, align=_alignment(arguments), arguments=arguments, source=source
    )


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
