"""Imports: from files of another system to stories of the paper.

Each item is written in one transaction together with its ledger line, so that an import can be stopped
anywhere and started again: what is in the ledger and has not changed is passed over, and what somebody has
edited here since is never overwritten.
"""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from azdarar.archive import report as outcomes
from azdarar.archive.internal.foreign_story import Details, ForeignSource, ForeignStory
from azdarar.archive.internal.from_spip import SPIPSource
from azdarar.archive.internal.from_wordpress import WordPressSource
from azdarar.archive.models import LedgerLine
from azdarar.archive.report import ImportReport, Row
from azdarar.articles.actions import NoSpaceError, add_article, publish_article, take_in_article
from azdarar.articles.addresses import RESERVED_SEGMENTS
from azdarar.articles.models import Article, ArticleSpace, ArticleSubject, Contribution, PlainPage, Section
from azdarar.errors import AzdararError

#: Called after each item with the number of items so far.
Progress = Callable[[int], None]


class UnknownLanguageError(AzdararError):
    """The paper does not appear in the language of the import."""

    code: ClassVar[str] = "archive.unknown-language"
    sentence = _(
        "The export is in “%(language)s”, and the paper appears in %(known)s. Nothing was imported: choose "
        "one with --language, or add the language to AZDARAR_LANGUAGES."
    )


class _Rehearsed(Exception):
    """Undoes what a dry run wrote."""


def import_wxr(
    files: Sequence[Path],
    *,
    language: str = "",
    media: Path | None = None,
    is_dry_run: bool = False,
    progress: Progress = lambda count: None,
) -> ImportReport:
    """Take the posts and pages of a WordPress export into the paper.

    One transaction for each item. Running it again changes nothing; a run that was stopped goes on where
    it stood. Old text is not rewritten: only its container changes.

    Args:
        files: one export, or the several files WordPress made of one site.
        language: of the stories; empty: what the export says.
        media: a folder that holds the site's pictures, in any depth.
        is_dry_run: report all the same, and write nothing.

    Returns:
        What became of every item; ``remarks`` also holds the sentence of a file that ended too early.

    Raises:
        XMLError: ``formats.*``: nothing of the first file can be read; nothing was changed.
        UnknownLanguageError, NoSpaceError: nothing was changed.
    """
    source = WordPressSource(files)
    code = _language_of(source.site.language, language)

    def prepare() -> None:
        locale = Locale.objects.get(language_code=code)
        source.prepare(locale=locale, media=None if is_dry_run else media)

    return _import(source, language=code, prepare=prepare, is_dry_run=is_dry_run, progress=progress)


def import_spip(
    backup: Path,
    *,
    language: str = "",
    prefix: str = "",
    media: Path | None = None,
    is_dry_run: bool = False,
    progress: Progress = lambda count: None,
) -> ImportReport:
    """Take the articles and briefs of a SPIP site into the paper, each in its own language.

    One transaction for each item. Running it again changes nothing; a run that was stopped goes on where
    it stood. Old text is not rewritten: only its container changes. Translations are linked at the end.

    Args:
        backup: a MySQL dump, an SQLite file or SPIP's own XML.
        language: of texts that name none, or one the paper does not appear in; empty: the site's.
        prefix: which site's tables, where a dump holds several.
        media: the site's folder ``IMG``, or one that holds its pictures in any depth.
        is_dry_run: report all the same, and write nothing.

    Returns:
        What became of every article and brief; every other table of the backup is counted.

    Raises:
        SPIPError, XMLError: ``formats.*``: it is no backup of a SPIP site; nothing was changed.
        UnknownLanguageError, NoSpaceError: nothing was changed.
    """
    source = SPIPSource(backup, prefix=prefix)
    code = _language_of(source.site.langue, language)
    spaces = ArticleSpace.objects.values_list("locale__language_code", flat=True)

    def prepare() -> None:
        source.prepare(
            languages=set(spaces), fallback=code, is_asked=bool(language), media=None if is_dry_run else media
        )

    return _import(source, language=code, prepare=prepare, is_dry_run=is_dry_run, progress=progress)


def _import(
    source: ForeignSource,
    *,
    language: str,
    prepare: Callable[[], None],
    is_dry_run: bool,
    progress: Progress,
) -> ImportReport:
    """Take everything a source tells: one way for every format."""
    report = ImportReport(source=source.title, language=language, is_dry_run=is_dry_run)
    if not ArticleSpace.objects.filter(locale__language_code=language).exists():
        raise NoSpaceError(language=language)
    try:
        with transaction.atomic() if is_dry_run else nullcontext():
            prepare()
            for count, told in enumerate(source.told(), start=1):
                if told is not None:
                    _take_one(told, source=source, report=report)
                progress(count)
            source.finish()
            if is_dry_run:
                raise _Rehearsed
    except _Rehearsed:
        pass
    report.remarks += source.remarks
    report.counted.update({what: number for what, number in source.counted.items() if number})
    return report


def _take_one(told: ForeignStory, *, source: ForeignSource, report: ImportReport) -> None:
    if told.left_out:
        report.add(_row(told, outcomes.LEFT_OUT, [told.left_out]))
        return
    here = {"site": source.name, "kind": told.kind, "foreign_id": told.foreign_id}
    line = LedgerLine.objects.filter(**here).first()
    try:
        with transaction.atomic():
            row = _write(told, line=line, here=here)
    except (AzdararError, ValidationError) as error:
        sentences = error.messages if isinstance(error, ValidationError) else [str(error)]
        row = _row(told, outcomes.LEFT_OUT, sentences)
        source.give_up()
    report.add(row)


def _write(told: ForeignStory, *, line: LedgerLine | None, here: dict[str, str]) -> Row:
    model = PlainPage if told.is_page else Article
    existing = model.objects.filter(pk=line.object_id).first() if line else None
    if line and existing is None:
        return _row(
            told, outcomes.KEPT, ["It was deleted here since the last import: it was not brought back."]
        )
    if line and line.checksum == told.checksum:
        return _row(told, outcomes.UNCHANGED, [], existing)
    if line and existing is not None and existing.latest_revision_id != line.revision_id:
        return _row(
            told,
            outcomes.KEPT,
            ["It was edited here since the last import: it was not overwritten."],
            existing,
        )
    details = told.details()
    make = _make_page if told.is_page else _make_story
    page = make(details, language=told.language, existing=existing)
    notes = list(details.notes)
    line = line or LedgerLine(**here)
    is_new = line.pk is None
    line.checksum, line.notes, line.imported_at = told.checksum, notes, timezone.now()
    line.object_label, line.object_id = model._meta.label, page.pk
    line.revision_id = page.latest_revision_id
    line.save()
    return _row(told, outcomes.TAKEN if is_new else outcomes.CHANGED, notes, page)


def _make_story(details: Details, *, language: str, existing: Any) -> Any:
    story = existing or Article()
    story.title, story.section, story.body = details.headline, details.section, details.body.blocks
    story.standfirst, story.published_at = details.standfirst, details.at
    story.kicker, story.post_scriptum = details.kicker, details.post_scriptum
    story.source, story.original_address = details.source, details.original_address
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


def _language_of(told: str, asked: str) -> str:
    code = (asked or told or settings.LANGUAGES[0][0]).replace("_", "-").lower()
    known = [language for language, _name in settings.LANGUAGES]
    for candidate in (code, code.partition("-")[0]):
        if candidate in known:
            return candidate
    raise UnknownLanguageError(language=code, known=", ".join(known))


def _row(told: ForeignStory, outcome: str, notes: Sequence[str], page: Any = None) -> Row:
    address = f"{settings.SITE_URL}{page.address}" if page is not None and page.live and page.address else ""
    return Row(told.kind, told.foreign_id, told.title, outcome, tuple(map(str, notes)), address)
