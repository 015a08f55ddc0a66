"""What a whole module looks at: prepared once, inside a transaction that is taken back at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from wagtail.models import Page


@contextmanager
def scene(blocker: Any) -> Iterator[None]:
    """Open the database for a module; each of its tests that writes does so in a savepoint of its own.

    Args:
        blocker: pytest-django's ``django_db_blocker``; ``django_db_setup`` must have been asked for.
    """
    with blocker.unblock(), transaction.atomic():
        if Page.get_first_root_node() is None:
            # Tests that commit leave their tables empty, and may have run before these.
            rows = connection._test_serialized_contents  # type: ignore[attr-defined]
            connection.creation.deserialize_db_from_string(rows)
        yield
        transaction.set_rollback(True)
