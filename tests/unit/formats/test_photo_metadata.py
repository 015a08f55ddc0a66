"""What a picture says of itself, from whichever of its three places says it."""

from __future__ import annotations

import struct
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import PngImagePlugin

from azdarar.formats.internal.photo_dates import read_date
from azdarar.formats.photo_metadata import Conflict, PhotoMetadata, read_photo_metadata
from tests.unit.formats.drawn import drawn, exif_of, with_iim
from tests.unit.formats.places import FIXTURES

TWO_LANGUAGES = (FIXTURES / "photo_metadata" / "two_languages.xmp").read_bytes()
UTF_8 = (1, 90, b"\x1b%G")
YEREVAN = timezone(timedelta(hours=4))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_every_property_is_read_from_xmp_in_every_container(kind: str) -> None:
    found = read_photo_metadata(_with_packet(kind))

    assert found == PhotoMetadata(
        headline="Le train du lac",
        title="train-01",
        caption="The train along the lake.",
        alt_text="A red train beside blue water",
        extended_description="Three carriages, snow on the hills.",
        creators=("Անահիտ Օրինակ", "Paul Modèle"),
        credit_line="Atelier d’essai",
        copyright_notice="© 2026 Atelier d’essai",
        usage_terms="Presse seulement",
        created_text="2026-03-05T06:15:00+04:00",
        created_date=date(2026, 3, 5),
        created_at=datetime(2026, 3, 5, 6, 15, tzinfo=YEREVAN),
        city="Martouni",
        country="Arménie",
        keywords=("train", "lac"),
        digital_source_type="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
        licensor_url="https://petit-ararat.example/licence",
        data_mining="http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED",
    )


@pytest.mark.parametrize(
    ("language", "caption", "alt_text"),
    [
        ("fr", "Le train le long du lac.", "Un train rouge au bord d’une eau bleue"),
        ("hy", "Գնացքը լճի ափով։", "A red train beside blue water"),
        ("ru", "The train along the lake.", "A red train beside blue water"),
    ],
)
def test_the_asked_language_is_taken_where_it_is_there(language: str, caption: str, alt_text: str) -> None:
    found = read_photo_metadata(drawn("JPEG", xmp=TWO_LANGUAGES), language=language)

    assert (found.caption, found.alt_text) == (caption, alt_text)


def test_the_compact_form_with_other_prefixes_says_the_same() -> None:
    packet = (FIXTURES / "photo_metadata" / "attributes_only.xmp").read_bytes()

    found = read_photo_metadata(drawn("JPEG", xmp=packet))

    assert (found.headline, found.city, found.source) == ("Court", "Sevan", "Essai")
    assert (found.created_text, found.created_date) == ("2024-02", None)
    assert found.has_gps


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-be", "utf-16"])
def test_a_packet_in_another_unicode_encoding_is_read(encoding: str) -> None:
    packet = TWO_LANGUAGES.decode("utf-8").encode(encoding)

    assert read_photo_metadata(drawn("JPEG", xmp=packet)).credit_line == "Atelier d’essai"


def test_a_bomb_in_a_packet_is_told_and_the_rest_is_read() -> None:
    packet = (FIXTURES / "photo_metadata" / "billion_laughs.xmp").read_bytes()

    found = read_photo_metadata(drawn("JPEG", xmp=packet, exif=exif_of(Artist="Paul")))

    assert found.headline == ""
    assert found.creators == ("Paul",)
    assert "DOCTYPE" in found.problems[0]


def test_iim_is_utf_8_where_it_says_so() -> None:
    found = read_photo_metadata(
        with_iim([UTF_8, (2, 120, "Érévan, Երևան".encode()), (2, 80, b"A"), (2, 80, b"B")])
    )

    assert found.caption == "Érévan, Երևան"
    assert found.creators == ("A", "B")
    assert found.problems == ()


def test_iim_without_a_character_set_is_latin_1_unless_it_is_utf_8() -> None:
    latin = read_photo_metadata(with_iim([(2, 116, "© 2010 Été".encode("latin-1"))]))
    unicode = read_photo_metadata(with_iim([(2, 116, "© 2010 Été".encode())]))

    assert latin.copyright_notice == unicode.copyright_notice == "© 2010 Été"


def test_iim_that_lies_about_its_character_set_is_read_and_told() -> None:
    found = read_photo_metadata(with_iim([UTF_8, (2, 116, "© 2010".encode("latin-1"))]))

    assert found.copyright_notice == "© 2010"
    assert "UTF-8" in found.problems[0]


def test_iim_cut_in_the_middle_keeps_what_came_before() -> None:
    found = read_photo_metadata(with_iim([(2, 90, b"Sevan")], tail=b"\x1c\x02\x65\x00\x50Arm"))

    assert found.city == "Sevan"
    assert "damaged" in found.problems[0]


def test_an_iim_value_of_extended_length_is_read() -> None:
    long = "é".encode() * 20_000

    found = read_photo_metadata(
        with_iim([UTF_8], tail=b"\x1c\x02\x78\x80\x04" + len(long).to_bytes(4, "big") + long)
    )

    assert found.caption == "é" * 20_000


def test_a_tiff_that_keeps_its_iim_as_numbers_is_read() -> None:
    block = b"\x1c\x02\x5a\x00\x05Sevan\x00\x00"

    # One black pixel and the block, declared as three numbers of 32 bits.
    tags = ((256, 3, 1, 1), (257, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8), (279, 4, 1, 1), (33723, 4, 3, 12))
    directory = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags)
    tiff = struct.pack("<2sHI", b"II", 42, 24) + b"\x00" * 4 + block + directory + b"\x00" * 4

    assert read_photo_metadata(tiff).city == "Sevan"


def test_exif_says_what_no_one_else_said() -> None:
    exif = exif_of(
        Artist="Paul; Anahit",
        Copyright="© Essai".encode(),
        ImageDescription="Le lac",
        details={36867: "2026:03:05 06:15:00", 36881: "+04:00"},
    )

    found = read_photo_metadata(drawn("JPEG", exif=exif))

    assert found.creators == ("Paul", "Anahit")
    assert (found.caption, found.copyright_notice) == ("Le lac", "© Essai")
    assert found.created_at == datetime(2026, 3, 5, 6, 15, tzinfo=YEREVAN)


@pytest.mark.parametrize(
    "words",
    ["OLYMPUS DIGITAL CAMERA", "SONY DSC", "DCIM\\100", "Exif_JPEG_PICTURE", "KODAK Digital Camera", "  "],
)
def test_what_a_camera_writes_is_no_caption(words: str) -> None:
    assert read_photo_metadata(drawn("JPEG", exif=exif_of(ImageDescription=words))).caption == ""


def test_a_position_is_told_and_an_empty_position_is_not() -> None:
    real = {1: "N", 2: (40.0, 33.0, 0.0), 3: "E", 4: (45.0, 0.0, 30.0)}

    assert read_photo_metadata(drawn("JPEG", exif=exif_of(gps=real))).has_gps
    assert not read_photo_metadata(drawn("JPEG", exif=exif_of(gps={0: b"\x02\x03\x00\x00"}))).has_gps
    assert not read_photo_metadata(drawn("JPEG")).has_gps


def test_two_places_that_disagree_are_told_and_a_cut_off_value_is_no_disagreement() -> None:
    long = "Le train du lac quitte la gare de Martouni avant l’aube"
    packet = TWO_LANGUAGES.decode().replace("Le train du lac", long).encode()
    jpeg = with_iim([UTF_8, (2, 105, long.encode()[:30]), (2, 90, b"Gavar"), (2, 80, "Անահիտ".encode())])

    found = read_photo_metadata(_jpeg_with(packet, jpeg))

    assert found.headline == long
    assert found.conflicts == (
        Conflict(field="city", kept="Martouni", kept_from="XMP", other="Gavar", other_from="IPTC"),
    )


def test_the_day_in_two_places_is_compared_as_a_day() -> None:
    same = read_photo_metadata(_jpeg_with(TWO_LANGUAGES, with_iim([(2, 55, b"20260305")])))
    other = read_photo_metadata(
        _jpeg_with(TWO_LANGUAGES, with_iim([(2, 55, b"20200101"), (2, 60, b"101112-1052")]))
    )

    assert same.conflicts == ()
    assert [conflict.field for conflict in other.conflicts] == ["created"]
    assert "time zone" in other.problems[0]


@pytest.mark.parametrize(
    ("text", "day", "instant"),
    [
        ("2026-03-05T06:15:00+04:00", date(2026, 3, 5), datetime(2026, 3, 5, 6, 15, tzinfo=YEREVAN)),
        ("2026-03-05T06:15Z", date(2026, 3, 5), datetime(2026, 3, 5, 6, 15, tzinfo=UTC)),
        ("2026-03-05T06:15:00.41", date(2026, 3, 5), None),
        ("2026-03-05", date(2026, 3, 5), None),
        ("20260305 061500+0400", date(2026, 3, 5), datetime(2026, 3, 5, 6, 15, tzinfo=YEREVAN)),
        ("2026:03:05 06:15:00", date(2026, 3, 5), None),
        ("20260305 061500-1052", date(2026, 3, 5), None),
        ("2026", None, None),
        ("2026-02-31", None, None),
        ("0000:00:00 00:00:00", None, None),
        ("1700-01-01", None, None),
        ("hier", None, None),
        ("", None, None),
    ],
)
def test_dates_are_believed_as_far_as_they_can_be(
    text: str, day: date | None, instant: datetime | None
) -> None:
    found = read_date(text)

    assert (found.day, found.instant) == (day, instant)


@pytest.mark.parametrize("data", [b"", b"no picture", b"\xff\xd8\xff", b"GIF89a", drawn("PNG")[:60]])
def test_what_is_no_picture_is_told_and_raises_nothing(data: bytes) -> None:
    found = read_photo_metadata(data)

    assert found.problems
    assert found.creators == ()


def test_a_picture_without_metadata_says_nothing() -> None:
    assert read_photo_metadata(drawn("JPEG")) == PhotoMetadata()


SAMPLES = [
    drawn("JPEG", xmp=TWO_LANGUAGES, exif=exif_of(Artist="Paul", gps={2: (1.0, 2.0, 3.0)})),
    with_iim([UTF_8, (2, 120, b"caption"), (2, 25, b"a"), (2, 25, b"b")]),
    drawn("TIFF", tiffinfo={700: TWO_LANGUAGES}),
    drawn("WEBP", xmp=TWO_LANGUAGES),
    drawn("PNG", exif=exif_of(Artist="Paul")),
]


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(SAMPLES), st.floats(0, 1), st.binary(min_size=1, max_size=6), st.integers(0, 30))
def test_damaged_pictures_never_raise(sample: bytes, where: float, inserted: bytes, removed: int) -> None:
    position = int(where * len(sample))

    found = read_photo_metadata(sample[:position] + inserted + sample[position + removed :])

    assert isinstance(found, PhotoMetadata)


def _jpeg_with(packet: bytes, jpeg: bytes) -> bytes:
    body = b"http://ns.adobe.com/xap/1.0/\x00" + packet
    return jpeg[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + jpeg[2:]


def _with_packet(kind: str) -> bytes:
    match kind:
        case "PNG":
            texts = PngImagePlugin.PngInfo()
            texts.add_itxt("XML:com.adobe.xmp", TWO_LANGUAGES.decode())
            return drawn("PNG", pnginfo=texts)
        case "TIFF":
            return drawn("TIFF", tiffinfo={700: TWO_LANGUAGES})
    return drawn(kind, xmp=TWO_LANGUAGES)
