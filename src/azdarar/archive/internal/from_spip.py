"""SPIP sites as stories of the paper: what each field, state and document becomes."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from wagtail.models import Locale

from azdarar.archive.internal import telling
from azdarar.archive.internal.attachments import MediaFolder, PictureShelf
from azdarar.archive.internal.body import read_body
from azdarar.archive.internal.foreign_story import Details, ForeignStory, Setting
from azdarar.archive.internal.furniture import Furniture, Named
from azdarar.archive.internal.spip_survey import survey_of
from azdarar.archive.models import LedgerLine
from azdarar.articles.actions import TranslationClashError, link_translations
from azdarar.articles.models import Article as Story
from azdarar.articles.models import Contributor
from azdarar.formats import blocks as foreign
from azdarar.formats.clean_html import plain_text
from azdarar.formats.spip import Article, Breve, BrokenBackupError, CutOffBackupError, Document, SPIPReader
from azdarar.formats.spip_text import SPIPText, rank_of, to_blocks, to_line
from azdarar.language.sentences import split_sentences
from azdarar.media.models import Picture
from azdarar.rights.models import Source
from azdarar.subjects.models import Subject

_LEFT_OUT = {
    "refuse": "It was refused there: it was left out.",
    "poubelle": "It was in the waste bin there: it was left out.",
}
_CLOSED = {"prop": "It was proposed, not published there", "prepa": "It was being written there"}
_SAME_NUMBER = "Another item of the backup has the same number; that one was taken."
_PICTURES = ("jpg", "jpeg", "png", "gif", "webp", "avif")
_LOGO_ENDINGS = ("jpg", "png", "gif", "jpeg", "webp")
_LONGEST_HEADLINE, _LONGEST_KICKER = 255, 120
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_SOUNDS, _FILMS = ("mp3", "ogg", "wav", "m4a"), ("mp4", "ogv", "webm", "mov", "avi", "flv", "wmv")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """What articles and briefs have in common, under one set of names."""

    kind: str
    number: int
    record: Article | Breve
    language: str


class SPIPSource:
    """The articles and briefs of one backup. ``counted`` and ``remarks`` are complete after ``told``."""

    system = "spip"

    def __init__(self, backup: Path, *, prefix: str = "") -> None:
        self._backup, self._prefix = backup, prefix
        reader = SPIPReader(backup, prefix=prefix)
        self._survey = survey_of(reader)
        self.site = reader.site
        self.counted: Counter[str] = Counter(self._survey.counted)
        self.remarks: list[str] = []
        self._families: dict[int, list[int]] = {}
        self._furniture: dict[str, Furniture] = {}

    @property
    def name(self) -> str:
        """What the ledger calls the site."""
        return (self.site.adresse or f"{self._backup.stem} {self.site.prefix}")[:255]

    @property
    def title(self) -> str:
        """What a person calls it."""
        return to_line(self.site.nom) or self._backup.name

    @property
    def language(self) -> str:
        """The language of the site as the backup says it."""
        return self.site.langue

    @property
    def total(self) -> int:
        """How many records there are: not known before they are read."""
        return 0

    def prepare(self, setting: Setting) -> None:
        """Make ready to write."""
        self._languages, self._fallback = setting.languages, setting.language
        self._is_asked, self._ledger = setting.is_language_asked, setting.ledger
        self._folder = MediaFolder(setting.media)
        self._shelf = PictureShelf(
            ledger=setting.ledger,
            folder=self._folder,
            attachments=self._survey.attachments(),
            kind="document",
        )

    def told(self) -> Iterator[ForeignStory | None]:
        """The articles and briefs, in file order; None for every other record."""
        reader = SPIPReader(self._backup, prefix=self._prefix)
        try:
            for record in reader:
                yield self._told(record) if isinstance(record, Article | Breve) else None
        except (CutOffBackupError, BrokenBackupError) as problem:
            self.remarks.append(telling.told(problem))
        for table in reader.tables:
            if table.fate != "read":
                self.counted[f"rows of {table.name}"] += table.rows
            if table.unread_rows:
                self.remarks.append(f"{table.unread_rows} rows of {table.name} could not be read.")
            self.remarks += [
                f"The column “{name}” of {table.name} is a plug-in's: {count} texts in it were not taken."
                for name, count in table.unknown_columns.items()
                if count
            ]
        self.remarks += [telling.told(repair) for repair in reader.repairs]

    def give_up(self) -> None:
        """A story was not written: what it had taken in went with it."""
        self._shelf.remember()
        self._furniture.clear()

    def finish(self) -> None:
        """Link translations, and settle the menu."""
        for furniture in self._furniture.values():
            furniture.settle_menu()
        for numbers in self._families.values():
            if len(numbers) > 1:
                self._link(numbers)

    def _link(self, numbers: list[int]) -> None:
        lines = self._ledger.find_all("article", numbers).values()
        by_story = {line.object_id: line for line in lines}
        stories = list(Story.objects.filter(pk__in=by_story).order_by("pk"))
        ours = [one.pk for one in stories if one.latest_revision_id == by_story[one.pk].revision_id]
        for other in stories[1:]:
            try:
                link_translations(Story.objects.get(pk=stories[0].pk), other)
            except TranslationClashError as clash:
                self.remarks.append(str(clash))
        for story in Story.objects.filter(pk__in=ours):
            # Linking may write a revision: it is the import's own, and no edit of a person.
            if story.latest_revision_id != by_story[story.pk].revision_id:
                revision = story.latest_revision_id
                LedgerLine.objects.filter(pk=by_story[story.pk].pk).update(revision_id=revision)

    def _told(self, record: Article | Breve) -> ForeignStory:
        kind, number = (
            ("article", record.id_article) if isinstance(record, Article) else ("breve", record.id_breve)
        )
        language, why = self._language_of(record)
        text = _Text(kind=kind, number=number, record=record, language=language)
        if isinstance(record, Article) and record.id_trad and not record.is_duplicate:
            self._families.setdefault(record.id_trad, []).append(number)
        return ForeignStory(
            kind=kind,
            foreign_id=str(number),
            title=rank_of(to_line(record.titre, language=language))[1],
            language=language,
            checksum=self._checksum(text),
            left_out=_left_out(record) or why,
            details=lambda: self._details(text),
        )

    def _language_of(self, record: Article | Breve) -> tuple[str, str]:
        rubrique = self._survey.rubriques.get(record.id_rubrique)
        told = record.lang or (rubrique.lang if rubrique else "")
        code = told.replace("_", "-").lower()
        for candidate in (code, code.partition("-")[0]):
            if candidate in self._languages:
                return candidate, ""
        if not code or self._is_asked or not code.isascii() or not code.replace("-", "").isalpha():
            return self._fallback, ""
        return self._fallback, (
            f"It is in “{code}”, and the paper does not appear in it: it was left out. Add the language, or "
            "choose one for such texts with --language."
        )

    def _details(self, text: _Text) -> Details:
        record = text.record
        headline, notes = self._headline(text)
        blocks, changes, standfirst, more = self._blocks(text)
        body = read_body(blocks, changes, take_picture=self._shelf.take, story_pictures=[])
        furniture = self._furniture_of(text.language)
        key = (text.kind, text.number)
        section = self._survey.section_of(record.id_rubrique, language=text.language)
        place = furniture.section(Named(kind="rubrique", foreign_id=str(record.id_rubrique), name=section))
        subjects = self._subjects(key, furniture=furniture, language=text.language)
        people, missing = self._people(key, furniture=furniture, language=text.language)
        lead, no_lead = self._lead_picture(key)
        at = timezone.make_aware(record.date) if record.date else None
        is_public, why = _may_be_public(record.statut, at)
        source, address = self._source(record)
        article = record if isinstance(record, Article) else None
        kicker = to_line(article.surtitre, language=text.language) if article else ""
        if len(kicker) > _LONGEST_KICKER:
            more.append(f"The kicker was longer than {_LONGEST_KICKER} characters: it was cut. {kicker}")
        if not section:
            more.append(f"Its section {record.id_rubrique} is not in the backup.")
        doubtful = [f"A date could not be read exactly: {date}." for date in record.doubtful_dates]
        return Details(
            headline=headline,
            body=body,
            at=at,
            is_public=is_public,
            section=place,
            subjects=subjects,
            people=tuple(people),
            kicker=kicker[:_LONGEST_KICKER],
            standfirst=standfirst,
            post_scriptum=self._plain(article.ps, text) if article else "",
            lead_picture=lead,
            source=source,
            original_address=address,
            notes=(*notes, *more, *missing, *no_lead, *why, *body.notes, *doubtful),
        )

    def _blocks(self, text: _Text) -> tuple[list[foreign.Block], list[foreign.Change], str, list[str]]:
        """The blocks of a story's text, what changed in them, its standfirst, and more to tell."""
        record, notes = text.record, list[str]()
        is_noted = isinstance(record, Article) and "[[" in record.chapo
        if is_noted:
            notes.append("Its chapô has notes, which a standfirst cannot have: it opens the text instead.")
        opening = f"{record.chapo}\n\n" if is_noted and isinstance(record, Article) else ""
        read = self._read(opening + record.texte, text)
        blocks, changes = list(read.blocks), list(read.changes)
        standfirst = ""
        if isinstance(record, Article):
            before, told, standfirst = self._opening(record, text, notes, has_chapo=not is_noted)
            blocks, changes = before + blocks, told + changes
        elif record.lien_url:
            blocks.append(foreign.File(url=record.lien_url, title=to_line(record.lien_titre)))
        placed = {block.document_id for block in blocks if isinstance(block, foreign.Attached)}
        below = self._survey.unplaced(text.kind, text.number, placed=placed)
        pictures = tuple(self._picture(one) for one in below if one.extension in _PICTURES)
        if pictures:
            blocks.append(foreign.Gallery(pictures=pictures) if len(pictures) > 1 else pictures[0])
        blocks += [self._file(one) for one in below if one.extension not in _PICTURES]
        return [self._placed(block, notes) for block in _notes_last(blocks)], changes, standfirst, notes

    def _opening(
        self, article: Article, text: _Text, notes: list[str], *, has_chapo: bool
    ) -> tuple[list[foreign.Block], list[foreign.Change], str]:
        """What stands before the text: the subtitle, and of the chapô what a standfirst cannot hold."""
        before: list[foreign.Block] = []
        subtitle = to_line(article.soustitre, language=text.language)
        if subtitle:
            before.append(foreign.Paragraphs(html=f"<p><strong>{_escaped(subtitle)}</strong></p>"))
        summary = to_line(article.descriptif, language=text.language)
        if not has_chapo or not article.chapo.strip():
            return before, [], summary
        if summary:
            notes.append(f"It also had a description for lists, which was not taken: {summary}")
        read = self._read(article.chapo, text)
        words: list[str] = []
        others: list[foreign.Block] = []
        for block in read.blocks:
            match block:
                case foreign.Paragraphs(html=html):
                    words.append(_with_addresses(html))
                case _:
                    others.append(block)
        return others + before, list(read.changes), "\n\n".join(words)

    def _placed(self, block: foreign.Block, notes: list[str]) -> foreign.Block:
        """A document as what it is: a picture, a film, a file."""
        if not isinstance(block, foreign.Attached):
            return block
        document = self._survey.documents.get(block.document_id)
        if document is None:
            notes.append(f"The document {block.document_id} is not in the backup; its source stays visible.")
            return foreign.Unknown(name="document", source=block.source, object_id=block.document_id)
        if document.extension in _PICTURES:
            return self._picture(document, block)
        return self._file(document, title=block.arguments.get("titre", ""))

    def _picture(self, document: Document, block: foreign.Attached | None = None) -> foreign.Picture:
        arguments = block.arguments if block else {}
        return foreign.Picture(
            src=self._address(document),
            attachment_id=document.id_document,
            alt=to_line(arguments.get("alt", "")),
            caption=_escaped(to_line(arguments.get("titre", ""))),
            align=block.align if block else "",
            link=arguments.get("lien", ""),
        )

    def _file(self, document: Document, *, title: str = "") -> foreign.File:
        kind = document.extension
        return foreign.File(
            url=self._address(document),
            title=to_line(title or document.titre) or document.fichier.rpartition("/")[2],
            kind="audio" if kind in _SOUNDS else "video" if kind in _FILMS else "document",
        )

    def _address(self, document: Document) -> str:
        if document.is_remote:
            return document.fichier
        return f"{self.site.adresse.rstrip('/')}/IMG/{document.fichier}"

    def _lead_picture(self, key: tuple[str, int]) -> tuple[Picture | None, list[str]]:
        """The logo: a document since SPIP 4, before that a file named after its object."""
        kind, number = key
        logo = self._survey.logo_of(kind, number)
        if logo is not None:
            picture, why = self._shelf.take(attachment_id=logo.id_document)
            return picture, [why] if why else []
        name = {"article": "arton", "breve": "breveon"}[kind]
        for ending in _LOGO_ENDINGS:
            url = f"IMG/{name}{number}.{ending}"
            if self._folder.find(url) is not None:
                picture, why = self._shelf.take(url=url)
                return picture, [why] if why else []
        return None, []

    def _people(
        self, key: tuple[str, int], *, furniture: Furniture, language: str
    ) -> tuple[list[Contributor], list[str]]:
        found: list[Contributor] = []
        missing: list[str] = []
        for number in dict.fromkeys(self._survey.signed.get(key, [])):
            person = self._survey.people.get(number)
            name = to_line(person.nom, language=language) if person else ""
            if person is None or not name:
                missing.append(f"Its author {number} is not in the backup.")
            else:
                bio = to_line(person.bio, language=language)
                found.append(
                    furniture.person(Named(kind="auteur", foreign_id=str(number), name=name, text=bio))
                )
        return found, missing

    def _subjects(self, key: tuple[str, int], *, furniture: Furniture, language: str) -> tuple[Subject, ...]:
        found: dict[Subject, None] = {}
        for number in self._known_words(key):
            name = rank_of(to_line(self._survey.words[number], language=language))[1]
            subject = furniture.subject(Named(kind="mot", foreign_id=str(number), name=name))
            if subject is not None:
                found[subject] = None
        return tuple(found)

    def _known_words(self, key: tuple[str, int]) -> list[int]:
        return [one for one in dict.fromkeys(self._survey.tagged.get(key, [])) if one in self._survey.words]

    def _source(self, record: Article | Breve) -> tuple[Source | None, str]:
        """Where a text came from: SPIP's hyperlink below an article."""
        if isinstance(record, Breve):
            return None, ""
        name, address = to_line(record.nom_site)[:200], record.url_site.strip()
        if not _is_address(address):
            return None, ""
        if not name:
            return None, address
        home = urlsplit(address)
        source, is_new = Source.objects.get_or_create(
            name=name, defaults={"address": f"{home.scheme}://{home.netloc}/"[:200]}
        )
        if is_new:
            self._ledger.remember("source", name, source)
        return source, address

    def _headline(self, text: _Text) -> tuple[str, list[str]]:
        title = rank_of(to_line(text.record.titre, language=text.language))[1]
        if title:
            is_long = len(title) > _LONGEST_HEADLINE
            cut = ["The headline was longer than 255 characters: it was cut."] if is_long else []
            return title[:_LONGEST_HEADLINE], cut
        opening = split_sentences(to_line(text.record.texte[:2000]), language=text.language)
        first = next((sentence for sentence in opening if 0 < len(sentence) <= _LONGEST_HEADLINE), "")
        return first or f"({text.number})", ["It has no headline: its first sentence stands in for it."]

    def _read(self, written: str, text: _Text) -> SPIPText:
        return to_blocks(
            written,
            language=text.language,
            breaks_lines=self.site.breaks_lines,
            title_of=self._survey.title_of,
        )

    def _plain(self, written: str, text: _Text) -> str:
        """A text without marks, its paragraphs apart, the addresses of its links in brackets."""
        parts = [block for block in self._read(written, text).blocks if isinstance(block, foreign.Paragraphs)]
        words = "\n\n".join(_with_addresses(block.html) for block in parts)
        return words or to_line(written, language=text.language)

    def _furniture_of(self, language: str) -> Furniture:
        if language not in self._furniture:
            locale = Locale.objects.get(language_code=language)
            self._furniture[language] = Furniture(locale=locale, ledger=self._ledger)
        return self._furniture[language]

    def _checksum(self, text: _Text) -> str:
        record, key = text.record, (text.kind, text.number)
        told: list[object] = [text.language, record.titre, record.texte, record.statut, record.date]
        if isinstance(record, Article):
            told += [record.surtitre, record.soustitre, record.descriptif, record.chapo, record.ps]
            told += [record.nom_site, record.url_site, record.id_rubrique]
        else:
            told += [record.lien_titre, record.lien_url, record.id_rubrique]
        told += [self._survey.signed.get(key), self._survey.tagged.get(key)]
        told += [[link.id for link in self._survey.attached.get(key, [])]]
        return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()


def _left_out(record: Article | Breve) -> str:
    if record.is_duplicate:
        return _SAME_NUMBER
    if isinstance(record, Article) and record.virtuel and not record.texte.strip():
        return f"It had no text of its own and only led to “{record.virtuel[:200]}”."
    return _LEFT_OUT.get(record.statut, "")


def _may_be_public(status: str, at: datetime | None) -> tuple[bool, list[str]]:
    if status != "publie":
        why = _CLOSED.get(status, f"Its state there was “{status}”")
        return False, [f"{why}: it stays a draft."]
    if at is None:
        return False, ["It has no date of publication: it stays a draft."]
    is_future = at > timezone.now()
    return True, [f"It appears on {timezone.localtime(at):%Y-%m-%d}."] if is_future else []


def _notes_last(blocks: Iterable[foreign.Block]) -> list[foreign.Block]:
    found = list(blocks)
    notes = [block for block in found if isinstance(block, foreign.Footnotes)]
    return [block for block in found if not isinstance(block, foreign.Footnotes)] + notes


def _with_addresses(html: str) -> str:
    def told(found: re.Match[str]) -> str:
        address, inner = found[1], found[2]
        is_shown = plain_text(inner).strip() == address or not address.startswith("http")
        return inner if is_shown else f"{inner} ({address})"

    return plain_text(_LINK.sub(told, html))


def _is_address(address: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return False
    return len(address) <= 500


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
