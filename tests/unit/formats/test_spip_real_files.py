"""The real backups and texts of other people: all of it comes out, counted without the reader."""

from __future__ import annotations

import html
import re
from collections import Counter
from pathlib import Path

import pytest

from azdarar.formats.blocks import Paragraphs
from azdarar.formats.spip import Article, Auteur, Breve, SPIPReader, is_spip
from azdarar.formats.spip_text import to_blocks
from tests.unit.formats.places import FIXTURES, need_shared, shared_files, texts_in
from tests.unit.formats.spip_meaning import meaning_of_blocks, meaning_of_html
from tests.unit.formats.test_clean_html import RICH, active_parts

PAIRS = shared_files("spip", "textwheel-pairs/*/*.txt")
TEXTS = shared_files("spip", "soyezcreateurs-articles/*.txt")
BACKUPS = shared_files("spip", "sql/*.sql", "dump-1.8.2-xml/*.xml")
_WORD = re.compile(r"[^\W_]{3,}")
#: Mark-up whose words are no text: targets, arguments, tags.
_MARKUP = re.compile(
    r"->[^\]]*\]|<[a-z]+[0-9]*\|[^>]*>|</?[a-z]+[0-9]*(?: [^<>]*)?>|[\w-]+<-\]", re.IGNORECASE
)


def differing() -> dict[str, str]:
    """The pairs that are known to differ, with the reason of each."""
    lines = (FIXTURES / "spip" / "pairs_that_differ.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.split("\t") for line in lines)


def test_every_pair_of_spip_means_the_same_or_is_listed_with_its_reason() -> None:
    need_shared("spip/textwheel-pairs")

    found = {
        f"{path.parent.name}/{path.stem}"
        for path in PAIRS
        if meaning_of_html(path.with_suffix(".html").read_text(encoding="utf-8"))
        != meaning_of_blocks(to_blocks(path.read_text(encoding="utf-8"), language="fr").blocks)
    }

    assert len(PAIRS) == 65
    assert found == set(differing())
    assert all(differing().values())


def rows_in_sql(text: str) -> Counter[str]:
    """Rows by table, counted by the beginnings of lines and of values alone."""
    counts: Counter[str] = Counter()
    for statement in re.findall(r"(?ms)^INSERT INTO `(\w+)`(.*?);$", text):
        table, rest = statement
        rows = rest.partition("VALUES")[2]
        counts[table] += len(re.findall(r"(?m)(?:\A\s*|^|\),)\((?='?\w+'?,)", rows))
    return counts


def rows_in_xml(text: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for name, count in Counter(re.findall(r"^<(\w+(?::\w+)?)>", text, re.M)).items():
        if name in ("article", "auteur", "breve", "rubrique"):
            counts[f"spip_{name}s"] = count
        elif name == "type_document":
            counts["spip_types_documents"] = count
        elif name.startswith("lien:"):
            counts[name] = count
    return counts


@pytest.mark.parametrize("path", BACKUPS, ids=lambda path: path.name)
def test_every_row_of_every_real_backup_is_a_record_or_left_out_by_name(path: Path) -> None:
    text = path.read_bytes().decode("utf-8" if path.suffix == ".sql" else "latin-1")
    reader = SPIPReader(path)

    records = list(reader)

    counted = rows_in_sql(text) if path.suffix == ".sql" else rows_in_xml(text)
    assert {table.name: table.rows for table in reader.tables} == dict(counted)
    assert len(records) == sum(table.rows for table in reader.tables if table.fate == "read")
    assert [table.name for table in reader.tables if table.unread_rows] == []
    assert is_spip(path)


def test_there_were_files_to_try() -> None:
    need_shared("spip")

    assert (len(BACKUPS), len(TEXTS), len(PAIRS)) == (3, 31, 65)


def test_the_dump_of_spip_1_8_has_its_sixty_texts() -> None:
    reader = SPIPReader(need_shared("spip") / "dump-1.8.2-xml" / "dump.xml")

    kinds = Counter(type(record).__name__ for record in reader)

    assert kinds == {"Article": 39, "Rubrique": 15, "Breve": 6, "Auteur": 1, "Link": 14}
    assert (reader.site.version, reader.site.breaks_lines) == ("1.822", False)


def test_the_empty_site_of_spip_2_is_an_empty_site() -> None:
    reader = SPIPReader(need_shared("spip") / "sql" / "spip2-mysqldump-empty-site.sql")

    records = list(reader)

    assert [type(record) for record in records] == [Auteur]
    assert reader.site.nom == "My SPIP site"
    assert not reader.site.breaks_lines


def test_the_dump_of_phpmyadmin_lists_what_a_plug_in_kept() -> None:
    reader = SPIPReader(need_shared("spip") / "sql" / "cgeomap-spip3-phpmyadmin.sql")

    records = list(reader)

    assert [table.name for table in reader.tables if table.fate == "unknown"] == [
        "spip_vhplab_gis",
        "spip_vhplab_gis_liens",
    ]
    assert [record.lien_titre for record in records if isinstance(record, Breve)][2] == (
        "Contacta con el equipo de CGeomap"
    )


def real_texts() -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in TEXTS]
    for path in BACKUPS:
        texts += [record.texte for record in SPIPReader(path) if isinstance(record, Article | Breve)]
    return texts


def test_every_word_of_every_real_text_is_in_a_block_or_in_the_report() -> None:
    need_shared("spip")
    for text in real_texts():
        # A link may end in the middle of a word: words are looked for as letters in a row.
        told = html.unescape(html.unescape(" ".join(texts_in(to_blocks(text, language="fr"))))).lower()

        lost = {word for word in words_of(_MARKUP.sub(" ", text)) if word not in told}

        assert lost == set(), text[:200]


def test_every_real_text_becomes_harmless_html() -> None:
    need_shared("spip")
    for text in real_texts():
        for block in to_blocks(text).blocks:
            if isinstance(block, Paragraphs):
                assert active_parts(block.html, RICH) == []


def words_of(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(html.unescape(html.unescape(text)))}
