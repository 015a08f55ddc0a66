"""Which pictures the edition holds, and how each is made from its scene to its file."""

from __future__ import annotations

import tomllib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from demo.pictures.embedding import Caption, embedded
from demo.pictures.engraving import carve
from demo.pictures.inks import inking_of
from demo.pictures.printing import printed
from demo.pictures.sheets import SHEETS
from demo.pictures.studio import Studio, scene

EDITION = Path(__file__).parents[1] / "edition"
WIDTH_PX, HEIGHT_PX = 1800, 1200
DRAWN_WIDTH_PX, DRAWN_HEIGHT_PX = 1200, 800
"""A scene is traced smaller than it is cut: the gouge, not the tracer, gives the print its fineness."""
PORTRAIT_PX = 800
PORTRAIT_SCALE = 0.72
"""The same head is cut with a finer gouge, since a portrait is shown small."""
QUALITY = 74
LARGEST_BYTES = 450_000

PORTRAITS = {
    "portrait-anahit-sarkissian": 1,
    "portrait-marc-delorme": 2,
    "portrait-lucie-vartanian": 3,
    "portrait-tigran-melkonian": 4,
    "portrait-karnig-tachdjian": 5,
}
"""Which head of ``scenes/portrait.glsl`` is whose."""

EMBEDDED = frozenset({"train-lac", "abricots", "presse-madras"})
"""Pictures that carry their own caption, credit and alt text, as an agency's would."""
LOCATED = {"abricots": (39.7283, 45.2061)}
"""Pictures that carry a position, north and east, which no reader must ever receive."""


def entries() -> dict[str, dict[str, Any]]:
    """What ``edition/pictures.toml`` says of each picture, by key."""
    pictures = tomllib.loads((EDITION / "pictures.toml").read_text("utf-8"))["picture"]
    return {entry["key"]: entry for entry in pictures}


def print_pictures(keys: list[str], *, into: Path) -> Iterator[Path]:
    """Draw, cut and print the pictures named, one file each."""
    known = entries()
    with Studio() as studio:
        for key in keys:
            path = into / f"{key}.jpg"
            picture = _portrait(studio, key) if key in PORTRAITS else _picture(studio, key)
            path.write_bytes(_encoded(picture, key=key, entry=known[key]))
            yield path


def _picture(studio: Studio, key: str) -> Image.Image:
    source = scene(key)
    sheet = studio.sheet(SHEETS[key]()) if key in SHEETS else None
    drawing = studio.draw(source, width=DRAWN_WIDTH_PX, height=DRAWN_HEIGHT_PX, sheet=sheet)
    rng = _chance(key)
    plates = carve(drawing.enlarged(width=WIDTH_PX, height=HEIGHT_PX), inking_of(source), rng=rng, scale=1)
    return printed(plates, rng=rng, scale=1)


def _portrait(studio: Studio, key: str) -> Image.Image:
    source = scene("portrait")
    drawing = studio.draw(source, width=PORTRAIT_PX, height=PORTRAIT_PX, who=PORTRAITS[key])
    rng = _chance(key)
    plates = carve(drawing, inking_of(source), rng=rng, scale=PORTRAIT_SCALE)
    return printed(plates, rng=rng, scale=PORTRAIT_SCALE)


def _encoded(picture: Image.Image, *, key: str, entry: dict[str, Any]) -> bytes:
    caption = Caption(
        text=entry["caption"]["fr"],
        alt=entry["alt"]["fr"],
        credit=entry["credit"],
        copyright=f"© {entry['credit']}",
        position=LOCATED.get(key),
    )
    for quality in range(QUALITY, 40, -4):
        data = embedded(picture, quality=quality, caption=caption if key in EMBEDDED else None)
        if len(data) <= LARGEST_BYTES:
            break
    return data


def _chance(key: str) -> np.random.Generator:
    """The same chance for the same key, on any machine."""
    return np.random.default_rng(zlib.crc32(key.encode()))
