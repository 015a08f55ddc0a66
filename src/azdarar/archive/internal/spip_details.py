"""One SPIP text in the paper's own words: what each of its fields becomes, and what needs a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _

from azdarar.archive.internal import headlines
from azdarar.archive.internal.body import ImportedBody, read_body
from azdarar.archive.internal.doubts import doubts_about, needs_of
from azdarar.archive.internal.foreign_story import Details, ForeignComment, Original
from azdarar.archive.internal.furniture import Furnishing
from azdarar.archive.internal.ledger import Ledger
from azdarar.archive.internal.spip_files import PICTURES, SPIPFiles
from azdarar.archive.internal.spip_links import StoryLinks
from azdarar.archive.internal.spip_places import Places
from azdarar.archive.internal.spip_survey import REFUSED_MESSAGES, Paper, Survey
from azdarar.archive.internal.spip_titles import with_titles_of
from azdarar.formats import blocks as foreign
from azdarar.formats.spip_story import SPIPStory, with_addresses
from azdarar.formats.spip_variants import line_in
from azdarar.media.models import StoryDocument
from azdarar.rights.models import Source

_LONGEST_KICKER = 120
_SOUNDS, _FILMS = ("mp3", "ogg", "wav", "m4a"), ("mp4", "ogv", "webm", "mov", "avi", "flv", "wmv")


@dataclass(slots=True)
class _Telling:
    """What is told of one text while it is made."""

    notes: list[str]
    needs: list[tuple[str, str, str]]

    def say(self, sentence: str, **named: object) -> None:
        self.notes.append(sentence % named if named else sentence)

    def need(self, kind: str, what: str, where: str = "") -> None:
        self.needs.append((kind, what, where))


class StoryTeller:
    """Makes the details of texts, one at a time, within the transaction that writes each."""

    def __init__(
        self,
        *,
        survey: Survey,
        places: Places,
        files: SPIPFiles,
        ledger: Ledger,
        furnishing: Furnishing,
    ) -> None:
        self._survey, self._places, self._files, self._ledger = survey, places, files, ledger
        self._furnishing = furnishing
        self._links = StoryLinks(survey=survey, ledger=ledger, files=files)

    def details(self, story: SPIPStory) -> Details:
        """All of a text that is written."""
        if story.leads_to:
            return self._only_leading(story)
        telling = _Telling([], [])
        story = with_titles_of(self._survey, story)
        headline = _headline(story, telling)
        body, standfirst = self._body(story, telling)
        placed = self._places.place(story, self._furnishing.of(story.language))
        lead, no_lead = self._files.logo_of(story.kind, story.number)
        if no_lead:
            telling.say(no_lead)
            telling.need("missing-picture", no_lead, headline)
        at, is_public = _instant(story, telling)
        source, address = self._source(story)
        self._mended(story, telling)
        return Details(
            headline=headline,
            body=body,
            at=at,
            is_public=is_public,
            section=placed.section,
            subjects=placed.subjects,
            people=placed.people,
            kicker=_kicker(story, telling),
            standfirst=standfirst,
            post_scriptum=story.ps,
            lead_picture=lead,
            source=source,
            original_address=address,
            notes=(*telling.notes, *placed.notes, *body.notes),
            comments=self._comments(story),
            addresses=self._addresses(story),
            original=Original(format="spip", text=story.original) if story.original else None,
            needs=needs_of([*telling.needs, *body.needs]),
            visits=max(0, story.visites),
        )

    def _only_leading(self, story: SPIPStory) -> Details:
        """A text that had nothing of its own: its old addresses lead on."""
        said = _("It had no text of its own and only led to “%(target)s”.") % {"target": story.leads_to[:200]}
        return Details(
            headline=story.headline[: headlines.LONGEST],
            body=ImportedBody(),
            at=_aware(story.date) if story.date else None,
            is_public=True,
            notes=(said,),
            addresses=self._addresses(story),
            redirect_to=story.leads_to,
        )

    def _addresses(self, story: SPIPStory) -> tuple[str, ...]:
        return self._places.addresses_of(story.kind, story.number, story.url_propre)

    def _body(self, story: SPIPStory, telling: _Telling) -> tuple[ImportedBody, str]:
        """The body, and the standfirst: of the chapô what a standfirst can hold."""
        opening, standfirst = self._opening(story, telling)
        blocks = [*opening, *story.blocks]
        if story.lien_url:
            blocks.append(foreign.File(url=story.lien_url, title=story.lien_titre))
        placed = {block.document_id for block in blocks if isinstance(block, foreign.Attached)}
        below = [
            one.document
            for one in self._survey.attached_to(story.kind, story.number)
            if not one.is_placed and one.document.number not in placed
        ]
        shown = [one for one in below if not one.is_logo and one.mode != "vignette"]
        pictures = tuple(self._picture(one) for one in shown if one.extension in PICTURES)
        if pictures:
            blocks.append(foreign.Gallery(pictures=pictures) if len(pictures) > 1 else pictures[0])
        blocks += [self._file(one) for one in shown if one.extension not in PICTURES]
        documents = {self._files.address_of(one): one for one in shown}
        made = [self._placed(block, documents, telling) for block in _notes_last(blocks)]

        def take_document(url: str, title: str) -> StoryDocument | None:
            paper = documents.get(url)
            document, why = self._files.take_document(paper) if paper else (None, "")
            if why:
                telling.say(why)
            return document

        body = read_body(
            made,
            story.changes,
            take_picture=self._files.take_picture,
            take_document=take_document,
            story_pictures=[],
        )
        telling.needs += self._links.lead(body, story)
        return body, standfirst

    def _opening(self, story: SPIPStory, telling: _Telling) -> tuple[list[foreign.Block], str]:
        """What stands before the text: of the chapô what a standfirst cannot hold, and the subtitle."""
        before: list[foreign.Block] = []
        if story.soustitre:
            before.append(
                foreign.Paragraphs(html=f"<p><strong>{escape(story.soustitre, quote=False)}</strong></p>")
            )
        if story.is_chapo_in_text:
            telling.say(_("Its chapô has notes, which a standfirst cannot have: it opens the text instead."))
        if not story.chapo_blocks:
            return before, story.descriptif
        if story.descriptif:
            telling.say(
                _("It also had a description for lists, which was not taken: %(text)s"), text=story.descriptif
            )
        chapo = story.chapo_blocks
        words = [with_addresses(block.html) for block in chapo if isinstance(block, foreign.Paragraphs)]
        others = [block for block in chapo if not isinstance(block, foreign.Paragraphs)]
        return others + before, "\n\n".join(words)

    def _placed(self, block: foreign.Block, documents: dict[str, Paper], telling: _Telling) -> foreign.Block:
        """A document as what it is: a picture, a film, a file; what nobody knows waits for a person."""
        if isinstance(block, foreign.Unknown):
            telling.need("unknown-embed", block.source)
        if not isinstance(block, foreign.Attached):
            return block
        document = self._survey.document(block.document_id)
        if document is None:
            telling.say(
                _("The document %(number)s is not in the backup; its source stays visible."),
                number=block.document_id,
            )
            telling.need("missing-picture", block.source)
            return foreign.Unknown(name="document", source=block.source, object_id=block.document_id)
        if document.extension in PICTURES:
            return self._picture(document, block)
        documents[self._files.address_of(document)] = document
        return self._file(document, title=block.arguments.get("titre", ""))

    def _picture(self, document: Paper, block: foreign.Attached | None = None) -> foreign.Picture:
        arguments = block.arguments if block else {}
        return foreign.Picture(
            src=self._files.address_of(document),
            attachment_id=document.number,
            alt=arguments.get("alt", ""),
            caption=escape(arguments.get("titre", ""), quote=False),
            align=block.align if block else "",
            link=arguments.get("lien", ""),
        )

    def _file(self, document: Paper, *, title: str = "") -> foreign.File:
        kind = document.extension
        return foreign.File(
            url=self._files.address_of(document),
            title=title or line_in(document.title) or document.file.rpartition("/")[2],
            kind="audio" if kind in _SOUNDS else "video" if kind in _FILMS else "document",
        )

    def _comments(self, story: SPIPStory) -> tuple[ForeignComment, ...]:
        """The messages below a text: those that were read, and those that waited; no others."""
        return tuple(
            ForeignComment(
                foreign_id=str(message.number),
                parent_id=str(message.id_parent or ""),
                author=message.author,
                at=_aware(datetime.fromisoformat(message.date)) if message.date else None,
                text="\n\n".join(filter(None, [message.title, message.text])),
                is_public=message.state == "publie",
            )
            for message in self._survey.messages_of(story.kind, story.number)
            if message.state not in REFUSED_MESSAGES
        )

    def _source(self, story: SPIPStory) -> tuple[Source | None, str]:
        """Where a text came from: SPIP's hyperlink below an article."""
        name, address = story.nom_site[:200], story.url_site
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

    def _mended(self, story: SPIPStory, telling: _Telling) -> None:
        """What was repaired, and what only looks wrong."""
        if story.is_mended:
            telling.need("encoding-repaired", _("Its letters were in another encoding than the backup’s."))
        if (story.kind, story.number) in self._survey.duplicates:
            telling.need(
                "possible-duplicate",
                _("Another item of the backup has the number %(number)s too: it was left out.")
                % {"number": story.number},
            )


def _headline(story: SPIPStory, telling: _Telling) -> str:
    if story.headline:
        if len(story.headline) > headlines.LONGEST:
            telling.say(
                _("The headline was longer than %(most)s characters: it was cut. %(text)s"),
                most=headlines.LONGEST,
                text=story.headline,
            )
        return story.headline[: headlines.LONGEST]
    first, told = headlines.standing_in(story.opening, language=story.language, otherwise=f"({story.number})")
    telling.notes += told
    return first


def _kicker(story: SPIPStory, telling: _Telling) -> str:
    if len(story.surtitre) > _LONGEST_KICKER:
        telling.say(
            _("The kicker was longer than %(most)s characters: it was cut. %(text)s"),
            most=_LONGEST_KICKER,
            text=story.surtitre,
        )
    return story.surtitre[:_LONGEST_KICKER]


def _instant(story: SPIPStory, telling: _Telling) -> tuple[datetime | None, bool]:
    """When a text appears, and whether readers may have it then."""
    at = _aware(story.date) if story.date else None
    for date in story.doubtful_dates:
        telling.say(_("A date could not be read exactly: %(date)s."), date=date)
    for doubt in doubts_about(at, unreadable=story.doubtful_dates):
        telling.need(*doubt)
    if story.date_redac is not None:
        telling.say(_("It was first published on %(date)s."), date=f"{story.date_redac:%Y-%m-%d}")
    if story.statut != "publie":
        telling.say(_closed(story.statut))
        return at, False
    if at is None:
        telling.say(_("It has no date of publication: it stays a draft."))
        telling.need("doubtful-date", "0000-00-00")
        return at, False
    if at > timezone.now():
        telling.say(_("It appears on %(date)s."), date=f"{timezone.localtime(at):%Y-%m-%d}")
    return at, True


def _closed(state: str) -> str:
    match state:
        case "prop":
            return _("It was proposed, not published there: it stays a draft.")
        case "prepa":
            return _("It was being written there: it stays a draft.")
        case _:
            return _("Its state there was “%(state)s”: it stays a draft.") % {"state": state}


def _aware(at: datetime) -> datetime:
    return timezone.make_aware(at)


def _notes_last(blocks: Iterable[foreign.Block]) -> list[foreign.Block]:
    found = list(blocks)
    notes = [block for block in found if isinstance(block, foreign.Footnotes)]
    return [block for block in found if not isinstance(block, foreign.Footnotes)] + notes


def _is_address(address: str) -> bool:
    if not address:  # most texts have none, and a refusal takes its time
        return False
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return False
    return len(address) <= 500
