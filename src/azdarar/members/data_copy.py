"""Everything the paper keeps of a person, in one archive: JSON for machines, a page for people."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azdarar.accounts.actions import record_export
from azdarar.accounts.models import User
from azdarar.accounts.queries import personal_rooms
from azdarar.language.dates import format_date
from azdarar.language.scripts import direction

#: Version of the shape of ``data.json``.
FORMAT_VERSION = 1


def everything_of(user: User, *, at: datetime) -> dict[str, Any]:
    """Gather what every room keeps of a person, as JSON values and ``datetime``."""
    rooms = {room.key: room.export(user, at) for room in reversed(personal_rooms())}
    return {"format_version": FORMAT_VERSION, "paper": settings.PAPER_NAME, "made_at": at, **rooms}


def copy_of_everything(user: User, *, at: datetime) -> bytes:
    """Return an archive of ``data.json`` and ``data.html``, the latter in the person's language."""
    gathered = everything_of(user, at=at)
    language = user.language or settings.LANGUAGE_CODE
    with translation.override(language):
        page = render_to_string("members/data_copy.html", _readable(gathered, user=user, language=language))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        text = json.dumps(gathered, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        packed.writestr("data.json", text)
        packed.writestr("data.html", page)
    return archive.getvalue()


def tell_of_copy(user: User, *, at: datetime) -> None:
    """Write down and tell that a member of staff took their data out; of readers nothing is written."""
    if user.is_staff:
        record_export(what=gettext_lazy("their own data"), by=user, at=at)


def _readable(gathered: Mapping[str, Any], *, user: User, language: str) -> dict[str, Any]:
    parts = [
        {
            "title": room.title,
            "tables": [
                _table(key, value, labels=room.labels, language=language)
                for key, value in gathered[room.key].items()
            ],
        }
        for room in reversed(personal_rooms())
    ]
    return {
        "person": str(user),
        "paper": settings.PAPER_NAME,
        "made_at": _written(gathered["made_at"], language),
        "parts": parts,
        "language": language,
        "direction": direction(language),
    }


def _table(key: str, value: Any, *, labels: Mapping[str, Any], language: str) -> dict[str, Any]:
    """One heading with its rows: a list has a head of columns, a single thing has none."""
    rows = value if isinstance(value, list) else [value] if value else []
    columns = list(rows[0]) if rows else []
    heads = [labels.get(column, column) for column in columns]
    written = [[_written(row[column], language) for column in columns] for row in rows]
    return {
        "title": labels.get(key, key),
        "columns": heads,
        "rows": written,
        "pairs": list(zip(heads, written[0], strict=True)) if written else [],
        "is_list": isinstance(value, list),
    }


def _written(value: Any, language: str) -> str:
    if isinstance(value, datetime):
        return format_date(timezone.localtime(value), language=language, style="day-time")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (list, dict)):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) if value else "–"
    return "–" if value is None or value == "" else str(value)
