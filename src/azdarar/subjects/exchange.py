"""Subjects as files: written and read as CSV, one row a name, and as JSON, one object a subject.

What is read adds and corrects, and takes nothing away; read twice, it changes nothing the second time. A
subject is known again by its address, else by its number at Wikidata.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from azdarar.errors import AzdararError
from azdarar.formats.tables import table
from azdarar.press.watching import told_together
from azdarar.subjects.actions import free_slug
from azdarar.subjects.models import Subject, SubjectName, SubjectRelation

#: What a file may be at most; the largest list of subjects known to us has a tenth of it.
MOST_BYTES = 50_000_000
_OWN = ("slug", "kind", "title", "wikidata", "viaf", "geonames")
_OF_NAME = ("language", "name", "name_kind", "preferred", "description")
_RELATED = ("not_to_confuse", "also_finds")
HEADS = (*_OWN, *_OF_NAME, *_RELATED)
_YES = frozenset({"1", "true", "yes", "x"})
_KINDS = {
    "not_to_confuse": SubjectRelation.Kind.NOT_TO_CONFUSE,
    "also_finds": SubjectRelation.Kind.ALSO_FINDS,
}


class UnreadableSubjectsError(AzdararError):
    """A file of subjects is not one, or one of its entries cannot be kept."""

    code = "subjects.file-unreadable"
    sentence = _("The file was not read. %(reason)s Nothing of it was written; correct it and try again.")


@dataclass(frozen=True, slots=True)
class NameRecord:
    """One name, as it stands in a file."""

    language: str
    text: str
    kind: str = "spelling"
    preferred: bool = False
    description: str = ""


@dataclass(slots=True)
class SubjectRecord:
    """One subject, as it stands in a file; related ones by their addresses."""

    title: str
    slug: str = ""
    kind: str = "topic"
    wikidata: str = ""
    viaf: str = ""
    geonames: str = ""
    names: list[NameRecord] = field(default_factory=list)
    not_to_confuse: list[str] = field(default_factory=list)
    also_finds: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TakenIn:
    """What became of a file: subjects added, changed, as they were; related addresses nobody has."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    unknown: list[str] = field(default_factory=list)


def subject_records() -> Iterator[SubjectRecord]:
    """All subjects that stand, by address."""
    standing = Subject.objects.filter(joined_into=None).order_by("slug")
    for subject in standing.prefetch_related("names", "relations__other").iterator(chunk_size=500):
        related: dict[str, list[str]] = {
            name: sorted(row.other.slug for row in subject.relations.all() if row.kind == kind)
            for name, kind in _KINDS.items()
        }
        names = [
            NameRecord(name.language, name.text, name.kind, name.is_preferred, name.description)
            for name in subject.names.all()
        ]
        yield SubjectRecord(names=names, **{one: getattr(subject, one) for one in _OWN}, **related)


def as_json(records: Iterable[SubjectRecord]) -> Iterator[str]:
    """A JSON array, an object at a time."""
    yield "["
    for number, record in enumerate(records):
        yield (",\n" if number else "\n") + json.dumps(asdict(record), ensure_ascii=False)
    yield "\n]\n"


def as_csv(records: Iterable[SubjectRecord]) -> Iterator[str]:
    """A table for spreadsheets: a row for each name, and one for a subject that has none."""
    return table(HEADS, _rows(records))


def _rows(records: Iterable[SubjectRecord]) -> Iterator[tuple[object, ...]]:
    for record in records:
        own = tuple(getattr(record, one) for one in _OWN)
        related = tuple(" ".join(getattr(record, one)) for one in _RELATED)
        for name in record.names or [None]:
            cells = (
                (name.language, name.text, name.kind, "yes" if name.preferred else "", name.description)
                if name
                else ("",) * len(_OF_NAME)
            )
            yield (*own, *cells, *related)


def read_subjects(content: bytes) -> list[SubjectRecord]:
    """Read a file of subjects, CSV or JSON as its content says.

    Raises:
        UnreadableSubjectsError: ``subjects.file-unreadable``.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableSubjectsError(reason=_("It is larger than 50 MB."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableSubjectsError(reason=_("It is not text in UTF-8.")) from None
    return _from_json(text) if text.lstrip()[:1] in ("[", "{") else _from_csv(text)


def _from_json(text: str) -> list[SubjectRecord]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableSubjectsError(reason=_("It is not JSON.")) from None
    records = []
    for number, one in enumerate(told if isinstance(told, list) else [told], 1):
        try:
            names = [NameRecord(**name) for name in one.get("names", [])]
            records.append(_checked(SubjectRecord(**{**one, "names": names})))
        except (AttributeError, TypeError):
            reason = _("It has no title, or a field that subjects do not have.")
            raise _unreadable_entry(number, "", reason) from None
    return records


def _checked(record: SubjectRecord) -> SubjectRecord:
    """A record whose fields hold what they say; anything else would be written as it looks in Python."""
    texts = [getattr(record, one) for one in _OWN]
    texts += [*record.not_to_confuse, *record.also_finds]
    for name in record.names:
        texts += [name.language, name.text, name.kind, name.description]
        if not isinstance(name.preferred, bool):
            raise TypeError
    if not all(isinstance(text, str) for text in texts):
        raise TypeError
    return record


def _from_csv(text: str) -> list[SubjectRecord]:
    csv.field_size_limit(100_000)
    # Spreadsheets of countries that write 1,5 part cells by semicolons.
    first_row = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), restkey="beyond", delimiter=max(",;\t", key=first_row.count))
    unknown = set(rows.fieldnames or ()) - set(HEADS)
    if "title" not in (rows.fieldnames or ()) or unknown:
        raise UnreadableSubjectsError(reason=_("Its first row does not name the columns."))
    records: dict[tuple[str, ...], SubjectRecord] = {}
    try:
        for row in rows:
            cells = {head: _bare(row.get(head) or "") for head in HEADS}
            key = (cells["slug"] or cells["title"], cells["wikidata"])
            record = records.setdefault(key, _record_of(cells))
            if cells["name"]:
                record.names.append(_name_of(cells))
    except csv.Error:
        raise UnreadableSubjectsError(reason=_("It is not CSV.")) from None
    return list(records.values())


def _bare(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return cell[1:].strip() if cell[:1] == "'" and cell[1:2] in "=+-@" else cell.strip()


def _record_of(cells: Mapping[str, str]) -> SubjectRecord:
    own = {one: cells[one] for one in _OWN if cells[one]}
    related = {one: cells[one].split() for one in _RELATED}
    return SubjectRecord(**{"title": "", **own}, **related)  # type: ignore[arg-type]


def _name_of(cells: Mapping[str, str]) -> NameRecord:
    return NameRecord(
        language=cells["language"],
        text=cells["name"],
        kind=cells["name_kind"] or "spelling",
        preferred=cells["preferred"].lower() in _YES,
        description=cells["description"],
    )


def _unreadable_entry(number: int, title: str, reason: object) -> UnreadableSubjectsError:
    """What is told of one entry, with its title where it has one: rows of a table are several to an entry."""
    what = {"number": number, "title": title, "reason": reason}
    told = _("Entry %(number)s, “%(title)s”: %(reason)s") if title else _("Entry %(number)s: %(reason)s")
    return UnreadableSubjectsError(reason=told % what)


def _in_words(refusal: ValidationError) -> str:
    """What is wrong with an entry, each time with the field it is in."""
    fields = refusal.message_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.messages}
    return " ".join(
        sentence if name == NON_FIELD_ERRORS else f"{name} – {sentence}"
        for name, sentences in fields.items()
        for sentence in sentences
    )


@transaction.atomic
def take_in(records: Iterable[SubjectRecord]) -> TakenIn:
    """Write what a file says, all of it or nothing; pages are told of it once.

    Raises:
        UnreadableSubjectsError: ``subjects.file-unreadable``: an entry cannot be kept; nothing was changed.
    """
    taken, written = TakenIn(), []
    with told_together("subjects.subject-changed"):
        for number, record in enumerate(records, 1):
            try:
                subject, became = _write(record)
            except ValidationError as refusal:
                raise _unreadable_entry(number, record.title.strip(), _in_words(refusal)) from None
            written.append((record, subject, became))
        for record, subject, became in written:
            related = _relate(record, subject, taken)
            final = "changed" if became == "unchanged" and related else became
            setattr(taken, final, getattr(taken, final) + 1)
    return taken


def _write(record: SubjectRecord) -> tuple[Subject, str]:
    subject = _known(record)
    became = "unchanged" if subject else "added"
    if subject is None:
        subject = Subject(slug=record.slug or free_slug(record.title))
    wanted = {one: value for one in _OWN[1:] if (value := getattr(record, one)) or one == "title"}
    differing = {one: value for one, value in wanted.items() if getattr(subject, one) != value}
    if differing or became == "added":
        for one, value in differing.items():
            setattr(subject, one, value)
        subject.full_clean()
        subject.save()
        became = "added" if became == "added" else "changed"
    # Every name is looked at: one that is new must not hide that another one changed.
    named = [_write_name(subject, name) for name in record.names]
    return subject, "changed" if became == "unchanged" and any(named) else became


def _known(record: SubjectRecord) -> Subject | None:
    """The subject a record speaks of; one that was joined is spoken of as the other."""
    subjects = Subject.objects.select_related("joined_into")
    found = subjects.filter(slug=record.slug).first() if record.slug else None
    if found is None and record.wikidata:
        found = subjects.filter(wikidata=record.wikidata).order_by("joined_into", "pk").first()
    return found.standing if found else None


def _write_name(subject: Subject, name: NameRecord) -> bool:
    """Whether anything was written."""
    rows = SubjectName.objects.filter(subject=subject, language=name.language)
    row = rows.filter(text=name.text).order_by("-is_preferred", "pk").first()
    wanted: dict[str, Any] = {
        "kind": name.kind,
        "is_preferred": name.preferred,
        "description": name.description,
    }
    if row and all(getattr(row, one) == value for one, value in wanted.items()):
        return False
    row = row or SubjectName(subject=subject, language=name.language, text=name.text)
    if name.preferred:
        for other in rows.filter(is_preferred=True).exclude(pk=row.pk):
            other.is_preferred = False
            other.save()
    for one, value in wanted.items():
        setattr(row, one, value)
    row.full_clean()
    row.save()
    return True


def _relate(record: SubjectRecord, subject: Subject, taken: TakenIn) -> bool:
    is_new = False
    for field_name, kind in _KINDS.items():
        for slug in getattr(record, field_name):
            other = Subject.objects.filter(slug=slug).select_related("joined_into").first()
            if other is None or other.standing == subject:
                taken.unknown.append(slug)
                continue
            _row, made = SubjectRelation.objects.get_or_create(
                subject=subject, kind=kind, other=other.standing
            )
            is_new = is_new or made
    return is_new
