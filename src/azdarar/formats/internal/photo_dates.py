"""When a picture was taken, as three kinds of metadata write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

_XMP = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:[T ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]+)?)?)?)?)?"
    r"\s*(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_EXIF = re.compile(
    r"(?P<year>[0-9]{4})[:-](?P<month>[0-9]{2})[:-](?P<day>[0-9]{2})"
    r" (?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.[0-9]+)?"
    r"(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_IIM = re.compile(
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"(?: (?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})(?P<zone>[+-][0-9]{2}:?[0-9]{2})?)?"
)
#: The first photograph; a camera whose clock was never set says 1970, 1904 or zero.
_FIRST_YEAR = 1826


@dataclass(frozen=True, slots=True)
class PhotoDate:
    """What was written, the day it means, and the instant when a possible time zone is known."""

    text: str = ""
    day: date | None = None
    instant: datetime | None = None
    problem: str = ""


def read_date(text: str) -> PhotoDate:
    """Read a date of XMP, EXIF or IIM (day and time apart by a space). Never raises.

    A zone that no place has (``-10:52``, which some programs make of a clock) is not believed; the day is.
    """
    text = " ".join(text.split())
    if not text or re.fullmatch(r"[0:\- T]*", text):
        return PhotoDate()
    found = _XMP.fullmatch(text) or _EXIF.fullmatch(text) or _IIM.fullmatch(text)
    if found is None:
        return PhotoDate(text=text, problem=f"The date “{text[:40]}” cannot be read.")
    if found["month"] is None or found["day"] is None:
        return PhotoDate(text=text)
    return _dated(found, text)


def _dated(found: re.Match[str], text: str) -> PhotoDate:
    year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    try:
        taken = datetime(
            year,
            month,
            day,
            int(found["hour"] or 0),
            int(found["minute"] or 0),
            int(found["second"] or 0),
            tzinfo=UTC,
        )
    except ValueError:
        return PhotoDate(text=text, problem=f"The date “{text[:40]}” does not exist.")
    if year < _FIRST_YEAR:
        return PhotoDate(text=text, problem=f"The date “{text[:40]}” is before photography.")
    if found["hour"] is None or not found["zone"]:
        return PhotoDate(text=text, day=taken.date())
    zone = _zone(found["zone"])
    if zone is None:
        told = f"The time zone of “{text[:40]}” does not exist; only the day is kept."
        return PhotoDate(text=text, day=taken.date(), problem=told)
    return PhotoDate(text=text, day=taken.date(), instant=taken.replace(tzinfo=zone))


def _zone(text: str) -> timezone | None:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    total = (hours * 60 + minutes) * (-1 if text[0] == "-" else 1)
    if minutes not in (0, 15, 30, 45) or not -12 * 60 <= total <= 14 * 60:
        return None
    return timezone(timedelta(minutes=total))
