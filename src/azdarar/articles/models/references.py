"""What a page refers to, known when it is saved.

Wagtail hands the index of references to the background worker, once for the page and once more for each row
that hangs on it. Documents and pictures follow their stories by that index, so it is written with the page:
a reader who opens a story at once opens its document too, and the worker has nothing to do.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from hashlib import sha1
from typing import Any

from django.db import connection, models, transaction
from modelcluster.fields import ParentalKey
from wagtail.models import ReferenceIndex

from azdarar.rows import write_values


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


#: (kind of what is referred to, its number, path of the field, path of the place)
_Reference = tuple[int, str, str, str]
_COLUMNS = (
    "content_type",
    "base_content_type",
    "object_id",
    "to_content_type",
    "to_object_id",
    "model_path",
    "content_path",
    "content_path_hash",
)
#: The name space of Wagtail's hashes of paths.
_PATHS = uuid.UUID("bdc70d8b-e7a2-4c2a-bf43-2a3e3fcbbe86").bytes
#: Blocks of text refer to something only by links and files in them, which are marked like this.
_MARKS = ("linktype=", "<embed")
_PLAIN_BLOCKS = frozenset({"paragraph", "quotation", "pull_quote", "footnotes", "embed", "heading"})


def write_references(stories: Sequence[Any]) -> None:
    """Write what many new stories refer to, as ``ReferenceIndex.create_or_update_for_object`` would.

    Wagtail looks at every field of every row anew, at a millisecond a story; which fields can refer to
    something is the same for all.
    """
    if not stories:
        return
    model = type(stories[0])
    own, base = model_kind(model), ReferenceIndex._get_base_content_type(model).pk
    rows = [
        (
            own,
            base,
            str(story.pk),
            kind,
            number,
            model_path,
            content_path,
            _hash_of(content_path),
        )
        for story in stories
        for kind, number, model_path, content_path in sorted(_references(story))
    ]
    write_values(ReferenceIndex, _COLUMNS, rows)


def _hash_of(content_path: str) -> Any:
    """``ReferenceIndex._get_content_path_hash`` as the database holds it; on SQLite without the object."""
    if connection.vendor != "sqlite":
        column: Any = ReferenceIndex._meta.get_field("content_path_hash")
        return column.get_db_prep_value(ReferenceIndex._get_content_path_hash(content_path), connection)
    told = bytearray(sha1(_PATHS + content_path.encode(), usedforsecurity=False).digest()[:16])
    told[6], told[8] = told[6] & 0x0F | 0x50, told[8] & 0x3F | 0x80  # RFC 9562, version 5
    return told.hex()


def model_kind(model: type[models.Model]) -> int:
    """The number Django knows a model by."""
    from django.contrib.contenttypes.models import ContentType  # asks for models: not earlier

    kind: int = ContentType.objects.get_for_model(model).pk
    return kind


def _references(story: Any) -> set[_Reference]:
    kind_of_story: Any = type(story)
    keys, others = _fields(kind_of_story)
    found: set[_Reference] = {
        (kind, str(number), name, name)
        for column, kind, name in keys
        if (number := story.__dict__.get(column)) is not None
    }
    for field in others:
        value = field.value_from_object(story)
        if value is not None and _may_refer(value):
            found |= {
                (
                    ReferenceIndex._get_base_content_type(to).pk,
                    number,
                    f"{field.name}.{model_path}",
                    f"{field.name}.{content_path}",
                )
                for to, number, model_path, content_path in field.extract_references(value)
            }
    for relation, rows in story._cluster_related_objects.items():
        child: Any = story._meta.get_field(relation).related_model if rows else None
        for row in rows:
            for column, kind, name in _fields(child)[0]:
                number = row.__dict__.get(column)
                if number is not None:
                    path = f"{relation}.{row.pk}.{name}"
                    found.add((kind, str(number), f"{relation}.item.{name}", path))
    return found


def _may_refer(body: Any) -> bool:
    """Whether a body may refer to something: what nobody has thought of may."""
    return any(
        block["type"] not in _PLAIN_BLOCKS or any(mark in str(block["value"]) for mark in _MARKS)
        for block in body.raw_data
    )


@cache
def _fields(model: type[models.Model]) -> tuple[list[tuple[str, int, str]], list[Any]]:
    """The columns of a model that refer to one thing, and its fields that may refer to many."""
    keys: list[tuple[str, int, str]] = []
    others: list[Any] = []
    fields: Sequence[Any] = model._meta.get_fields()
    for field in fields:
        if field.is_relation and field.many_to_one and field.concrete:
            is_ignored = getattr(field, "wagtail_reference_index_ignore", False) or getattr(
                field.related_model, "wagtail_reference_index_ignore", False
            )
            if not is_ignored and not isinstance(field, ParentalKey):
                kind = ReferenceIndex._get_base_content_type(field.related_model).pk
                keys.append((field.attname, kind, field.name))
        if hasattr(field, "extract_references"):
            others.append(field)
    return keys, others
