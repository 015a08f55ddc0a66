"""What somebody gave: which system it comes from, read from its content and never from its name.

A file, several files of one site, a folder, an archive or the address of a database. The looking runs behind
walls (``formats.confined``); nothing is unpacked to disk for it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from azdarar.errors import AzdararError
from azdarar.formats.confined import Limits, confined
from azdarar.formats.ghost import is_ghost
from azdarar.formats.internal import looking
from azdarar.formats.internal.folders import files_below
from azdarar.formats.internal.looking import WARC, Look, System
from azdarar.formats.internal.marking import Phrase, gettext_noop
from azdarar.formats.internal.unpacking import ArchiveRefusedError, Member
from azdarar.formats.spip import is_spip
from azdarar.formats.spip_address import is_address, parted

__all__ = [
    "ArchiveRefusedError",
    "EmptySourceError",
    "Found",
    "MixedSourcesError",
    "NoSourceError",
    "NotRecognisedError",
    "SourceForbiddenError",
    "files_below",
    "recognise",
    "unpack",
]

#: A look takes the beginning of files, and a parser or two: far less than an import may.
_LOOKING = Limits(memory_bytes=512 * 2**20, cpu_seconds=120, scratch_bytes=2 * 2**30)


class NoSourceError(AzdararError):
    """Nothing is there."""

    code = "formats.no-source"
    sentence = gettext_noop("There is no file or folder “%(name)s”. Nothing was imported.")


class EmptySourceError(AzdararError):
    """It is there, and empty."""

    code = "formats.empty-source"
    sentence = gettext_noop("“%(name)s” is empty. Nothing was imported: make the export or the copy again.")


class SourceForbiddenError(AzdararError):
    """It is there, and may not be read."""

    code = "formats.source-forbidden"
    sentence = gettext_noop(
        "“%(name)s” may not be read by this account. Nothing was imported: give it the permission to read."
    )


class NotRecognisedError(AzdararError):
    """It is nothing that can be brought home."""

    code = "formats.not-recognised"
    sentence = gettext_noop(
        "“%(name)s” is %(what)s. Nothing was imported. The paper brings home: SPIP (MySQL dump, SQLite file, "
        "XML backup, mysql:// address), WordPress (WXR), Ghost (JSON), web archives (WARC) and folders of "
        "saved pages."
    )


class MixedSourcesError(AzdararError):
    """Several kinds at once."""

    code = "formats.mixed-sources"
    sentence = gettext_noop(
        "“%(name)s” holds more than one site: %(found)s. Nothing was imported: give one of them by its path."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was given, recognised.

    ``given`` are the paths (or the one address) to read. ``media`` is the folder they came in: pictures may
    be below it. ``is_packed`` says that the first must be unpacked (``unpack``) and recognised again before
    it is read; files that a reader unpacks by itself are not.
    """

    system: System
    what: str
    given: tuple[str, ...]
    media: str = ""
    is_packed: bool = False

    def __str__(self) -> str:
        return f"{', '.join(Path(one).name for one in self.given[:3])}: {self.what}"


def recognise(given: Sequence[str]) -> Found:
    """Say what was given.

    Args:
        given: paths of files or folders of one site, or one ``mysql://`` address.

    Raises:
        NoSourceError, EmptySourceError, SourceForbiddenError, NotRecognisedError, MixedSourcesError,
        ArchiveRefusedError: each a whole sentence.
    """
    if any(map(is_address, given)):
        if len(given) > 1:
            raise MixedSourcesError(name=_shown(given[0]), found=", ".join(map(_shown, given[1:])))
        return Found(system="spip", what=Phrase(gettext_noop("a live database of SPIP")), given=tuple(given))
    paths = [Path(one) for one in given]
    for one, path in zip(given, paths, strict=True):
        if not _exists(path):
            raise NoSourceError(name=_shown(one))
    with contextlib.closing(confined("azdarar.formats.recognise:look_at", paths, limits=_LOOKING)) as looks:
        return _judge(list(looks), paths)


def look_at(paths: list[Path]) -> Iterator[Look]:
    """What each path is, as far as its beginning shows: the part of ``recognise`` that runs behind walls."""
    yield from looking.look_at(paths, is_spip=is_spip, is_ghost=is_ghost)


def unpack(path: Path, *, into: Path) -> list[Path]:
    """Unpack an archive into an empty folder, behind walls: only plain files, under harmless names.

    Returns:
        The files, in the archive's order.

    Raises:
        ArchiveRefusedError: ``formats.archive-refused``: what was written before stays in ``into``.
    """
    found: list[Path] = []
    with (
        contextlib.closing(
            confined("azdarar.formats.internal.unpacking:pieces_of", path, limits=Limits())
        ) as parts,
        contextlib.ExitStack() as last,
    ):
        for part in parts:
            if isinstance(part, Member):
                # One file is open at a time: an archive may hold more than a process may open.
                last.close()
                found.append(into.joinpath(*part.parts))
                found[-1].parent.mkdir(parents=True, exist_ok=True)
                stream = last.enter_context(found[-1].open("xb"))
            else:
                stream.write(part.data)
    return found


def _shown(given: str) -> str:
    """What was given, without the password of an address."""
    return parted(given)[0] if "://" in given else given


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except FileNotFoundError:
        return False
    except (OSError, ValueError) as problem:
        raise SourceForbiddenError(name=str(path)) from problem
    return True


def _judge(looks: list[Look], paths: list[Path]) -> Found:
    for look in looks:
        _refuse_unreadable(look)
    of_sites = [look for look in looks if look.system and not look.is_folder]
    folders = [look for look in looks if look.is_folder]
    if not of_sites:
        pages = [look for look in folders if look.system]
        if pages and len(pages) == len(paths):
            return Found(system="pages", what=pages[0].what, given=tuple(str(look.path) for look in pages))
        last = looks[-1]
        unknown = Phrase(gettext_noop("nothing this program knows"))
        raise NotRecognisedError(name=last.path.name, what=last.what or unknown)
    unknown_too = [look for look in looks if not look.system and not look.is_folder]
    if unknown_too:
        raise NotRecognisedError(name=unknown_too[0].path.name, what=unknown_too[0].what or "?")
    return _one_site(of_sites, folders, paths)


def _refuse_unreadable(look: Look) -> None:
    match look.problem:
        case "missing":
            raise NoSourceError(name=str(look.path))
        case "empty":
            raise EmptySourceError(name=str(look.path))
        case "forbidden":
            raise SourceForbiddenError(name=str(look.path))
        case "refused":
            raise ArchiveRefusedError(name=look.path.name, reason=look.what)


def _one_site(of_sites: list[Look], folders: list[Look], paths: list[Path]) -> Found:
    of_files = {look.system for look in of_sites}
    may_be_many = of_files <= {"wordpress"} or of_files <= {"pages"}
    if len(of_files) > 1 or (len(of_sites) > 1 and not may_be_many):
        raise MixedSourcesError(name=paths[0].name, found=_with_kinds(of_sites[:5]))
    first = of_sites[0]
    packed = [look for look in of_sites if _must_be_unpacked(look)]
    if packed and len(of_sites) > 1:
        raise MixedSourcesError(name=paths[0].name, found=", ".join(look.path.name for look in of_sites[:5]))
    return Found(
        system=first.system,
        what=min(look.what for look in of_sites),
        given=tuple(str(look.path) for look in of_sites),
        media=str(folders[0].path) if folders else "",
        is_packed=bool(packed),
    )


def _with_kinds(looks: list[Look]) -> Phrase:
    """Names of files, each with what it is: words of ours, to be translated with the sentence."""
    places = range(len(looks))
    names = {f"name{place}": looks[place].path.name for place in places}
    kinds = {f"what{place}": looks[place].what for place in places}
    return Phrase(", ".join(f"%(name{place})s (%(what{place})s)" for place in places), **names, **kinds)


def _must_be_unpacked(look: Look) -> bool:
    """Whether the readers do not open it by themselves."""
    if not look.wrapper:
        return False
    is_single_gzip = look.wrapper == "gzip" and len(look.member) == 1
    reads_gzip = look.system == "spip" or look.what == WARC
    return not (is_single_gzip and reads_gzip)
