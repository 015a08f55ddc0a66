"""Names that stories use again and again and no subject has: counted, grouped by sound, offered once.

What is met is counted lossily (Manku and Motwani, Approximate frequency counts over data streams, 2002):
after every ``EPOCH`` stories, whatever was met no more often than epochs passed since it came is forgotten.
What stands in more stories than there were epochs is never lost, and the table stays small.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from azdarar.articles.models import NewName
from azdarar.errors import AzdararError
from azdarar.language.mentions import Unknown, known_words
from azdarar.language.names import distance, is_same_name, name_keys
from azdarar.language.scripts import script_of
from azdarar.subjects.actions import free_slug
from azdarar.subjects.models import Subject, SubjectName

EPOCH = 5_000
#: Below this a name is nobody's business yet.
FEWEST = 3
_LOOKED_AT = 400
_AROUND = 90
_NEARLY = 0.03
_Told = tuple[Sequence[Unknown], Sequence[str], str]


class NoNewNameError(AzdararError):
    """The name was made a subject or refused by somebody else, or forgotten."""

    code: ClassVar[str] = "articles.no-new-name"
    sentence = _(
        "Somebody else made a subject of this name or refused it meanwhile, or it is met no more. Nothing "
        "was changed; reload the list."
    )


class NamelessError(AzdararError):
    """A subject needs a name and a kind."""

    code: ClassVar[str] = "articles.new-subject-nameless"
    sentence = _("No subject was made: give it a name of at most 200 characters, and a kind.")


@dataclass(frozen=True, slots=True)
class OfferedName:
    """Spellings of what may be one new subject, the most frequent first; in how many stories they stand."""

    names: tuple[NewName, ...]
    stories: int

    @property
    def first(self) -> NewName:
        """The spelling met most often."""
        return self.names[0]

    @property
    def likely_kind(self) -> str:
        """What it is more often than not: two words are a person, one is a place."""
        return Subject.Kind.PERSON if " " in self.first.shown else Subject.Kind.PLACE


def count_new_names(told: Iterable[_Told], *, stories_before: int, stories: int) -> None:
    """Count in how many of some stories each unknown name stands; within a transaction.

    Args:
        stories_before: how many were counted already; together with ``stories`` it says when to forget.
    """
    epoch = stories_before // EPOCH
    met: dict[str, int] = {}
    first: dict[str, NewName] = {}
    for unknown, parts, language in told:
        names = {words: one for one in unknown if (words := _folded(one))}
        for words, one in names.items():
            met[words] = met.get(words, 0) + 1
            if words not in first:
                first[words] = NewName(
                    words=words,
                    shown=" ".join(one.words)[:200],
                    language=language,
                    sentence=_around(parts[one.part], one),
                    epoch=epoch,
                )
    held = dict(NewName.objects.filter(words__in=list(met)).values_list("words", "pk"))
    by_count: dict[int, list[int]] = {}
    for words, pk in held.items():
        by_count.setdefault(met[words], []).append(pk)
    for count, numbers in by_count.items():
        NewName.objects.filter(pk__in=numbers).update(stories=F("stories") + count)
    new = [one for words, one in first.items() if words not in held]
    for one in new:
        one.stories = met[one.words]
    NewName.objects.bulk_create(new, ignore_conflicts=True)
    if (stories_before + stories) // EPOCH > epoch:
        _forget_seldom(epoch + 1)


def _forget_seldom(epoch: int) -> None:
    seldom = NewName.objects.filter(refused_at=None, subject=None, stories__lte=epoch - F("epoch"))
    seldom.delete()


def _folded(one: Unknown) -> str:
    words, _capitals = known_words(" ".join(one.words))
    told = " ".join(words)
    return told if len(told) <= 200 else ""


def _around(part: str, one: Unknown) -> str:
    """Some words before and after, cut between words."""
    left, right = max(0, one.start - _AROUND), min(len(part), one.end + _AROUND)
    left = part.find(" ", left, one.start) + 1 if left else 0
    cut = part.rfind(" ", one.end, right) if right < len(part) else right
    return part[left : cut if cut > 0 else right][:600]


def offered_names(*, most: int = 40, fewest: int = FEWEST) -> list[OfferedName]:
    """New names that stand in many stories, their spellings in any script together, most stories first.

    What was refused, and whatever is a spelling of it, is not offered again.
    """
    rows = list(
        NewName.objects.filter(stories__gte=fewest, subject=None, refused_at=None).order_by("-stories", "pk")[
            :_LOOKED_AT
        ]
    )
    refused = NewName.objects.exclude(refused_at=None)
    groups = _grouped([*refused.order_by("-stories")[:_LOOKED_AT], *rows])
    offered = [
        OfferedName(tuple(group), sum(name.stories for name in group))
        for group in groups
        if not any(name.refused_at for name in group)
    ]
    return sorted(offered, key=lambda one: (-one.stories, one.first.pk))[:most]


def _grouped(names: Sequence[NewName]) -> list[list[NewName]]:
    """Put together what shares a key and is the same name by the check that decides."""
    groups: list[list[NewName]] = []
    by_key: dict[str, list[int]] = {}
    for name in names:
        keys = name_keys(name.shown)
        near = sorted({number for key in keys for number in by_key.get(key, ())})
        place = next((number for number in near if _is_spelling(name.shown, groups[number][0].shown)), None)
        if place is None:
            place = len(groups)
            groups.append([])
        groups[place].append(name)
        for key in keys:
            by_key.setdefault(key, []).append(place)
    return [sorted(group, key=lambda one: (-one.stories, one.pk)) for group in groups]


def _is_spelling(one: str, other: str) -> bool:
    """Whether two names are one; of single words in one script more is asked (France is not French)."""
    if not is_same_name(one, other):
        return False
    is_single = " " not in one and " " not in other
    return not is_single or script_of(one) != script_of(other) or distance(one, other) <= _NEARLY


@transaction.atomic
def make_subject(*, names: Iterable[int], title: str, kind: str) -> Subject:
    """Make a subject of new names; the archive is looked through for it, and asks in how many stories it is.

    Args:
        names: numbers of its spellings, the first of a language its preferred name there.
        title: its working name.

    Raises:
        NoNewNameError: ``articles.no-new-name``; nothing was changed.
        NamelessError: ``articles.new-subject-nameless``; nothing was changed.
    """
    rows = _waiting(names)
    title = " ".join(title.split())
    if not title or len(title) > 200 or kind not in Subject.Kind.values:
        raise NamelessError
    subject = Subject.objects.create(title=title, kind=kind, slug=free_slug(title))
    told: set[str] = set()
    for row in rows:
        language = row.language or settings.LANGUAGE_CODE
        SubjectName.objects.create(
            subject=subject, language=language, text=row.shown, is_preferred=language not in told
        )
        told.add(language)
    NewName.objects.filter(pk__in=[row.pk for row in rows]).update(subject=subject)
    return subject


@transaction.atomic
def refuse_names(*, names: Iterable[int], at: datetime) -> None:
    """Say for ever that these words are no subject; their other spellings are not offered either.

    Raises:
        NoNewNameError: ``articles.no-new-name``; nothing was changed.
    """
    NewName.objects.filter(pk__in=[row.pk for row in _waiting(names)]).update(refused_at=at)


@transaction.atomic
def offer_again(*, names: Iterable[int]) -> None:
    """Take a refusal back."""
    NewName.objects.filter(pk__in=list(names)).update(refused_at=None)


def refused_names(*, most: int = 20) -> list[NewName]:
    """What was refused, the last first."""
    return list(NewName.objects.exclude(refused_at=None).order_by("-refused_at", "-stories")[:most])


def _waiting(names: Iterable[int]) -> list[NewName]:
    rows = NewName.objects.select_for_update().filter(pk__in=list(names), subject=None, refused_at=None)
    found = list(rows.order_by("-stories", "pk"))
    if not found:
        raise NoNewNameError
    return found
