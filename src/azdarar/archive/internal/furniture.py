"""Sections, contributors and subjects of an import: found again by name, made where they are missing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count
from django.utils import timezone
from wagtail.models import Locale

from azdarar.archive.internal.ledger import LONGEST_NUMBER, Ledger
from azdarar.archive.internal.new_subjects import SubjectsBySlug
from azdarar.archive.models import label_of
from azdarar.articles.addresses import RESERVED_SEGMENTS
from azdarar.articles.models import Contributor, ContributorProfile, PlainPage, Section
from azdarar.language.folding import sort_key
from azdarar.language.slugs import slugify
from azdarar.press.actions import announce
from azdarar.subjects.models import Subject

#: What the section of stories without a category is called.
_ARCHIVE_NAMES = {"fr": "Archives", "en": "Archive", "hy": "Արխիվ", "ru": "Архив"}
#: Sections of an imported paper that stand in its menu.
_IN_MENU = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A section, subject or person of a foreign site: its name, and what the ledger knows it by.

    ``text`` is what is said of it; ``addresses`` are those the source itself tells, as written. Without a
    ``kind`` and a ``foreign_id`` it has no line.
    """

    name: str
    kind: str = ""
    foreign_id: str = ""
    slug: str = ""
    text: str = ""
    addresses: tuple[str, ...] = ()


#: Kind, number and name there.
_Told = tuple[str, str, str]


class Furniture:
    """Makes and remembers what stories hang on. Every look-up is by the name readers know.

    What comes with its number there gets a line in the ledger; what was here before under that name is
    used, and its line says that the import did not make it.
    """

    def __init__(self, *, locale: Locale, ledger: Ledger, subjects: SubjectsBySlug) -> None:
        self._locale, self._ledger, self._subjects = locale, ledger, subjects
        self._noted: set[tuple[str, str, str]] = set()
        self._made: set[tuple[str, int]] = set()
        self._language: str = locale.language_code
        self._sections: dict[str, Section] = {}
        self._people: dict[str, Contributor] = {}
        # The same by what they are told by, for the second story and all that follow.
        self._places: dict[_Told, Section] = {}
        self._spoken_of: dict[_Told, Subject | None] = {}
        self._signers: dict[_Told, Contributor] = {}

    def person(self, told: Named) -> Contributor:
        """Somebody who signs."""
        key = (told.kind, told.foreign_id, told.name)
        if key not in self._signers:
            person = self._signers[key] = self._person(told.name, bio=told.text)
            self.note(told, person)
        return self._signers[key]

    def section(self, told: Named) -> Section:
        """A section, and one more story in it; the archive's own where there is no name."""
        key = (told.kind, told.foreign_id, told.name)
        if key not in self._places:
            section = self._section(told.name, slug=told.slug) if told.name else self._archive_section()
            nameless = replace(told, foreign_id=f"- {self._language}" if told.kind else "", addresses=())
            self.note(told if told.name else nameless, section)
            self._places[key] = section
        return self._places[key]

    def subject(self, told: Named) -> Subject | None:
        """What a story speaks of; None for a name without a letter."""
        key = (told.kind, told.foreign_id, told.name)
        if key not in self._spoken_of:
            subject = self._spoken_of[key] = self._subject(told.name)
            if subject is not None:
                self.note(told, subject)
        return self._spoken_of[key]

    def note(self, told: Named, made: Section | Subject | Contributor) -> None:
        """Write a thing into the ledger, the first time it is met with in this run.

        One thing there may be several here, a section in each language or a section and a subject: each but
        the first has a line of its own.
        """
        label = label_of(made)
        if not told.foreign_id or (label, told.kind, told.foreign_id) in self._noted:
            return
        self._noted.add((label, told.kind, told.foreign_id))
        endings = ("", f" {self._language}", f" {self._language} {made._meta.model_name}")
        numbers = [told.foreign_id[: LONGEST_NUMBER - len(ending)] + ending for ending in endings]
        if any(self._ledger.place_of(told.kind, one) == (label, made.pk) for one in numbers):
            return
        fingerprint = self._subjects.made.get(made.pk, "") if isinstance(made, Subject) else ""
        free = (one for one in numbers if self._ledger.object_of(told.kind, one) is None)
        self._ledger.remember(
            told.kind,
            next(free, numbers[-1]),
            made,
            addresses=told.addresses,
            is_made=bool(fingerprint) or (label, made.pk) in self._made,
            fingerprint=fingerprint,
        )

    def forget(self) -> None:
        """What was made since the last commit may be gone: everything is looked up again."""
        self._noted.clear()
        self._made.clear()
        for found in (self._sections, self._people):
            found.clear()
        for told in (self._places, self._spoken_of, self._signers):
            told.clear()

    def settle_menu(self) -> None:
        """Put the sections of most stories into the menu of a paper that had none before, and into no other.

        Asks the ledger and the stories, not what this process has seen: an import that was killed and went
        on ends alike.
        """
        sections = Section.objects.filter(locale=self._locale)
        if self._ledger.run is None:
            return
        lines = self._ledger.lines.filter(run=self._ledger.run, is_made=True, object_label=label_of(Section))
        if sections.exclude(pk__in=lines.values("object_id")).exists():
            return
        used = sections.annotate(stories=Count("articles")).order_by("-stories", "name", "pk")
        chosen = list(used.filter(stories__gt=0).values_list("pk", flat=True)[:_IN_MENU])
        ranks = {pk: rank * 10 for rank, pk in enumerate(chosen, start=1)}
        shown = dict(sections.filter(is_in_menu=True).values_list("pk", "rank"))
        if shown == ranks:
            return
        sections.exclude(pk__in=chosen).update(is_in_menu=False)
        for pk, rank in ranks.items():
            Section.objects.filter(pk=pk).update(is_in_menu=True, rank=rank)
        here = f"language:{self._language}"
        announce("archive.menu-settled", tags=[f"{here}:menu", f"{here}:sections"], at=timezone.now())

    def _archive_section(self) -> Section:
        name = _ARCHIVE_NAMES.get(self._language, _ARCHIVE_NAMES["en"])
        return self._section(name, slug="")

    def _section(self, name: str, *, slug: str) -> Section:
        if name not in self._sections:
            found = Section.objects.filter(locale=self._locale, name=name).first()
            self._sections[name] = found or self._new_section(name, slug=slug)
        return self._sections[name]

    def _new_section(self, name: str, *, slug: str) -> Section:
        base = slugify(slug or name, language=self._language) or "section"
        candidate, number = base, 1
        while self._is_taken(candidate):
            number += 1
            candidate = f"{base}-{number}"
        # A menu is somebody's work: an archive's sections are found in the paper, and not pushed into it.
        section = Section(locale=self._locale, name=name[:120], slug=candidate, is_in_menu=False)
        section.full_clean()
        section.save()
        self._made.add((label_of(Section), section.pk))
        return section

    def _is_taken(self, slug: str) -> bool:
        here = {"locale": self._locale, "slug": slug}
        taken = Section.objects.filter(**here).exists() or PlainPage.objects.filter(**here).exists()
        return slug in RESERVED_SEGMENTS or taken

    def _subject(self, name: str) -> Subject | None:
        slug = slugify(name, language=self._language, max_length=120)
        if not slug:
            return None
        return self._subjects.get(slug, name=name, language=self._language)

    def _person(self, name: str, *, bio: str = "") -> Contributor:
        key = name.casefold()
        if key not in self._people:
            slug = (
                slugify(name, language=self._language, max_length=120)
                or slugify(key, language="en")
                or "signature"
            )
            person, is_new = Contributor.objects.get_or_create(
                slug=slug,
                defaults={"name": name[:200], "sort_name": sort_key(name, language=self._language)[:200]},
            )
            if is_new:
                self._made.add((label_of(Contributor), person.pk))
            if is_new and bio:
                ContributorProfile.objects.create(contributor=person, language=self._language, bio=bio)
            self._people[key] = person
        return self._people[key]


class Furnishing:
    """The furniture of every language of an import, each made when the first story of it comes."""

    def __init__(self, *, ledger: Ledger, languages: Iterable[str]) -> None:
        self._ledger, self._languages = ledger, sorted(languages)
        self._subjects = SubjectsBySlug(ledger)
        self._made: dict[str, Furniture] = {}

    def of(self, language: str) -> Furniture:
        """What stories of a language hang on."""
        if language not in self._made:
            locale = Locale.objects.get(language_code=language)
            self._made[language] = Furniture(locale=locale, ledger=self._ledger, subjects=self._subjects)
        return self._made[language]

    def forget(self) -> None:
        """What was made since the last commit may be gone: everything is looked up again."""
        self._subjects.forget()
        for furniture in self._made.values():
            furniture.forget()

    def settle_menus(self) -> None:
        """Settle the menu of each language, also of one whose stories an earlier stretch took in."""
        for language in self._languages:
            self.of(language).settle_menu()
