"""What other rooms may ask about subjects."""

from collections.abc import Sequence
from dataclasses import dataclass

from azdarar.language.folding import fold, words_of
from azdarar.language.names import distance, is_same_name, is_same_word, name_keys, name_words
from azdarar.subjects.models import RefusedJoin, Subject, SubjectJoin, SubjectRelation

_MOST_LOOKED_AT = 2_000
#: How far apart two single words may be to be proposed as one: Sarkissian and Սարգսյան are at 0.09.
_CHANCE = 0.1


@dataclass(frozen=True, slots=True)
class ProposedJoin:
    """Two subjects that may be one, and the two names that say so."""

    first: Subject
    second: Subject
    name: str
    other_name: str


def subject_at(slug: str) -> Subject | None:
    """A subject by the last part of its address, with its names; one that was joined too, as it is."""
    subjects = Subject.objects.select_related("joined_into").prefetch_related("names")
    found: Subject | None = subjects.filter(slug=slug).first()
    return found


def all_names(subject: Subject) -> list[str]:
    """The working name and every other, each once."""
    return list(dict.fromkeys([subject.title, *(name.text for name in subject.names.all())]))


def subjects_called(asked: str, *, most: int = 50) -> list[Subject]:
    """Subjects one of whose names is what is asked for, in any spelling and script, or begins like it.

    The nearest first: the same name, then the same in another spelling, then one of its words. Those that
    were joined into another are found as the other.
    """
    words = name_words(asked)
    if not words:
        return []
    begins = Subject.objects.filter(title__istartswith=asked[:100]) | Subject.objects.filter(
        names__text__istartswith=asked[:100]
    )
    found = Subject.objects.filter(keys__key__in=name_keys(asked))
    numbers = {
        *begins.values_list("pk", flat=True)[:_MOST_LOOKED_AT],
        *found.values_list("pk", flat=True)[:_MOST_LOOKED_AT],
    }
    candidates = Subject.objects.filter(pk__in=numbers).select_related("joined_into")
    ranked: dict[int, tuple[float, Subject]] = {}
    for subject in candidates.prefetch_related("names", "joined_into__names"):
        rank = min(_rank(asked, words, name) for name in all_names(subject))
        standing = subject.standing
        if rank < 4 and (standing.pk not in ranked or rank < ranked[standing.pk][0]):
            ranked[standing.pk] = (rank, standing)
    ordered = sorted(ranked.values(), key=lambda one: (one[0], one[1].title))
    return [subject for _rank_of, subject in ordered[:most]]


def _rank(asked: str, words: Sequence[str], name: str) -> float:
    """0 the same letters, 1 begins with them, 2 the same sounds, 3 every word is one of its; 4 is not it."""
    folded = fold(asked)
    if folded == fold(name):
        return 0.0
    if fold(name).startswith(folded) or folded in words_of(name):
        return 1.0
    parts = name_words(name)
    near = [min((distance(word, part) for part in parts), default=1.0) for word in words]
    if is_same_name(asked, name):
        return 2.0 + min(max(near), 0.9)
    if all(any(is_same_word(word, part) for part in parts) for word in words):
        return 3.0 + min(max(near), 0.9)
    return 4.0


def proposed_joins(subject: Subject, *, most: int = 20) -> list[ProposedJoin]:
    """Other subjects that may be the same one: a name of theirs is a spelling of one of its names.

    What somebody refused, or said not to confuse, is never proposed again.
    """
    names = all_names(subject)
    keys = {key for name in names for key in name_keys(name)}
    numbers = Subject.objects.filter(keys__key__in=keys, joined_into=None).exclude(pk=subject.pk)
    apart = _said_to_be_two(subject)
    proposed = []
    candidates = Subject.objects.filter(pk__in=set(numbers.values_list("pk", flat=True)[:_MOST_LOOKED_AT]))
    for other in candidates.exclude(pk__in=apart).prefetch_related("names"):
        pairs = ((one, two) for one in names for two in all_names(other) if _is_proposable(one, two))
        pair = next(pairs, None)
        if pair:
            proposed.append(ProposedJoin(subject, other, *pair))
        if len(proposed) == most:
            break
    return proposed


def _is_proposable(one: str, other: str) -> bool:
    """Whether two names are one beyond what a family name of one word may be by chance."""
    if not is_same_name(one, other):
        return False
    first, second = name_words(one), name_words(other)
    return len(first) > 1 or len(second) > 1 or distance("".join(first), "".join(second)) <= _CHANCE


def _said_to_be_two(subject: Subject) -> set[int]:
    refused = RefusedJoin.objects
    return {
        *refused.filter(first=subject).values_list("second", flat=True),
        *refused.filter(second=subject).values_list("first", flat=True),
        *_numbers_unlike(subject),
    }


def _numbers_unlike(subject: Subject) -> set[int]:
    kind = SubjectRelation.Kind.NOT_TO_CONFUSE
    return {
        *subject.relations.filter(kind=kind).values_list("other", flat=True),
        *subject.related_from.filter(kind=kind).values_list("subject", flat=True),
    }


def unlike(subject: Subject) -> list[Subject]:
    """What it is not to be confused with, said on either side."""
    numbers = _numbers_unlike(subject)
    return list(Subject.objects.filter(pk__in=numbers, joined_into=None).prefetch_related("names"))


def also_found(subject: Subject) -> list[Subject]:
    """What a search for it finds as well, and which is never shown in its place."""
    numbers = subject.relations.filter(kind=SubjectRelation.Kind.ALSO_FINDS).values_list("other", flat=True)
    return list(Subject.objects.filter(pk__in=numbers, joined_into=None).prefetch_related("names"))


def joins_of(subject: Subject) -> list[SubjectJoin]:
    """What was joined into it and not parted since, newest first."""
    return list(SubjectJoin.objects.filter(into=subject, undone_at=None).select_related("source"))
