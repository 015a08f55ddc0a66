"""Backups of SPIP sites: every format and age gives the same records, and nothing leaves in silence."""

from __future__ import annotations

import codecs
import gzip
import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from azdarar.formats.spip import (
    Article,
    Auteur,
    CompressedBackupError,
    CutOffBackupError,
    Document,
    Forum,
    Link,
    NotASPIPBackupError,
    Record,
    Rubrique,
    SeveralSitesError,
    SPIPError,
    SPIPReader,
    Url,
    is_spip,
    logo_of,
)
from azdarar.formats.xml import EmptyFileError, ForbiddenXMLError, UnreadableFileError
from tests.unit.formats.places import FIXTURES, texts_in

SPIP = FIXTURES / "spip"

#: Rows of each table, counted by hand in the file.
ROWS = {
    "journal_articles": 8,
    "journal_auteurs": 3,
    "journal_auteurs_liens": 4,
    "journal_breves": 1,
    "journal_documents": 3,
    "journal_documents_liens": 3,
    "journal_forum": 1,
    "journal_gis": 1,
    "journal_groupes_mots": 1,
    "journal_meta": 7,
    "journal_mots": 2,
    "journal_mots_liens": 3,
    "journal_rubriques": 3,
    "journal_urls": 2,
    "journal_visites": 2,
    "wp_posts": 1,
}


def read(name: str) -> tuple[SPIPReader, list[Record]]:
    reader = SPIPReader(SPIP / name)
    return reader, list(reader)


def articles_of(records: list[Record]) -> list[Article]:
    return [record for record in records if isinstance(record, Article)]


def as_sqlite(folder: Path) -> Path:
    """The small paper as the database SPIP's own backup writes."""
    path = folder / "journal.sqlite"
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE spip_articles (id_article INTEGER PRIMARY KEY, titre TEXT, id_rubrique INTEGER,"
        " texte TEXT, date TEXT, statut TEXT, popularite REAL, lieu TEXT)"
    )
    connection.executemany(
        "INSERT INTO spip_articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (1, "L'été", 1, "Le {lac}.", "2004-05-12 08:30:00", "publie", 1.5, "Sevan"),
            (2, "Սևան", 1, None, "0000-00-00 00:00:00", "prepa", 0, ""),
        ],
    )
    connection.execute("CREATE TABLE spip_rubriques (id_rubrique INTEGER, id_parent INTEGER, titre TEXT)")
    connection.execute("INSERT INTO spip_rubriques VALUES (1, 0, CAST(x'e974e9' AS TEXT))")
    connection.execute("CREATE TABLE spip_meta (nom TEXT, valeur TEXT)")
    connection.execute("INSERT INTO spip_meta VALUES ('nom_site', 'La Voix')")
    connection.execute("CREATE TABLE spip_gis (id_gis INTEGER)")
    connection.execute("INSERT INTO spip_gis VALUES (1)")
    connection.execute("CREATE VIEW spip_auteurs AS SELECT 1 AS id_auteur, randomblob(1e9) AS nom")
    connection.commit()
    connection.close()
    return path


def test_every_row_of_a_dump_is_a_record_or_is_counted() -> None:
    reader, records = read("small_paper.sql")

    assert (reader.kind, reader.prefix) == ("mysql", "journal")
    assert {table.name: table.rows for table in reader.tables} == ROWS
    fates = {table.name: table.fate for table in reader.tables if table.fate != "read"}
    assert fates == {
        "journal_gis": "unknown",
        "journal_meta": "own",
        "journal_visites": "own",
        "wp_posts": "unknown",
    }
    assert len(records) == sum(table.rows for table in reader.tables if table.fate == "read")
    assert [table.unread_rows for table in reader.tables if table.unread_rows] == []


def test_an_article_keeps_all_that_was_written() -> None:
    _reader, records = read("small_paper.sql")

    first = articles_of(records)[0]

    assert (first.surtitre, first.titre, first.soustitre) == (
        "LAC SEVAN",
        "10. L'eau remonte",
        "Après dix ans",
    )
    assert first.ps == 'Merci à "tous".'
    assert first.texte.startswith(
        "Le lac <img1|left> a gagné {un mètre}.[[Mesuré en mai.]]\r\n\r\n-* au nord"
    )
    assert (first.nom_site, first.url_site) == ("Radio du lac", "http://radio.example/")
    assert (str(first.date), first.date_redac) == ("2004-05-12 08:30:00", None)
    assert (first.visites, first.popularite, first.id_trad) == (1200, 1.5, 1)
    assert first.extra == {"lieu": "Sevan"}


def test_escapes_brackets_and_literals_inside_values_are_text() -> None:
    _reader, records = read("small_paper.sql")

    found = articles_of(records)

    assert found[2].titre == "Un brouillon; avec ), ( et \\"
    assert (found[6].texte, found[7].texte) == ("Lisez le journal.", "Encore.")
    assert found[3].virtuel == "rub2"


def test_states_dates_and_numbers_that_are_wrong_are_told_and_kept() -> None:
    reader, records = read("small_paper.sql")

    found = articles_of(records)

    assert Counter(article.statut for article in found) == {
        "publie": 4,
        "prepa": 1,
        "refuse": 1,
        "poubelle": 1,
        "prop": 1,
    }
    assert str(found[1].date_redac) == "2003-01-01 00:00:00"
    assert found[1].doubtful_dates == ("2003-00-00 00:00:00",)
    assert (found[4].date, found[4].doubtful_dates) == (None, ("2006-02-30 00:00:00",))
    assert (found[2].date, found[2].doubtful_dates) == (None, ())
    assert [article.is_duplicate for article in found] == [False] * 7 + [True]
    (table,) = [table for table in reader.tables if table.name == "journal_articles"]
    assert table.unknown_columns == {"lieu": 1}


def test_links_documents_addresses_and_messages_are_records() -> None:
    _reader, records = read("small_paper.sql")

    links = [record for record in records if isinstance(record, Link)]
    assert (links[0].kind, links[0].id, links[0].objet, links[0].id_objet) == ("auteur", 2, "article", 1)
    assert [link.is_placed for link in links if link.kind == "document"] == [True, False, False]
    picture, paper, logo = (record for record in records if isinstance(record, Document))
    assert (picture.credits, picture.alt) == ("© Anahit Petrossian", "Un lac entre des montagnes")
    assert (paper.fichier, logo.mode) == ("pdf/carte.pdf", "logoon")
    assert [record.url for record in records if isinstance(record, Url)] == ["L-eau-remonte", "L-eau-monte"]
    (message,) = (record for record in records if isinstance(record, Forum))
    assert (message.objet, message.id_objet, message.auteur) == ("article", 1, "Une lectrice")
    people = {record.nom: record.has_login for record in records if isinstance(record, Auteur)}
    assert people == {"Anahit Petrossian": True, "Krikor Zohrabian": False, "Une lectrice": True}


def test_the_site_says_its_name_and_keeps_its_secrets() -> None:
    reader, records = read("small_paper.sql")

    site = reader.site

    assert (site.nom, site.adresse, site.langues) == ("La Voix du lac", "http://voix.example", ("fr", "hy"))
    assert site.breaks_lines
    told = " ".join([*texts_in(tuple(records)), *texts_in(site)])
    assert "SECRET" not in told
    assert "192.0.2.7" not in told


def test_an_old_site_in_latin_letters_is_read_by_its_own_tables() -> None:
    reader, records = read("old_latin1.sql")

    first, second = articles_of(records)

    assert first.titre == "L’été à Sévan"
    assert first.texte == "Des prix en € … &#1344;&#1377;&#1397;"
    assert first.url_propre == "L-ete-a-Sevan"
    assert (second.chapo, second.virtuel) == ("", "http://ailleurs.example/")
    links = [record for record in records if isinstance(record, Link)]
    assert [(link.kind, link.id, link.objet, link.id_objet) for link in links] == [
        ("auteur", 1, "article", 1),
        ("mot", 4, "article", 1),
    ]
    (document,) = (record for record in records if isinstance(record, Document))
    assert (document.fichier, document.extension) == ("jpg/plage.jpg", "jpg")
    assert not reader.site.breaks_lines
    assert reader.repairs == ()


def test_what_was_encoded_twice_is_brought_back_and_told() -> None:
    reader, records = read("encoded_twice.sql")

    titles = [article.titre for article in articles_of(records)]

    assert titles == ["Évêché — « l’eau » Սևան 10 €", "déjà juste", "Ã©tÃ© et déjà"]
    assert [(repair.kind, repair.count) for repair in reader.repairs] == [("double-encoding", 1)]  # type: ignore[union-attr]
    assert str(reader.repairs[0]).startswith("1 texts were encoded twice")


def test_bytes_that_are_no_utf_8_in_a_utf_8_dump_are_read_as_windows_letters() -> None:
    dump = (SPIP / "small_paper.sql").read_bytes().replace("Proposé".encode(), b"Propos\xe9")
    reader = SPIPReader(dump)

    titles = [article.titre for article in articles_of(list(reader))]

    assert "Proposé" in titles
    assert [str(repair) for repair in reader.repairs] == [
        "1 texts were not in the backup's own encoding and were read as Windows-1252 "
        "(first in journal_articles)."
    ]


def test_the_native_xml_gives_the_same_records() -> None:
    reader, records = read("native.xml")

    (article,) = articles_of(records)

    assert reader.kind == "xml"
    assert article.titre == "L'eau & la &#1344;"
    assert article.texte == "-* {un}\n-* <b>deux</b>"
    assert [record.titre for record in records if isinstance(record, Rubrique)] == ["Été"]
    links = [(record.kind, record.id, record.id_objet) for record in records if isinstance(record, Link)]
    assert links == [("auteur", 7, 1), ("mot", 3, 1), ("mot", 3, 1)]
    assert {table.name: table.rows for table in reader.tables if table.fate != "read"} == {
        "lien:inconnu": 1,
        "spip_types_documents": 1,
    }
    assert (reader.site.adresse, reader.site.breaks_lines) == ("http://voix.example", False)


def test_the_native_xml_may_not_define_entities() -> None:
    with pytest.raises(ForbiddenXMLError):
        list(SPIPReader(SPIP / "native_doctype.xml"))


def test_a_database_of_sqlite_is_read_without_running_anything_of_it(tmp_path: Path) -> None:
    reader = SPIPReader(as_sqlite(tmp_path))

    records = list(reader)

    assert (reader.kind, reader.site.nom) == ("sqlite", "La Voix")
    assert [article.titre for article in articles_of(records)] == ["L'été", "Սևան"]
    assert articles_of(records)[0].extra == {"lieu": "Sevan"}
    assert [record.titre for record in records if isinstance(record, Rubrique)] == ["été"]
    assert {table.name: table.rows for table in reader.tables} == {
        "spip_articles": 2,
        "spip_gis": 1,
        "spip_meta": 1,
        "spip_rubriques": 1,
    }
    assert not (tmp_path / "journal.sqlite-journal").exists()


def test_a_damaged_database_ends_with_a_sentence(tmp_path: Path) -> None:
    data = as_sqlite(tmp_path).read_bytes()

    with pytest.raises(SPIPError) as caught:
        list(SPIPReader(data[:5000] + b"\xff" * (len(data) - 5000)))

    assert caught.value.code == "formats.backup-broken"


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress,
        lambda data: codecs.BOM_UTF8 + data,
        lambda data: codecs.BOM_UTF16_LE + data.decode().encode("utf-16-le"),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: gzip.compress(data[:9000]) + gzip.compress(data[9000:]),
    ],
    ids=["gzip", "mark", "utf-16", "line ends", "two gzip members"],
)
def test_a_dump_is_read_however_it_was_saved(packed: Callable[[bytes], bytes]) -> None:
    plain = [article.titre for article in articles_of(read("small_paper.sql")[1])]

    records = list(SPIPReader(packed((SPIP / "small_paper.sql").read_bytes())))

    assert [article.titre for article in articles_of(records)] == plain
    assert len(records) == sum(
        count for name, count in ROWS.items() if not name.endswith(("gis", "meta", "visites", "posts"))
    )


def test_a_dump_that_is_cut_off_gives_what_came_before() -> None:
    reader = SPIPReader(SPIP / "cut_off.sql")
    came: list[Record] = []

    with pytest.raises(CutOffBackupError) as caught:
        came.extend(reader)

    assert caught.value.data["records"] == len(came) == 4
    assert "journal_articles" in str(caught.value)


def test_every_cut_of_a_dump_gives_records_or_one_sentence() -> None:
    whole = (SPIP / "small_paper.sql").read_bytes()
    for length in range(0, len(whole), 331):
        came: list[Record] = []
        told = -1
        try:
            came.extend(SPIPReader(whole[:length]))
        except CutOffBackupError as problem:
            told = problem.data["records"]
        except (SPIPError, EmptyFileError):
            told = 0

        assert told in (-1, len(came))


def test_two_sites_in_one_dump_are_not_taken_for_one() -> None:
    with pytest.raises(SeveralSitesError) as caught:
        SPIPReader(SPIP / "two_sites.sql")

    assert caught.value.data["prefixes"] == "a, b"
    (chosen,) = articles_of(list(SPIPReader(SPIP / "two_sites.sql", prefix="b")))
    assert chosen.titre == "of b"


def test_a_row_nobody_can_read_is_counted_and_the_next_statement_read() -> None:
    reader, records = read("broken_row.sql")

    assert [article.titre for article in articles_of(records)] == ["good", "good again"]
    (table,) = reader.tables
    assert (table.rows, table.unread_rows) == (3, 1)


def test_a_dump_without_backslashes_is_read_by_its_own_rule() -> None:
    dump = (
        b"SET SQL_MODE='NO_BACKSLASH_ESCAPES';\n"
        b"CREATE TABLE `spip_articles` (`id_article` int, `titre` text, `texte` text);\n"
        b"INSERT INTO `spip_articles` VALUES (1,'C:\\','it''s; (so)');\n"
    )

    (article,) = articles_of(list(SPIPReader(dump)))

    assert (article.titre, article.texte) == ("C:\\", "it's; (so)")


@pytest.mark.parametrize("has_escapes", [True, False])
def test_a_text_longer_than_any_piece_that_is_read_keeps_every_letter(has_escapes: bool) -> None:
    pieces = ["Un mot; ", "l'eau ", '"cité" ', "C:\\", "(a), ", "\r\n", "''", "\\\\'"]
    dice = random.Random(7)
    texts = ["".join(dice.choices(pieces, k=100_000)) + end for end in ("", "'", "\\", "\\'")]
    written = [text.replace("'", "''") for text in texts]
    if has_escapes:
        written = [text.replace("\\", "\\\\").replace("'", "\\'").replace("\r\n", "\\r\\n") for text in texts]
    rows = ",".join(f"({number},'{text}')" for number, text in enumerate(written, start=1))
    dump = "CREATE TABLE `spip_articles` (`id_article` int, `texte` text);\n"
    dump += f"INSERT INTO `spip_articles` VALUES {rows};\n"  # noqa: S608 - a file, not a query
    mode = "" if has_escapes else "SET SQL_MODE='NO_BACKSLASH_ESCAPES';\n"

    found = [article.texte for article in articles_of(list(SPIPReader((mode + dump).encode())))]

    assert found == texts


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFileError),
        (b"PK\x03\x04rest", CompressedBackupError),
        (b"\x1f\x8bnot gzip at all", CompressedBackupError),
        (b"<!doctype html><p>Login", NotASPIPBackupError),
        (b"<?xml version='1.0'?><rss/>", NotASPIPBackupError),
        (b"Just a letter.", NotASPIPBackupError),
        (b"-- MySQL dump\nCREATE TABLE `wp_posts` (`ID` int);\n", NotASPIPBackupError),
        (b"** This file contains an SQLite 2.1 database **", NotASPIPBackupError),
        (b"SQLite format 3\x00" + b"\xff" * 600, SPIPError),
    ],
)
def test_what_is_no_backup_is_refused_with_a_sentence(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        SPIPReader(data)
    assert not is_spip(data)


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(UnreadableFileError):
        SPIPReader(SPIP / "nowhere.sql")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = gzip.compress(b"-- MySQL dump\n" + b" " * (80 * 2**20), compresslevel=9)

    with pytest.raises(CompressedBackupError):
        SPIPReader(bomb)


def test_memory_follows_one_row_and_not_the_file(tmp_path: Path, traced_peak: Callable[[], int]) -> None:
    path = tmp_path / "long.sql"
    row = "({0},'Titre','" + "Un long texte, {{très}} long.\\r\\n" * 300 + "')"
    with path.open("w") as file:
        file.write("CREATE TABLE `spip_articles` (`id_article` int, `titre` text, `texte` text);\n")
        for start in range(0, 2000, 100):
            rows = ",".join(row.replace("{0}", str(start + number)) for number in range(100))
            file.writelines(["INSERT INTO `spip_articles` VALUES ", rows, ";\n"])
    assert path.stat().st_size > 15 * 2**20

    count = sum(1 for _record in SPIPReader(path))

    assert count == 2000
    assert traced_peak() < 6 * 2**20


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("arton12.jpg", ("article", 12, False)),
        ("rubon0.gif", ("rubrique", 0, False)),
        ("autoff7.png", ("auteur", 7, True)),
        ("moton743.jpg", ("mot", 743, False)),
        ("siteon0.png", ("site", 0, False)),
        ("breveon3.jpg", ("breve", 3, False)),
        ("groupeon2.png", ("groupe_mots", 2, False)),
    ],
)
def test_the_name_of_a_logo_says_whose_it_is(name: str, told: tuple[str, int, bool]) -> None:
    logo = logo_of(name)

    assert logo is not None
    assert (logo.objet, logo.id_objet, logo.is_hover) == told


def test_other_names_are_no_logos() -> None:
    assert [logo_of(name) for name in ("lac.jpg", "arton.jpg", "salon12.jpg.php", "../arton1.jpg")] == [
        None
    ] * 4
