"""Reads a folder that holds an edition."""

from collections.abc import Callable, Iterator, MutableMapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from demo.loader.edition import (
    Advice,
    ContainerEntry,
    ContributorEntry,
    CorrectionEntry,
    DossierEntry,
    Edition,
    PageEntry,
    PictureEntry,
    Reprint,
    SectionEntry,
    Signature,
    SourceEntry,
    StoryEntry,
    SubjectEntry,
    TimelineEntry,
)
from demo.loader.marks import read_parts
from demo.loader.mistakes import Proof
from demo.loader.sheets import LANGUAGES, Entry, Sheet

_Thing = TypeVar("_Thing")
_NO_INSTANT = datetime(1, 1, 1, tzinfo=UTC)
_PER_CENT = 100
_CENTRE = (50, 50)


def read_edition(folder: Path, *, proof: Proof) -> Edition:
    """Read every file of an edition.

    Args:
        folder: what README.md beside this package describes.
        proof: where mistakes are noted; what cannot be read is left out of the edition.
    """
    edition = Edition(folder=folder)
    _collect(edition.contributors, _tables("contributors.toml", "contributor", edition, proof), _contributor)
    _collect(edition.sections, _tables("sections.toml", "section", edition, proof), _section)
    for path in sorted(folder.glob("subjects*.toml")):
        _collect(edition.subjects, _tables(path.name, "subject", edition, proof), _subject)
    _collect(edition.sources, _tables("sources.toml", "source", edition, proof), _source, name="name")
    _collect(edition.pictures, _tables("pictures.toml", "picture", edition, proof), _picture_in(folder))
    _read_dossiers(edition, proof=proof)
    for language in LANGUAGES:
        for entry in _tables("front.toml", language, edition, proof):
            edition.containers.append(_container(entry, language=language))
            entry.done()
        _read_texts(edition, language=language, proof=proof)
    edition.documents.update({path.name: path for path in sorted((folder / "documents").glob("*.*"))})
    return edition


def _tables(file: str, name: str, edition: Edition, proof: Proof) -> Iterator[Entry]:
    return Sheet(edition.folder / file, folder=edition.folder, proof=proof).tables(name)


def _collect(
    into: MutableMapping[str, _Thing],
    entries: Iterator[Entry],
    read: Callable[[Entry], _Thing],
    *,
    name: str = "key",
) -> None:
    """Read each entry and keep it under its key; two of the same are a mistake."""
    for entry in entries:
        key = entry.text(name)
        if key in into:
            entry.note(name, f"“{key}” is there twice.")
        thing = read(entry)
        entry.done()
        if key:
            into[key] = thing


def _contributor(entry: Entry) -> ContributorEntry:
    entry.text("initials")
    return ContributorEntry(
        place=entry.place,
        key=entry.text("key"),
        kind=entry.text("kind"),
        name=entry.text("name"),
        names=entry.texts("name_in"),
        positions=entry.texts("role", needed=LANGUAGES),
        bios=entry.texts("bio", needed=LANGUAGES),
        portrait=entry.text("portrait", needed=False) or f"portrait-{entry.text('key')}",
    )


def _section(entry: Entry) -> SectionEntry:
    return SectionEntry(
        place=entry.place,
        key=entry.text("key"),
        rank=entry.number("order", default=0) or 0,
        names=entry.texts("name", needed=LANGUAGES),
        slugs=entry.texts("slug", needed=LANGUAGES),
        standfirsts=entry.texts("standfirst", needed=LANGUAGES),
    )


def _subject(entry: Entry) -> SubjectEntry:
    return SubjectEntry(
        place=entry.place,
        key=entry.text("key"),
        kind=entry.text("kind"),
        slug=entry.text("slug"),
        names=entry.texts("name", needed=LANGUAGES),
        spellings=entry.names("also"),
        descriptions=entry.texts("description"),
    )


def _source(entry: Entry) -> SourceEntry:
    return SourceEntry(
        place=entry.place,
        name=entry.text("name"),
        address=entry.text("address"),
        credit_lines=entry.texts("credit_line", needed=LANGUAGES),
        is_link_before_text=entry.flag("link_before_text"),
        usage_terms=entry.text("usage_terms", needed=False),
    )


def _picture_in(folder: Path) -> Callable[[Entry], PictureEntry]:
    def read(entry: Entry) -> PictureEntry:
        key = entry.text("key")
        files = sorted((folder / "pictures").glob(f"{key}.*")) if key else []
        if len(files) != 1:
            entry.note("key", f"There must be one file pictures/{key}.jpg or .png; there are {len(files)}.")
        entry.text("kind")
        return PictureEntry(
            place=entry.place,
            key=key,
            file=files[0] if files else folder / "pictures" / f"{key}.jpg",
            alt_texts=entry.texts("alt", needed=LANGUAGES),
            captions=entry.texts("caption", needed=LANGUAGES),
            credit_lines=_credit_lines(entry),
            focus=_focus(entry),
            is_synthetic=entry.flag("synthetic"),
        )

    return read


def _credit_lines(entry: Entry) -> dict[str, str]:
    """One credit for all languages, or one for each."""
    if isinstance(entry.raw("credit"), str):
        credit = entry.text("credit")
        return dict.fromkeys(LANGUAGES, credit)
    return dict(entry.texts("credit", needed=LANGUAGES))


def _focus(entry: Entry) -> tuple[int, int]:
    value = entry.raw("focus")
    if value is None:
        return _CENTRE
    match value:
        case [int() as across, int() as down] if 0 <= across <= _PER_CENT and 0 <= down <= _PER_CENT:
            return across, down
    entry.note("focus", "“focus” is [x, y] in per cent from the left and the top.")
    return _CENTRE


def _read_dossiers(edition: Edition, *, proof: Proof) -> None:
    sheet = Sheet(edition.folder / "dossiers.toml", folder=edition.folder, proof=proof)
    lines = iter(list(sheet.tables("dossier.timeline")))

    def read(entry: Entry) -> DossierEntry:
        thread = tuple(_timeline_entry(next(lines)) for _row in entry.raw("timeline") or ())
        return DossierEntry(
            place=entry.place,
            key=entry.text("key"),
            slug=entry.text("slug"),
            titles=entry.texts("title", needed=("fr",)),
            kickers=entry.texts("kicker"),
            standfirsts=entry.texts("standfirst", needed=("fr",)),
            need_to_know=_need_to_know(entry),
            picture=entry.text("picture", needed=False),
            is_running=entry.flag("running"),
            timeline=thread,
            stories=entry.names("stories"),
        )

    _collect(edition.dossiers, sheet.tables("dossier"), read)


def _timeline_entry(entry: Entry) -> TimelineEntry:
    timeline = TimelineEntry(
        place=entry.place,
        day=entry.day("date") or date.min,
        texts=entry.texts("text", needed=LANGUAGES),
        story=entry.text("story", needed=False),
    )
    entry.done()
    return timeline


def _need_to_know(entry: Entry) -> dict[str, tuple[str, ...]]:
    row = entry.row("need_to_know")
    if row is None:
        return {}
    told = {language: row.names(language) for language in LANGUAGES}
    row.done()
    return {language: sentences for language, sentences in told.items() if sentences}


def _container(entry: Entry, *, language: str) -> ContainerEntry:
    picks = [Advice(key, "", "") for key in entry.names("picks")]
    for row in entry.rows("pick"):
        picks.append(Advice(row.text("story"), row.reason("why"), row.text("by")))
        row.done()
    return ContainerEntry(
        place=entry.place,
        language=language,
        kind=entry.text("kind"),
        title=entry.text("title", needed=False),
        picks=tuple(picks),
        section=entry.text("section", needed=False),
        subject=entry.text("subject", needed=False),
        dossier=entry.text("dossier", needed=False),
        most=entry.number("limit", default=4) or 0,
        max_age_days=entry.number("max_age_days"),
    )


def _read_texts(edition: Edition, *, language: str, proof: Proof) -> None:
    for path in sorted((edition.folder / "stories" / language).glob("*.md")):
        story = _story(Sheet(path, folder=edition.folder, proof=proof), language=language)
        if edition.has_story(language, story.key):
            proof.note(story.place, f"“{story.key}” is there twice in this language.")
        edition.stories[language, story.key] = story
    for path in sorted((edition.folder / "pages" / language).glob("*.md")):
        page = _page(Sheet(path, folder=edition.folder, proof=proof), language=language)
        if (language, page.key) in edition.pages:
            proof.note(page.place, f"“{page.key}” is there twice in this language.")
        edition.pages[language, page.key] = page


def _page(sheet: Sheet, *, language: str) -> PageEntry:
    entry, lines = sheet.front_matter()
    page = PageEntry(
        place=entry.place,
        language=language,
        key=entry.text("key"),
        slug=entry.text("slug"),
        title=entry.text("title"),
        standfirst=entry.text("standfirst", needed=False),
        parts=read_parts(lines, file=sheet.file, proof=sheet.proof),
    )
    entry.done()
    return page


def _story(sheet: Sheet, *, language: str) -> StoryEntry:
    entry, lines = sheet.front_matter()
    story = StoryEntry(
        place=entry.place,
        lines=entry.lines(),
        language=language,
        key=entry.text("key"),
        published_at=entry.instant("published") or _NO_INSTANT,
        updated_at=entry.instant("updated", needed=False),
        slug=entry.text("slug"),
        section=entry.text("section"),
        form=entry.text("form"),
        kicker=entry.text("kicker"),
        headline=entry.text("headline"),
        standfirst=entry.text("standfirst"),
        slugline=entry.text("slugline"),
        dateline=entry.text("dateline", needed=False),
        byline=tuple(_signatures(entry)),
        picture=entry.text("picture", needed=False),
        subjects=entry.names("subjects"),
        dossiers=entry.names("dossiers"),
        post_scriptum=entry.text("post_scriptum", needed=False),
        reprint=_reprint(entry),
        is_long_lived=entry.flag("long_lived"),
        advice=tuple(_advice(entry)),
        corrections=tuple(_corrections(entry)),
        parts=read_parts(lines, file=sheet.file, proof=sheet.proof),
    )
    entry.done()
    return story


def _signatures(entry: Entry) -> Iterator[Signature]:
    for row in entry.rows("byline"):
        yield Signature(row.text("by"), row.text("role"), row.text("from", needed=False))
        row.done()


def _advice(entry: Entry) -> Iterator[Advice]:
    for row in entry.rows("advice"):
        yield Advice(row.text("story"), row.reason("why"), row.text("by"))
        row.done()


def _corrections(entry: Entry) -> Iterator[CorrectionEntry]:
    for row in entry.rows("corrections"):
        yield CorrectionEntry(row.instant("at") or _NO_INSTANT, row.text("note"))
        row.done()


def _reprint(entry: Entry) -> Reprint | None:
    row = entry.row("source")
    if row is None:
        return None
    reprint = Reprint(row.text("name"), row.text("url"), row.text("note", needed=False))
    row.done()
    return reprint
