"""One story as a foreign file tells it, in the paper's own words: importers make it, one writer takes it."""

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from azdarar.archive.internal.body import ImportedBody
from azdarar.archive.internal.ledger import Ledger
from azdarar.articles.models import Contributor, Section
from azdarar.media.models import Picture
from azdarar.rights.models import Source
from azdarar.subjects.models import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignComment:
    """What somebody wrote below a story. ``parent_id`` is the number there of the comment it answers."""

    foreign_id: str
    author: str
    text: str
    at: datetime | None = None
    parent_id: str = ""
    is_public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A story's source as it was written: kept where its conversion cannot be exact.

    ``format`` is one of ``archive.models.KeptOriginal.Format``.
    """

    format: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something only a person can mend; ``kind`` is one of ``archive.models.Repair.Kind``.

    ``what`` is a whole sentence or the thing itself (an address, a file's name), ``where`` the place in the
    story, as far as it can be said.
    """

    kind: str
    what: str
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """All of a story that is written: made only when it is, within its transaction.

    ``addresses`` are all the old ones the source itself tells, absolute or from the root, as written.
    ``redirect_to`` is set for a text that has nothing of its own and only leads elsewhere; ``closed`` is for
    members only.
    """

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
    comments: tuple[ForeignComment, ...] = ()
    addresses: tuple[str, ...] = ()
    original: Original | None = None
    needs: tuple[Need, ...] = ()
    is_pick: bool = False
    visits: int = 0
    closed: bool = False
    redirect_to: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a source is told before it tells its stories.

    Args:
        languages: those the paper appears in.
        language: of texts that name none; with ``is_language_asked`` also of those in another language.
        media: the folder of the site's files, where there is one.
        is_rehearsal: whether files are only looked for, and none is taken in.
        options: of ``ImportRun.options``: what only one format asks for (``mapping``, ``prefix``).
    """

    ledger: Ledger
    languages: frozenset[str]
    language: str
    is_language_asked: bool = False
    media: Path | None = None
    is_rehearsal: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)

    def spoken(self, code: str) -> str:
        """The paper's language that a code of the source means; "" where it does not appear in it."""
        return spoken(code, languages=self.languages)


def spoken(code: str, *, languages: Container[str]) -> str:
    """The one of these languages that a code of a source means; "" where it is none of them."""
    code = code.replace("_", "-").lower()
    return next((one for one in (code, code.partition("-")[0]) if one in languages), "")


class ForeignSource(Protocol):
    """One foreign site, as its adapter gives it. ``counted`` and ``remarks`` are complete after ``told``."""

    counted: Counter[str]
    remarks: list[str]

    @property
    def system(self) -> str:
        """One of ``archive.models.LedgerLine.System``."""

    @property
    def name(self) -> str:
        """What the ledger calls the site."""

    @property
    def title(self) -> str:
        """What a person calls it."""

    @property
    def language(self) -> str:
        """The language of the site as it says itself; "" where it does not."""

    @property
    def total(self) -> int:
        """How many items ``told`` will give, as far as it is known beforehand; 0 where it is not."""

    def prepare(self, setting: Setting) -> None:
        """Make ready to write: called once, before ``told``."""

    def told(self) -> Iterator[ForeignStory | None]:
        """Its stories and pages, in file order; None for what is counted and left out."""

    def give_up(self) -> None:
        """What was written since the last commit was not: what had been taken in went with it."""

    def finish(self) -> None:
        """Settle what can be settled only when all is taken."""
