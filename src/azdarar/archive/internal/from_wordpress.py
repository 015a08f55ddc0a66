"""WordPress exports as stories of the paper: which of its items are texts, and what each field becomes."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from django.utils import timezone
from wagtail.models import Locale

from azdarar.archive.internal import telling
from azdarar.archive.internal.attachments import Attachment, MediaFolder, PictureShelf, attachment_of
from azdarar.archive.internal.body import ImportedBody, read_body
from azdarar.archive.internal.foreign_story import Details, ForeignStory, Setting
from azdarar.archive.internal.furniture import Furniture
from azdarar.formats import blocks as foreign
from azdarar.formats.clean_html import plain_text
from azdarar.formats.wordpress_text import to_blocks
from azdarar.formats.wxr import GuestAuthor, Item, Site, read_files
from azdarar.language.sentences import split_sentences
from azdarar.language.slugs import is_slug
from azdarar.media.models import Picture

#: Post types that are texts; everything else is counted and left out.
_STORY, _PAGE = "post", "page"
_PUBLIC = {"publish", "future"}
_CLOSED = {"private": "It was private there", "pending": "It was waiting for review there"}
_LEFT_OUT = {"trash", "auto-draft", "spam"}
_LONGEST_HEADLINE = 255
_SAME_NUMBER = "Another item of the export has the same number; that one was taken."


class WordPressSource:
    """The items of one export. ``counted`` and ``remarks`` are complete after ``told``."""

    system = "wordpress"

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files
        self.site, self._attachments, self._guests, self._total = _survey(files)
        self.counted: Counter[str] = Counter()
        self.remarks: list[str] = []
        self._language = ""

    @property
    def name(self) -> str:
        """What the ledger calls the site."""
        return (self.site.base_blog_url or self.site.link or self._files[0].stem)[:255]

    @property
    def title(self) -> str:
        """What a person calls it."""
        return self.site.title or self._files[0].name

    @property
    def language(self) -> str:
        """The language of the site as the export says it."""
        return self.site.language

    @property
    def total(self) -> int:
        """How many items there are: the survey counted them."""
        return self._total

    def prepare(self, setting: Setting) -> None:
        """Make ready to write, in the language of the paper that was found for the export."""
        self._language = setting.language
        locale = Locale.objects.get(language_code=setting.language)
        self._furniture = Furniture(locale=locale, site=self.site, guests=self._guests, ledger=setting.ledger)
        self._shelf = PictureShelf(
            ledger=setting.ledger, folder=MediaFolder(setting.media), attachments=self._attachments
        )

    def told(self) -> Iterator[ForeignStory | None]:
        """The texts among the items, in file order; None for what is counted and left out."""
        reader = read_files(self._files, keep_going=True)
        for item in reader:
            if item.post_type in {_STORY, _PAGE} and item.status not in _LEFT_OUT:
                yield self._told(item)
            else:
                self.counted[item.status if item.status in _LEFT_OUT else item.post_type or "unknown"] += 1
                yield None
            self.counted["comment"] += len(item.comments)
        self.remarks += [telling.told(problem) for problem in reader.problems]
        self.remarks += [f"{name}: {telling.told(repair)}" for name, repair in reader.repairs][:100]

    def finish(self) -> None:
        """What can be settled only when all is taken."""
        self._furniture.settle_menu()

    def give_up(self) -> None:
        """An item was not written: what it had taken in went with it."""
        self._shelf.remember()

    def _told(self, item: Item) -> ForeignStory:
        return ForeignStory(
            kind=item.post_type,
            foreign_id=str(item.post_id or item.guid or item.link)[:120],
            title=" ".join(plain_text(item.title).split()),
            language=self._language,
            checksum=_checksum(item),
            is_page=item.post_type == _PAGE,
            left_out=_SAME_NUMBER if item.is_duplicate else "",
            details=lambda: self._details(item),
        )

    def _details(self, item: Item) -> Details:
        body = self._body(item)
        headline, notes = _headline(item, language=self._language)
        at = _instant(item)
        is_public, why = _may_be_public(item, at)
        unreadable = tuple(_unreadable_dates(item))
        if item.post_type == _PAGE:
            notes = [*notes, *why, *body.notes]
            lead, placed = None, None
        else:
            placed = self._furniture.place(item)
            lead, missing = self._lead_picture(item)
            notes = [*notes, *missing, *why, *body.notes, *unreadable]
        return Details(
            headline=headline,
            body=body,
            at=at,
            is_public=is_public,
            section=placed.section if placed else None,
            subjects=placed.subjects if placed else (),
            people=tuple(self._furniture.signers(item)) if placed else (),
            standfirst=" ".join(plain_text(item.excerpt).split()),
            slug=item.slug if is_slug(item.slug) else "",
            lead_picture=lead,
            notes=tuple(notes),
        )

    def _body(self, item: Item) -> ImportedBody:
        attached = [
            foreign.Picture(attachment_id=one.foreign_id) for one in self._shelf.attached_to(item.post_id)
        ]
        text = to_blocks(item.content, footnotes=next(iter(item.meta.get("footnotes", ())), ""))
        return read_body(text.blocks, text.changes, take_picture=self._shelf.take, story_pictures=attached)

    def _lead_picture(self, item: Item) -> tuple[Picture | None, list[str]]:
        if item.thumbnail_id is None:
            return None, []
        picture, why = self._shelf.take(attachment_id=item.thumbnail_id)
        return picture, [why] if why else []


def _survey(files: Sequence[Path]) -> tuple[Site, dict[int, Attachment], dict[str, GuestAuthor], int]:
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
    return reader.site, attachments, guests, count


def _headline(item: Item, *, language: str) -> tuple[str, list[str]]:
    title = " ".join(plain_text(item.title).split())
    if title:
        is_long = len(title) > _LONGEST_HEADLINE
        return title[:_LONGEST_HEADLINE], [
            "The headline was longer than 255 characters: it was cut."
        ] if is_long else []
    opening = split_sentences(" ".join(plain_text(item.content).split())[:2000], language=language)
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
