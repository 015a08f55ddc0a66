"""Where a SPIP text goes: its section, what it speaks of, and who signs, by its rubrique and keywords."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azdarar.archive.internal.furniture import Furniture, Named
from azdarar.archive.internal.spip_survey import Survey
from azdarar.articles.models import Contributor, Section
from azdarar.errors import AzdararError
from azdarar.formats.spip import GroupeMots, Rubrique
from azdarar.formats.spip_story import SPIPStory
from azdarar.formats.spip_text import rank_of
from azdarar.formats.spip_variants import has_variants, line_in
from azdarar.subjects.models import Subject

Use = Literal["tags", "section", "contributor", "drop"]
_USES: tuple[Use, ...] = ("tags", "section", "contributor", "drop")
#: The choice that concerns all rubriques: ``rubriques=own`` makes each a section of its own.
_ALL_RUBRIQUES = "rubriques"


class UnknownChoiceError(AzdararError):
    """A choice names a group or a use that does not exist."""

    code: ClassVar[str] = "archive.unknown-choice"
    sentence = gettext_lazy(
        "“%(name)s=%(use)s” cannot be done. Groups of keywords of this site: %(groups)s. What each may "
        "become: tags, section, contributor, drop; rubriques=top or rubriques=own. Nothing was imported."
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """What becomes of groups of keywords and of rubriques.

    Without a choice, keywords are tags, the top rubrique is the section, and those below it are tags.
    """

    groups: Mapping[int, Use] = field(default_factory=dict)
    rubriques: Mapping[int, Use] = field(default_factory=dict)
    is_own_section: bool = False

    @property
    def fingerprint(self) -> str:
        """What tells these choices from others; "" for none."""
        told = (sorted(self.groups.items()), sorted(self.rubriques.items()), self.is_own_section)
        return repr(told) if any(told) else ""


def choices_of(told: Mapping[str, str] | Sequence[str], survey: Survey) -> Choices:
    """Read choices as a person gave them: the name or number of a group, and what it becomes.

    ``rubrique:NAME`` speaks of a rubrique instead.

    Raises:
        UnknownChoiceError: ``archive.unknown-choice``.
    """
    pairs = list(told.items()) if isinstance(told, Mapping) else [_parted(one) for one in told]
    groups: dict[int, Use] = {}
    rubriques: dict[int, Use] = {}
    is_own = False
    for name, use in pairs:
        if name.casefold() == _ALL_RUBRIQUES and use in ("top", "own"):
            is_own = use == "own"
            continue
        about, colon, rest = name.partition(":")
        is_rubrique = bool(colon) and about.casefold() == "rubrique"
        known: Mapping[int, GroupeMots | Rubrique] = survey.rubriques if is_rubrique else survey.groups
        numbers = list(_meant(rest if is_rubrique else name, known))
        if use not in _USES or not numbers:
            titles = (line_in(group.titre) for group in survey.groups.values())
            raise UnknownChoiceError(name=name, use=use, groups=", ".join(titles) or "–")
        (rubriques if is_rubrique else groups).update(dict.fromkeys(numbers, use))
    return Choices(groups=groups, rubriques=rubriques, is_own_section=is_own)


def _parted(choice: str) -> tuple[str, str]:
    name, sign, use = choice.rpartition("=")
    return (name.strip(), use.strip()) if sign else (choice.strip(), "")


def _meant(name: str, known: Mapping[int, GroupeMots | Rubrique]) -> Iterator[int]:
    wanted = name.strip().casefold()
    for number, record in known.items():
        title = line_in(record.titre)
        if wanted in (str(number), title.casefold(), rank_of(title)[1].casefold()):
            yield number


@dataclass(slots=True)
class Placed:
    """Where a text goes. ``notes`` are sentences about what is missing."""

    section: Section
    subjects: tuple[Subject, ...]
    people: tuple[Contributor, ...]
    notes: list[str]


class Places:
    """Finds the place of each text. ``counted`` counts keywords that were not taken.

    ``is_flat``: the site says that its addresses stood at the root, whatever section they remember.
    """

    def __init__(self, survey: Survey, choices: Choices, *, is_flat: bool = False) -> None:
        self._survey, self._choices, self._is_flat = survey, choices, is_flat
        self._named: dict[tuple[str, int, str], Named] = {}
        self.counted: Counter[str] = Counter()

    def place(self, story: SPIPStory, furniture: Furniture) -> Placed:
        """Choose section, subjects and signers of a text, each made where it is missing."""
        notes: list[str] = []
        section, below = self._sections(story, notes)
        tags = [self._rubrique(number, story.language) for number in below]
        people = [self._author(number, story.language) for number in self._signers(story, notes)]
        for number in self._survey.linked_to(story.kind, story.number, what="mot"):
            word = self._survey.words.get(number)
            if word is None:
                continue
            match self._choices.groups.get(word.id_groupe, "tags"):
                case "section":
                    section = self._word(number, story.language)
                case "contributor":
                    people.append(self._word(number, story.language))
                case "drop":
                    self.counted["keyword not taken"] += 1
                case "tags":
                    tags.append(self._word(number, story.language))
        subjects = (furniture.subject(tag) for tag in tags if tag.name)
        return Placed(
            section=furniture.section(section),
            subjects=tuple(dict.fromkeys(subject for subject in subjects if subject is not None)),
            people=tuple(dict.fromkeys(furniture.person(person) for person in people if person.name)),
            notes=notes,
        )

    def addresses_of(self, kind: str, number: int, url_propre: str = "") -> tuple[str, ...]:
        """Every address the site itself kept of an object, from the root, the one that stood last first."""
        own = {number} if kind == "rubrique" else set[int]()
        kept = [address for address in self._survey.addresses_of(kind, number) if address.url]
        found = [f"/{self._below(address.id_parent, own)}{address.url}" for address in kept]
        if self._is_flat:
            found = [*(f"/{address.url}" for address in kept), *found]
        return tuple(dict.fromkeys([*found, *([f"/{url_propre}"] if url_propre else [])]))

    def _below(self, rubrique: int, seen: set[int]) -> str:
        """The address of the section an address stands below; "" for one that stands at the root."""
        if rubrique <= 0 or rubrique in seen:
            return ""
        found = next(iter(self._survey.addresses_of("rubrique", rubrique)), None)
        return f"{self._below(found.id_parent, seen | {rubrique})}{found.url}/" if found else ""

    def _sections(self, story: SPIPStory, notes: list[str]) -> tuple[Named, list[int]]:
        """The section, and the rubriques below it, which are tags."""
        path = self._path(story.id_rubrique)
        if not path:
            notes.append(_("Its section %(number)s is not in the backup.") % {"number": story.id_rubrique})
            return Named(name=""), []
        uses = self._choices.rubriques
        chosen = next((place for place, number in enumerate(path) if uses.get(number) == "section"), None)
        top = chosen if chosen is not None else 0 if self._choices.is_own_section else len(path) - 1
        below = [number for number in path[:top] if uses.get(number) != "drop"]
        return self._rubrique(path[top], story.language), below

    def _path(self, rubrique: int) -> list[int]:
        """The rubriques from one to the top; a circle or a parent nobody knows ends it."""
        path: list[int] = []
        while rubrique in self._survey.rubriques and rubrique not in path:
            path.append(rubrique)
            rubrique = self._survey.rubriques[rubrique].id_parent
        return path

    def _signers(self, story: SPIPStory, notes: list[str]) -> list[int]:
        found: list[int] = []
        for number in self._survey.linked_to(story.kind, story.number, what="auteur"):
            person = self._survey.people.get(number)
            if person is None or not person.nom.strip():
                notes.append(_("Its author %(number)s is not in the backup.") % {"number": number})
            else:
                found.append(number)
        return found

    def _rubrique(self, number: int, language: str) -> Named:
        record = self._survey.rubriques[number]
        return self._of("rubrique", number, record, record.titre, language, told=record.descriptif)

    def _word(self, number: int, language: str) -> Named:
        record = self._survey.words[number]
        return self._of("mot", number, record, record.titre, language, told=record.descriptif)

    def _author(self, number: int, language: str) -> Named:
        record = self._survey.people[number]
        return self._of("auteur", number, record, record.nom, language, told=record.bio)

    def _of(self, kind: str, number: int, record: Any, title: str, language: str, *, told: str) -> Named:
        key = (kind, number, language)
        if key not in self._named:
            name = rank_of(line_in(title, language=language))[1]
            # What has a name in each language is another thing here in each: the number is that of its own
            # language, the others have lines of theirs.
            own = getattr(record, "lang", "").replace("_", "-").lower() or language
            is_own = own == language or not has_variants(title)
            self._named[key] = Named(
                name=name,
                kind=kind,
                foreign_id=str(number) if is_own else f"{number} {language}",
                text=line_in(told, language=language),
                addresses=self.addresses_of(kind, number, record.url_propre),
            )
        return self._named[key]
