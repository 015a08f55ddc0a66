"""Ghost exports as stories of the paper: what each field, state and tag becomes."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azdarar.archive.internal import headlines, telling
from azdarar.archive.internal.attachments import DocumentShelf, MediaFolder, PictureShelf
from azdarar.archive.internal.body import ImportedBody, is_break, read_body
from azdarar.archive.internal.doubts import Doubles, doubts_about, needs_of
from azdarar.archive.internal.foreign_story import Details, ForeignStory, Original, Setting
from azdarar.archive.internal.furniture import Furnishing, Named
from azdarar.archive.internal.ghost_redirects import take_in_files
from azdarar.archive.internal.links import KnownThings, Links
from azdarar.archive.internal.picks import tell_picks
from azdarar.archive.internal.same_site import site_called
from azdarar.articles.models import Contributor, Section
from azdarar.formats import blocks as foreign
from azdarar.formats.clean_html import plain_text
from azdarar.formats.confined import Limits, confined
from azdarar.formats.ghost import Author, BrokenGhostError, CutOffGhostError, Post, Site, Tag
from azdarar.formats.ghost_site import Glimpse, Surveyed
from azdarar.formats.ghost_text import GhostText, ReadPost
from azdarar.language.slugs import is_slug
from azdarar.media.models import Picture
from azdarar.subjects.models import Subject

_READER = "azdarar.formats.ghost_site:SiteReader"
#: A single text of 50 MB takes half of the memory; what the reader keeps aside is on the disk.
_LIMITS = Limits(memory_bytes=2**30, scratch_bytes=4 * 2**30)
#: Characters of a number made of chance, which no other site has given; shorter ones are counted from 1.
_OF_CHANCE = 20
_LANGUAGE_TAG = re.compile(r"#(?:lang(?:uage)?[-_ ]?)?([a-z]{2,3}(?:[-_][a-z0-9]{2,8})?)", re.IGNORECASE)
_SITE = "__GHOST_URL__"
#: What Ghost calls those who may read a post.
_VISIBLE_TO: dict[str, Any] = {
    "members": gettext_lazy("members"),
    "paid": gettext_lazy("paying members"),
    "tiers": gettext_lazy("members of some tiers"),
}
#: Tables that become what stories hang on, or say what the site was.
_READ = frozenset({"tags", "users", "posts_meta", "posts_tags", "posts_authors", "settings"})
#: Changes that leave nothing of the source out: it need not be kept beside the story for them.
_EXACT = frozenset({"heading-level-changed", "loader-left-out", "tracker-left-out"})


class GhostSource:
    """The posts and pages of one export. ``counted`` and ``remarks`` are complete after ``told``.

    The file is read in a child process, first for what links and the site need, then for the posts; ``told``
    may be called once.
    """

    system = "ghost"

    def __init__(self, export: Path) -> None:
        self._export = export
        self._records = confined(_READER, export, limits=_LIMITS)
        self.counted: Counter[str] = Counter()
        self.remarks: list[str] = []
        self._picks: list[str] = []
        self._doubles = Doubles()
        self.site, self.total, self._known = self._surveyed()

    @cached_property
    def name(self) -> str:
        """What the ledger calls the site: its address, or its title, since exports seldom tell the first."""
        return site_called(
            self.system,
            address=self._known.site[:255],
            otherwise=self.site.title or self._export.stem,
            glimpses=self._glimpsed,
        )

    @property
    def title(self) -> str:
        """What a person calls it."""
        return self.site.title or self._export.name

    @property
    def language(self) -> str:
        """The language of the site as the export says it."""
        return self.site.language

    def prepare(self, setting: Setting) -> None:
        """Make ready to write."""
        self._setting = setting
        self._furnishing = Furnishing(ledger=setting.ledger, languages=setting.languages)
        self._ledger, self._folder = setting.ledger, MediaFolder(setting.media)
        self._shelf = PictureShelf(
            ledger=setting.ledger,
            folder=self._folder,
            attachments={},
            kind="file",
            is_rehearsal=setting.is_rehearsal,
        )
        self._documents = DocumentShelf(
            ledger=setting.ledger, folder=self._folder, kind="file", is_rehearsal=setting.is_rehearsal
        )
        self._links = Links(self._known, has_file=lambda url: self._folder.find(url) is not None)

    def told(self) -> Iterator[ForeignStory | None]:
        """Every post and page, in file order."""
        try:
            for record in self._records:
                if isinstance(record, ReadPost):
                    yield self._told(record.post, record.text)
        except (CutOffGhostError, BrokenGhostError) as problem:
            self.remarks.append(telling.told(problem))

    def finish(self) -> None:
        """Settle the menu, tell what stood on top, and take in the files of redirects and routes."""
        self._furnishing.settle_menus()
        tell_picks(self._ledger, kind="post", foreign_ids=self._picks)
        told, remarks = take_in_files(self._export.parent, ledger=self._ledger)
        self.counted["redirects"] += told
        self.remarks += remarks

    def give_up(self) -> None:
        """A post was not written: what it had taken in went with it."""
        self._shelf.remember()
        self._furnishing.forget()

    def _surveyed(self) -> tuple[Site, int, KnownThings]:
        glimpses: list[Glimpse] = []
        for record in self._records:
            if isinstance(record, Glimpse):
                glimpses.append(record)
            if isinstance(record, Surveyed):
                left = {name: n for name, n in record.tables.items() if n and name not in _READ}
                self.counted.update({f"rows of {name}": n for name, n in left.items()})
                long = (one for one in glimpses if len(one.post_id) >= _OF_CHANCE)
                self._glimpsed = [(one.kind, one.post_id[:120], "") for one in long]
                return record.site, record.posts, _known_things(record, glimpses)
        raise AssertionError("the reader ends its first reading with Surveyed")

    def _told(self, post: Post, text: GhostText) -> ForeignStory:
        is_page = post.kind == "page"
        is_double = not post.is_duplicate and self._doubles.is_known(post.title, post.published_at)
        if post.is_featured and not is_page:
            self._picks.append(post.post_id[:120])
        return ForeignStory(
            kind=post.kind,
            foreign_id=post.post_id[:120],
            title=_title(post),
            language=self._language_of(post),
            checksum=_checksum(post),
            is_page=is_page,
            left_out=_("Another post of the export has the same number; that one was taken.")
            if post.is_duplicate
            else "",
            details=lambda: (
                self._page(post, text) if is_page else self._story(post, text, is_double=is_double)
            ),
        )

    def _language_of(self, post: Post) -> str:
        """Where the paper appears in it: the post's own language, or the one an internal tag names (#fr)."""
        named: list[str] = [found[1] for tag in post.tags if (found := _LANGUAGE_TAG.fullmatch(tag.name))]
        spoken = (self._setting.spoken(code) for code in (post.locale, *named))
        return next(filter(None, spoken), self._setting.language)

    def _page(self, post: Post, text: GhostText) -> Details:
        """A page that is no story. One for members stays a draft: such a page has no closed part."""
        headline, notes = _headline(post, text, language=self._setting.language)
        is_public, why = _may_be_public(post)
        if is_public and not post.is_for_everybody:
            is_public, why = False, [_("It was for members there: it stays a draft.")]
        body = self._body(text, with_break=False)
        return Details(
            headline=headline,
            body=body,
            at=post.published_at,
            is_public=is_public,
            standfirst=" ".join(plain_text(post.custom_excerpt).split()),
            slug=post.slug if is_slug(post.slug) else "",
            notes=(*notes, *why, *_told_aside(post), *body.notes),
            addresses=tuple(self._addresses(post)),
            original=_original(text),
            needs=needs_of(body.needs),
        )

    def _story(self, post: Post, text: GhostText, *, is_double: bool) -> Details:
        language = self._language_of(post)
        headline, notes = _headline(post, text, language=language)
        is_public, why = _may_be_public(post)
        is_closed = not post.is_for_everybody
        # A break means nothing in a post for everybody; where it cannot be shown, all of the text is closed.
        body = self._body(text, with_break=is_closed and not text.is_closed)
        lead = self._lead_picture(post, body)
        section, subjects, people = self._furnished(post, language)
        body.needs += doubts_about(post.published_at, unreadable=post.unreadable_dates, is_double=is_double)
        return Details(
            headline=headline,
            body=body,
            at=post.published_at,
            is_public=is_public,
            section=section,
            subjects=subjects,
            people=people,
            standfirst=" ".join(plain_text(post.custom_excerpt).split()),
            slug=post.slug if is_slug(post.slug) else "",
            lead_picture=lead,
            original_address=self._canonical(post),
            notes=(*notes, *why, *_told_aside(post), *body.notes),
            addresses=tuple(self._addresses(post)),
            original=_original(text),
            needs=needs_of(body.needs),
            is_pick=post.is_featured,
            closed=is_closed,
        )

    def _furnished(
        self, post: Post, language: str
    ) -> tuple[Section, tuple[Subject, ...], tuple[Contributor, ...]]:
        """The primary tag is the section, the other public tags are subjects; internal ones nobody saw."""
        furniture = self._furnishing.of(language)
        tags = post.public_tags
        section = furniture.section(_named_tag(tags[0]) if tags else Named(name="", kind="tag"))
        subjects = (furniture.subject(_named_tag(tag)) for tag in tags[1:])
        people = [furniture.person(_named_author(author)) for author in post.authors]
        found = dict.fromkeys(subject for subject in subjects if subject is not None)
        return section, tuple(found), tuple(dict.fromkeys(people))

    def _body(self, text: GhostText, *, with_break: bool) -> ImportedBody:
        body = read_body(
            [block for block in text.blocks if with_break or not is_break(block)],
            text.changes,
            take_picture=self._shelf.take,
            story_pictures=[],
            take_document=self._documents.take,
        )
        return self._links.turn(body)

    def _lead_picture(self, post: Post, body: ImportedBody) -> Picture | None:
        url = post.feature_image.replace(f"{_SITE}/", "/").replace(_SITE, "/")
        if not url:
            return None
        picture, why = self._shelf.take(
            url=url, alt_text=post.feature_image_alt, caption=post.feature_image_caption
        )
        body.tell_picture(picture, why, address=url)
        return picture

    def _addresses(self, post: Post) -> Iterator[str]:
        """The address the export tells, or the one Ghost made of slug and date by its settings."""
        if post.url.startswith(("http://", "https://")):
            yield post.url
        if post.slug:
            yield from _made_addresses(post, self.site.permalinks)
        if post.uuid:
            yield f"/p/{post.uuid}/"

    def _canonical(self, post: Post) -> str:
        """Where a text first stood, for one that said it stood elsewhere."""
        told = post.canonical_url
        is_elsewhere = told.startswith(("http://", "https://")) and self._known.is_own(told) is None
        return told if is_elsewhere and len(told) <= 500 else ""


def _known_things(surveyed: Surveyed, glimpses: list[Glimpse]) -> KnownThings:
    told = next((one.url for one in glimpses if one.url.startswith(("http://", "https://"))), "")
    root = "/".join(told.split("/")[:3]) if told else ""
    known = KnownThings(site=surveyed.site.url or root, system="ghost")
    known.add(addresses=surveyed.lists)
    for one in glimpses:
        addresses = [address for address in (one.url, f"/{one.slug}/" if one.slug else "") if address]
        known.add(kind=one.kind, number=one.slug or one.post_id, addresses=addresses)
    return known


def _made_addresses(post: Post, permalinks: str) -> Iterator[str]:
    yield f"/{post.slug}/"
    if ":year" in permalinks and post.published_at is not None and post.kind == "post":
        at = timezone.localtime(post.published_at)
        parts = {
            ":year": f"{at:%Y}",
            ":month": f"{at:%m}",
            ":day": f"{at:%d}",
            ":slug": post.slug,
            ":id": post.post_id,
            ":author": post.authors[0].slug if post.authors else "",
        }
        made = permalinks
        for name, value in parts.items():
            made = made.replace(name, value)
        if ":" not in made:
            yield made


def _named_tag(tag: Tag) -> Named:
    return Named(
        name=tag.name,
        kind="tag",
        foreign_id=tag.slug or tag.tag_id,
        slug=tag.slug,
        text=tag.description,
        addresses=(f"/tag/{tag.slug}/",) if tag.slug else (),
    )


def _named_author(author: Author) -> Named:
    return Named(
        name=author.name,
        kind="author",
        foreign_id=author.slug or author.author_id,
        slug=author.slug,
        text=author.bio,
        addresses=(f"/author/{author.slug}/",) if author.slug else (),
    )


def _title(post: Post) -> str:
    return " ".join(post.title.split())


def _headline(post: Post, text: GhostText, *, language: str) -> tuple[str, list[str]]:
    title = _title(post)
    if title and title != "(Untitled)":
        return headlines.cut(title)
    first = next((block.html for block in text.blocks if isinstance(block, foreign.Paragraphs)), "")
    otherwise = title or post.slug[: headlines.LONGEST] or f"({post.post_id[:40]})"
    return headlines.standing_in(plain_text(first), language=language, otherwise=otherwise)


def _may_be_public(post: Post) -> tuple[bool, list[str]]:
    """Whether anybody may see that it exists; how much of it they read is another question."""
    if post.is_email_only:
        return False, [_("It was sent as a mail and never stood on the site: it stays a draft.")]
    if post.status not in ("published", "scheduled"):
        is_draft = post.status in ("draft", "")
        told = _("Its state there was “%(state)s”: it stays a draft.") % {"state": post.status[:40]}
        return False, [] if is_draft else [told]
    if post.published_at is None:
        return False, [_("It has no date of publication: it stays a draft.")]
    if post.published_at <= timezone.now():
        return True, []
    local: datetime = timezone.localtime(post.published_at)
    return True, [_("It appears on %(date)s.") % {"date": f"{local:%Y-%m-%d}"}]


def _told_aside(post: Post) -> Iterator[str]:
    if post.has_injected_code:
        yield _("Code that was injected into its head or foot was not taken.")
    for told in post.unreadable_dates:
        yield _("A date could not be read: %(date)s.") % {"date": told}
    if not post.is_for_everybody:
        yield _("It was for some readers only there (%(who)s): it is for members here.") % {
            "who": _VISIBLE_TO.get(post.visibility, post.visibility[:80])
        }


def _original(text: GhostText) -> Original | None:
    """The text as it was written, where its conversion is not exact."""
    if all(change.code in _EXACT for change in text.changes):
        return None
    return Original(format="ghost", text=text.source)


def _checksum(post: Post) -> str:
    told = (
        post.title,
        post.slug,
        post.status,
        post.visibility,
        post.lexical,
        post.mobiledoc,
        post.markdown,
        post.html,
        post.custom_excerpt,
        post.canonical_url,
        post.feature_image,
        post.feature_image_alt,
        post.feature_image_caption,
        str(post.is_featured),
        str(post.published_at),
        post.locale,
        post.url,
        *(f"{tag.slug}:{tag.name}" for tag in post.tags),
        *(f"{author.slug}:{author.name}" for author in post.authors),
    )
    return hashlib.sha256("\x1f".join(told).encode("utf-8", "surrogatepass")).hexdigest()
