"""Static files: collected once into the home under names that carry their hash, served compressed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage, MissingFileError

from azdarar.errors import AzdararError
from azdarar.reader.stylesheets import JOINED, join

FINGERPRINT_NAME = ".fingerprint"
READERS = "reader/"


class MissingStaticFileError(AzdararError):
    """A style sheet or script names a file that does not exist."""

    code = "config.missing-static-file"
    sentence = "The paper's looks are incomplete, so nothing was started: %(finding)s"


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise has no types
    """Hashed names, compressed copies beside; a missing file is an error at collection, not for a reader.

    Readers' files are compressed with brotli too. The newsroom's are not: at brotli's best level Wagtail's
    scripts take eight seconds of a first start, for the few people who fetch them once.
    """

    manifest_strict = True
    # Our scripts are small modules that import each other by relative address.
    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Join the readers' style sheets into one before names are hashed."""

        def read(name: str) -> str:
            if name not in paths:
                raise MissingStaticFileError(finding=f"{name} is imported by a style sheet and missing.")
            storage, path = paths[name]
            with storage.open(path) as sheet:
                return str(sheet.read().decode("utf-8"))

        if not dry_run:
            for name in JOINED:
                joined = join(name, read=read)
                Path(self.path(name)).write_text(joined, encoding="utf-8")
                paths = {**paths, name: (self, name)}
        yield from super().post_process(paths, dry_run, **options)

    def create_compressor(self, **kwargs: Any) -> Any:
        return super().create_compressor(use_brotli=False, **kwargs)

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        paths = list(paths)
        yield from super().compress_files(paths)
        compressor = Compressor(use_gzip=False, use_brotli=True, quiet=True)
        for path in paths:
            if path.startswith(READERS) and compressor.should_compress(path):
                for compressed in compressor.compress(self.path(path)):
                    yield path, path + Path(compressed).suffix


def collect_when_changed() -> bool:
    """Collect the static files when they are not those that were collected last; returns whether it did.

    Listing our own files and the installed versions takes milliseconds; collecting and compressing takes
    seconds.
    """
    fingerprint = _fingerprint()
    mark = Path(settings.STATIC_ROOT) / FINGERPRINT_NAME
    if mark.exists() and mark.read_text(encoding="ascii") == fingerprint:
        return False
    mark.unlink(missing_ok=True)
    try:
        call_command("collectstatic", interactive=False, verbosity=0, clear=False)
    except MissingFileError as error:
        raise MissingStaticFileError(finding=str(error).splitlines()[0]) from None
    mark.write_text(fingerprint, encoding="ascii")
    return True


def _fingerprint() -> str:
    """Say what would be collected: versions of what is installed, sizes and times of files in a checkout."""
    versions = sorted(f"{found.metadata['Name']} {found.version}" for found in distributions())
    files = []
    for finder in get_finders():
        for path, storage in finder.list(["CVS", ".*", "*~"]):
            place = Path(storage.path(path))
            if settings.PACKAGE_DIR in place.parents:
                stat = place.stat()
                files.append([path, stat.st_size, stat.st_mtime_ns])
    told = json.dumps([settings.INSTALLED_APPS, versions, sorted(files)])
    return hashlib.sha256(told.encode()).hexdigest()
