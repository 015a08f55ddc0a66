"""What somebody gave is recognised by its content, or refused with a whole sentence."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from azdarar.errors import AzdararError
from azdarar.formats.recognise import Found, recognise

FIXTURES = Path(__file__).parents[2] / "fixtures"
WXR = next((FIXTURES / "wxr").glob("*.xml"))
SQL = b"-- MySQL dump\nCREATE TABLE `spip_articles` (`id_article` int);\n"
GHOST = (
    b'{"db":[{"meta":{"exported_on":1,"version":"5.1"},'
    b'"data":{"posts":[{"id":"1","title":"A","html":"b","slug":"a"}]}}]}'
)
PAGE = b"<!DOCTYPE html><html><head><title>x</title></head><body><p>y</p></body></html>"
WARC = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
WORDPRESS_SQL = b"-- MySQL dump\nCREATE TABLE `wp_posts` (`ID` bigint);\nINSERT INTO `wp_posts` VALUES (1);\n"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """One of everything, each under a name that says nothing or lies."""
    (tmp_path / "spip.txt").write_bytes(SQL)
    (tmp_path / "ghost.bin").write_bytes(GHOST)
    (tmp_path / "wp.xml").write_bytes(WXR.read_bytes())
    (tmp_path / "wp-again.xml").write_bytes(WXR.read_bytes())
    (tmp_path / "archive.gz").write_bytes(gzip.compress(WARC))
    (tmp_path / "page").write_bytes(PAGE)
    (tmp_path / "page.txt").write_bytes(
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n"
    )
    (tmp_path / "spip.sql.gz").write_bytes(gzip.compress(SQL))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("site/backup.json", GHOST)
        archive.writestr("site/images/a.jpg", b"\xff\xd8")
        archive.writestr("site/theme/index.html", PAGE)
    (tmp_path / "saved" / "lac.example").mkdir(parents=True)
    (tmp_path / "saved" / "lac.example" / "index.html").write_bytes(PAGE)
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "a.json").write_bytes(GHOST)
    (tmp_path / "two" / "b.sql").write_bytes(SQL)
    (tmp_path / "one").mkdir()
    shutil.copy(WXR, tmp_path / "one" / "part1.xml")
    shutil.copy(WXR, tmp_path / "one" / "part2.xml")
    (tmp_path / "wp.sql").write_bytes(WORDPRESS_SQL)
    (tmp_path / "empty.sql").touch()
    (tmp_path / "nothing").mkdir()
    (tmp_path / "picture.jpg").write_bytes(b"\xff\xd8\xff\xe0 JFIF")
    (tmp_path / "chance.jpg").write_bytes(b"\xff\xd8\x00\n# \x9d\n-- \x01")
    os.mkfifo(tmp_path / "pipe.sql")
    with tarfile.open(tmp_path / "pages.tgz", "w:gz") as archive:
        for name in ("site/a.html", "site/b.html"):
            member = tarfile.TarInfo(name)
            member.size = len(PAGE)
            archive.addfile(member, io.BytesIO(PAGE))
    with tarfile.open(tmp_path / "backup.tgz", "w:gz") as archive:
        for name, content in (("site/LISEZMOI.txt", b"Bonjour"), ("site/a.html", PAGE), ("site/b.sql", SQL)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    (tmp_path / "loop").mkdir()
    (tmp_path / "loop" / "up").symlink_to(tmp_path)
    (tmp_path / "loop" / "passwd.sql").symlink_to("/etc/passwd")
    return tmp_path


def found(here: Path, *names: str) -> Found:
    return recognise([name if "://" in name else str(here / name) for name in names])


def test_each_kind_is_seen_from_its_content(here: Path) -> None:
    told = {
        name: (seen.system, seen.is_packed, len(seen.given))
        for name in (
            "spip.txt",
            "ghost.bin",
            "archive.gz",
            "page",
            "page.txt",
            "spip.sql.gz",
            "all.zip",
            "backup.tgz",
            "saved",
            "one",
        )
        if (seen := found(here, name))
    }

    assert told == {
        "spip.txt": ("spip", False, 1),
        "ghost.bin": ("ghost", False, 1),
        "archive.gz": ("pages", False, 1),
        "page": ("pages", False, 1),
        "page.txt": ("pages", False, 1),
        # Readers of SPIP open gzip by themselves; an archive with pictures is unpacked first.
        "spip.sql.gz": ("spip", False, 1),
        "all.zip": ("ghost", True, 1),
        # A tar is looked through: its first file is as chance would have it.
        "backup.tgz": ("spip", True, 1),
        "saved": ("pages", False, 1),
        "one": ("wordpress", False, 2),
    }
    assert found(here, "wp.xml", "wp-again.xml").given == (str(here / "wp.xml"), str(here / "wp-again.xml"))
    assert found(here, "one").media == str(here / "one")
    assert (found(here, "pages.tgz").what, found(here, "pages.tgz").is_packed) == (
        "a folder of saved pages",
        True,
    )
    assert found(here, "mysql://reader:secret@localhost/site").system == "spip"


@pytest.mark.parametrize(
    ("names", "code", "says"),
    [
        (["absent"], "formats.no-source", "absent"),
        (["empty.sql"], "formats.empty-source", "empty.sql"),
        (["nothing"], "formats.empty-source", "nothing"),
        (["loop"], "formats.empty-source", "loop"),
        (["picture.jpg"], "formats.not-recognised", "picture.jpg"),
        (["chance.jpg"], "formats.not-recognised", "nothing this program knows"),
        (["wp.sql"], "formats.not-recognised", "Tools menu"),
        (["pipe.sql"], "formats.not-recognised", "a pipe or a device"),
        (["/dev/zero"], "formats.not-recognised", "a pipe or a device"),
        (["two"], "formats.mixed-sources", "a.json"),
        (["wp.xml", "ghost.bin"], "formats.mixed-sources", "ghost.bin"),
        (["spip.txt", "picture.jpg"], "formats.not-recognised", "picture.jpg"),
        (["mysql://reader:secret@localhost/site", "x"], "formats.mixed-sources", "localhost"),
        (["spip.txt", "mysql://reader:secret@localhost/site"], "formats.mixed-sources", "localhost"),
        (["mysql+other://reader:secret@localhost/site"], "formats.no-source", "localhost"),
    ],
)
def test_what_cannot_be_brought_home_is_refused_in_one_sentence(
    here: Path, names: list[str], code: str, says: str
) -> None:
    with pytest.raises(AzdararError) as refusal:
        found(here, *names)

    sentence = str(refusal.value)
    assert (refusal.value.code, says in sentence, "%(" in sentence) == (code, True, False)
    assert "secret" not in sentence


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_said_so(here: Path) -> None:
    (here / "ghost.bin").chmod(0)

    with pytest.raises(AzdararError) as refusal:
        found(here, "ghost.bin")

    assert refusal.value.code == "formats.source-forbidden"
