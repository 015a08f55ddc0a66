"""The edition as its files tell it: everything is named by key, nothing is looked up yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from demo.loader.mistakes import Place
from demo.loader.parts import Part

#: One text for each language it is written in.
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ContributorEntry:
    """Somebody who signs; a picture ``portrait-<key>`` is their portrait, unless another is named."""

    place: Place
    key: str
    kind: str
    name: str
    names: Texts
    positions: Texts
    bios: Texts
    portrait: str


@dataclass(frozen=True, slots=True)
class SectionEntry:
    """A section in every language that has it."""

    place: Place
    key: str
    rank: int
    names: Texts
    slugs: Texts
    standfirsts: Texts


@dataclass(frozen=True, slots=True)
class SubjectEntry:
    """A subject with its names; ``spellings`` are the others readers may type."""

    place: Place
    key: str
    kind: str
    slug: str
    names: Texts
    spellings: tuple[str, ...]
    descriptions: Texts


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """Where a reprint comes from; found by its name."""

    place: Place
    name: str
    address: str
    credit_lines: Texts
    is_link_before_text: bool
    usage_terms: str


@dataclass(frozen=True, slots=True)
class PictureEntry:
    """A picture with what must be said about it; ``focus`` in per cent from the left and the top."""

    place: Place
    key: str
    file: Path
    alt_texts: Texts
    captions: Texts
    credit_lines: Texts
    focus: tuple[int, int]
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """One name of a byline; ``from_language`` only for a translator."""

    contributor: str
    role: str
    from_language: str


@dataclass(frozen=True, slots=True)
class Advice:
    """A story somebody recommends, with why."""

    story: str
    reason: str
    contributor: str


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
    """A public correction with its own instant."""

    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Reprint:
    """Where a reprinted story first stood; ``note`` is said to readers in the post-scriptum."""

    source: str
    address: str
    note: str


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """One story in one language; ``lines`` says where each key of its data stands."""

    place: Place
    lines: Mapping[str, int]
    language: str
    key: str
    published_at: datetime
    updated_at: datetime | None
    slug: str
    section: str
    form: str
    kicker: str
    headline: str
    standfirst: str
    slugline: str
    dateline: str
    byline: tuple[Signature, ...]
    picture: str
    subjects: tuple[str, ...]
    dossiers: tuple[str, ...]
    post_scriptum: str
    reprint: Reprint | None
    is_long_lived: bool
    advice: tuple[Advice, ...]
    corrections: tuple[CorrectionEntry, ...]
    parts: tuple[Part, ...]

    def at(self, name: str) -> Place:
        """Where a key stands, else where the story begins."""
        return Place(self.place.file, self.lines.get(name, self.place.line))


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A plain page in one language."""

    place: Place
    language: str
    key: str
    slug: str
    title: str
    standfirst: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One date of a dossier's thread."""

    place: Place
    day: date
    texts: Texts
    story: str


@dataclass(frozen=True, slots=True)
class DossierEntry:
    """A dossier in every language that has its title."""

    place: Place
    key: str
    slug: str
    titles: Texts
    kickers: Texts
    standfirsts: Texts
    need_to_know: Mapping[str, tuple[str, ...]]
    picture: str
    is_running: bool
    timeline: tuple[TimelineEntry, ...]
    stories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContainerEntry:
    """A container of a front page."""

    place: Place
    language: str
    kind: str
    title: str
    picks: tuple[Advice, ...]
    section: str
    subject: str
    dossier: str
    most: int
    max_age_days: int | None


@dataclass(slots=True)
class Edition:
    """Everything the files tell, by key; stories and pages by language and key."""

    folder: Path
    contributors: dict[str, ContributorEntry] = field(default_factory=dict)
    sections: dict[str, SectionEntry] = field(default_factory=dict)
    subjects: dict[str, SubjectEntry] = field(default_factory=dict)
    sources: dict[str, SourceEntry] = field(default_factory=dict)
    pictures: dict[str, PictureEntry] = field(default_factory=dict)
    documents: dict[str, Path] = field(default_factory=dict)
    dossiers: dict[str, DossierEntry] = field(default_factory=dict)
    stories: dict[tuple[str, str], StoryEntry] = field(default_factory=dict)
    pages: dict[tuple[str, str], PageEntry] = field(default_factory=dict)
    containers: list[ContainerEntry] = field(default_factory=list)

    def stories_in(self, language: str) -> Iterator[StoryEntry]:
        """The stories of a language, oldest first."""
        own = [story for story in self.stories.values() if story.language == language]
        yield from sorted(own, key=lambda story: (story.published_at, story.key))

    def has_story(self, language: str, key: str) -> bool:
        """Whether a story is there in a language."""
        return (language, key) in self.stories
