"""Archives made to do harm: refused whole, and nothing of them outside the folder that was given."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import resource
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from azdarar.formats.internal.unpacking import pieces_of
from azdarar.formats.recognise import ArchiveRefusedError, unpack

SQL = b"-- MySQL dump\nCREATE TABLE `spip_articles` (id_article int);\n"

#: Nine times this is more than an archive may hold without looking at how small it was.
ZEROS = bytes(8 * 2**20)


def zipped(*members: tuple[str, bytes], mode: int = 0) -> bytes:
    """A ZIP; ``mode`` is what its members say they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = mode << 16
            archive.writestr(info, data)
    return out.getvalue()


def tarred(kind: bytes = tarfile.REGTYPE, name: str = "a.sql", data: bytes = SQL, target: str = "") -> bytes:
    """A tar of one member."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.type, info.size, info.linkname = kind, len(data) if kind == tarfile.REGTYPE else 0, target
        archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def locked() -> bytes:
    """A ZIP whose member says that it needs a password."""
    data = bytearray(zipped(("a.sql", SQL)))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(signature) + place
        data[at : at + 2] = struct.pack("<H", 1)
    return bytes(data)


def overlapping() -> bytes:
    """A ZIP whose many entries are all the same bytes: small outside, huge inside."""
    kernel = zipped(("a", bytes(2**20)))
    at = kernel.index(b"PK\x01\x02")
    entry, end = kernel[at : kernel.index(b"PK\x05\x06")], kernel[kernel.index(b"PK\x05\x06") :]
    entries = b"".join(entry[:46] + b"%c" % (97 + number % 26) + entry[47:] for number in range(1000))
    count = struct.pack("<HH", 1000, 1000)
    return kernel[:at] + entries + end[:8] + count + struct.pack("<II", len(entries), at) + end[20:]


EVIL: dict[str, Callable[[], bytes]] = {
    "up": lambda: zipped(("../up.sql", SQL)),
    "up with the other slash": lambda: zipped(("a\\..\\..\\up.sql", SQL)),
    "from the root": lambda: zipped(("/etc/up.sql", SQL)),
    "a drive": lambda: zipped(("C:\\up.sql", SQL)),
    "a control character": lambda: zipped(("a\x1b[2J.sql", SQL)),
    "a link": lambda: zipped(("a.sql", b"/etc/passwd"), mode=0o120777),
    "a device": lambda: zipped(("a.sql", b""), mode=0o020666),
    "two of one name": lambda: zipped(("a.sql", SQL), ("A.SQL", SQL)),
    "two spellings of one name": lambda: zipped(("é.sql", SQL), ("e\u0301.sql", SQL)),
    "a bomb": lambda: zipped(*((f"{number}.sql", ZEROS) for number in range(9))),
    "an overlapping bomb": overlapping,
    "a bomb of gzip": lambda: gzip.compress(ZEROS) * 9,
    "a bomb of bzip2": lambda: bz2.compress(ZEROS) * 9,
    "a bomb of xz": lambda: lzma.compress(ZEROS) * 9,
    "an archive in an archive": lambda: gzip.compress(zipped(("a.sql", SQL))),
    "gzip in gzip": lambda: gzip.compress(gzip.compress(SQL)),
    "cut off": lambda: zipped(("a.sql", SQL * 100))[:-40],
    "cut off gzip": lambda: gzip.compress(SQL * 100)[:-20],
    "cut off xz": lambda: lzma.compress(SQL * 100)[:-20],
    "a password": locked,
    "a tar with a link": lambda: tarred(tarfile.SYMTYPE, target="/etc/passwd"),
    "a tar with a hard link": lambda: tarred(tarfile.LNKTYPE, target="../../x"),
    "a tar with a device": lambda: tarred(tarfile.CHRTYPE),
    "a tar that leads up": lambda: gzip.compress(tarred(name="../../up.sql")),
    "seven": lambda: b"7z\xbc\xaf\x27\x1c" + bytes(100),
}


def refusal_of(made: bytes, path: Path, read: Callable[[Path], object]) -> str:
    """Why an archive is refused; nothing where it is not."""
    path.write_bytes(made)
    try:
        read(path)
    except ArchiveRefusedError as refusal:
        return str(refusal)
    finally:
        path.unlink()
    return ""


def test_every_archive_made_to_do_harm_is_refused(tmp_path: Path) -> None:
    told = {
        name: refusal_of(made(), tmp_path / "evil", lambda path: sum(1 for _part in pieces_of(path)))
        for name, made in EVIL.items()
    }

    assert [name for name, sentence in told.items() if not sentence] == []
    assert all(
        sentence.endswith("Nothing of it was kept.") and "%(" not in sentence for sentence in told.values()
    )


def test_nothing_is_written_outside_the_folder_and_little_inside(tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()

    told = [
        refusal_of(EVIL[name](), tmp_path / "evil", lambda path: unpack(path, into=into))
        for name in ("up", "a link", "a bomb", "a tar that leads up")
    ]

    assert all(told)
    written = [path for path in tmp_path.rglob("*") if path.is_file() or path.is_symlink()]
    assert all(into in path.parents for path in written)
    assert sum(path.stat().st_size for path in written) < 70 * 2**20


@pytest.mark.parametrize(
    "packed",
    [
        zipped(("site/dump.sql", SQL), ("__MACOSX/x", b""), ("site/IMG/lac.jpg", b"\xff\xd8")),
        gzip.compress(tarred(name="./site/dump.sql")),
        gzip.compress(SQL[:20]) + gzip.compress(SQL[20:]),
        bz2.compress(SQL),
        lzma.compress(SQL),
        tarred(name="dump.sql"),
    ],
    ids=["zip", "tar.gz", "gz in two pieces", "bz2", "xz", "tar"],
)
def test_what_is_packed_in_good_faith_comes_out_as_it_was(packed: bytes, tmp_path: Path) -> None:
    path, into = tmp_path / "dump.packed", tmp_path / "into"
    path.write_bytes(packed)
    into.mkdir()

    files = unpack(path, into=into)

    assert files[0].read_bytes() == SQL
    assert {file.parts[len(into.parts)] for file in files} <= {"site", "dump.sql", "dump.packed"}


def test_an_archive_of_more_files_than_may_be_open_at_once_is_unpacked_whole(tmp_path: Path) -> None:
    path, into = tmp_path / "pages.zip", tmp_path / "into"
    path.write_bytes(zipped(*((f"{number}.html", b"%d" % number) for number in range(300))))
    into.mkdir()
    usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with path.open("rb") as probe:
        resource.setrlimit(resource.RLIMIT_NOFILE, (probe.fileno() + 100, most))
    try:
        files = unpack(path, into=into)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (usual, most))

    assert [file.read_bytes() for file in files] == [b"%d" % number for number in range(300)]
