"""Small readers for the fields of a WordPress export: vocabularies, numbers, slugs, dates, meta."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

from azdarar.formats.internal.xml_builder import Element

_WORDPRESS = re.compile(r"https?://(?:www\.)?wordpress\.org/export/[\d.]+/?(?P<excerpt>excerpt/?)?")
_FAMILIES = {
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
}
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?)?")


_RFC_DATE = re.compile(
    r"(?:[A-Za-z]{3},\s*)?(?P<day>[0-9]{1,2}) (?P<month>[A-Za-z]{3}) (?P<year>[0-9]{4}) "
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))? (?P<offset>[+-][0-9]{4}|GMT|UTC?|Z)"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def family_of(element: Element) -> str:
    """Which vocabulary an element belongs to: ``wp``, ``excerpt``, ``content``, ``dc``, "" or ``other``.

    The address decides, whatever its version, scheme or prefix. Where it says nothing (undeclared prefix,
    address of something else), a well-known prefix does; an export whose addresses were rewritten by a
    search-and-replace of the domain is read all the same.
    """
    known = _WORDPRESS.fullmatch(element.namespace)
    if known:
        return "excerpt" if known["excerpt"] else "wp"
    if element.namespace in _FAMILIES:
        return _FAMILIES[element.namespace]
    if element.prefix in ("wp", "excerpt", "content", "dc"):
        return element.prefix
    return "other" if element.prefix or element.namespace else ""


class Fields:
    """The texts of an element's children; the first of each name counts."""

    def __init__(self, element: Element) -> None:
        self._texts: dict[tuple[str, str], str] = {}
        for child in element.children:
            self._texts.setdefault((family_of(child), child.local), child.full_text)

    def get(self, family: str, local: str) -> str:
        return self._texts.get((family, local), "")

    def has(self, local: str) -> bool:
        return ("wp", local) in self._texts

    def wp(self, local: str) -> str:
        return self.get("wp", local).strip()

    def plain(self, local: str) -> str:
        return self.get("", local).strip()

    def date(self, local: str, unreadable: list[str], *, aware: bool = False) -> datetime | None:
        text = self.wp(local)
        if not text or text.startswith("0000-00-00"):
            return None
        moment = _moment(text, aware=aware)
        if moment is None:
            unreadable.append(f"{local}: {text[:40]}")
        return moment


def children_named(element: Element, local: str) -> Iterable[Element]:
    return (child for child in element.children if child.local == local and family_of(child) == "wp")


def meta_of(element: Element, local: str) -> dict[str, tuple[str, ...]]:
    """Serialised PHP stays raw: it is the importer's to know which keys it wants."""
    gathered: dict[str, list[str]] = {}
    for child in children_named(element, local):
        told = Fields(child)
        gathered.setdefault(told.wp("meta_key"), []).append(told.get("wp", "meta_value"))
    return {key: tuple(values) for key, values in gathered.items() if key}


def number_of(text: str) -> int | None:
    stripped = text.strip()
    return int(stripped) if re.fullmatch(r"-?[0-9]{1,18}", stripped) else None


def slug_of(text: str) -> str:
    """Percent-escapes written out, where they are UTF-8; kept as they are otherwise."""
    decoded = unquote(text, errors="replace")
    return unicodedata.normalize("NFC", text if "\ufffd" in decoded else decoded)


def rfc_date_of(text: str) -> datetime | None:
    """A pubDate as an aware instant; None for what PHP makes of a zero date.

    Not left to ``email.utils``, which reads the year -0001 of such dates as 2000.
    """
    found = _RFC_DATE.fullmatch(text)
    if found is None or found["month"].lower() not in _MONTHS:
        return None
    month = _MONTHS.index(found["month"].lower()) + 1
    time = timedelta(
        hours=int(found["hour"]), minutes=int(found["minute"]), seconds=int(found["second"] or 0)
    )
    offset = found["offset"] if found["offset"][0] in "+-" else "+0000"
    ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5])) * (-1 if offset[0] == "-" else 1)
    try:
        instant = datetime(int(found["year"]), month, int(found["day"]), tzinfo=UTC) + time - ahead
    except (ValueError, OverflowError):
        return None
    is_zero_date = (instant.year, instant.month, instant.day, instant.hour) == (1999, 11, 30, 0)
    return None if is_zero_date else instant


def _moment(text: str, *, aware: bool) -> datetime | None:
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC if aware else None)
    except ValueError:
        return None
