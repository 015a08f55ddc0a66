"""docs/reference/formats.md says what the code says."""

from __future__ import annotations

import re
from pathlib import Path

from azdarar.formats import blocks
from azdarar.formats.blocks import SENTENCES
from azdarar.formats.photo_metadata import PhotoMetadata
from azdarar.formats.picture_check import MAX_BYTES, MAX_PIXELS
from azdarar.formats.xml import Limits

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "formats.md").read_text(encoding="utf-8")


def test_every_change_is_on_the_page_and_no_other() -> None:
    told = re.findall(
        r"^\| `([a-z-]+)` \|", PAGE.partition("Every change has a code")[2].partition("On the 797")[0], re.M
    )

    assert told == sorted(SENTENCES)


def test_every_block_is_on_the_page() -> None:
    kinds = [kind.__name__ for kind in blocks.Block.__args__]  # type: ignore[attr-defined]

    assert [kind for kind in kinds if f"`{kind}`" not in PAGE] == []


def test_every_field_of_a_photo_is_on_the_page() -> None:
    fields = set(PhotoMetadata.__dataclass_fields__) - {"problems"}

    assert [field for field in fields if f"`{field}`" not in PAGE] == []


def test_the_limits_on_the_page_are_those_of_the_code() -> None:
    limits = Limits()

    assert (limits.depth, limits.elements, limits.attributes) == (64, 200_000, 256)
    assert (limits.text_length, limits.element_length, limits.token_bytes) == (16 * 2**20, 64 * 2**20, 2**20)
    assert (MAX_BYTES, MAX_PIXELS) == (25 * 2**20, 50_000_000)
    for words in ("| 64 |", "16 and 64 million", "200,000; 256", "1 MiB", "25 MiB and 50 million"):
        assert words in PAGE
