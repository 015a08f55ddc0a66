"""Reading a revision again, long after it was written."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.models import Revision


class KeepsItsFirstText:
    """A page that an import may write without a revision: it gets one when somebody first changes it.

    Wagtail needs none to show or edit a page, and an archive that nobody edits would be written twice. But
    the history of a page must hold what was there before its first change. What an import wrote is known by
    this: the instant of its latest revision is set, and there is no revision. See ADR 0019.
    """

    pk: Any
    latest_revision_id: int | None
    latest_revision_created_at: Any

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Save a revision, and before the first one the text as it stands in the database."""
        self.keep_as_it_was()
        return super().save_revision(*args, **kwargs)  # type: ignore[misc]  # Wagtail's page comes after

    def keep_as_it_was(self) -> None:
        """Write the revision that an import saved itself; nothing where there is one, or nothing to keep."""
        if self.pk is None or self.latest_revision_id or self.latest_revision_created_at is None:
            return
        stored = type(self)._default_manager.get(pk=self.pk)  # type: ignore[attr-defined]
        if stored.latest_revision_id:
            return
        revision = Revision.objects.create(
            content_object=stored,
            base_content_type=stored.get_base_content_type(),
            content=stored.serializable_data(),
            object_str=str(stored),
            created_at=stored.latest_revision_created_at,
        )
        columns = {"latest_revision": revision, **({"live_revision": revision} if stored.live else {})}
        type(self)._default_manager.filter(pk=self.pk).update(**columns)  # type: ignore[attr-defined]
        for name, value in columns.items():
            setattr(self, name, value)


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
