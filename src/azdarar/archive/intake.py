"""The folder where exports wait to be brought home: ``imports`` in the paper's home.

What somebody uploads in the newsroom is written there as it arrives, never into memory; what a webmaster puts
there by hand stands beside it. Nothing is opened by a name that a browser sends: names are compared with what
the folder holds, and links are not followed.
"""

import errno
import os
import re
import secrets
import shutil
import time
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from azdarar.errors import AzdararError

#: Room that must stay on the disk for the paper itself, in bytes.
KEPT_FREE = 512 * 2**20
#: A half upload that nobody has added to for so long was given up, in seconds.
_GIVEN_UP_AFTER_S = 24 * 3600
_LONGEST_NAME = 120
_MOST_SHOWN = 500
_UNFINISHED = ".incoming-"
#: What may stand in a file's name here: letters and digits of any script, and what separates them.
_FORBIDDEN = re.compile(r"[^\w.\- ()]+")


class UploadTooLargeError(AzdararError):
    """More than the paper takes at once."""

    code: ClassVar[str] = "archive.upload-too-large"
    sentence = _(
        "The file has more than %(most)s MB: nothing was kept. Ask the webmaster to put it into the folder "
        "“%(folder)s” of this machine, or to raise AZDARAR_IMPORT_UPLOAD_MB."
    )


class NoRoomError(AzdararError):
    """The disk would be full, or is."""

    code: ClassVar[str] = "archive.no-room"
    sentence = _(
        "There is no room on this machine’s disk for the file: nothing was kept. %(free)s MB are free, and "
        "the paper needs some of them. Make room, then upload it again."
    )


class EmptyUploadError(AzdararError):
    """A file of no bytes, or none at all."""

    code: ClassVar[str] = "archive.empty-upload"
    sentence = _("No file arrived, or an empty one: nothing was kept. Choose the export, then upload it.")


class NoSuchSourceError(AzdararError):
    """A name that the folder does not hold."""

    code: ClassVar[str] = "archive.no-such-source"
    sentence = _(
        "“%(name)s” is no longer in the folder for imports: nothing was begun. Choose another, or upload it."
    )


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file or a folder that waits in the folder for imports."""

    name: str
    size_bytes: int
    arrived_at: datetime
    is_folder: bool


def intake_folder() -> Path:
    """The folder, made where it is not there."""
    folder: Path = settings.HOME / "imports"
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    return folder


def waiting_files() -> list[WaitingFile]:
    """What waits in the folder, the newest first; links, hidden files and half uploads are not shown."""
    found = []
    with os.scandir(intake_folder()) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.is_symlink():
                continue
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder or entry.is_file(follow_symlinks=False):
                told = entry.stat(follow_symlinks=False)
                size = 0 if is_folder else told.st_size
                arrived = datetime.fromtimestamp(told.st_mtime, tz=UTC)
                found.append(WaitingFile(entry.name, size, arrived, is_folder))
    return sorted(found, key=lambda file: (file.arrived_at, file.name), reverse=True)[:_MOST_SHOWN]


def waiting_path(name: str) -> Path:
    """The path of what waits under a name.

    Raises:
        NoSuchSourceError: ``archive.no-such-source``: the folder holds nothing of that name.
    """
    if name not in {file.name for file in waiting_files()}:
        raise NoSuchSourceError(name=name[:200])
    return intake_folder() / name


def refuse_too_large(length: int) -> None:
    """Refuse an upload by what it says of its own length, before its first byte is kept.

    Raises:
        UploadTooLargeError: ``archive.upload-too-large``.
        NoRoomError: ``archive.no-room``.
    """
    most = settings.IMPORT_UPLOAD_BYTES
    if length > most:
        raise UploadTooLargeError(most=most // 2**20, folder=intake_folder())
    free = shutil.disk_usage(intake_folder()).free
    if length > free - KEPT_FREE:
        raise NoRoomError(free=free // 2**20)


class Arrival:
    """One file as it arrives: written piece by piece, named only when it is whole.

    Until then it is hidden under a name nobody can guess; ``give_up`` leaves nothing behind.
    """

    def __init__(self, name: str) -> None:
        self._forget_given_up()
        self._name = safe_name(name)
        self._path = intake_folder() / f"{_UNFINISHED}{secrets.token_hex(16)}"
        self._size = 0
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
        self._file: BinaryIO = os.fdopen(handle, "wb")

    def write(self, piece: bytes) -> None:
        """Keep a piece.

        Raises:
            UploadTooLargeError: ``archive.upload-too-large``; nothing is kept.
            NoRoomError: ``archive.no-room``; nothing is kept.
        """
        self._size += len(piece)
        try:
            if self._size > settings.IMPORT_UPLOAD_BYTES:
                refuse_too_large(self._size)
            self._file.write(piece)
        except OSError as error:
            self.give_up()
            raise _as_no_room(error) from error
        except AzdararError:
            self.give_up()
            raise

    def finish(self) -> str:
        """Give the whole file its name, another where that is taken; returns it.

        Raises:
            EmptyUploadError: ``archive.empty-upload``; nothing is kept.
            NoRoomError: ``archive.no-room``; nothing is kept.
        """
        if not self._size:
            self.give_up()
            raise EmptyUploadError
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            self.give_up()
            raise _as_no_room(error) from error
        stem, dot, ending = self._name.partition(".")
        number = 1
        while True:
            name = self._name if number == 1 else f"{stem}-{number}{dot}{ending}"
            try:
                # A link fails where the name is taken, which a renaming would not: two at once lose nothing.
                os.link(self._path, intake_folder() / name)
            except FileExistsError:
                number += 1
                continue
            self._path.unlink(missing_ok=True)
            return name

    def give_up(self) -> None:
        """Leave nothing behind."""
        # What could not be written is still in the buffer, and closing would try again.
        with suppress(OSError):
            self._file.close()
        self._path.unlink(missing_ok=True)

    @staticmethod
    def _forget_given_up() -> None:
        """Delete what earlier uploads left when the server was killed under them."""
        oldest = time.time() - _GIVEN_UP_AFTER_S
        for path in intake_folder().glob(f"{_UNFINISHED}*"):
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)


def safe_name(name: str) -> str:
    """What a file is called here, after what a browser called it: no folder, no hidden file, no control."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = _FORBIDDEN.sub("-", last).strip(" .-")
    stem, dot, ending = kept.partition(".")
    ending = ending[-20:]
    longest = _LONGEST_NAME - len(ending) - 1
    return f"{stem[:longest]}{dot}{ending}".strip(" .") or "export"


def _as_no_room(error: OSError) -> AzdararError:
    if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        raise error
    return NoRoomError(free=shutil.disk_usage(intake_folder()).free // 2**20)
