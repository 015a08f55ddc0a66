"""What a photograph says of itself becomes the newsroom's words, and only what is worth it."""

from pathlib import Path

import pytest

from azdarar.formats.photo_metadata import PhotoMetadata, read_photo_metadata
from azdarar.media.embedded import credit_packet, desk_title, is_synthetic, kept_record, wording_of
from tests.factories.media import photograph


@pytest.mark.parametrize(
    ("creators", "credit", "source", "expected"),
    [
        (("Anahit Vardanyan",), "Agence Ararat", "", "Anahit Vardanyan / Agence Ararat"),
        (("Anahit Vardanyan",), "Anahit Vardanyan / Agence Ararat", "", "Anahit Vardanyan / Agence Ararat"),
        (("Anahit Vardanyan", "Jean Roy"), "", "Photolure", "Anahit Vardanyan, Jean Roy / Photolure"),
        (("Agence Ararat",), "Agence Ararat", "", "Agence Ararat"),
        ((), "Agence Ararat", "Photolure", "Agence Ararat"),
        (("Anahit Vardanyan",), "", "", "Anahit Vardanyan"),
    ],
)
def test_the_credit_names_photographer_and_agency_once(
    creators: tuple[str, ...], credit: str, source: str, expected: str
) -> None:
    metadata = PhotoMetadata(creators=creators, credit_line=credit, source=source)

    assert wording_of(metadata) == {"credit_line": expected}


def test_restrictions_of_use_are_kept_wherever_the_agency_wrote_them() -> None:
    metadata = PhotoMetadata(usage_terms="Editorial use only.", special_instructions="NO SALES")

    assert wording_of(metadata)["usage_terms"] == "Editorial use only.\nNO SALES"


def test_a_file_name_is_neither_caption_nor_alt_text_nor_title() -> None:
    metadata = PhotoMetadata(caption="arton71307", alt_text="IMG_2034.jpg", headline="DSC_0042.jpg", title="")

    assert wording_of(metadata) == {}
    assert desk_title(metadata) == ""


def test_half_an_alt_text_is_not_taken() -> None:
    assert wording_of(PhotoMetadata(alt_text="Un pont. " * 60)) == {}


@pytest.mark.parametrize(
    ("source_type", "expected"),
    [
        ("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", True),
        ("http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture", False),
        ("", False),
    ],
)
def test_a_picture_made_by_a_machine_says_so(source_type: str, expected: bool) -> None:
    assert is_synthetic(PhotoMetadata(digital_source_type=source_type)) is expected


def test_the_packet_written_back_is_read_as_it_was_meant() -> None:
    metadata = PhotoMetadata(
        creators=("Anahit Vardanyan", "Roy & Sons <press>"),
        credit_line="Agence Ararat",
        source="Photolure",
        copyright_notice="© 2026 “Ararat” & cie",
        usage_terms="Editorial use only.",
        caption="Not written back.",
        has_gps=True,
    )

    again = read_photo_metadata(photograph(size=(40, 30), xmp=credit_packet(metadata)))

    assert again.creators == metadata.creators
    assert again.credit_line == "Agence Ararat"
    assert again.source == "Photolure"
    assert again.copyright_notice == metadata.copyright_notice
    assert again.usage_terms == metadata.usage_terms
    assert not again.caption
    assert not again.problems


def test_a_photograph_that_names_nobody_gets_no_packet() -> None:
    assert credit_packet(PhotoMetadata(caption="Un pont.", has_gps=True)) == b""


def test_real_agency_pictures_fill_the_newsrooms_fields(shared_data: Path) -> None:
    files = [path for path in (shared_data / "photo-metadata").iterdir() if path.suffix in {".jpg", ".jpeg"}]

    records = {path.name: read_photo_metadata(path.read_bytes()) for path in files}

    reference = wording_of(records["IPTC-PhotometadataRef-Std2017.1.jpg"])
    assert {"caption", "credit_line", "copyright_notice", "usage_terms"} <= reference.keys()
    assert wording_of(records["belga_remote_newsml_1_2.jpeg"]) == {}
    assert all(isinstance(kept_record(metadata), dict) for metadata in records.values())
