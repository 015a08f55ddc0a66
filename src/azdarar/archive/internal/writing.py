"""Foreign stories become stories and pages of the paper, with all that stands beside them.

New stories are written many at once, in one transaction with their ledger lines; where one of a batch cannot
be, the batch is taken one by one, so that only that one is left out. What an earlier import made is changed
one by one.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from azdarar.archive.internal.beside import forget_beside, put_beside
from azdarar.archive.internal.foreign_story import Details, ForeignSource, ForeignStory, Need
from azdarar.archive.internal.ledger import Ledger
from azdarar.archive.internal.plain_pages import make_page
from azdarar.archive.internal.reporting import ImportReport, Row
from azdarar.archive.models import LedgerLine, Repair, label_of
from azdarar.archive.old_addresses import ONLY_LEADS, remember_redirects
from azdarar.articles.actions import (
    Incoming,
    blank_article,
    blank_signature,
    body_of,
    publish_article,
    take_in_articles,
)
from azdarar.articles.models import Article, ArticleSubject, Contribution, PlainPage
from azdarar.errors import AzdararError
from azdarar.press.watching import told_together
from azdarar.rows import point

Outcome = LedgerLine.Outcome
logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Fresh:
    """A story that is not here yet, on its way in."""

    told: ForeignStory
    details: Details
    line: LedgerLine
    incoming: Incoming


def take_batch(
    batch: Sequence[ForeignStory], *, source: ForeignSource, ledger: Ledger, report: ImportReport
) -> None:
    """Take stories in with their ledger lines, in one transaction, or one by one where that is refused."""
    try:
        with transaction.atomic(), told_together("archive.batch-imported"), ledger.gathered():
            rows = _write_all(batch, ledger)
    except OperationalError:
        raise  # the disk is full, or the database is not to be had: no fault of an item
    except Exception:  # noqa: BLE001 (the border of the loop: each is tried alone)
        source.give_up()
        ledger.forget()
        for told in batch:
            take_one(told, source=source, ledger=ledger, report=report)
        return
    ledger.settle()
    for row in rows:
        report.add(row)


def take_one(told: ForeignStory, *, source: ForeignSource, ledger: Ledger, report: ImportReport) -> None:
    """Take one story in with its ledger line, in a transaction of its own, or note why it is left out."""
    try:
        with transaction.atomic(), told_together("archive.batch-imported"), ledger.gathered():
            (row,) = _write_all([told], ledger)
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 (recorded, and the others go on)
        source.give_up()
        ledger.forget()
        with transaction.atomic():
            row = _leave_out(told, _reason(error), ledger.find(told.kind, told.foreign_id), ledger)
    ledger.settle()
    report.add(row)


def _reason(error: Exception) -> str:
    """Why an item is not written; what nobody foresaw is told to the log as well."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, AzdararError):
        return str(error)
    logger.error("an item of an import could not be written", exc_info=error)
    return _("It could not be written: %(error)s.") % {"error": f"{type(error).__name__}: {error}"[:300]}


def _write_all(batch: Sequence[ForeignStory], ledger: Ledger) -> list[Row]:
    """Write a batch; the rows are in its order."""
    lines = _lines_of(batch, ledger)
    standing = _standing(lines.values())
    rows: dict[int, Row] = {}
    fresh: dict[int, _Fresh] = {}
    met: set[tuple[str, str]] = set()
    for place, told in enumerate(batch):
        key = (told.kind, told.foreign_id[:120])
        line = lines.get(key)
        if told.left_out or key in met:
            why = told.left_out or _("Another item has the same number; that one was taken.")
            rows[place] = _leave_out(told, why, line, ledger)
        elif line is not None and line.object_id is not None:
            rows[place] = _again(told, line, standing.get((line.object_label, line.object_id)), ledger)
        elif told.is_page:
            details = told.details()
            page = make_page(details, language=told.language, existing=None)
            line = line or ledger.new_line(told.kind, told.foreign_id)
            _fill_line(line, told, details, page, ledger=ledger, outcome=Outcome.TAKEN)
            ledger.save(line)
            put_beside([(page, details)], ledger=ledger)
            rows[place] = _row(told, Outcome.TAKEN, line.notes, page, details=details)
        else:
            rows[place], one = _fresh(told, line, ledger)
            if one is not None:
                fresh[place] = one
        met.add(key)
    ledger.write_gathered()
    if fresh:
        _take_in(list(fresh.values()), ledger)
    for place, one in fresh.items():
        rows[place] = _row(one.told, Outcome.TAKEN, one.line.notes, one.incoming.article, details=one.details)
    return [rows[place] for place in range(len(batch))]


def _lines_of(batch: Sequence[ForeignStory], ledger: Ledger) -> dict[tuple[str, str], LedgerLine]:
    found: dict[tuple[str, str], LedgerLine] = {}
    for kind in {told.kind for told in batch}:
        numbers = [told.foreign_id[:120] for told in batch if told.kind == kind]
        found |= {(kind, number): line for number, line in ledger.find_all(kind, numbers).items()}
    return found


@dataclass(frozen=True, slots=True)
class _Standing:
    """As much of a story that is here as tells whether it may be written again."""

    pk: int
    latest_revision_id: int | None
    withdrawn_at: datetime | None
    live: bool
    address: str


def _standing(lines: Iterable[LedgerLine]) -> dict[tuple[str, int], _Standing]:
    """What is here of stories that have a line: two queries, no texts."""
    ids: dict[str, list[int]] = {label_of(Article): [], label_of(PlainPage): []}
    for line in lines:
        if line.object_id is not None and line.object_label in ids:
            ids[line.object_label].append(line.object_id)
    found: dict[tuple[str, int], _Standing] = {}
    label = label_of(Article)
    columns = ("pk", "latest_revision_id", "withdrawn_at", "live", "canonical_path")
    for row in Article.objects.filter(pk__in=ids[label]).values_list(*columns) if ids[label] else ():
        found[(label, row[0])] = _Standing(*row)
    label = label_of(PlainPage)
    for page in PlainPage.objects.filter(pk__in=ids[label]) if ids[label] else ():
        found[(label, page.pk)] = _Standing(page.pk, page.latest_revision_id, None, page.live, page.address)
    return found


def _fresh(told: ForeignStory, line: LedgerLine | None, ledger: Ledger) -> tuple[Row, _Fresh | None]:
    """Make ready a story that is not here, or leave it out; the row stands for the second."""
    details = _dated(told.details())
    line = line or ledger.new_line(told.kind, told.foreign_id)
    if details.redirect_to:
        return _only_leads(told, details, line, ledger), None
    incoming = _incoming_of(told, details)
    try:
        incoming.check()
        incoming.begin_digest()
    except (AzdararError, ValidationError) as refusal:
        return _leave_out(told, _reason(refusal), line, ledger), None
    return _row(told, Outcome.LEFT_OUT, ()), _Fresh(told, details, line, incoming)


def _dated(details: Details) -> Details:
    """Have a person look at a date that no address can hold: the story stays a draft without it."""
    if details.at is None or details.at.year >= _FIRST_YEAR:
        return details
    said = _("Its date is in the year %(year)s: it stays a draft without a date.") % {"year": details.at.year}
    needs = details.needs
    if not any(need.kind == Repair.Kind.DOUBTFUL_DATE for need in needs):
        needs = (*needs, Need(kind=Repair.Kind.DOUBTFUL_DATE, what=said))
    return replace(details, at=None, is_public=False, notes=(*details.notes, said), needs=needs)


def _incoming_of(told: ForeignStory, details: Details) -> Incoming:
    story = blank_article()
    _tell(story, details)
    if details.slug:
        story.address_slug = details.slug[:100]
    return Incoming(
        article=story,
        language=told.language,
        at=details.at if details.is_public else None,
        signatures=[blank_signature(person) for person in details.people],
        subjects=details.subjects,
    )


#: An address has four digits of a year.
_FIRST_YEAR = 1000


def _tell(story: Article, details: Details) -> None:
    """Give a story the words of its source."""
    story.title, story.body = details.headline, body_of(details.body.blocks)
    point(story, "section", details.section)
    story.standfirst, story.published_at = details.standfirst, details.at
    story.kicker, story.post_scriptum = details.kicker, details.post_scriptum
    point(story, "source", details.source)
    story.original_address = details.original_address
    story.access = Article.Access.MEMBERS if details.closed else Article.Access.EVERYBODY
    if details.lead_picture is not None or story.pk is None:
        point(story, "lead_picture", details.lead_picture)


def _take_in(fresh: Sequence[_Fresh], ledger: Ledger) -> None:
    stories = take_in_articles([one.incoming for one in fresh], at=timezone.now())
    for one, story in zip(fresh, stories, strict=True):
        _fill_line(one.line, one.told, one.details, story, ledger=ledger, outcome=Outcome.TAKEN)
    _save_lines([one.line for one in fresh], ledger)
    put_beside([(one.incoming.article, one.details) for one in fresh], ledger=ledger)


def _save_lines(lines: Sequence[LedgerLine], ledger: Ledger) -> None:
    known = [line for line in lines if line.pk is not None]
    ledger.add([line for line in lines if line.pk is None])
    for line in known:
        ledger.save(line)


def _leave_out(told: ForeignStory, why: str, line: LedgerLine | None, ledger: Ledger) -> Row:
    """Note a thing that is not taken; one that was taken before keeps its line."""
    line = line or ledger.new_line(told.kind, told.foreign_id)
    if line.object_id is None and (line.outcome != Outcome.LEFT_OUT or line.notes != [str(why)]):
        line.outcome, line.notes = Outcome.LEFT_OUT, [str(why)]
        line.title, line.last_run, line.imported_at = told.title[:255], ledger.run, timezone.now()
        ledger.save(line)
    return _row(told, Outcome.LEFT_OUT, [why])


def _only_leads(told: ForeignStory, details: Details, line: LedgerLine, ledger: Ledger) -> Row:
    """Note a text that has nothing of its own and only leads elsewhere: its old address will lead there."""
    is_new = line.pk is None or line.leads_to != details.redirect_to[:500]
    if line.checksum == told.checksum and not is_new:
        return _row(told, Outcome.UNCHANGED, ())
    line.outcome, line.checksum, line.leads_to = Outcome.TAKEN, told.checksum, details.redirect_to[:500]
    line.title, line.last_run, line.imported_at = told.title[:255], ledger.run, timezone.now()
    line.notes, line.year = [str(note) for note in details.notes], details.at.year if details.at else None
    ledger.save(line)
    pairs = ((address, details.redirect_to) for address in details.addresses)
    remember_redirects(pairs, system=ledger.system, rule=ONLY_LEADS)
    return _row(told, Outcome.TAKEN, line.notes, details=details)


def _again(told: ForeignStory, line: LedgerLine, standing: _Standing | None, ledger: Ledger) -> Row:
    """A thing that has been taken before: unchanged there, or edited here, or written again."""
    if standing is not None and line.checksum == told.checksum:
        return _row(told, Outcome.UNCHANGED, [], standing)
    why_kept = _why_kept(line, standing)
    if why_kept:
        if line.outcome != Outcome.KEPT or line.notes != [why_kept]:
            line.outcome, line.last_run, line.notes = Outcome.KEPT, ledger.run, [why_kept]
            line.save(update_fields=["outcome", "last_run", "notes"])
        return _row(told, Outcome.KEPT, [why_kept], standing)
    model = PlainPage if told.is_page else Article
    existing = model.objects.get(pk=line.object_id)
    _note_before(line, existing, ledger=ledger)
    details = _dated(told.details())
    if told.is_page:
        page = make_page(details, language=told.language, existing=existing)
    else:
        page = _change_story(existing, details)
    _fill_line(line, told, details, page, ledger=ledger, outcome=Outcome.CHANGED)
    ledger.save(line)
    forget_beside(page)
    put_beside([(page, details)], ledger=ledger)
    return _row(told, Outcome.CHANGED, line.notes, page, details=details)


def _note_before(line: LedgerLine, existing: Any, *, ledger: Ledger) -> None:
    """Write down what a changed story goes back to if this run is taken back."""
    if line.last_run_id == (ledger.run.pk if ledger.run else None):
        return
    if existing.latest_revision_id is None:
        existing.keep_as_it_was()
    line.before = {
        "revision": existing.latest_revision_id,
        "checksum": line.checksum,
        "outcome": line.outcome,
        "notes": line.notes,
        "run": line.last_run_id,
    }


def _why_kept(line: LedgerLine, standing: _Standing | None) -> str:
    """Why a thing is not written again though the file tells it differently; "" where it is."""
    if standing is None:
        return _("It was deleted here since the last import: it was not brought back.")
    if standing.latest_revision_id != line.revision_id or standing.withdrawn_at:
        return _("It was edited here since the last import: it was not overwritten.")
    return ""


def _fill_line(
    line: LedgerLine, told: ForeignStory, details: Details, page: Any, *, ledger: Ledger, outcome: str
) -> None:
    line.checksum, line.notes = told.checksum, [str(note) for note in details.notes]
    line.imported_at = timezone.now()
    line.title, line.year = page.title[:255], details.at.year if details.at else None
    line.outcome = outcome
    line.object_label, line.object_id = label_of(page), page.pk
    line.revision_id = page.latest_revision_id
    point(line, "last_run", ledger.run)
    line.leads_to, line.visits = "", details.visits


def _change_story(story: Any, details: Details) -> Any:
    """Give a story its new text: to readers, or as a draft where it has no instant to appear at."""
    _tell(story, details)
    if not story.canonical_path and details.slug:
        story.address_slug = details.slug[:100]
    story.contributions.set(
        [Contribution(contributor=person, sort_order=rank) for rank, person in enumerate(details.people)]
    )
    story.article_subjects.set(
        [ArticleSubject(subject=subject, sort_order=rank) for rank, subject in enumerate(details.subjects)]
    )
    if details.is_public and story.published_at is not None:
        return publish_article(story, at=story.published_at, is_archive=True)
    story.save_revision(clean=False)
    return story


def _row(
    told: ForeignStory,
    outcome: str,
    notes: Sequence[str],
    page: Any = None,
    *,
    details: Details | None = None,
) -> Row:
    address = f"{settings.SITE_URL}{page.address}" if page is not None and page.live and page.address else ""
    return Row(
        kind=told.kind,
        foreign_id=told.foreign_id,
        title=told.title,
        outcome=str(outcome),
        notes=tuple(map(str, notes)),
        address=address,
        year=details.at.year if details and details.at else None,
        needs=tuple((need.kind, need.what, need.where) for need in details.needs) if details else (),
    )
