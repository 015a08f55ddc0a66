"""Have a picture's renditions made by a process of its own, and bring them back.

Nothing is stored here and the database is not asked, so several pictures may be prepared side by side by a
pool of threads while the caller goes on.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from azdarar.errors import AzdararError
from azdarar.formats.photo_metadata import PhotoMetadata, read_photo_metadata
from azdarar.formats.picture_check import PictureFacts, inspect_picture
from azdarar.media import rendering
from azdarar.media.embedded import credit_packet

LONGEST_WAIT_S = 120
#: A process takes 70 MB for a photograph, and up to 900 MB for a WebP of 50 megapixels.
_AT_ONCE = threading.BoundedSemaphore(2)


class UnreadablePictureError(AzdararError):
    """The picture could not be decoded to its end."""

    code: ClassVar[str] = "media.unreadable-picture"
    sentence: ClassVar[Any] = _(
        "The picture is damaged or cut off and cannot be read to its end. Nothing was saved: export it "
        "again, or ask for the file once more."
    )


class PictureTooHeavyError(AzdararError):
    """Decoding the picture took more memory or time than one picture may take."""

    code: ClassVar[str] = "media.picture-too-heavy"
    sentence: ClassVar[Any] = _(
        "The picture takes too much memory or time to read. Nothing was saved: make it smaller and try again."
    )


@dataclass(frozen=True, slots=True)
class ExaminedPicture:
    """What a file is by its headers, and what it says of itself."""

    facts: PictureFacts
    metadata: PhotoMetadata

    @property
    def extension(self) -> str:
        """By the content: what the uploaded file called itself does not count."""
        return self.facts.format.lower().replace("jpeg", "jpg")


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """One rendition: ``format`` is avif, webp or fallback (JPEG)."""

    format: str
    width_px: int
    height_px: int
    content: bytes


@dataclass(frozen=True, slots=True)
class PreparedPicture:
    """Every rendition of a picture, and its size as it is seen (its EXIF orientation applied)."""

    examined: ExaminedPicture
    width_px: int
    height_px: int
    files: tuple[PreparedFile, ...]


def examine_picture(file: IO[bytes] | Path, *, name: str = "") -> ExaminedPicture:
    """Look at a picture's headers without decoding it. Leaves an open file at its beginning.

    Raises:
        PictureError: ``formats.*``; no picture, another type, cut off, too many pixels or bytes.
    """
    name = name or Path(str(getattr(file, "name", file))).name
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return examine_picture(opened, name=name)
    file.seek(0)
    facts = inspect_picture(file, name=name)
    file.seek(0)
    metadata = read_photo_metadata(file.read())
    file.seek(0)
    return ExaminedPicture(facts, metadata)


def prepare_picture(file: IO[bytes] | Path, *, examined: ExaminedPicture | None = None) -> PreparedPicture:
    """Make every rendition of a picture.

    Costs one child process: about 0.2 s and the encoding, 0.8 s of one core for a large photograph. At most
    two run at a time. Leaves an open file at its beginning.

    Args:
        examined: what ``examine_picture`` said of the same file, when the caller asked already.

    Raises:
        PictureError: ``formats.*``; see ``examine_picture``.
        UnreadablePictureError: ``media.unreadable-picture``; damaged behind its headers.
        PictureTooHeavyError: ``media.picture-too-heavy``; the process was stopped at its limits.
    """
    examined = examined or examine_picture(file)
    with TemporaryDirectory(prefix="azdarar-picture-") as name:
        folder = Path(name)
        original = file if isinstance(file, Path) else _written_down(file, folder / "original")
        packet = credit_packet(examined.metadata)
        if packet:
            (folder / rendering.XMP_NAME).write_bytes(packet)
        with _AT_ONCE:
            answer = _ask_child(original, folder)
        files = tuple(
            PreparedFile(row["format"], row["width"], row["height"], (folder / row["name"]).read_bytes())
            for row in answer["files"]
        )
    return PreparedPicture(examined, answer["width_px"], answer["height_px"], files)


def _written_down(file: IO[bytes], path: Path) -> Path:
    file.seek(0)
    with path.open("wb") as copy:
        while chunk := file.read(2**20):
            copy.write(chunk)
    file.seek(0)
    return path


def _ask_child(original: Path, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", rendering.__name__, str(original.resolve()), str(folder)]
    # Fewer memory arenas: the address space a process may take is limited.
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
        "MALLOC_ARENA_MAX": "2",
    }
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and two paths that no shell reads
            command, capture_output=True, timeout=LONGEST_WAIT_S, env=environment, cwd=folder, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PictureTooHeavyError from error
    answer: dict[str, Any] = {}
    with contextlib.suppress(ValueError):
        answer = json.loads(done.stdout)
    if done.returncode == 0 and answer:
        return answer
    if answer.get("refused") == "too-many-pixels" or done.returncode < 0:
        raise PictureTooHeavyError
    raise UnreadablePictureError
