"""Where a picture's files lie: the original under ``originals/``, what readers get under ``pictures/``.

A rendition's name carries the picture's unguessable key and a digest of its own content: the same address
never has two contents, so it may be kept for ever by everybody, and making renditions again writes nothing
when nothing changed.
"""

import hashlib
from collections.abc import Iterable
from pathlib import PurePath
from typing import IO

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from azdarar.media.embedded import kept_record
from azdarar.media.models import Picture, new_file_key
from azdarar.media.preparing import PreparedFile, PreparedPicture
from azdarar.media.widths import FORMATS

EXTENSIONS = {"avif": "avif", "webp": "webp", "fallback": "jpg"}


def store_picture(picture: Picture, *, file: IO[bytes], prepared: PreparedPicture) -> None:
    """Store an original under a new key, with its renditions. The picture's row is left to the caller.

    Whatever the picture had before stays in the store: see ``delete_files``.
    """
    picture.file_key = new_file_key()
    file.seek(0)
    picture.file.save(f"original.{prepared.examined.extension}", File(file), save=False)
    picture._set_image_file_metadata()
    picture.embedded_metadata = kept_record(prepared.examined.metadata)
    picture.embedded_metadata["file_name"] = PurePath(str(getattr(file, "name", ""))).name
    store_renditions(picture, prepared=prepared)


def store_renditions(picture: Picture, *, prepared: PreparedPicture) -> None:
    """Store a picture's renditions and note them, with its size as it is seen, on the unsaved row."""
    # Wagtail takes the size from the file's header, where a telephone's portrait lies on its side.
    picture.width, picture.height = prepared.width_px, prepared.height_px
    storage = picture.file.storage
    picture.rendition_set = {
        name: [
            [_stored(storage, picture.file_key, made), made.width_px, made.height_px]
            for made in prepared.files
            if made.format == name
        ]
        for name in FORMATS
    }


def delete_files(storage: Storage, names: Iterable[str]) -> None:
    """Delete files from a store; one that is gone already is no fault."""
    for name in names:
        storage.delete(name)


def _stored(storage: Storage, key: str, made: PreparedFile) -> str:
    digest = hashlib.sha256(made.content).hexdigest()[:12]
    name = f"pictures/{key[:2]}/{key}-{made.width_px}.{digest}.{EXTENSIONS[made.format]}"
    return name if storage.exists(name) else storage.save(name, ContentFile(made.content))
