"""Saved pages and web archives as stories of the paper: what a page shows, and what only a guess knows."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from azdarar.archive.internal import headlines, telling
from azdarar.archive.internal.attachments import MediaFolder, PictureShelf
from azdarar.archive.internal.body import ImportedBody, read_body
from azdarar.archive.internal.doubts import needs_of
from azdarar.archive.internal.foreign_story import Details, ForeignStory, Need, Original, Setting
from azdarar.archive.internal.furniture import Furnishing, Named
from azdarar.archive.internal.page_links import lead_page_links
from azdarar.archive.internal.unwrapping import new_folder
from azdarar.archive.models import LedgerLine
from azdarar.articles.actions import TranslationClashError, link_translations
from azdarar.articles.models import Article
from azdarar.formats.confined import ConfinementError, Limits, confined
from azdarar.formats.pages import LeftOut, Media, Page, Survey, identity_of
from azdarar.language.scripts import script_of
from azdarar.language.slugs import is_slug
from azdarar.media.models import Picture

#: A web archive packed in one piece is unpacked beside, to be read from its middle.
#: The first record comes after all captures were looked at, which takes minutes for a large site.
_LIMITS = Limits(memory_bytes=2**30, cpu_seconds=24 * 3600, silence_seconds=1800, scratch_bytes=20 * 2**30)
#: Captures that were never meant as stories: only their number is told.
_ONLY_COUNTED = ("newer", "redirect", "feed")
_ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
}
#: Languages that a script gives away, among those papers here appear in.
_OF_SCRIPT = {
    "Armn": ("hy", "hyw"),
    "Cyrl": ("ru", "uk", "bg"),
    "Grek": ("el",),
    "Geor": ("ka",),
    "Arab": ("ar", "fa"),
}


class PagesSource:
    """The stories among saved pages. ``counted`` and ``remarks`` are complete after ``told``."""

    system = "pages"

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = list(paths)
        self._records = confined("azdarar.formats.pages:read_pages", self._paths, limits=_LIMITS)
        self._survey: Survey = next(self._records)
        self.counted: Counter[str] = Counter(
            {_counted_as(reason): number for reason, number in self._survey.passed_over.items()}
        )
        self.remarks: list[str] = []
        self._families: list[tuple[str, tuple[str, ...]]] = []
        self._seen: dict[str, str] = {}
        self._known: dict[str, str] = {}

    @property
    def name(self) -> str:
        """What the ledger calls the site."""
        host = next((host for host in self._survey.hosts if host), "")
        return (host.removeprefix("www.") or self._paths[0].stem)[:255]

    @property
    def title(self) -> str:
        """What a person calls it."""
        return self._survey.title or self.name

    @property
    def language(self) -> str:
        """The language that most pages say they are in."""
        return self._survey.language

    @property
    def total(self) -> int:
        """How many captures of pages there are."""
        return self._survey.captures - sum(self._survey.passed_over.values())

    def prepare(self, setting: Setting) -> None:
        """Make ready to write."""
        self._setting = setting
        self._furnishing = Furnishing(ledger=setting.ledger, languages=setting.languages)
        self._saved = _SavedPictures(MediaFolder(setting.media), is_rehearsal=setting.is_rehearsal)
        self._shelf = PictureShelf(
            ledger=setting.ledger,
            folder=self._saved,
            attachments={},
            kind="picture",
            is_rehearsal=setting.is_rehearsal,
        )

    def told(self) -> Iterator[ForeignStory | None]:
        """The pages, in the order they were found; None for what is only counted."""
        try:
            for record in self._records:
                match record:
                    case Media():
                        self._saved.keep(record)
                    case LeftOut(reason=reason) if reason in _ONLY_COUNTED:
                        self.counted[_counted_as(reason)] += 1
                        yield None
                    case LeftOut():
                        yield self._left_out(record)
                    case Page():
                        yield self._told(record)
        except ConfinementError as problem:
            self.remarks.append(telling.told(problem))
        self.remarks += [telling.words(problem) for problem in self._survey.problems]

    def give_up(self) -> None:
        """A story was not written: what it had taken in went with it."""
        self._shelf.remember()
        self._furnishing.forget()

    def finish(self) -> None:
        """Link translations, lead links between the pages, and settle the menu."""
        self._furnishing.settle_menus()
        for key, others in self._families:
            self._link(key, others)
        hosts = [host for host in self._survey.hosts if host]
        lead_page_links(self._setting.ledger, hosts=hosts, known=self._known)

    def _left_out(self, record: LeftOut) -> ForeignStory:
        sentence = telling.told(record)
        return ForeignStory(
            kind="page",
            foreign_id=_number(record.place),
            title=(record.title or record.address or record.place)[:255],
            language=self._setting.language,
            checksum=hashlib.sha256(sentence.encode()).hexdigest(),
            left_out=sentence,
            details=_no_details,
        )

    def _told(self, page: Page) -> ForeignStory:
        key = identity_of(page.address) or page.place
        language, why = self._language_of(page)
        self._known |= dict.fromkeys(map(identity_of, (page.address, *page.addresses)), _number(key))
        others = tuple(identity_of(address) for _code, address in page.alternates)
        if len(others) > 1:
            self._families.append((key, others))
        return ForeignStory(
            kind="page",
            foreign_id=_number(key),
            title=page.headline[:255],
            language=language,
            checksum=_checksum(page, language),
            is_page=not page.is_story,
            left_out=why,
            details=lambda: self._details(page, language),
        )

    def _language_of(self, page: Page) -> tuple[str, str]:
        """As the page says; where it says nothing, by its script; else the site's."""
        setting = self._setting
        code = page.language.replace("_", "-").lower()
        if spoken := setting.spoken(code):
            return spoken, ""
        written = _OF_SCRIPT.get(script_of(page.headline + " " + _beginning(page)), ())
        by_script = next((one for one in written if one in setting.languages), "")
        if by_script and not code:
            return by_script, ""
        if not code or setting.is_language_asked:
            return setting.language, ""
        return setting.language, _(
            "It is in “%(language)s”, and the paper does not appear in it: it was left out. Add the "
            "language, or choose one for such texts with --language."
        ) % {"language": code}

    def _details(self, page: Page, language: str) -> Details:
        needs: list[Need] = []
        body = read_body(page.blocks, page.changes, take_picture=self._shelf.take, story_pictures=[])
        notes: list[str] = []
        at = self._instant(page, notes, needs)
        self._note_repeats(page, needs)
        headline, cut = headlines.cut(page.headline)
        notes += cut
        if page.is_repaired:
            needs.append(
                Need(
                    kind="encoding-repaired",
                    what=_("Its characters were read as %(encoding)s.") % {"encoding": page.encoding},
                )
            )
        lead = self._lead(page, body)
        notes = [*body.notes, *notes]
        told = Details(
            headline=headline,
            body=body,
            at=at,
            is_public=True,
            standfirst=page.standfirst,
            slug=_slug(page.address),
            lead_picture=lead,
            addresses=tuple(address for address in dict.fromkeys((page.address, *page.addresses)) if address),
            original=Original(format="html", text=page.source) if page.source else None,
            needs=(*needs_of(body.needs), *needs),
            notes=tuple(notes),
        )
        return self._placed(told, page, language) if page.is_story else told

    def _lead(self, page: Page, body: ImportedBody) -> Picture | None:
        """The picture a page names as its own."""
        if page.lead is None:
            return None
        picture, why = self._shelf.take(url=page.lead.src, alt_text=page.lead.alt, caption=page.lead.caption)
        body.tell_picture(picture, why, address=page.lead.src)
        return picture

    def _placed(self, told: Details, page: Page, language: str) -> Details:
        furniture = self._furnishing.of(language)
        section = furniture.section(Named(name=page.section, kind="section", foreign_id=page.section[:120]))
        subjects = (furniture.subject(Named(name=tag, kind="tag", foreign_id=tag[:120])) for tag in page.tags)
        people = (
            furniture.person(Named(name=name, kind="author", foreign_id=name[:120])) for name in page.authors
        )
        return replace(
            told,
            section=section,
            subjects=tuple(dict.fromkeys(subject for subject in subjects if subject is not None)),
            people=tuple(dict.fromkeys(people)),
        )

    def _instant(self, page: Page, notes: list[str], needs: list[Need]) -> datetime | None:
        """When it was published; a page without a date stands at the day it was saved, and waits."""
        at = page.published_at
        if at is None:
            at = page.captured_at
            what = _("Its date is not told: the day it was saved stands in for it.")
        elif page.dated == "guessed":
            what = _("Its date was guessed: %(date)s.") % {"date": f"{at:%Y-%m-%d}"}
        else:
            what = ""
        if what:
            notes.append(what)
            needs.append(Need(kind="doubtful-date", what=what))
        return timezone.make_aware(at) if at is not None and at.tzinfo is None else at

    def _note_repeats(self, page: Page, needs: list[Need]) -> None:
        """Two addresses with one headline and one beginning are probably one story."""
        mark = hashlib.sha256(
            (page.headline + _beginning(page)[:400]).casefold().encode("utf-8", "replace")
        ).hexdigest()
        other = self._seen.setdefault(mark, page.address or page.place)
        if other != (page.address or page.place):
            needs.append(Need(kind="possible-duplicate", what=other))

    def _link(self, key: str, others: tuple[str, ...]) -> None:
        """Link a story with the pages that it names as itself in other languages."""
        ledger = self._setting.ledger
        lines = ledger.find_all("page", [_number(one) for one in (key, *others)])
        lines = {number: line for number, line in lines.items() if line.object_label == "articles.Article"}
        own = lines.pop(_number(key), None)
        for line in lines.values():
            stories = {
                story.pk: story
                for story in Article.objects.filter(pk__in=[own.object_id if own else 0, line.object_id])
            }
            if own is None or len(stories) < 2:
                continue
            one, other = stories[own.object_id], stories[line.object_id]
            if one.translation_key == other.translation_key or one.locale_id == other.locale_id:
                continue
            are_ours = [
                (held, story)
                for held, story in ((own, one), (line, other))
                if story.latest_revision_id == held.revision_id
            ]
            try:
                link_translations(one, other)
            except TranslationClashError as clash:
                self.remarks.append(str(clash))
            for held, story in are_ours:
                # Linking may write a revision: it is the import's own, and no edit of a person.
                newest = Article.objects.values_list("latest_revision_id", flat=True).get(pk=story.pk)
                LedgerLine.objects.filter(pk=held.pk).update(revision_id=newest)


class _SavedPictures:
    """The pictures of the archive as files, found again by their addresses; gone with the source.

    In a rehearsal nobody opens them: none is written.
    """

    def __init__(self, beside: MediaFolder, *, is_rehearsal: bool) -> None:
        self._folder = new_folder(self)
        self._by_address: dict[str, Path] = {}
        self._beside, self._is_rehearsal = beside, is_rehearsal

    def keep(self, media: Media) -> None:
        """Write a picture, each in a folder of its own: its name becomes its title, and is only that."""
        place = self._folder / f"{len(self._by_address):07}"
        stem = re.sub(r"[^\w-]+", "-", PurePosixPath(unquote(urlsplit(media.address).path)).stem)[:80]
        path = place / f"{stem.strip('-') or 'picture'}{_ENDINGS.get(media.content_type, '.img')}"
        if not self._is_rehearsal:
            place.mkdir()
            path.write_bytes(media.data)
        self._by_address[media.address] = path

    def find(self, url: str) -> Path | None:
        """The file an address speaks of, or None."""
        return self._by_address.get(url) or self._beside.find(url)


def _no_details() -> Details:
    raise AssertionError("What is left out has no details.")


def _counted_as(reason: str) -> str:
    return {
        "file": "files",
        "newer": "older captures",
        "other": "requests and notes",
        "redirect": "redirects",
        "feed": "feeds",
    }[reason]


def _number(key: str) -> str:
    """An identity that fits into the ledger."""
    if len(key) <= 120:
        return key
    return f"{key[:80]}~{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:39]}"


def _slug(address: str) -> str:
    last = urlsplit(address).path.rstrip("/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    return stem if is_slug(stem) and len(stem) > 3 and not stem.isdigit() else ""


def _beginning(page: Page) -> str:
    return next((str(block.html) for block in page.blocks if hasattr(block, "html")), "")[:2000]


def _checksum(page: Page, language: str) -> str:
    told = (
        language, page.headline, page.standfirst, page.authors, page.published_at, page.section, page.tags,
        page.blocks, page.lead,
    )  # fmt: skip
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()
