"""What a page refers to, known when it is saved.

Wagtail hands the index of references to the background worker, once for the page and once more for each row
that hangs on it. Documents and pictures follow their stories by that index, so it is written with the page:
a reader who opens a story at once opens its document too, and the worker has nothing to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.db import transaction
from wagtail.models import ReferenceIndex


@contextmanager
def references_follow(page: Any) -> Iterator[None]:
    """One transaction for what is saved within it and for what it refers to."""
    if _is_taken_care_of():
        yield
        return
    # Saving forgets the rows that hang on the page; the index would read each kind of them again.
    rows = dict(getattr(page, "_cluster_related_objects", {}))
    with transaction.atomic():
        with references_as_they_were():
            yield
        page._cluster_related_objects = rows
        ReferenceIndex.create_or_update_for_object(page)
        page._cluster_related_objects = {}


@contextmanager
def references_as_they_were() -> Iterator[None]:
    """Let a draft be noted on a page: what readers are shown refers to what it did."""
    from wagtail.signal_handlers import disable_reference_index_auto_update  # asks for models: not earlier

    with nullcontext() if _is_taken_care_of() else disable_reference_index_auto_update():
        yield


def _is_taken_care_of() -> bool:
    """Whether somebody outside does it for many pages; Wagtail's own switch does not count its users."""
    from wagtail.signal_handlers import reference_index_auto_update_disabled

    return bool(getattr(reference_index_auto_update_disabled, "value", False))
