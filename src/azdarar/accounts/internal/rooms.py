"""The rooms that keep something of a person, each saying what, how it is handed out, how it is erased."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class PersonalData:
    """What one room keeps of a person. ``settings.AZDARAR_PERSONAL_DATA`` names one for each such room.

    Args:
        key: the room's part in the downloaded JSON.
        title: the same for people.
        covers: every column of its tables that points to an account, as ``app.Model.field``; a column that no
            room covers fails the build.
        export: everything of the person at an instant, as JSON values; instants as ``datetime``.
        erase: erases it, or cuts it from the person, in the caller's transaction. What goes with the
            account's own row (``CASCADE``) need not be named.
        labels: what the keys of the export are called, for the readable copy.
    """

    key: str
    title: Any
    covers: tuple[str, ...]
    export: Callable[[Any, datetime], dict[str, Any]]
    erase: Callable[[Any, datetime], None] = lambda user, at: None
    labels: Mapping[str, Any] = field(default_factory=dict)


def personal_rooms() -> list[PersonalData]:
    """The rooms that keep something of people, the highest first."""
    return [import_string(path) for path in settings.AZDARAR_PERSONAL_DATA]
