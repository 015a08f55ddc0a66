"""What a picture file really is."""

from __future__ import annotations

import io
import random
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from azdarar.formats import picture_check
from azdarar.formats.picture_check import PictureError, PictureFacts, inspect_picture
from tests.unit.formats.drawn import drawn, png_of

KINDS: list[tuple[str, dict[str, Any]]] = [
    ("JPEG", {}),
    ("JPEG", {"progressive": True}),
    ("PNG", {}),
    ("PNG", {"frames": 3}),
    ("WEBP", {}),
    ("WEBP", {"lossless": True}),
    ("WEBP", {"frames": 3}),
    ("AVIF", {}),
    ("AVIF", {"frames": 3}),
    ("GIF", {}),
    ("GIF", {"frames": 4}),
]


@pytest.mark.parametrize(("kind", "options"), KINDS)
def test_the_facts_are_those_of_the_decoder(kind: str, options: dict[str, Any]) -> None:
    data = drawn(kind, size=(61, 37), **options)

    facts = inspect_picture(data)

    with Image.open(io.BytesIO(data)) as decoded:
        frames = getattr(decoded, "n_frames", 1)
        assert (facts.format, facts.width, facts.height) == (kind, *decoded.size)
    assert facts.frames == frames == options.get("frames", 1)
    assert facts.is_animated is (frames > 1)
    assert facts.size_bytes == len(data)


@pytest.mark.parametrize(("kind", "options"), KINDS)
def test_a_cut_off_picture_is_told_wherever_it_is_cut(kind: str, options: dict[str, Any]) -> None:
    data = drawn(kind, **options)
    # The last bytes of a PNG are a check sum nobody needs, of a WebP padding.
    places = [*range(16, 300), *random.Random(7).sample(range(300, len(data) - 5), 60)]

    for place in places:
        with pytest.raises(PictureError):
            inspect_picture(data[:place])


def test_paths_streams_and_bytes_are_the_same(tmp_path: Path) -> None:
    data = drawn("PNG")
    (tmp_path / "a.png").write_bytes(data)

    assert inspect_picture(data) == inspect_picture(tmp_path / "a.png") == inspect_picture(io.BytesIO(data))


def test_two_hundred_megapixels_are_refused_by_the_header_and_cost_nothing(traced_peak: Any) -> None:
    data = png_of(20_000, 10_000)

    with pytest.raises(picture_check.TooManyPixelsError) as caught:
        inspect_picture(data, name="affiche.png")

    assert caught.value.data["megapixels"] == 200
    assert "affiche.png" in str(caught.value)
    assert traced_peak() < 2**20


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff\xc0\x00\x11\x08" + struct.pack(">HH", 20_000, 10_000),
        b"GIF89a" + struct.pack("<HH", 60_000, 60_000) + b"\x00\x00\x00",
        b"RIFF\x00\x10\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + b"\xff\x3f\x00" * 2 + b"\x00" * 8,
    ],
    ids=["JPEG", "GIF", "WEBP"],
)
def test_a_picture_too_large_is_told_even_when_it_is_cut_off(data: bytes) -> None:
    with pytest.raises(picture_check.TooManyPixelsError):
        inspect_picture(data)


def test_frames_count_as_pixels() -> None:
    assert inspect_picture(png_of(1000, 1000, frames=50)).frames == 50
    with pytest.raises(picture_check.TooManyPixelsError) as caught:
        inspect_picture(png_of(1000, 1000, frames=51))
    assert caught.value.data["frames"] == 51


def test_the_limits_are_the_callers() -> None:
    with pytest.raises(picture_check.TooManyPixelsError):
        inspect_picture(drawn("PNG"), max_pixels=100)
    with pytest.raises(picture_check.PictureTooHeavyError) as caught:
        inspect_picture(b"\xff\xd8\xff" + b"x" * 3 * 2**20, max_bytes=2 * 2**20)
    assert (caught.value.data["megabytes"], caught.value.data["limit"]) == ("3.0", "2")


@pytest.mark.parametrize(
    ("data", "error", "word"),
    [
        (b"", picture_check.EmptyPictureError, "empty"),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", picture_check.NotAPictureError, "film"),
        (b"\x00\x00\x00\x14ftypqt  ", picture_check.NotAPictureError, "film"),
        (b"\x1a\x45\xdf\xa3\x01", picture_check.NotAPictureError, "Matroska"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", picture_check.NotAPictureError, "AVI"),
        (b"%PDF-1.7", picture_check.NotAPictureError, "PDF"),
        (b"PK\x03\x04\x14\x00", picture_check.NotAPictureError, "ZIP"),
        (b"<!DOCTYPE html><p>404</p>", picture_check.NotAPictureError, "web page"),
        (b"<?xml version='1.0'?><rss/>", picture_check.NotAPictureError, "XML"),
        (b"MZ\x90\x00", picture_check.NotAPictureError, "program"),
        (b"une simple phrase", picture_check.NotAPictureError, "text"),
        (b"\x01\x02\x03\x04", picture_check.NotAPictureError, "unknown"),
        (b"ID3\x03", picture_check.NotAPictureError, "sound"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture_check.PictureTypeError, "SVG"),
        (b"<?xml version='1.0'?>\n<!-- x --><svg onload='1'/>", picture_check.PictureTypeError, "SVG"),
        (b"II*\x00\x08\x00\x00\x00", picture_check.PictureTypeError, "TIFF"),
        (b"BM\x46\x00\x00\x00\x00\x00\x00\x00", picture_check.PictureTypeError, "BMP"),
        (b"\x00\x00\x00\x18ftypheic", picture_check.PictureTypeError, "HEIC"),
        (b"8BPS\x00\x01", picture_check.PictureTypeError, "Photoshop"),
        (b"%!PS-Adobe-3.0 EPSF", picture_check.PictureTypeError, "EPS"),
        (b"\x00\x00\x01\x00\x01\x00", picture_check.PictureTypeError, "icon"),
        (b"GIF89a/*\x01\x00\x00\x00*/=alert(1)//", PictureError, "GIF"),
        (b"\xff\xd8\xff\xff\xff\xff", picture_check.TruncatedPictureError, "cut off"),
        (b"\xff\xd8\xff\xd9", picture_check.DamagedPictureError, "damaged"),
        (png_of(0, 10), picture_check.DamagedPictureError, "damaged"),
    ],
)
def test_what_is_no_picture_we_take_is_named(data: bytes, error: type[PictureError], word: str) -> None:
    with pytest.raises(error) as caught:
        inspect_picture(data, name="photo.jpg")

    assert word in str(caught.value) or word == "GIF"
    assert "photo.jpg" in str(caught.value)
    assert "%(" not in str(caught.value)


def test_a_damaged_picture_is_told() -> None:
    data = bytearray(drawn("PNG"))
    data[60] ^= 0xFF

    with pytest.raises(picture_check.DamagedPictureError):
        inspect_picture(bytes(data))


def test_bytes_after_the_end_are_no_hindrance() -> None:
    # A motion photo carries its film there.
    assert inspect_picture(drawn("JPEG") + b"\x00\x00\x00\x20ftypisom").format == "JPEG"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(picture_check.UnreadablePictureError) as caught:
        inspect_picture(tmp_path / "rien.jpg")

    assert caught.value.data["name"] == "rien.jpg"


SAMPLES = [drawn(kind, **options) for kind, options in KINDS]


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(SAMPLES), st.floats(0, 1), st.binary(min_size=1, max_size=8), st.integers(0, 20))
def test_damaged_pictures_are_facts_or_errors_of_ours(
    sample: bytes, where: float, inserted: bytes, removed: int
) -> None:
    position = int(where * min(len(sample), 400))

    try:
        facts = inspect_picture(sample[:position] + inserted + sample[position + removed :])
    except PictureError:
        return

    assert isinstance(facts, PictureFacts)
    assert facts.width * facts.height * facts.frames <= picture_check.MAX_PIXELS
