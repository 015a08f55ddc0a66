"""Imports: from files of another system to stories of the paper.

Each item is written in one transaction together with its ledger line, so that an import can be stopped
anywhere and started again: what is in the ledger and has not changed is passed over, and what somebody has
edited here since is never overwritten.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
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
from azdarar.archive.internal.attachments import Attachment, MediaFolder, PictureShelf, attachment_of
from azdarar.archive.internal.body import ImportedBody, read_body
from azdarar.archive.internal.furniture import Furniture
from azdarar.archive.models import LedgerLine
from azdarar.archive.report import ImportReport, Row
from azdarar.articles.actions import NoSpaceError, add_article, publish_article, take_in_article
from azdarar.articles.addresses import RESERVED_SEGMENTS
from azdarar.articles.models import Article, ArticleSpace, ArticleSubject, Contribution, PlainPage, Section
from azdarar.errors import AzdararError
from azdarar.formats import blocks as foreign
from azdarar.formats.clean_html import plain_text
from azdarar.formats.wxr import GuestAuthor, Item, Site, read_files
from azdarar.formats.xml import XMLError
from azdarar.language.sentences import split_sentences
from azdarar.language.slugs import is_slug

#: Post types that are texts; everything else is counted and left out.
_STORY, _PAGE = "post", "page"
_PUBLIC = {"publish", "future"}
_CLOSED = {"private": "It was private there", "pending": "It was waiting for review there"}
_LEFT_OUT = {"trash", "auto-draft", "spam"}
_LONGEST_HEADLINE = 255
#: Called after each item with the number of items so far.
Progress = Callable[[int], None]


class UnknownLanguageError(AzdararError):
    """The paper does not appear in the language of the import."""

    code: ClassVar[str] = "archive.unknown-language"
    sentence = _(
        "The export is in “%(language)s”, and the paper appears in %(known)s. Nothing was imported: choose "
        "one with --language, or add the language to AZDARAR_LANGUAGES."
    )


@dataclass(slots=True)
class _Run:
    """What one run knows."""

    site_name: str
    language: str
    locale: Locale
    furniture: Furniture
    shelf: PictureShelf
    report: ImportReport
    is_dry_run: bool


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
    site, attachments, guests = _survey(files)
    code = _language_of(site, language)
    report = ImportReport(source=site.title or files[0].name, language=code, is_dry_run=is_dry_run)
    if not ArticleSpace.objects.filter(locale__language_code=code).exists():
        raise NoSpaceError(language=code)
    name = (site.base_blog_url or site.link or files[0].stem)[:255]
    try:
        with transaction.atomic() if is_dry_run else nullcontext():
            locale = Locale.objects.get(language_code=code)
            run = _Run(
                site_name=name,
                language=code,
                locale=locale,
                furniture=Furniture(locale=locale, site=site, guests=guests),
                shelf=PictureShelf(
                    site=name, folder=MediaFolder(None if is_dry_run else media), attachments=attachments
                ),
                report=report,
                is_dry_run=is_dry_run,
            )
            _take_all(files, run, progress=progress)
            if is_dry_run:
                raise _Rehearsed
    except _Rehearsed:
        pass
    return report


def _survey(files: Sequence[Path]) -> tuple[Site, dict[int, Attachment], dict[str, GuestAuthor]]:
    """Read once for what posts speak of before or after it is told: attachments and guest authors."""
    reader = read_files(files, keep_going=True)
    attachments: dict[int, Attachment] = {}
    guests: dict[str, GuestAuthor] = {}
    count = 0
    for item in reader:
        count += 1
        if item.post_type == "attachment" and item.post_id:
            attachments.setdefault(item.post_id, attachment_of(item))
        guest = item.guest_author
        if guest is not None:
            guests[guest.login.casefold()] = guest
    if not count and reader.problems:
        raise reader.problems[0]
    return reader.site, attachments, guests


def _take_all(files: Sequence[Path], run: _Run, *, progress: Progress) -> None:
    reader = read_files(files, keep_going=True)
    for count, item in enumerate(reader, start=1):
        if item.post_type in {_STORY, _PAGE} and item.status not in _LEFT_OUT:
            _take_one(item, run)
        else:
            run.report.counted[item.status if item.status in _LEFT_OUT else item.post_type or "unknown"] += 1
        run.report.counted["comment"] += len(item.comments)
        progress(count)
    run.furniture.settle_menu()
    problems: list[XMLError] = reader.problems
    run.report.remarks += [str(problem) for problem in problems]
    run.report.remarks += [f"{name}: {repair}" for name, repair in reader.repairs][:100]
    for empty in [what for what, number in run.report.counted.items() if not number]:
        del run.report.counted[empty]


def _take_one(item: Item, run: _Run) -> None:
    if item.is_duplicate:
        run.report.add(
            _row(
                item,
                outcomes.LEFT_OUT,
                ["Another item of the export has the same number; that one was taken."],
            )
        )
        return
    foreign_id = str(item.post_id or item.guid or item.link)[:120]
    checksum = _checksum(item)
    line = LedgerLine.objects.filter(site=run.site_name, kind=item.post_type, foreign_id=foreign_id).first()
    try:
        with transaction.atomic():
            row = _write(item, run, line=line, foreign_id=foreign_id, checksum=checksum)
    except (AzdararError, ValidationError) as error:
        sentences = error.messages if isinstance(error, ValidationError) else [str(error)]
        row = _row(item, outcomes.LEFT_OUT, sentences)
        run.shelf.remember()
    run.report.add(row)


def _write(item: Item, run: _Run, *, line: LedgerLine | None, foreign_id: str, checksum: str) -> Row:
    model = Article if item.post_type == _STORY else PlainPage
    existing = model.objects.filter(pk=line.object_id).first() if line else None
    if line and existing is None:
        return _row(
            item, outcomes.KEPT, ["It was deleted here since the last import: it was not brought back."]
        )
    if line and line.checksum == checksum:
        return _row(item, outcomes.UNCHANGED, [], existing)
    if line and existing is not None and existing.latest_revision_id != line.revision_id:
        return _row(
            item,
            outcomes.KEPT,
            ["It was edited here since the last import: it was not overwritten."],
            existing,
        )
    page, notes = _make_story(item, run, existing) if model is Article else _make_page(item, run, existing)
    line = line or LedgerLine(site=run.site_name, kind=item.post_type, foreign_id=foreign_id)
    is_new = line.pk is None
    line.checksum, line.notes, line.imported_at = checksum, notes, timezone.now()
    line.object_label, line.object_id = model._meta.label, page.pk
    line.revision_id = page.latest_revision_id
    line.save()
    return _row(item, outcomes.TAKEN if is_new else outcomes.CHANGED, notes, page)


def _make_story(item: Item, run: _Run, existing: Any) -> tuple[Any, list[str]]:
    body = _body(item, run)
    headline, notes = _headline(item, run)
    placed = run.furniture.place(item)
    story = existing or Article()
    story.title, story.section, story.body = headline, placed.section, body.blocks
    story.standfirst = " ".join(plain_text(item.excerpt).split())
    story.published_at = _instant(item)
    if not story.canonical_path and is_slug(item.slug):
        story.address_slug = item.slug[:100]
    story.contributions.set([Contribution(contributor=person) for person in run.furniture.signers(item)])
    story.article_subjects.set([ArticleSubject(subject=subject) for subject in placed.subjects])
    notes += _lead_picture(story, item, run)
    at = story.published_at
    is_public, why = _may_be_public(item, at)
    if existing is not None:
        _update_story(story, at=at if is_public else None)
    elif is_public and at is not None:
        take_in_article(story, language=run.language, at=at)
    else:
        add_article(story, language=run.language)
    return story, [*notes, *why, *body.notes, *_unreadable_dates(item)]


def _update_story(story: Article, *, at: datetime | None) -> None:
    """Give a story its new text: to readers, or as a draft where it has no instant to appear at."""
    if at is None:
        story.save_revision(clean=False)
    else:
        publish_article(story, at=at, is_archive=True)


def _make_page(item: Item, run: _Run, existing: Any) -> tuple[Any, list[str]]:
    body = _body(item, run)
    headline, notes = _headline(item, run)
    page = existing or PlainPage(locale=run.locale, live=False, is_in_footer=False)
    page.title, page.body, page.draft_title = headline, body.blocks, headline
    page.standfirst = " ".join(plain_text(item.excerpt).split())
    is_public, why = _may_be_public(item, _instant(item))
    if existing is None:
        if is_slug(item.slug):
            page.slug = _free_page_slug(item.slug, run)
        ArticleSpace.objects.get(locale=run.locale).get_parent().add_child(instance=page)
    revision = page.save_revision(clean=False)
    if is_public:
        revision.publish()
    page.refresh_from_db()
    return page, [*notes, *why, *body.notes]


def _free_page_slug(slug: str, run: _Run) -> str:
    candidate, number = slug[:200], 1
    here = {"locale": run.locale}
    while (
        candidate in RESERVED_SEGMENTS
        or Section.objects.filter(slug=candidate, **here).exists()
        or PlainPage.objects.filter(slug=candidate, **here).exists()
    ):
        number += 1
        candidate = f"{slug[:200]}-{number}"
    return candidate


def _body(item: Item, run: _Run) -> ImportedBody:
    attached = [foreign.Picture(attachment_id=one.foreign_id) for one in run.shelf.attached_to(item.post_id)]
    return read_body(
        item.content,
        footnotes=next(iter(item.meta.get("footnotes", ())), ""),
        take_picture=run.shelf.take,
        story_pictures=attached,
    )


def _lead_picture(story: Article, item: Item, run: _Run) -> list[str]:
    if item.thumbnail_id is None:
        return []
    picture, why = run.shelf.take(attachment_id=item.thumbnail_id)
    story.lead_picture = picture
    return [why] if why else []


def _headline(item: Item, run: _Run) -> tuple[str, list[str]]:
    title = " ".join(plain_text(item.title).split())
    if title:
        is_long = len(title) > _LONGEST_HEADLINE
        return title[:_LONGEST_HEADLINE], [
            "The headline was longer than 255 characters: it was cut."
        ] if is_long else []
    opening = split_sentences(" ".join(plain_text(item.content).split())[:2000], language=run.language)
    first = next((sentence for sentence in opening if len(sentence) <= _LONGEST_HEADLINE), "")
    return first or item.slug or f"({item.post_id})", [
        "It has no headline: its first sentence stands in for it."
    ]


def _may_be_public(item: Item, at: datetime | None) -> tuple[bool, list[str]]:
    if item.password:
        return False, ["It was protected by a password there: it stays a draft."]
    if item.status in _PUBLIC and at is not None:
        is_future = at > timezone.now()
        return True, [f"It appears on {timezone.localtime(at):%Y-%m-%d}."] if is_future else []
    if item.status in _PUBLIC:
        return False, ["It has no date of publication: it stays a draft."]
    return False, [f"{_CLOSED[item.status]}: it stays a draft."] if item.status in _CLOSED else []


def _instant(item: Item) -> datetime | None:
    """When it was published: as told with a zone, else the site's local time taken as the paper's."""
    if item.published_at is not None:
        return item.published_at
    local = item.date_local
    return timezone.make_aware(local) if local is not None and local.tzinfo is None else local


def _unreadable_dates(item: Item) -> Iterator[str]:
    return (f"A date could not be read: {text}." for text in item.unreadable_dates)


def _language_of(site: Site, asked: str) -> str:
    code = (asked or site.language or settings.LANGUAGES[0][0]).replace("_", "-").lower()
    known = [language for language, _name in settings.LANGUAGES]
    for candidate in (code, code.partition("-")[0]):
        if candidate in known:
            return candidate
    raise UnknownLanguageError(language=code, known=", ".join(known))


def _checksum(item: Item) -> str:
    told = (
        item.title,
        item.content,
        item.excerpt,
        item.status,
        item.slug,
        item.creator,
        item.password,
        str(item.published_at),
        str(item.date_local),
        str(item.thumbnail_id),
        *(f"{use.domain}:{use.nicename}:{use.name}" for use in item.terms),
    )
    return hashlib.sha256("\x1f".join(told).encode("utf-8", "surrogatepass")).hexdigest()


def _row(item: Item, outcome: str, notes: Sequence[str], page: Any = None) -> Row:
    address = f"{settings.SITE_URL}{page.address}" if page is not None and page.live and page.address else ""
    title = " ".join(plain_text(item.title).split())
    return Row(item.post_type, str(item.post_id or ""), title, outcome, tuple(map(str, notes)), address)
