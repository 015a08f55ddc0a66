"""The edition's renditions, made once for an installation and kept beside it.

Encoding takes about a second of one core for each picture; a first start has no time for thirty of them. So
set-up has them made (``manage.py load_demo --prepare``), and whoever loads the edition finds them. What is
missing is made when it is needed: nothing depends on the store but time.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp

import PIL

from azdarar.formats import photo_metadata
from azdarar.media import embedded, preparing, rendering, widths
from azdarar.media.preparing import PreparedFile, PreparedPicture, examine_picture, prepare_picture

KEPT_IN = Path(sys.prefix) / "share" / "azdarar" / "edition-renditions"
_INDEX = "picture.json"
_MAKERS = (preparing, rendering, widths, embedded, photo_metadata)


def prepared_pictures(files: Iterable[Path], *, kept_in: Path = KEPT_IN) -> dict[Path, PreparedPicture]:
    """Return every rendition of each picture, from the store where they are, else made now and kept.

    Pictures are made side by side, one process for each core.

    Raises:
        UnreadablePictureError, PictureTooHeavyError: as ``media.preparing.prepare_picture``.
    """
    wanted = list(files)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        return dict(zip(wanted, pool.map(lambda file: _prepared(file, kept_in=kept_in), wanted), strict=True))


def forget_others(files: Iterable[Path], *, kept_in: Path = KEPT_IN) -> None:
    """Remove what was kept for pictures, or for settings, that are no more."""
    known = {_digest(file) for file in files}
    for folder in kept_in.glob("*"):
        if folder.name not in known:
            shutil.rmtree(folder, ignore_errors=True)


def _prepared(file: Path, *, kept_in: Path) -> PreparedPicture:
    folder = kept_in / _digest(file)
    with contextlib.suppress(OSError, ValueError, KeyError):
        return _kept(file, folder)
    prepared = prepare_picture(file)
    # An installation nobody may write to is no reason to fail: the next load makes them again.
    with contextlib.suppress(OSError):
        _keep(prepared, folder)
    return prepared


def _digest(file: Path) -> str:
    """Say what the renditions depend on: the picture, the code that makes them, and Pillow."""
    digest = hashlib.sha256(PIL.__version__.encode())
    for module in _MAKERS:
        digest.update(Path(str(module.__file__)).read_bytes())
    digest.update(file.read_bytes())
    return digest.hexdigest()[:32]


def _kept(file: Path, folder: Path) -> PreparedPicture:
    told = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
    files = tuple(
        PreparedFile(row["format"], row["width_px"], row["height_px"], (folder / row["name"]).read_bytes())
        for row in told["files"]
    )
    return PreparedPicture(examine_picture(file), told["width_px"], told["height_px"], files)


def _keep(prepared: PreparedPicture, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(dir=folder.parent, prefix="draft-"))
    rows = []
    for made in prepared.files:
        name = f"{made.format}-{made.width_px}"
        (draft / name).write_bytes(made.content)
        rows.append(
            {"format": made.format, "width_px": made.width_px, "height_px": made.height_px, "name": name}
        )
    index = {"width_px": prepared.width_px, "height_px": prepared.height_px, "files": rows}
    (draft / _INDEX).write_text(json.dumps(index), encoding="utf-8")
    # What is there was found damaged, or somebody else kept the same in the meantime.
    shutil.rmtree(folder, ignore_errors=True)
    try:
        draft.rename(folder)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
