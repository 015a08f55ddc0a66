"""Which subjects a text speaks of: asked of the recogniser the settings name, and checked.

``AZDARAR_SUBJECT_RECOGNISER`` is the dotted path of a ``Recogniser``. What it raises, or answers that cannot
be true, harms nothing: the house's own recogniser answers instead, and ``Recognised.problem`` says so.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from azdarar.language.mentions import Unknown, read
from azdarar.subjects.internal.by_sound import by_sound
from azdarar.subjects.internal.names_at_hand import NamesAtHand, NamesInDatabase, NamesInMemory
from azdarar.subjects.models import Subject

__all__ = [
    "HOUSE",
    "NamesAtHand",
    "NamesInDatabase",
    "NamesInMemory",
    "Recognised",
    "Recogniser",
    "SpokenOf",
    "known_names_recogniser",
    "recognise",
]

logger = logging.getLogger(__name__)

HOUSE = "azdarar.subjects.recognising.known_names_recogniser"
#: More of one text is no text.
_MOST_ANSWERS = 2_000
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class SpokenOf:
    """A place in a text that speaks of a subject.

    ``name`` is what gave it away, folded: one decision settles all stories with the same. ``part``, ``start``
    and ``end`` say where in the parts that were given. Not sure: another subject may be meant, or none.
    """

    subject: int
    name: str
    part: int
    start: int
    end: int
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a text speaks of, the names in it that nobody knows, and a sentence where something failed."""

    spoken_of: tuple[SpokenOf, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    problem: str = ""


class Recogniser(Protocol):
    """What the setting points to. Called once a story, from several threads; needs no network to be right.

    Args:
        parts: headline, standfirst, then the text block by block; plain.
        language: BCP 47 tag.

    Returns:
        Numbers of subjects that exist, with places inside the parts; at most two thousand.
    """

    def __call__(self, *, parts: Sequence[str], language: str) -> Iterable[SpokenOf]: ...


def known_names_recogniser(*, parts: Sequence[str], language: str) -> list[SpokenOf]:
    """The house's recogniser: the names of subjects, in any case, and their spellings in any script."""
    return list(_by_known_names(parts, language, NamesInDatabase()).spoken_of)


def recognise(parts: Sequence[str], *, language: str, names: NamesAtHand | None = None) -> Recognised:
    """Say which subjects a text speaks of.

    Args:
        names: those in memory, for whoever reads a great many texts; else they are asked of the database.
    """
    house = _by_known_names(parts, language, names or NamesInDatabase())
    if settings.AZDARAR_SUBJECT_RECOGNISER == HOUSE:
        return house
    try:
        answer = list(_chosen()(parts=parts, language=language))
        checked = _checked(answer, parts)
    except Exception:
        logger.exception("the recogniser failed: %s", settings.AZDARAR_SUBJECT_RECOGNISER)
        return replace(house, problem=_failure())
    problem = _failure() if len(checked) < len(answer) else ""
    return Recognised(tuple(checked), house.unknown, problem)


def _failure() -> str:
    return _(
        "The recogniser in AZDARAR_SUBJECT_RECOGNISER failed or answered what cannot be; its false answers "
        "were left out and the known names used where it gave none. Nothing was lost; the log says more."
    )


def chosen_recogniser(path: str) -> Recogniser:
    """The recogniser of a dotted path.

    Raises:
        ImportError: there is none.
        TypeError: it cannot be called.
    """
    found = import_string(path)
    if not callable(found):
        raise TypeError(path)
    return cast(Recogniser, found)


def _chosen() -> Recogniser:
    return _recogniser_at(settings.AZDARAR_SUBJECT_RECOGNISER)


@cache
def _recogniser_at(path: str) -> Recogniser:
    return chosen_recogniser(path)


def _by_known_names(parts: Sequence[str], language: str, names: NamesAtHand) -> Recognised:
    reading = read(parts, language=language, names=names)
    spoken_of = [
        SpokenOf(owner, one.name, one.part, one.start, one.end, one.is_sure)
        for one in reading.found
        for owner in one.owners
    ]
    heard = by_sound(reading.unknown, names)
    spoken_of += [
        SpokenOf(owner, name[:_LONGEST_NAME], one.part, one.start, one.end, is_sure=False)
        for one, owner, name in heard
    ]
    known = {one for one, _owner, _name in heard}
    return Recognised(tuple(spoken_of), tuple(one for one in reading.unknown if one not in known))


def _checked(answer: Sequence[Any], parts: Sequence[str]) -> list[SpokenOf]:
    """Those of another's answers that can be true, each of the subject that stands."""
    possible = [one for one in answer[:_MOST_ANSWERS] if _is_possible(one, parts)]
    rows = Subject.objects.filter(pk__in={one.subject for one in possible})
    standing = {pk: into or pk for pk, into in rows.values_list("pk", "joined_into")}
    return [replace(one, subject=standing[one.subject]) for one in possible if one.subject in standing]


def _is_possible(one: Any, parts: Sequence[str]) -> bool:
    return (
        isinstance(one, SpokenOf)
        and all(type(number) is int for number in (one.subject, one.part, one.start, one.end))
        and isinstance(one.is_sure, bool)
        and isinstance(one.name, str)
        and 0 < len(one.name.strip()) <= _LONGEST_NAME
        and 0 < one.subject < 2**63
        and 0 <= one.part < len(parts)
        and 0 <= one.start < one.end <= len(parts[one.part])
    )
