"""What readers see of subjects and their names, announced whoever changes it and from wherever."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models.signals import post_delete, post_save

from azdarar.press.watching import announce_changes
from azdarar.subjects.actions import drop_keys, write_keys
from azdarar.subjects.models import Subject, SubjectName, SubjectRelation


def watch() -> None:
    """Connect to the models."""
    announce_changes(
        Subject,
        fact="subjects.subject-changed",
        fields=("kind", "slug", "title", "joined_into", "wikidata"),
        tags=_subject_tags,
    )
    announce_changes(
        SubjectName,
        fact="subjects.subject-changed",
        fields=("subject", "language", "text", "is_preferred", "kind", "description", "sort_order"),
        tags=_name_tags,
    )
    announce_changes(
        SubjectRelation,
        fact="subjects.subject-changed",
        fields=("subject", "kind", "other"),
        tags=lambda relation, changed: (
            f"subject:{relation.subject_id}:page",
            f"subject:{relation.other_id}:page",
        ),
    )
    post_save.connect(_file, sender=Subject, dispatch_uid="subjects.file")
    post_save.connect(_file_name, sender=SubjectName, dispatch_uid="subjects.file_name")
    post_delete.connect(_unfile_name, sender=SubjectName, dispatch_uid="subjects.unfile_name")


def _file(sender: type, instance: Subject, raw: bool = False, **_: Any) -> None:
    if not raw:
        write_keys(_as_stored(instance.pk))


def _file_name(sender: type, instance: SubjectName, raw: bool = False, **_: Any) -> None:
    if not raw:
        write_keys(_as_stored(instance.subject_id))


def _unfile_name(sender: type, instance: SubjectName, **_: Any) -> None:
    subject = Subject.objects.filter(pk=instance.subject_id).first()
    if subject is not None:
        drop_keys(subject)


def _as_stored(pk: int) -> Subject:
    """A form's subject holds names that are not written yet."""
    return Subject.objects.get(pk=pk)


def _subject_tags(subject: Subject, changed: frozenset[str]) -> Iterator[str]:
    yield from (f"subject:{subject.pk}", f"subject:{subject.pk}:page")
    for code, _name in settings.LANGUAGES if "slug" in changed else ():
        yield from (f"address:/{code}/tags/{subject.slug}/", f"subject:{subject.pk}:stories:{code}")


def _name_tags(name: SubjectName, changed: frozenset[str]) -> Iterator[str]:
    yield f"subject:{name.subject_id}:page"
    if name.is_preferred and changed & {"subject", "language", "text", "is_preferred"}:
        yield f"subject:{name.subject_id}"
