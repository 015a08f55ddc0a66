"""What the stored pages take on the disk, and whether the disk takes more."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

#: So many files are looked at; what a larger store holds is reckoned from them, since names spread evenly.
_MOST_LOOKED_AT = 4_000
#: With less room than this a disk is as good as full: the database needs it too.
SCANT_BYTES = 200 * 2**20


@dataclass(frozen=True, slots=True)
class Stock:
    """What there is on the disk.

    Attributes:
        is_reckoned: the figures were reckoned from a part of the store.
        free_bytes: what the disk has left.
        problem: why nothing can be written there; empty when it can.
    """

    pages: int
    size_bytes: int
    is_reckoned: bool
    free_bytes: int
    problem: str

    @property
    def is_scant(self) -> bool:
        """Whether the disk is nearly full."""
        return self.free_bytes < SCANT_BYTES


def stock_of(folder: Path) -> Stock:
    """Look at the store in a folder: quickly, however many pages it holds."""
    pages, size, part = _reckoned(folder / "pages")
    return Stock(
        pages=round(pages / part) if part else 0,
        size_bytes=round(size / part) if part else 0,
        is_reckoned=part < 1,
        free_bytes=_free(folder),
        problem=_problem(folder),
    )


def _reckoned(pages_folder: Path) -> tuple[int, int, float]:
    """Files and bytes in some of the folders, and how large a part of all that is."""
    try:
        firsts = sorted(entry.path for entry in os.scandir(pages_folder) if entry.is_dir())
    except OSError:
        return 0, 0, 1.0
    pages = size = looked_at = 0
    for first in firsts:
        looked_at += 1
        for folder, _folders, names in os.walk(first):
            for name in names:
                if name.startswith("."):
                    continue
                try:
                    size += os.stat(os.path.join(folder, name)).st_size
                except OSError:
                    continue
                pages += 1
        if pages >= _MOST_LOOKED_AT:
            break
    return pages, size, looked_at / len(firsts) if firsts else 1.0


def _free(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0


def _problem(folder: Path) -> str:
    """Try to write a little; permissions and quotas are known to the kernel alone."""
    try:
        with tempfile.TemporaryFile(dir=folder) as tried:
            tried.write(b"\x00" * 4_096)
            tried.flush()
    except OSError as refusal:
        return refusal.strerror or str(refusal)
    return ""
