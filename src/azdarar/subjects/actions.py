"""Every write of this room; two subjects are joined where the stories are, in ``articles.speaking_of``."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone

from azdarar.language.names import name_keys
from azdarar.language.slugs import slugify
from azdarar.rows import write_values
from azdarar.subjects.known_names import COLUMNS, Row, known_rows
from azdarar.subjects.models import KnownName, NameKey, RefusedJoin, Subject
from azdarar.subjects.queries import all_names


def write_keys(subject: Subject) -> None:
    """File a subject under the keys of all its names, and these names; what is right already is left."""
    _write_known_names(subject)
    wanted = drop_keys(subject)
    if wanted:
        NameKey.objects.bulk_create(
            [NameKey(subject=subject, key=key) for key in sorted(wanted)], ignore_conflicts=True
        )


def write_first_keys(new: Iterable[tuple[Subject, Sequence[str]]]) -> None:
    """File subjects that were written just now, each by all its names; asks the database nothing."""
    told = [(subject, {subject.title, *names}) for subject, names in new]
    write_values(
        NameKey,
        ("subject", "key"),
        [(subject.pk, key) for subject, names in told for key in sorted(_keys_of(names))],
    )
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    write_values(
        KnownName,
        ("subject", *COLUMNS, "added_at"),
        [
            (subject.pk, *row, now)
            for subject, names in told
            for row in sorted(known_rows(names, is_person=subject.kind == Subject.Kind.PERSON))
        ],
    )


def _write_known_names(subject: Subject) -> None:
    """Add the names stories are searched for that are lacking."""
    KnownName.objects.bulk_create(
        [
            KnownName(subject=subject, **dict(zip(COLUMNS, row, strict=True)))
            for row in sorted(_drop_known_names(subject))
        ],
        ignore_conflicts=True,
    )


def _drop_known_names(subject: Subject) -> set[Row]:
    """Take away those that no name gives any more; returns those that are lacking."""
    wanted = known_rows(all_names(subject), is_person=subject.kind == Subject.Kind.PERSON)
    held = {tuple(row): pk for pk, *row in subject.known_names.values_list("pk", *COLUMNS)}
    gone = [pk for row, pk in held.items() if row not in wanted]
    if gone:
        KnownName.objects.filter(pk__in=gone).delete()
    return wanted - held.keys()


def drop_keys(subject: Subject) -> set[str]:
    """Take away the keys no name has any more; returns those that are lacking.

    Alone when a name goes: it may go with its subject, which must not be filed again then.
    """
    _drop_known_names(subject)
    wanted = _keys_of(all_names(subject))
    held = set(NameKey.objects.filter(subject=subject).values_list("key", flat=True))
    if held - wanted:
        NameKey.objects.filter(subject=subject, key__in=held - wanted).delete()
    return wanted - held


def _keys_of(names: Iterable[str]) -> set[str]:
    return {key[:100] for name in names for key in name_keys(name)}


def free_slug(title: str) -> str:
    """An address for a new subject that no other has."""
    base = slugify(title, language=settings.LANGUAGE_CODE)[:100] or "subject"
    slug, suffix = base, 1
    while Subject.objects.filter(slug=slug).exists():
        suffix += 1
        slug = f"{base}-{suffix}"
    return slug


def refuse_join(*, one: Subject, other: Subject, at: datetime) -> None:
    """Say for ever that two subjects are two; to say it twice changes nothing."""
    first, second = sorted((one.pk, other.pk))
    if first != second:
        RefusedJoin.objects.get_or_create(first_id=first, second_id=second, defaults={"refused_at": at})
