"""Folders for what is unpacked during an import: under the paper's home, gone with whoever asked for them.

A process that was killed leaves its folder; the next one that asks for a folder clears it away.
"""

import os
import re
import weakref
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from django.conf import settings

from azdarar.formats.recognise import Found, recognise, unpack

_NAME = re.compile(r"(\d+)-.+")


def new_folder(owner: object) -> Path:
    """Make a folder that is removed when its owner is."""
    home = Path(settings.HOME) / "unpacked"
    home.mkdir(parents=True, exist_ok=True)
    _clear_away(home)
    folder = Path(mkdtemp(prefix=f"{os.getpid()}-", dir=home))
    weakref.finalize(owner, rmtree, folder, ignore_errors=True)
    return folder


def unwrapped(given: Sequence[str], *, owner: object) -> tuple[list[str], Path | None]:
    """The files to read, and the folder they came in: what was given is unpacked where no reader opens it.

    Args:
        owner: what keeps the unpacked files; with it they go.

    Raises:
        AzdararError: ``formats.*``: what was given cannot be read, with a whole sentence.
    """
    if not any(_is_to_be_looked_at(one) for one in given):
        return list(given), None
    found = recognise(given)
    if found.is_packed:
        found = _unpacked(Path(found.given[0]), owner=owner)
    return list(found.given), Path(found.media) if found.media else None


def _unpacked(archive: Path, *, owner: object) -> Found:
    # By the archive's name: a site that says nothing of itself goes by that.
    folder = new_folder(owner) / (archive.name.partition(".")[0] or "site")
    folder.mkdir()
    files = unpack(archive, into=folder)
    return recognise([str(files[0])] if len(files) == 1 else [str(folder)])


def _is_to_be_looked_at(one: str) -> bool:
    """Folders, and files that begin as a wrapper does; everything else its reader opens."""
    if "://" in one:
        return False
    path = Path(one)
    if path.is_dir():
        return True
    try:
        with path.open("rb") as stream:
            return (
                stream.read(6).startswith((b"PK", b"BZh", b"\xfd7zXZ", b"\x1f\x8b")) or path.suffix == ".tar"
            )
    except OSError:
        return False


def _clear_away(home: Path) -> None:
    for folder in home.iterdir():
        found = _NAME.fullmatch(folder.name)
        if found and not _is_alive(int(found[1])):
            rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
