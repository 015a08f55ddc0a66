"""A SPIP backup read without its texts says of everything else what the whole reading says."""

from collections import Counter
from pathlib import Path

import pytest

from azdarar.formats.confined import GarbledError
from azdarar.formats.spip import Article, Breve, Document, EncodingRepair, Link, SPIPReader, Url
from azdarar.formats.spip_heads import HeadRows, SPIPHeads, repairs_of_both
from azdarar.formats.spip_variants import prepared

SPIP = Path(__file__).parents[2] / "fixtures" / "spip"
WHOLE = ["small_paper.sql", "whole_paper.sql", "old_latin1.sql", "encoded_twice.sql", "native.xml"]


def heads_of(name: str) -> tuple[SPIPHeads, dict[str, list[tuple]]]:
    heads = SPIPHeads(SPIP / name)
    rows: dict[str, list[tuple]] = {"stories": [], "documents": [], "links": [], "addresses": []}
    for one in heads:
        if isinstance(one, HeadRows):
            rows[one.of] += one.rows()
    return heads, rows


@pytest.mark.parametrize("name", WHOLE)
def test_heads_links_addresses_and_documents_are_those_of_the_records(name: str) -> None:
    reader = SPIPReader(SPIP / name)
    records = list(reader)

    heads, rows = heads_of(name)

    stories = [one for one in records if isinstance(one, Article | Breve)]
    assert [row[1:] for row in rows["stories"]] == [
        (
            one.id_article if isinstance(one, Article) else one.id_breve,
            prepared(one.titre),
            one.statut,
            one.is_duplicate,
        )
        for one in stories
    ]
    links = [one for one in records if isinstance(one, Link)]
    assert [row[:3] + row[4:] for row in rows["links"]] == [
        (one.objet, one.id_objet, one.kind, one.rank, one.id, one.is_placed) for one in links
    ]
    assert [row[3] for row in rows["addresses"]] == [one.url for one in records if isinstance(one, Url)]
    assert [row[0] for row in rows["documents"]] == [
        one.id_document for one in records if isinstance(one, Document)
    ]
    assert heads.tables == reader.tables
    assert heads.site == reader.site


@pytest.mark.parametrize("name", WHOLE)
def test_both_readings_together_repaired_what_one_reading_does(name: str) -> None:
    whole = SPIPReader(SPIP / name)
    texts = SPIPReader(SPIP / name, only=("articles", "breves"))
    heads, _rows = heads_of(name)
    for reader in (whole, texts):
        list(reader)

    found = repairs_of_both(heads.repairs, texts.repairs, order=heads.order)

    def of_letters(repairs: object) -> Counter:
        return Counter({one.kind: one.count for one in repairs if isinstance(one, EncodingRepair)})  # type: ignore[attr-defined]

    assert of_letters(found) == of_letters(whole.repairs)


def test_rows_that_are_none_are_refused() -> None:
    for packed in (b"\xc1", b"\x91\x91\x01", b"\x91\x97\xa1a\xa1b\xa1c\x01\x01\x01\xc3"):
        with pytest.raises(GarbledError):
            HeadRows(of="links", packed=packed).rows()
