"""WordPress exports as stories of the paper: which of its items are texts, and what each field becomes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from django.utils.translation import gettext as _

from azdarar.archive.internal import telling
from azdarar.archive.internal.attachments import DocumentShelf, MediaFolder, PictureShelf
from azdarar.archive.internal.body import ImportedBody, is_break, numbered_picture, read_body
from azdarar.archive.internal.doubts import Doubles, doubts_about, needs_of
from azdarar.archive.internal.families import Families
from azdarar.archive.internal.foreign_story import Details, ForeignStory, Original, Setting
from azdarar.archive.internal.furniture import Furnishing, Furniture, Named
from azdarar.archive.internal.links import Links
from azdarar.archive.internal.picks import tell_picks
from azdarar.archive.internal.same_site import site_called
from azdarar.archive.internal.wordpress_fields import (
    LEFT_OUT,
    checksum_of,
    comments_of,
    headline_of,
    instant_of,
    is_closed_to_some,
    may_be_public,
    standfirst_of,
    without_comment,
)
from azdarar.archive.internal.wordpress_survey import (
    Survey,
    is_no_category,
    old_addresses,
    survey,
)
from azdarar.articles.models import Contributor, Section
from azdarar.formats import blocks as foreign
from azdarar.formats.clean_html import plain_text
from azdarar.formats.confined import Limits, confined
from azdarar.formats.wordpress_text import ReadItem, WordPressText
from azdarar.formats.wxr import Item, Site
from azdarar.language.slugs import is_slug
from azdarar.media.models import Picture
from azdarar.subjects.models import Subject

_READER = "azdarar.formats.wordpress_site:SiteReader"
#: A single text of 50 MB takes half of it.
_LIMITS = Limits(memory_bytes=2**30)
#: Changes that leave nothing of the source out: it need not be kept beside the story for them.
_EXACT = frozenset({"heading-level-changed", "page-break-kept", "loader-left-out", "tracker-left-out"})


class WordPressSource:
    """The items of one site. ``counted`` and ``remarks`` are complete after ``told``.

    The files are read in a child process, once for what texts speak of and once for the texts; ``told`` may
    be called once.
    """

    system = "wordpress"

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = files
        self._records = confined(_READER, list(files), told=("problems", "repairs"), limits=_LIMITS)
        self._survey: Survey = survey(self._records)
        self.counted: Counter[str] = Counter()
        self.remarks: list[str] = []
        self._families = Families(kind="post")
        self._picks: list[str] = []
        self._doubles = Doubles()

    @property
    def site(self) -> Site:
        """What the export says of the site itself."""
        return self._survey.site

    @cached_property
    def name(self) -> str:
        """What the ledger calls the site."""
        address = (self.site.base_blog_url or self.site.link)[:255]
        return site_called(self.system, address=address, otherwise=self._files[0].stem, glimpses=())

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
        return self._survey.total

    def prepare(self, setting: Setting) -> None:
        """Make ready to write."""
        self._setting = setting
        self._furnishing = Furnishing(ledger=setting.ledger, languages=setting.languages)
        self._ledger, folder = setting.ledger, MediaFolder(setting.media)
        self._shelf = PictureShelf(
            ledger=setting.ledger,
            folder=folder,
            attachments=self._survey.attachments,
            is_rehearsal=setting.is_rehearsal,
        )
        self._documents = DocumentShelf(
            ledger=setting.ledger, folder=folder, is_rehearsal=setting.is_rehearsal
        )
        for one in self._survey.attachments.values():
            self._documents.know(one.url, foreign_id=str(one.foreign_id), title=one.title)
        self._links = Links(self._survey.known, has_file=lambda url: folder.find(url) is not None)

    def told(self) -> Iterator[ForeignStory | None]:
        """The texts among the items, in file order; None for what is counted and left out."""
        for record in self._records:
            assert isinstance(record, ReadItem)  # noqa: S101 (the second half of what the reader gives)
            item = record.item
            if record.text is not None and item.status not in LEFT_OUT:
                yield self._told(item, record.text)
            else:
                self.counted[item.status if item.status in LEFT_OUT else item.post_type or "unknown"] += 1
                yield None
            for comment in item.comments:
                self.counted[without_comment(comment) or "comment"] += 1
        self.remarks += [telling.told(problem) for problem in self._records.told.get("problems", ())]
        repairs = self._records.told.get("repairs", ())
        self.remarks += [f"{name}: {telling.told(repair)}" for name, repair in repairs][:100]

    def finish(self) -> None:
        """Link translations, settle the menu, and tell what stood on top."""
        self._furnishing.settle_menus()
        self.remarks += self._families.link(self._ledger)
        tell_picks(self._ledger, kind="post", foreign_ids=self._picks)

    def give_up(self) -> None:
        """An item was not written: what it had taken in went with it."""
        self._shelf.remember()
        self._furnishing.forget()

    def _told(self, item: Item, text: WordPressText) -> ForeignStory:
        foreign_id = str(item.post_id or item.guid or item.link)[:120]
        is_page = item.post_type == "page"
        is_double = not item.is_duplicate and self._doubles.is_known(item.title, instant_of(item))
        if not is_page and not item.is_duplicate:
            self._families.add(item.translation_group, foreign_id)
            self._picks += [foreign_id] if item.is_sticky else []
        return ForeignStory(
            kind=item.post_type,
            foreign_id=foreign_id,
            title=" ".join(plain_text(item.title).split()),
            language=self._language_of(item),
            checksum=checksum_of(item),
            is_page=is_page,
            left_out=_("Another item of the export has the same number; that one was taken.")
            if item.is_duplicate
            else "",
            details=lambda: (
                self._page(item, text) if is_page else self._story(item, text, is_double=is_double)
            ),
        )

    def _language_of(self, item: Item) -> str:
        """The item's own language where the paper appears in it (Polylang tells it), else the import's."""
        return self._setting.spoken(item.language) or self._setting.language

    def _page(self, item: Item, text: WordPressText) -> Details:
        """A page that is no story. One that was for members stays a draft: such a page has no closed part."""
        headline, notes = headline_of(item, language=self._setting.language)
        at = instant_of(item)
        is_public, why = may_be_public(item, at)
        is_closed = _has_closed_part(text) or is_closed_to_some(item)
        if is_closed and is_public:
            is_public, why = False, [_("It was for members there: it stays a draft.")]
        body = self._body(item, text, is_closed=True)
        return Details(
            headline=headline,
            body=body,
            at=at,
            is_public=is_public,
            standfirst=standfirst_of(item),
            slug=item.slug if is_slug(item.slug) else "",
            notes=(*notes, *why, *body.notes),
            addresses=tuple(dict.fromkeys(old_addresses(item, base=self._survey.base))),
            original=_original(item, text),
            needs=needs_of(body.needs),
            comments=comments_of(item, is_closed=is_closed),
        )

    def _story(self, item: Item, text: WordPressText, *, is_double: bool) -> Details:
        language = self._language_of(item)
        headline, notes = headline_of(item, language=language)
        at = instant_of(item)
        is_public, why = may_be_public(item, at)
        is_whole_closed = text.is_closed or is_closed_to_some(item)
        is_closed = is_whole_closed or _has_closed_part(text)
        body = self._body(item, text, is_closed=is_whole_closed)
        section, subjects, people = self._furnished(item, language)
        lead = self._lead_picture(item, body)
        dates = [_("A date could not be read: %(date)s.") % {"date": told} for told in item.unreadable_dates]
        body.needs += doubts_about(at, unreadable=item.unreadable_dates, is_double=is_double)
        return Details(
            headline=headline,
            body=body,
            at=at,
            is_public=is_public,
            section=section,
            subjects=subjects,
            people=people,
            standfirst=standfirst_of(item),
            slug=item.slug if is_slug(item.slug) else "",
            lead_picture=lead,
            notes=(*notes, *why, *body.notes, *dates),
            comments=comments_of(item, is_closed=is_closed),
            addresses=tuple(dict.fromkeys(self._addresses(item))),
            original=_original(item, text),
            needs=needs_of(body.needs),
            is_pick=item.is_sticky,
            closed=is_closed,
        )

    def _addresses(self, item: Item) -> Iterator[str]:
        yield from old_addresses(item, base=self._survey.base)
        for one in self._shelf.attached_to(item.post_id):
            # The page of a file that is not at hand: the story it stood in is what readers looked for.
            if not self._shelf.is_at_hand(one):
                yield from (address for address in one.addresses if address != one.url)

    def _furnished(
        self, item: Item, language: str
    ) -> tuple[Section, tuple[Subject, ...], tuple[Contributor, ...]]:
        """Section, subjects and signatures: the first real category is the section, the rest are subjects."""
        furniture = self._furnishing.of(language)
        named = [use for use in item.terms if use.name or use.nicename]
        categories = [use for use in named if use.domain == "category" and not is_no_category(use)]
        tags = [use for use in named if use.domain == "post_tag"]
        told = self._survey.category(categories[0]) if categories else Named(name="", kind="category")
        section = furniture.section(told)
        for number in self._survey.numbers(categories[0]) if categories else ():
            furniture.note(Named(name=told.name, kind="category", foreign_id=number), section)
        found: list[Subject] = []
        for use in [*categories[1:], *tags]:
            told = self._survey.category(use)
            subject = furniture.subject(told)
            if subject is not None:
                found.append(subject)
                for number in self._survey.numbers(use):
                    furniture.note(Named(name=told.name, kind=told.kind, foreign_id=number), subject)
        return section, tuple(dict.fromkeys(found)), self._signers(item, furniture)

    def _signers(self, item: Item, furniture: Furniture) -> tuple[Contributor, ...]:
        """Who signs: Co-Authors Plus first, else the account that wrote."""
        logins = [(one.nicename, one.name) for one in item.coauthors] or [(item.creator, item.creator)]
        people: list[Contributor] = []
        for login, fallback in logins:
            told = self._survey.signer(login, fallback=fallback)
            if told is None:
                continue
            people.append(furniture.person(told))
            number = self._survey.author_number(login)
            if number:
                furniture.note(Named(name=told.name, kind="author", foreign_id=number), people[-1])
        return tuple(dict.fromkeys(people))

    def _body(self, item: Item, text: WordPressText, *, is_closed: bool) -> ImportedBody:
        """The text as the paper's blocks; where all of it is closed, or nothing may be, without a break."""
        attached = [
            foreign.Picture(attachment_id=one.foreign_id) for one in self._shelf.attached_to(item.post_id)
        ]
        blocks = [block for block in text.blocks if not (is_closed and is_break(block))]
        body = read_body(
            blocks,
            text.changes,
            take_picture=self._shelf.take,
            story_pictures=attached,
            take_document=self._documents.take,
        )
        return self._links.turn(body)

    def _lead_picture(self, item: Item, body: ImportedBody) -> Picture | None:
        if item.thumbnail_id is None:
            return None
        picture, why = self._shelf.take(attachment_id=item.thumbnail_id)
        known = self._survey.attachments.get(item.thumbnail_id)
        body.tell_picture(picture, why, address=known.url if known else numbered_picture(item.thumbnail_id))
        return picture


def _has_closed_part(text: WordPressText) -> bool:
    return text.is_closed or any(is_break(block) for block in text.blocks)


def _original(item: Item, text: WordPressText) -> Original | None:
    """The content as it was written, where its conversion is not exact."""
    if all(change.code in _EXACT for change in text.changes):
        return None
    return Original(format="wordpress", text=item.content)
