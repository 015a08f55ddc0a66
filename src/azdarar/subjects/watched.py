"""What readers see of subjects and their names, announced whoever changes it and from wherever."""

from collections.abc import Iterator

from django.conf import settings

from azdarar.press.watching import announce_changes
from azdarar.subjects.models import Subject, SubjectName


def watch() -> None:
    """Connect to the models."""
    announce_changes(
        Subject, fact="subjects.subject-changed", fields=("kind", "slug", "title"), tags=_subject_tags
    )
    announce_changes(
        SubjectName,
        fact="subjects.subject-changed",
        fields=("subject", "language", "text", "is_preferred", "description", "sort_order"),
        tags=_name_tags,
    )


def _subject_tags(subject: Subject, changed: frozenset[str]) -> Iterator[str]:
    yield from (f"subject:{subject.pk}", f"subject:{subject.pk}:page")
    for code, _name in settings.LANGUAGES if "slug" in changed else ():
        yield from (f"address:/{code}/tags/{subject.slug}/", f"subject:{subject.pk}:stories:{code}")


def _name_tags(name: SubjectName, changed: frozenset[str]) -> Iterator[str]:
    yield f"subject:{name.subject_id}:page"
    if name.is_preferred and changed & {"subject", "language", "text", "is_preferred"}:
        yield f"subject:{name.subject_id}"
