"""One story as a foreign file tells it, in the paper's own words: importers make it, one writer takes it."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from azdarar.archive.internal.body import ImportedBody
from azdarar.articles.models import Contributor, Section
from azdarar.media.models import Picture
from azdarar.rights.models import Source
from azdarar.subjects.models import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """All of a story that is written: made only when it is, within its transaction."""

    headline: str
    body: ImportedBody
    at: datetime | None
    is_public: bool
    section: Section | None = None
    subjects: tuple[Subject, ...] = ()
    people: tuple[Contributor, ...] = ()
    kicker: str = ""
    standfirst: str = ""
    post_scriptum: str = ""
    slug: str = ""
    lead_picture: Picture | None = None
    source: Source | None = None
    original_address: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignStory:
    """A story or a page of a foreign site. ``checksum`` is of everything the file tells of it.

    ``left_out`` is the whole sentence why it is not taken, for what is not.
    """

    kind: str
    foreign_id: str
    title: str
    language: str
    checksum: str
    details: Callable[[], Details]
    is_page: bool = False
    left_out: str = ""


class ForeignSource(Protocol):
    """One foreign site, as its adapter gives it. ``counted`` and ``remarks`` are complete after ``told``."""

    counted: Counter[str]
    remarks: list[str]

    @property
    def name(self) -> str:
        """What the ledger calls the site."""

    @property
    def title(self) -> str:
        """What a person calls it."""

    def told(self) -> Iterator[ForeignStory | None]:
        """Its stories and pages, in file order; None for what is counted and left out."""

    def give_up(self) -> None:
        """A story was not written: what it had taken in went with it."""

    def finish(self) -> None:
        """Settle what can be settled only when all is taken."""
