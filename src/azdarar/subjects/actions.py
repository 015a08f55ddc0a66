"""Every write of this room; two subjects are joined where the stories are, in ``articles.speaking_of``."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from azdarar.language.names import name_keys
from azdarar.language.slugs import slugify
from azdarar.rows import write_values
from azdarar.subjects.models import NameKey, RefusedJoin, Subject
from azdarar.subjects.queries import all_names


def write_keys(subject: Subject) -> None:
    """File a subject under the keys of all its names; what is right already is left."""
    wanted = drop_keys(subject)
    if wanted:
        NameKey.objects.bulk_create(
            [NameKey(subject=subject, key=key) for key in sorted(wanted)], ignore_conflicts=True
        )


def write_first_keys(subject: Subject, names: Iterable[str]) -> None:
    """File a subject that was written just now, by all its names; asks the database nothing."""
    keys = sorted(_keys_of((subject.title, *names)))
    write_values(NameKey, ("subject", "key"), [(subject.pk, key) for key in keys])


def drop_keys(subject: Subject) -> set[str]:
    """Take away the keys no name has any more; returns those that are lacking.

    Alone when a name goes: it may go with its subject, which must not be filed again then.
    """
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
