"""The one write to the audit log."""

import json
import logging
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from azdarar.accounts.internal import audit_chain
from azdarar.accounts.internal.places import current_place
from azdarar.accounts.models import AuditEnd, AuditEntry, User

logger = logging.getLogger(__name__)


@transaction.atomic
def record(
    *,
    what: str,
    by: User | None,
    about: str = "",
    request_place: str = "",
    data: dict[str, Any] | None = None,
    at: datetime,
) -> AuditEntry:
    """Write a line of the audit log, in the caller's transaction: the deed and its line, or neither.

    Writers wait for each other from here to the end of their transaction: on SQLite they do anyway, on
    PostgreSQL for the row that says where the log ends.

    Args:
        what: past tense, ``room.what-happened``.
        by: who did it; None for the paper's own worker and the command line.
        about: ``model:number`` of what it was done to, such as ``account:12`` or ``article:812``.
        request_place: see ``queries.place_of``; empty takes the request being answered, if there is one.
        data: JSON values; never a password, a token or a text.
        at: aware instant.
    """
    AuditEnd.objects.get_or_create(pk=AuditEnd.ONLY)
    end = AuditEnd.objects.select_for_update().get(pk=AuditEnd.ONLY)
    key = audit_chain.current_key()
    entry = AuditEntry(
        number=end.number + 1,
        at=at,
        what=what,
        by=by,
        about=about[:200],
        place=(request_place or current_place())[:120],
        data=json.loads(json.dumps(data or {}, cls=DjangoJSONEncoder)),
    )
    entry.seal = audit_chain.seal_line(entry, previous=end.seal, key=key)
    entry.save()
    end.number, end.seal = entry.number, entry.seal
    end.end_seal = audit_chain.seal_end(number=end.number, seal=end.seal, key=key)
    end.save()
    logger.info("audit", extra={"audit": entry.number, "what": what, "seal": entry.seal})
    return entry
