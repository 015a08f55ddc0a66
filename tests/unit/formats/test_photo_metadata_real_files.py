"""The real pictures of agencies: what stands in them, read by looking."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from azdarar.formats.photo_metadata import PhotoMetadata, read_photo_metadata
from tests.unit.formats.places import need_shared


def read(name: str) -> PhotoMetadata:
    return read_photo_metadata((need_shared("photo-metadata") / name).read_bytes())


def hours(count: int) -> timezone:
    return timezone(timedelta(hours=count))


def test_the_reference_picture_of_the_standard_says_every_field() -> None:
    found = read("IPTC-PhotometadataRef-Std2017.1.jpg")

    assert found == PhotoMetadata(
        headline="The Headline (ref2017.1)",
        title="The Title (ref2017.1)",
        caption="The description aka caption (ref2017.1)",
        creators=("Creator1 (ref2017.1)", "Creator2 (ref2017.1)"),
        credit_line="Credit Line (ref2017.1)",
        source="Source (ref2017.1)",
        copyright_notice="Copyright (Notice) 2017.1 IPTC - www.iptc.org  (ref2017.1)",
        usage_terms="Rights Usage Termns (ref2017.1)",
        special_instructions="An Instruction (ref2017.1)",
        created_text="2017-07-13T17:01:00+00:00",
        created_date=date(2017, 7, 13),
        created_at=datetime(2017, 7, 13, 17, 1, tzinfo=UTC),
        city="City (Core) (ref2017.1)",
        state="Province/State (Core) (ref2017.1)",
        country="Country (Core) (ref2017.1)",
        keywords=("Keyword1ref2017.1", "Keyword2ref2017.1", "Keyword3ref2017.1"),
        digital_source_type="http://cv.iptc.org/newscodes/digitalsourcetype/softwareImage",
        licensor_url="Licensor URL 1 (ref2017.1)",
        web_statement_url="http://www.WebStatementOfRights.org/2017.1",
    )


def test_an_agency_picture_with_two_dates_and_an_impossible_zone() -> None:
    found = read("cp.jpg")

    assert found.title == "MORT PIÉTONNE MONTRÉAL 20201014"
    assert found.creators == ("Paul Chiasson",)
    assert (found.credit_line, found.source) == ("The Canadian Press", "CP")
    assert found.created_at == datetime(2020, 7, 8, 9, 49, 13, tzinfo=hours(-4))
    assert {conflict.field for conflict in found.conflicts} == {"source", "created"}
    assert any("-1052" in problem for problem in found.problems)
    assert not found.has_gps


def test_instructions_that_iim_cut_off_are_whole_from_xmp() -> None:
    found = read("GAC103-thumb.jpg")

    assert found.special_instructions.startswith("HANDOUT PHOTO; ONE TIME USE ONLY; NO ARCHIVES")
    assert found.special_instructions.endswith("FOR 14 DAYS FROM THE TIME OF TRANSMISSION")
    assert found.caption.endswith("*MANDATORY CREDIT*")
    assert found.created_date == date(2023, 8, 19)
    assert not found.has_gps, "its position block holds no number"


def test_a_picture_without_metadata_says_nothing() -> None:
    assert read("belga_remote_newsml_1_2.jpeg") == PhotoMetadata()


def test_a_stock_picture_has_its_notice_and_no_more() -> None:
    assert read("digital-nature-10485007.jpg") == PhotoMetadata(
        copyright_notice="(c) Aprescindere | Dreamstime.com"
    )


def test_latin_1_without_a_character_set_keeps_its_accents_and_signs() -> None:
    fashion = read("exifr-BonTonARTSTORplusIPTC.jpg")
    onions = read("exifr-iptc-staff-photographer-example.jpg")

    assert "Sais-tu ta leçon" in fashion.caption
    assert fashion.conflicts == ()
    assert onions.copyright_notice == "©2010 Big Newspaper, all rights reserved"
    assert onions.licensor_url == "http://www.bignewspapergroup.com/"
    assert len(onions.keywords) == 22


def test_a_position_is_seen() -> None:
    found = read("exifr-issue-exifr-59.jpg")

    assert found.has_gps
    assert found.keywords == ("Alvin the Squirrel", "USA", "Yosemite")
    assert (found.created_date, found.created_at) == (date(2015, 6, 12), None)


def test_a_tiff_with_its_character_set_three_times() -> None:
    found = read("exifr-tif-with-iptc-icc-xmp.tif")

    assert found.copyright_notice == "JET2HOLIDAYS"
    assert "Dalyan" in found.keywords
    assert found.created_date == date(2013, 9, 7)
    assert found.problems == ()


def test_iim_alone_and_xmp_in_utf_16_say_the_same() -> None:
    iim, xmp = read("exiftool-IPTC.jpg"), read("exiftool-XMP.jpg")

    for found in (iim, xmp):
        assert (found.headline, found.title) == ("No headline", "Test IPTC picture")
        assert (found.city, found.state, found.country) == ("Kingston", "Ont", "Canada")
        assert found.credit_line == "My Credit"
        assert found.created_date == date(2004, 2, 26)
    assert iim.caption == "A witty caption"
    assert xmp.caption == "UTF-16 (big-endian) encoded XMP"
    assert "caption" in {conflict.field for conflict in xmp.conflicts}


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.6, 0.9, 0.999])
def test_no_real_picture_cut_anywhere_raises(share: float) -> None:
    for path in sorted(need_shared("photo-metadata").glob("*.*")):
        data = path.read_bytes()
        assert isinstance(read_photo_metadata(data[: int(len(data) * share)]), PhotoMetadata)
