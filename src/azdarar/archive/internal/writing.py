"""One foreign story becomes a story or a page of the paper, with all that stands beside it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale

from azdarar.archive.internal.foreign_story import Details, ForeignSource, ForeignStory
from azdarar.archive.internal.ledger import Ledger
from azdarar.archive.internal.reporting import ImportReport, Row
from azdarar.archive.models import ImportedComment, KeptOriginal, LedgerLine, Repair, label_of
from azdarar.archive.old_addresses import remember_addresses
from azdarar.articles.actions import add_article, publish_article, take_in_article
from azdarar.articles.addresses import RESERVED_SEGMENTS
from azdarar.articles.models import Article, ArticleSpace, ArticleSubject, Contribution, PlainPage, Section
from azdarar.errors import AzdararError

Outcome = LedgerLine.Outcome


def take_one(told: ForeignStory, *, source: ForeignSource, ledger: Ledger, report: ImportReport) -> None:
    """Take one story in with its ledger line, in a transaction of its own, or note why it is left out."""
    try:
        with transaction.atomic():
            row = _leave_out(told, told.left_out, ledger) if told.left_out else _write(told, ledger)
    except (AzdararError, ValidationError) as error:
        sentences = error.messages if isinstance(error, ValidationError) else [str(error)]
        source.give_up()
        with transaction.atomic():
            row = _leave_out(told, " ".join(sentences), ledger)
    report.add(row)


def _leave_out(told: ForeignStory, why: str, ledger: Ledger) -> Row:
    """Note a thing that is not taken; one that was taken before keeps its line."""
    line = ledger.find(told.kind, told.foreign_id)
    if line is None:
        line = LedgerLine(
            system=ledger.system,
            site=ledger.site,
            kind=told.kind,
            foreign_id=told.foreign_id[:120],
            run=ledger.run,
        )
    if line.object_id is None and (line.outcome != Outcome.LEFT_OUT or line.notes != [str(why)]):
        line.outcome, line.notes = Outcome.LEFT_OUT, [str(why)]
        line.title, line.last_run, line.imported_at = told.title[:255], ledger.run, timezone.now()
        line.save()
    return _row(told, Outcome.LEFT_OUT, [why])


def _write(told: ForeignStory, ledger: Ledger) -> Row:
    line = ledger.find(told.kind, told.foreign_id)
    if line is not None and line.object_id is None:
        line.run = ledger.run
    model = PlainPage if told.is_page else Article
    existing = model.objects.filter(pk=line.object_id).first() if line and line.object_id else None
    why_kept = _why_kept(told, line=line, existing=existing)
    if line and line.checksum == told.checksum and existing is not None:
        return _row(told, Outcome.UNCHANGED, [], existing)
    if line and why_kept:
        line.outcome, line.last_run, line.notes = Outcome.KEPT, ledger.run, [why_kept]
        line.save(update_fields=["outcome", "last_run", "notes"])
        return _row(told, Outcome.KEPT, [why_kept], existing)
    if line is not None and existing is not None:
        _note_before(line, existing, ledger=ledger)
    details = told.details()
    make = _make_page if told.is_page else _make_story
    page = make(details, language=told.language, existing=existing)
    return _remember(told, details, page, line=line, ledger=ledger, is_new=existing is None)


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


def _why_kept(told: ForeignStory, *, line: LedgerLine | None, existing: Any) -> str:
    """Why a thing is not written again though the file tells it differently; "" where it is."""
    if line is None or line.object_id is None:
        return ""
    if existing is None:
        return "It was deleted here since the last import: it was not brought back."
    if existing.latest_revision_id != line.revision_id or getattr(existing, "withdrawn_at", None):
        return "It was edited here since the last import: it was not overwritten."
    return ""


def _remember(
    told: ForeignStory,
    details: Details,
    page: Any,
    *,
    line: LedgerLine | None,
    ledger: Ledger,
    is_new: bool,
) -> Row:
    notes = [str(note) for note in details.notes]
    line = line or LedgerLine(
        system=ledger.system,
        site=ledger.site,
        kind=told.kind,
        foreign_id=told.foreign_id[:120],
        run=ledger.run,
    )
    line.checksum, line.notes, line.imported_at = told.checksum, notes, timezone.now()
    line.title, line.year = page.title[:255], details.at.year if details.at else None
    line.outcome = Outcome.TAKEN if is_new else Outcome.CHANGED
    line.object_label, line.object_id = label_of(page), page.pk
    line.revision_id, line.last_run = page.latest_revision_id, ledger.run
    line.leads_to, line.visits = details.redirect_to[:500], details.visits
    line.save()
    put_beside(page, details, ledger=ledger)
    return _row(told, line.outcome, notes, page, details=details)


def put_beside(page: Any, details: Details, *, ledger: Ledger) -> None:
    """Write what stands beside a story: old comments, its source, what needs a person, old addresses."""
    page_id, run, now = page.pk, ledger.run, timezone.now()
    KeptOriginal.objects.filter(page_id=page_id).delete()
    if details.original is not None:
        KeptOriginal.objects.create(
            page_id=page_id, run=run, format=details.original.format, text=details.original.text
        )
    Repair.objects.filter(page_id=page_id, settled_at=None).delete()
    Repair.objects.bulk_create(
        Repair(page_id=page_id, run=run, kind=need.kind, what=need.what, where=need.where[:500], found_at=now)
        for need in details.needs
    )
    ImportedComment.objects.filter(page_id=page_id).delete()
    ImportedComment.objects.bulk_create(
        ImportedComment(
            page_id=page_id,
            run=run,
            foreign_id=comment.foreign_id[:120],
            parent_foreign_id=comment.parent_id[:120],
            author=comment.author[:200],
            said_at=comment.at,
            text=comment.text,
            is_public=comment.is_public,
        )
        for comment in {comment.foreign_id: comment for comment in details.comments}.values()
    )
    if details.addresses:
        remember_addresses(page, details.addresses, system=ledger.system, rule="story")


def _make_story(details: Details, *, language: str, existing: Any) -> Any:
    story = existing or Article()
    story.title, story.section, story.body = details.headline, details.section, details.body.blocks
    story.standfirst, story.published_at = details.standfirst, details.at
    story.kicker, story.post_scriptum = details.kicker, details.post_scriptum
    story.source, story.original_address = details.source, details.original_address
    story.access = Article.Access.MEMBERS if details.closed else Article.Access.EVERYBODY
    if not story.canonical_path and details.slug:
        story.address_slug = details.slug[:100]
    story.contributions.set([Contribution(contributor=person) for person in details.people])
    story.article_subjects.set([ArticleSubject(subject=subject) for subject in details.subjects])
    if details.lead_picture is not None or existing is None:
        story.lead_picture = details.lead_picture
    if existing is not None:
        _update_story(story, at=details.at if details.is_public else None)
    elif details.is_public and details.at is not None:
        take_in_article(story, language=language, at=details.at)
    else:
        add_article(story, language=language)
    return story


def _update_story(story: Article, *, at: datetime | None) -> None:
    """Give a story its new text: to readers, or as a draft where it has no instant to appear at."""
    if at is None:
        story.save_revision(clean=False)
    else:
        publish_article(story, at=at, is_archive=True)


def _make_page(details: Details, *, language: str, existing: Any) -> Any:
    locale = Locale.objects.get(language_code=language)
    page = existing or PlainPage(locale=locale, live=False, is_in_footer=False)
    page.title, page.body, page.draft_title = details.headline, details.body.blocks, details.headline
    page.standfirst = details.standfirst
    if existing is None:
        if details.slug:
            page.slug = _free_page_slug(details.slug, locale=locale)
        ArticleSpace.objects.get(locale=locale).get_parent().add_child(instance=page)
    revision = page.save_revision(clean=False)
    if details.is_public:
        revision.publish()
    page.refresh_from_db()
    return page


def _free_page_slug(slug: str, *, locale: Locale) -> str:
    candidate, number = slug[:200], 1
    here = {"locale": locale}
    while (
        candidate in RESERVED_SEGMENTS
        or Section.objects.filter(slug=candidate, **here).exists()
        or PlainPage.objects.filter(slug=candidate, **here).exists()
    ):
        number += 1
        candidate = f"{slug[:200]}-{number}"
    return candidate


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
