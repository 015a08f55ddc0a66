"""What a backup of a SPIP site says beside its records: the site, its tables, the names of its logos."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from azdarar.formats.internal.spip_fields import objet_of

Fate = Literal["read", "own", "unknown"]
_LOGO = re.compile(
    r"(art|rub|aut|mot|groupe|breve|site|syndic|[a-z_]{3,30}?)(on|off)([0-9]{1,10})\.([a-z]{2,5})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the backup says of the site itself. Everything may be empty."""

    nom: str = ""
    slogan: str = ""
    descriptif: str = ""
    adresse: str = ""
    langue: str = ""
    langues: tuple[str, ...] = ()
    charset: str = ""
    version: str = ""
    prefix: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def breaks_lines(self) -> bool:
        """Whether readers saw the end of a line as a line break: since SPIP 3, and where nobody knows."""
        found = re.match(r"[0-9]+(?:\.[0-9]+)?", self.version)
        if found is None:
            return True
        number = float(found[0])
        # 1.8 to 1.9 call themselves so; the numbers after are of the repository, then of the day.
        return not (number < 10 or 10_000 < number < 18_000) or number in (3.0, 4.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCount:
    """A table of the backup: its rows, and what became of them.

    ``fate`` is ``read`` (they became records), ``own`` (SPIP keeps them for itself), ``unknown`` (a
    plug-in's, or another program's). ``unread_rows`` could not be understood, or their columns are not known.
    """

    name: str
    rows: int
    fate: Fate
    unread_rows: int = 0
    unknown_columns: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """What the name of a logo's file says: whose it is, and whether it shows under the pointer."""

    objet: str
    id_objet: int
    is_hover: bool
    extension: str


def logo_of(file_name: str) -> Logo | None:
    """Read the name of a file of ``IMG/``: ``arton12.jpg`` is the logo of article 12."""
    found = _LOGO.fullmatch(file_name.lower())
    if found is None:
        return None
    return Logo(
        objet=objet_of(found[1]), id_objet=int(found[3]), is_hover=found[2] == "off", extension=found[4]
    )
