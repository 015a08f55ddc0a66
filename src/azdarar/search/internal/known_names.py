"""The names of subjects a search names: all others of the same subject, and of what it also finds."""

from collections.abc import Sequence

from azdarar.language.folding import words_of
from azdarar.subjects.models import KnownName, SubjectName, SubjectRelation

#: Subjects that one name may mean and whose names are looked for.
_MOST_SUBJECTS = 4
_MOST_NAMES = 40


def names_beside(typed: Sequence[str]) -> dict[str, list[str]]:
    """For each of these, the other names of the subjects called so; three queries at most."""
    folded = {" ".join(words_of(text)): text for text in typed}
    rows = KnownName.objects.filter(
        first__in={words.partition(" ")[0] for words in folded}, words__in=folded
    ).values_list("words", "subject_id")
    meant: dict[str, list[int]] = {}
    for words, subject in rows:
        meant.setdefault(folded[words], []).append(subject)
    if not meant:
        return {}
    asked = {subject for subjects in meant.values() for subject in subjects[:_MOST_SUBJECTS]}
    beside = {subject: [subject] for subject in asked}
    also = SubjectRelation.objects.filter(subject_id__in=asked, kind=SubjectRelation.Kind.ALSO_FINDS)
    for subject, other in also.order_by("sort_order").values_list("subject_id", "other_id"):
        beside[subject].append(other)
    named: dict[int, list[str]] = {}
    everybody = {number for numbers in beside.values() for number in numbers}
    names = SubjectName.objects.filter(subject_id__in=everybody, subject__joined_into=None)
    for subject, text in names.order_by("-is_preferred", "sort_order").values_list("subject_id", "text"):
        named.setdefault(subject, []).append(text)
    return {
        text: [
            name
            for subject in subjects[:_MOST_SUBJECTS]
            for number in beside[subject]
            for name in named.get(number, ())
        ][:_MOST_NAMES]
        for text, subjects in meant.items()
    }
