"""Reading a revision again, long after it was written."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations


def without_the_gone(content: Mapping[str, Any], *, model: type[models.Model]) -> dict[str, Any]:
    """Return a revision's content without the rows it names that exist no more.

    The database protects what a story's own row names (its section, its source, who signs), but a revision
    is only text: a section that only an old draft had can be deleted, and the draft must still open.
    """
    kept = dict(content)
    for field in _protected(model):
        if not _exists(field, kept.get(field.name)):
            kept[field.name] = None
    for relation in get_all_child_relations(model):
        name, fields = relation.get_accessor_name(), list(_protected(relation.related_model))
        if fields and kept.get(name):
            kept[name] = [
                row for row in kept[name] if all(_exists(field, row.get(field.name)) for field in fields)
            ]
    return kept


def _protected(model: type[models.Model]) -> Iterator[Any]:
    # The columns a story has from Wagtail's page are Wagtail's affair: it keeps them from the page's row.
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.PROTECT:
            yield field


def _exists(field: Any, key: Any) -> bool:
    return key is None or field.related_model._default_manager.filter(pk=key).exists()
