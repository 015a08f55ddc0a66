"""Fields of one row: text, numbers, yes and no, dates with their zeros."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

#: What a table of links, an address or a forum calls objects.
_OBJETS = {
    "art": "article",
    "aut": "auteur",
    "br": "breve",
    "doc": "document",
    "groupes_mots": "groupe_mots",
    "groupe": "groupe_mots",
    "rub": "rubrique",
    "syndic": "site",
}
_DATE = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[ T]?(\d\d):?(\d\d)(?::?(\d\d))?)?(?:\.\d+)?")
_USUAL_DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)
_TELLING_DATES = ("date", "date_redac", "date_heure")
_NUMBER = re.compile(r"\s*[-+]?[0-9]{1,18}")


def objet_of(name: str) -> str:
    """SPIP's name of a kind of object, in the singular."""
    name = name.strip().lower()
    singular = name if name in ("groupes_mots",) else name.removesuffix("s")
    return _OBJETS.get(singular, singular)


class Row:
    """One row by column names. A column that is not there is empty."""

    def __init__(
        self,
        columns: Mapping[str, int],
        values: list[bytes | None] | list[str | None],
        decode: Callable[[Any], str],
        *,
        extra: Mapping[str, str],
        occurrence: int,
    ) -> None:
        self._columns, self._values, self._decode = columns, values, decode
        self._extra, self._occurrence = extra, occurrence
        self._doubtful: list[str] = []
        self._dates: dict[str, datetime | None] = {}

    def has(self, name: str) -> bool:
        """Whether the table has this column."""
        return name in self._columns

    def common(self) -> dict[str, Any]:
        """What every record has. Dates are read first, so that doubtful ones are known."""
        for name in _TELLING_DATES:
            if name in self._columns:
                self._dates[name] = self._date(name)
        doubtful = tuple(dict.fromkeys(self._doubtful)) if self._doubtful else ()
        return {"occurrence": self._occurrence, "extra": self._extra, "doubtful_dates": doubtful}

    def text(self, name: str) -> str:
        """A text, decoded."""
        at = self._columns.get(name)
        value = self._values[at] if at is not None else None
        return self._decode(value) if value else ""

    def number(self, name: str) -> int:
        """A whole number; 0 where there is none."""
        text = self.text(name)
        if text.isdecimal() and len(text) < 19:
            return int(text)
        found = _NUMBER.match(text)
        return int(found[0]) if found else 0

    def real(self, name: str) -> float:
        """A number with a fraction; 0 where there is none."""
        try:
            value = float(self.text(name) or 0)
        except ValueError:
            return 0.0
        return value if value == value and abs(value) < 1e300 else 0.0

    def flag(self, name: str) -> bool:
        """Whether a column says yes, in any of the ways there are."""
        return self.text(name).strip().lower() in ("oui", "1", "yes", "true", "on")

    def date(self, name: str) -> datetime | None:
        """A date in the site's local time. A month or day of zero is the first; a year of zero is no date."""
        return self._dates[name] if name in self._dates else self._date(name)

    def _date(self, name: str) -> datetime | None:
        text = self.text(name).strip()
        if not text or text.startswith("0000") or not text.strip("0-: "):
            return None
        if _USUAL_DATE.fullmatch(text):
            with suppress(ValueError):
                return datetime.fromisoformat(text)
        found = _DATE.fullmatch(text)
        if found is None:
            self._doubtful.append(text[:40])
            return None
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        if not month or not day:
            self._doubtful.append(text[:40])
        try:
            return datetime(year, month or 1, day or 1, hour, minute, second)  # noqa: DTZ001 - no zone is told
        except ValueError:
            self._doubtful.append(text[:40])
            return None
