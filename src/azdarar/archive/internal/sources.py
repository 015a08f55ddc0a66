"""Which adapter reads what: one for each system the paper can bring home."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from azdarar.archive.internal.foreign_story import ForeignSource
from azdarar.archive.internal.from_spip import SPIPSource
from azdarar.archive.internal.from_wordpress import WordPressSource
from azdarar.errors import AzdararError

#: Opens what was given (paths, or one address of a database) with the options of a run.
_Opens = Callable[[Sequence[str], Mapping[str, Any]], ForeignSource]


class UnknownSystemError(AzdararError):
    """No adapter of that name."""

    code: ClassVar[str] = "archive.unknown-system"
    sentence = _("“%(system)s” is no system the paper can bring home. Known are: %(known)s.")


def _spip(given: Sequence[str], options: Mapping[str, Any]) -> ForeignSource:
    return SPIPSource(Path(given[0]), prefix=options.get("prefix", ""))


def _wordpress(given: Sequence[str], options: Mapping[str, Any]) -> ForeignSource:
    return WordPressSource([Path(name) for name in given])


SOURCES: dict[str, _Opens] = {"spip": _spip, "wordpress": _wordpress}


def open_source(system: str, given: Sequence[str], options: Mapping[str, Any]) -> ForeignSource:
    """Open a foreign site.

    Raises:
        UnknownSystemError: ``archive.unknown-system``.
        AzdararError: what the reader of the format refuses.
    """
    if system not in SOURCES:
        raise UnknownSystemError(system=system, known=", ".join(sorted(SOURCES)))
    return SOURCES[system](given, options)
