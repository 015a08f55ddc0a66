"""What a source holds, counted before anything is decided: kinds, languages, sections, keywords, some titles.

One reading of the whole source behind walls (``formats.confined``), with counts in memory and no text.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from azdarar.archive.internal.databases import password_of, without_password
from azdarar.archive.internal.telling import told as said
from azdarar.errors import AzdararError
from azdarar.formats import ghost, spip, wxr
from azdarar.formats.confined import Limits, confined
from azdarar.formats.recognise import files_below
from azdarar.formats.spip_address import is_address
from azdarar.formats.spip_text import rank_of, to_line

#: As many as a person looks at before choosing; everything is counted all the same.
_SAMPLES, _LONGEST_SAMPLE = 6, 1_600
_SECTIONS, _GROUPS, _WORDS, _TITLES, _LONGEST = 36, 40, 5, 8, 120


@dataclass(slots=True)
class Holdings:
    """``items`` are to be stories and pages; ``besides`` is everything else. Keys are the ledger's kinds."""

    title: str = ""
    address: str = ""
    language: str = ""
    version: str = ""
    records: int = 0
    items: Counter[str] = field(default_factory=Counter)
    besides: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    sections: Counter[str] = field(default_factory=Counter)
    groups: dict[str, Counter[str]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    years: Counter[int] = field(default_factory=Counter)
    titles: list[str] = field(default_factory=list)
    samples: list[dict[str, str]] = field(default_factory=list)
    problem: str = ""

    def note_story(
        self, kind: str, number: object, *, title: str, state: str, language: str, at: Any, written: str
    ) -> None:
        """Count a story or page; of a few, keep as much as a report shows of how they were written."""
        self.items[kind] += 1
        self.states[state[:20]] += 1
        self.languages[language[:20]] += 1
        if at is not None:
            self.years[at.year] += 1
        place = self.items.total()
        # The first three, then ever farther apart: not all of the first week.
        is_shown = place < 4 or place & (place - 1) == 0
        if is_shown and title and title[:_LONGEST] not in self.titles and len(self.titles) < _TITLES:
            self.titles.append(title[:_LONGEST])
        if is_shown and written.strip() and len(self.samples) < _SAMPLES:
            told = {"kind": kind, "foreign_id": str(number)[:120], "text": written.strip()[:_LONGEST_SAMPLE]}
            self.samples.append(told)

    def note_word(self, group: str, word: str) -> None:
        """Count a keyword of a group."""
        self.groups.setdefault(group[:_LONGEST], Counter())[word[:_LONGEST]] += 1

    def told(self) -> dict[str, Any]:
        """What is kept with the run, and shown."""
        return {
            "title": self.title[:255],
            "address": self.address[:255],
            "language": self.language[:20],
            "version": self.version[:40],
            "records": self.records,
            "items": dict(self.items),
            "besides": dict(self.besides),
            "states": dict(self.states.most_common(12)),
            "languages": dict(self.languages.most_common(12)),
            "sections": self.sections.most_common(_SECTIONS),
            "section_count": len(self.sections),
            "groups": [
                {
                    "title": title,
                    "number": self.numbers.get(title),
                    "count": len(words),
                    "words": [word for word, _count in words.most_common(_WORDS)],
                }
                for title, words in list(self.groups.items())[:_GROUPS]
            ],
            "years": [min(self.years), max(self.years)] if self.years else [],
            "titles": self.titles,
            "samples": self.samples,
            "problem": self.problem,
        }


def look_at(system: str, given: Sequence[str], *, prefix: str = "") -> Holdings:
    """Read a source once and count; where it ends too early, what came before is told with the reason.

    Raises:
        AzdararError: not even its first record can be read.
    """
    holdings = Holdings()
    look = _LOOKS.get(system)
    if look is None:
        return holdings
    try:
        look(given, prefix, holdings)
    except AzdararError as error:
        if not holdings.records:
            raise
        holdings.problem = said(error)
    return holdings


def _read(
    reader: str, *arguments: Any, holdings: Holdings, told: Sequence[str] = (), **options: Any
) -> Iterator[Any]:
    """The records of a reader, counted; what it says of the site afterwards too, if it does."""
    with closing(confined(reader, *arguments, told=told, **options)) as records:
        try:
            for record in records:
                holdings.records += 1
                yield record
        finally:
            _note_site(records.told.get("site"), holdings)


def _note_site(site: Any, holdings: Holdings) -> None:
    if site is None:
        return
    for name, columns in {
        "title": ("title", "nom"),
        "address": ("url", "base_blog_url", "link", "adresse"),
        "language": ("language", "langue"),
        "version": ("version", "wxr_version"),
    }.items():
        values = (getattr(site, column, "") for column in columns)
        setattr(holdings, name, next((str(value) for value in values if value), ""))


def _look_at_spip(given: Sequence[str], prefix: str, holdings: Holdings) -> None:
    places: Counter[int] = Counter()
    names: dict[int, str] = {}
    groups: dict[int, str] = {}
    words: list[tuple[int, str, str]] = []
    for record in _read_spip(given[0], prefix, holdings):
        match record:
            case spip.Article(id_rubrique=place) | spip.Breve(id_rubrique=place):
                places[place] += 1
                _note_spip(record, holdings)
            case spip.Rubrique():
                names.setdefault(record.id_rubrique, _line(record.titre))
                holdings.besides["rubrique"] += 1
            case spip.GroupeMots():
                groups.setdefault(record.id_groupe, _line(record.titre))
            case spip.Mot():
                words.append((record.id_groupe, record.type, _line(record.titre)))
                holdings.besides["mot"] += 1
            case spip.Auteur():
                holdings.besides["auteur"] += 1
            case spip.Document():
                holdings.besides["document"] += 1
            case spip.Forum():
                holdings.besides["forum"] += 1
            case spip.SiteReference():
                holdings.besides["site"] += 1
    for place, count in places.items():
        holdings.sections[names.get(place) or f"({place})"] += count
    for group, kind, word in words:
        title = groups.get(group) or _line(kind)
        holdings.note_word(title, word)
        if group in groups:
            holdings.numbers[title[:_LONGEST]] = group
    holdings.title = _line(holdings.title)


def _read_spip(given: str, prefix: str, holdings: Holdings) -> Iterator[Any]:
    """The records of a backup, or of a database that answers under an address."""
    told = {"holdings": holdings, "told": ("site",), "prefix": prefix}
    if not is_address(given):
        return _read("azdarar.formats.spip:SPIPReader", Path(given), **told)
    address = without_password(given)
    return _read(
        "azdarar.formats.spip_server:read_server",
        address,
        password=password_of(address),
        limits=Limits(allows_network=True),
        **told,
    )


def _note_spip(record: spip.Article | spip.Breve, holdings: Holdings) -> None:
    is_article = isinstance(record, spip.Article)
    parts = [record.titre, record.texte]
    if isinstance(record, spip.Article):
        parts = [record.surtitre, record.titre, record.soustitre, record.chapo, record.texte, record.ps]
    holdings.note_story(
        "article" if is_article else "breve",
        record.id_article if isinstance(record, spip.Article) else record.id_breve,
        title=_line(record.titre),
        state=record.statut,
        language=record.lang,
        at=record.date,
        written="\n\n".join(part for part in parts if part),
    )


def _look_at_wordpress(given: Sequence[str], prefix: str, holdings: Holdings) -> None:
    paths = [Path(one) for one in given]
    for item in _read("azdarar.formats.wxr:WXRReader", *paths, holdings=holdings, told=("site",)):
        if not isinstance(item, wxr.Item):
            continue
        holdings.besides["comment"] += len(item.comments)
        if item.post_type not in ("post", "page"):
            holdings.besides[item.post_type[:40]] += 1
            continue
        at = item.published_at or item.date_local
        holdings.note_story(
            item.post_type,
            item.post_id,
            title=item.title,
            state=item.status,
            language="",
            at=at,
            written=item.content,
        )
        for use in item.terms:
            if use.domain == "category":
                holdings.sections[use.name[:_LONGEST]] += 1
            elif use.domain == "post_tag":
                holdings.note_word("post_tag", use.name)


def _look_at_ghost(given: Sequence[str], prefix: str, holdings: Holdings) -> None:
    # What posts speak of is kept aside on the disk while the file is read.
    limits = Limits(scratch_bytes=4 * 2**30)
    for post in _read(
        "azdarar.formats.ghost:GhostReader", Path(given[0]), holdings=holdings, told=("site",), limits=limits
    ):
        if not isinstance(post, ghost.Post):
            continue
        holdings.note_story(
            post.kind,
            post.post_id,
            title=post.title,
            state=post.status,
            language=post.locale,
            at=post.published_at,
            written=post.html or post.markdown or post.lexical or post.mobiledoc,
        )
        for place, tag in enumerate(post.public_tags):
            if place == 0:
                holdings.sections[tag.name[:_LONGEST]] += 1
            else:
                holdings.note_word("tag", tag.name)


def _look_at_pages(given: Sequence[str], prefix: str, holdings: Holdings) -> None:
    """Count the files: which of them hold a text is found out when they are read."""
    for one in given:
        path = Path(one)
        for file in [path] if path.is_file() else files_below(path):
            holdings.records += 1
            holdings.besides[file.suffix.lower()[:8].lstrip(".") or "file"] += 1


def _line(text: str) -> str:
    return rank_of(to_line(text))[1]


_LOOKS: dict[str, Callable[[Sequence[str], str, Holdings], None]] = {
    "spip": _look_at_spip,
    "wordpress": _look_at_wordpress,
    "ghost": _look_at_ghost,
    "pages": _look_at_pages,
}
