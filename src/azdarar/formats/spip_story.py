"""Articles and briefs of a SPIP site with their texts read: pure records, ready to be placed in a paper.

This is the heavy half of an import, and knows only the one record it reads: it runs where the backup is read,
in a process of its own. What only the whole backup knows (the title of a link's target, a document, a
section) keeps its number; a title that is to stand in a text is marked by ``title_mark`` until then.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from azdarar.formats.blocks import Attached, Block, Change, Paragraphs
from azdarar.formats.clean_html import plain_text
from azdarar.formats.flowing import flowed
from azdarar.formats.internal.spip_links import target_of
from azdarar.formats.spip import (
    Article,
    Auteur,
    Breve,
    Forum,
    GroupeMots,
    Mot,
    Record,
    Rubrique,
    SiteReference,
)
from azdarar.formats.spip_text import ObjectLink, SPIPText, rank_of, to_blocks, to_line
from azdarar.formats.spip_variants import prepared

__all__ = ["LONGEST", "Reading", "SPIPStory", "head_of", "lead_of", "read_story", "with_titles"]

#: Characters of no language stand around the place of a title.
_TITLE = "\ue000"
_MARK = re.compile("\ue000([a-z_]{1,40}):([0-9]{1,10})\ue001")
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
#: Characters of a text that is read: a book of five hundred pages. More has been a table, a log, an attack.
LONGEST = 1_500_000
#: Of a text that stands in for a missing headline, so much is looked at.
_OPENING = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the texts of a site are read.

    ``languages`` are those the paper appears in; ``fallback`` is for texts that name none, and with
    ``is_asked`` for those in another. ``sections`` holds the languages of rubriques by their numbers.
    """

    languages: tuple[str, ...]
    fallback: str
    is_asked: bool = False
    breaks_lines: bool = True
    sections: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SPIPStory:
    """An article or a brief. Names follow SPIP where they are SPIP's; texts in one line are without marks.

    ``language`` is one of the paper's. ``missing_language`` is set for a text in a language the paper does
    not appear in. ``blocks`` hold the text, ``chapo_blocks`` the chapô; one with notes opens the text
    instead, and then ``is_chapo_in_text``. ``leads_to`` is the address of a text that only leads elsewhere.
    ``original`` is the source as written, where something of it changed. ``length`` counts the characters of
    its source; one of more than ``LONGEST`` was not read, and has no blocks.
    """

    kind: Literal["article", "breve"]
    number: int
    occurrence: int
    language: str
    missing_language: str
    statut: str
    date: datetime | None
    doubtful_dates: tuple[str, ...]
    id_rubrique: int
    url_propre: str
    is_mended: bool
    headline: str
    opening: str
    length: int
    checksum: str
    id_trad: int = 0
    surtitre: str = ""
    soustitre: str = ""
    descriptif: str = ""
    blocks: tuple[Block, ...] = ()
    chapo_blocks: tuple[Block, ...] = ()
    is_chapo_in_text: bool = False
    ps: str = ""
    links: tuple[ObjectLink, ...] = ()
    changes: tuple[Change, ...] = ()
    original: str = ""
    lien_titre: str = ""
    lien_url: str = ""
    nom_site: str = ""
    url_site: str = ""
    leads_to: str = ""
    visites: int = 0
    date_redac: datetime | None = None


def head_of(record: Record) -> Record:
    """A record as it is wanted before the texts are read: short texts are prepared (``spip_variants``).

    Messages of readers become plain text.
    """
    match record:
        case Forum():
            return replace(record, titre=to_line(record.titre), texte=_plain(record.texte))
        case Rubrique() | Auteur() | Mot() | GroupeMots() | SiteReference():
            names = _SHORT_TEXTS[type(record)]
            told: dict[str, Any] = {name: prepared(getattr(record, name)) for name in names}
            return replace(record, **told)
        case _:
            return record


#: What of each record is a name or a few words.
_SHORT_TEXTS: Mapping[type, tuple[str, ...]] = {
    Rubrique: ("titre", "descriptif"),
    Auteur: ("nom", "bio"),
    Mot: ("titre", "descriptif"),
    GroupeMots: ("titre",),
    SiteReference: ("nom_site",),
}


def read_story(record: Record, *, reading: Reading) -> SPIPStory | None:
    """Read an article or a brief; None for any other record."""
    match record:
        case Article():
            return _Reader(record, reading).article(record)
        case Breve():
            return _Reader(record, reading).brief(record)
        case _:
            return None


def with_titles(text: str, *, title_of: Callable[[str, int], str]) -> str:
    """A text, plain or HTML, with the titles of what it links to in their places."""
    return _MARK.sub(lambda found: title_of(found[1], int(found[2])), text)


def lead_of(virtuel: str) -> str:
    """The address an article led to that had no text: of an object, or of anything else."""
    return target_of(virtuel, has_own_text=True).href if virtuel.strip() else ""


def _plain(text: str) -> str:
    blocks = to_blocks(text).blocks
    words = [with_addresses(block.html) for block in blocks if isinstance(block, Paragraphs)]
    return "\n\n".join(words) or to_line(text)


def _with_plain_arguments(block: Block) -> Block:
    """A document whose text says how it is to be called: in plain words."""
    if not isinstance(block, Attached) or _WORDS.isdisjoint(block.arguments):
        return block
    words = {name: to_line(block.arguments[name]) for name in _WORDS if name in block.arguments}
    return replace(block, arguments={**block.arguments, **words})


#: Arguments of a document that are words.
_WORDS = frozenset({"alt", "titre"})


def _title_mark(kind: str, number: int) -> str:
    return f"\ue000{kind}:{number}\ue001"


class _Reader:
    """One record."""

    def __init__(self, record: Article | Breve, reading: Reading) -> None:
        self._record, self._reading = record, reading
        self._language, self._missing = self._find_language()
        self._links: list[ObjectLink] = []
        self._changes: list[Change] = []

    def article(self, article: Article) -> SPIPStory:
        parts = (article.chapo, article.texte, article.ps)
        length = sum(map(len, parts))
        common = self._common(length)
        if length > LONGEST:
            return SPIPStory(kind="article", number=article.id_article, **common)
        is_noted = "[[" in article.chapo
        text = f"{article.chapo}\n\n{article.texte}" if is_noted else article.texte
        blocks = self._flowed(self._read(text))
        chapo = () if is_noted or not article.chapo.strip() else self._read(article.chapo)
        ps = self._plain(article.ps) if article.ps.strip() else ""
        only_leads = article.virtuel and not article.texte.strip()
        return SPIPStory(
            kind="article",
            number=article.id_article,
            id_trad=article.id_trad,
            surtitre=self._line(article.surtitre),
            soustitre=self._line(article.soustitre),
            descriptif=self._line(article.descriptif),
            blocks=blocks,
            chapo_blocks=chapo,
            is_chapo_in_text=is_noted,
            ps=ps,
            links=tuple(self._links),
            changes=tuple(self._changes),
            original=self._original(*parts),
            nom_site=self._line(article.nom_site),
            url_site=article.url_site.strip(),
            leads_to=lead_of(article.virtuel) if only_leads else "",
            visites=article.visites,
            date_redac=article.date_redac,
            **common,
        )

    def brief(self, brief: Breve) -> SPIPStory:
        length = len(brief.texte)
        blocks = self._flowed(self._read(brief.texte)) if length <= LONGEST else ()
        return SPIPStory(
            kind="breve",
            number=brief.id_breve,
            blocks=blocks,
            links=tuple(self._links),
            changes=tuple(self._changes),
            original=self._original(brief.texte),
            lien_titre=self._line(brief.lien_titre),
            lien_url=brief.lien_url.strip(),
            **self._common(length),
        )

    def _common(self, length: int) -> dict[str, Any]:
        """What articles and briefs have alike."""
        record = self._record
        headline = rank_of(self._line(record.titre))[1]
        return {
            "occurrence": record.occurrence,
            "language": self._language,
            "missing_language": self._missing,
            "statut": record.statut,
            "date": record.date,
            "doubtful_dates": record.doubtful_dates,
            "id_rubrique": record.id_rubrique,
            "url_propre": record.url_propre,
            "is_mended": record.is_mended,
            "headline": headline,
            "opening": "" if headline else self._line(record.texte[:_OPENING]),
            "length": length,
            "checksum": self._checksum(),
        }

    def _find_language(self) -> tuple[str, str]:
        """The paper's language for a text, and the one it is in where the paper lacks it."""
        reading = self._reading
        told = self._record.lang or reading.sections.get(self._record.id_rubrique, "")
        code = told.replace("_", "-").lower()
        for candidate in (code, code.partition("-")[0]):
            if candidate in reading.languages:
                return candidate, ""
        is_code = bool(code) and code.isascii() and code.replace("-", "").isalpha()
        return reading.fallback, code if is_code and not reading.is_asked else ""

    def _read(self, text: str) -> tuple[Block, ...]:
        read = self._text(text)
        self._links += read.links
        self._changes += read.changes
        return tuple(map(_with_plain_arguments, read.blocks))

    def _flowed(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """What flows as one. In a heading a title is put as plain text: it waits for it by itself."""
        return tuple(flowed(blocks, but=_TITLE))

    def _text(self, text: str) -> SPIPText:
        return to_blocks(
            text, language=self._language, breaks_lines=self._reading.breaks_lines, title_of=_title_mark
        )

    def _line(self, text: str) -> str:
        return to_line(text, language=self._language) if text else ""

    def _plain(self, text: str) -> str:
        """A text without marks, its paragraphs apart, the addresses of its links in brackets."""
        parts = [block.html for block in self._read(text) if isinstance(block, Paragraphs)]
        return "\n\n".join(map(with_addresses, parts)) or self._line(text)

    def _original(self, *parts: str) -> str:
        """The source as it was written, where something of it changed."""
        return "\n\n".join(part for part in parts if part.strip()) if self._changes else ""

    def _checksum(self) -> str:
        """Of everything the backup tells of the record, visits aside: they grow by themselves."""
        record = self._record
        names = (name for name in type(record).__dataclass_fields__ if name not in _PASSING)
        told = [self._language, self._missing, *(str(getattr(record, name)) for name in names)]
        # Lengths part the fields: what moves from one to the next is another text.
        lengths = ",".join(str(len(one)) for one in told)
        return hashlib.sha256("".join([lengths, *told]).encode("utf-8", "surrogatepass")).hexdigest()


#: What changes without anybody having written.
_PASSING = frozenset({"visites", "popularite", "occurrence", "date_modif", "is_mended"})


def with_addresses(html: str) -> str:
    """The words of HTML, with the addresses of its links in brackets behind them."""

    def told(found: re.Match[str]) -> str:
        address, inner = found[1], found[2]
        is_shown = not address.startswith("http") or plain_text(inner).strip() == address
        return inner if is_shown else f"{inner} ({address})"

    return plain_text(_LINK.sub(told, html) if "<a " in html else html)
