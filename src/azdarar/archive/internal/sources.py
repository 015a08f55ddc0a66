"""Which adapter reads what: one for each system the paper can bring home."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from django.utils.translation import gettext_lazy as _

from azdarar.archive.internal.databases import password_of, without_password
from azdarar.archive.internal.foreign_story import ForeignSource
from azdarar.archive.internal.from_ghost import GhostSource
from azdarar.archive.internal.from_pages import PagesSource
from azdarar.archive.internal.from_spip import SPIPSource
from azdarar.archive.internal.from_wordpress import WordPressSource
from azdarar.archive.internal.unwrapping import unwrapped
from azdarar.errors import AzdararError
from azdarar.formats.spip_address import is_address

#: Opens what was given (paths, or one address of a database) with the options of a run.
_Opens = Callable[[Sequence[str], Mapping[str, Any]], ForeignSource]


class UnknownSystemError(AzdararError):
    """No adapter of that name."""

    code: ClassVar[str] = "archive.unknown-system"
    sentence = _("“%(system)s” is no system the paper can bring home. Known are: %(known)s.")


def _spip(given: Sequence[str], options: Mapping[str, Any]) -> ForeignSource:
    prefix = options.get("prefix", "")
    if is_address(given[0]):
        address = without_password(given[0])
        return SPIPSource(address, prefix=prefix, password=password_of(address))
    return SPIPSource(Path(given[0]), prefix=prefix)


def _wordpress(given: Sequence[str], options: Mapping[str, Any]) -> ForeignSource:
    return WordPressSource([Path(name) for name in given])


def _ghost(given: Sequence[str], options: Mapping[str, Any]) -> ForeignSource:
    return GhostSource(Path(given[0]))


def _pages(given: Sequence[str], options: Mapping[str, Any]) -> ForeignSource:
    return PagesSource([Path(name) for name in given])


SOURCES: dict[str, _Opens] = {"spip": _spip, "wordpress": _wordpress, "ghost": _ghost, "pages": _pages}


class _Kept:
    """What was unpacked for a source, as long as the source is there."""

    def __init__(self) -> None:
        self.media: Path | None = None


_kept: WeakKeyDictionary[ForeignSource, _Kept] = WeakKeyDictionary()


def open_source(system: str, given: Sequence[str], options: Mapping[str, Any]) -> ForeignSource:
    """Open a foreign site; what is packed so that no reader opens it is unpacked for as long as that lasts.

    Raises:
        UnknownSystemError: ``archive.unknown-system``.
        AzdararError: what the reader of the format refuses.
    """
    if system not in SOURCES:
        raise UnknownSystemError(system=system, known=", ".join(sorted(SOURCES)))
    kept = _Kept()
    files, kept.media = unwrapped(given, owner=kept)
    source = SOURCES[system](files, options)
    _kept[source] = kept
    return source


def media_of(source: ForeignSource) -> Path | None:
    """The folder that a source came in, where its pictures may lie beside it."""
    return _kept[source].media if source in _kept else None
