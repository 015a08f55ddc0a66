"""SPIP sites as stories of the paper.

A backup is read twice, each time in a process of its own: first everything but the texts, put in order in a
survey, then the texts, which are converted on the far side while they are written here.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property, partial
from html import unescape
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from azdarar.archive.internal.attachments import MediaFolder
from azdarar.archive.internal.families import Families
from azdarar.archive.internal.foreign_story import ForeignStory, Setting
from azdarar.archive.internal.furniture import Furnishing
from azdarar.archive.internal.same_site import site_called
from azdarar.archive.internal.spip_details import StoryTeller
from azdarar.archive.internal.spip_files import SPIPFiles
from azdarar.archive.internal.spip_links import lead_remaining_links
from azdarar.archive.internal.spip_logos import take_logos
from azdarar.archive.internal.spip_places import Places, choices_of
from azdarar.archive.internal.spip_survey import Survey, survey_of
from azdarar.archive.internal.telling import told as said
from azdarar.errors import AzdararError
from azdarar.formats.confined import Confined, Limits, Unconverted, confined
from azdarar.formats.spip import BrokenBackupError, CutOffBackupError, Site, TableCount
from azdarar.formats.spip_heads import repairs_of_both
from azdarar.formats.spip_server import MySQLServer
from azdarar.formats.spip_story import LONGEST, Reading, SPIPStory
from azdarar.formats.spip_text import rank_of

#: Kinds of addresses that never name the section.
_FLAT_ADDRESSES = frozenset({"propres", "propres2", "propres_qs", "libres", "simple"})
_ANY_TAG = re.compile(r"<[^<>]*>")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[_-][A-Za-z0-9]{1,8}){0,2}")
#: A single value of 64 MB, the longest there is, passes through the reader some ten times.
_MEMORY = 2**30
#: A packed database is unpacked into a file; nothing larger has been a newspaper.
_LIMITS = Limits(scratch_bytes=2**34, memory_bytes=_MEMORY)
_NETWORK = Limits(allows_network=True, memory_bytes=_MEMORY)


class SPIPSource:
    """The articles and briefs of one backup, or of a database that answers under an address.

    ``counted`` and ``remarks`` are complete after ``told``.
    """

    system = "spip"

    def __init__(self, backup: Path | str, *, prefix: str = "", password: str = "") -> None:
        self._backup, self._prefix, self._password = backup, prefix, password
        self.counted: Counter[str] = Counter()
        self.remarks: list[str] = []
        self._families = Families(kind="article")
        self._survey, self.site, self._tables = self._look()

    @cached_property
    def name(self) -> str:
        """What the ledger calls the site."""
        backup = self._backup
        said = backup.stem if isinstance(backup, Path) else MySQLServer(backup).name
        return site_called(
            self.system,
            address=self.site.adresse[:255],
            otherwise=f"{said} {self.site.prefix}",
            glimpses=self._survey.texts(),
        )

    @property
    def title(self) -> str:
        """What a person calls it."""
        return " ".join(unescape(_ANY_TAG.sub(" ", self.site.nom)).split())[:255] or self.name

    @property
    def language(self) -> str:
        """The language of the site as the backup says it; an installer's placeholder is none."""
        return self.site.langue if _LANGUAGE.fullmatch(self.site.langue) else ""

    @property
    def total(self) -> int:
        """How many articles and briefs there are."""
        return self._survey.stories

    def prepare(self, setting: Setting) -> None:
        """Make ready to write.

        Raises:
            UnknownChoiceError: ``archive.unknown-choice``.
        """
        self._ledger = setting.ledger
        self._furnishing = Furnishing(ledger=setting.ledger, languages=setting.languages)
        mapping = setting.options.get("mapping") or {}
        self._choices = choices_of(mapping, self._survey)
        self._reading = Reading(
            languages=tuple(sorted(setting.languages)),
            fallback=setting.language,
            is_asked=setting.is_language_asked,
            breaks_lines=self.site.breaks_lines,
            sections={number: one.lang for number, one in self._survey.rubriques.items() if one.lang},
        )
        self._files = SPIPFiles(
            ledger=setting.ledger,
            folder=MediaFolder(setting.media),
            survey=self._survey,
            is_rehearsal=setting.is_rehearsal,
            home=self.site.adresse if self.site.adresse.startswith(("http://", "https://")) else "",
        )
        told = self.site.settings.get("type_urls", "arbo")
        self._places = Places(self._survey, self._choices, is_flat=told in _FLAT_ADDRESSES)
        self._teller = StoryTeller(
            survey=self._survey,
            places=self._places,
            files=self._files,
            ledger=setting.ledger,
            furnishing=self._furnishing,
        )

    def told(self) -> Iterator[ForeignStory | None]:
        """The articles and briefs, in file order."""
        reader = self._reader(
            "azdarar.formats.spip:SPIPReader",
            "azdarar.formats.spip_server:read_server",
            only=("articles", "breves"),
            convert="azdarar.formats.spip_story:read_story",
            convert_options={"reading": self._reading},
            told=("repairs",),
        )
        try:
            with reader:
                for story in reader:
                    # SPIP's own XML gives what hangs on a text with it; that was read at the first look.
                    if story is not None:
                        yield self._unread(story) if isinstance(story, Unconverted) else self._story(story)
        except (CutOffBackupError, BrokenBackupError) as problem:
            self.remarks.append(said(problem))
        repairs = repairs_of_both(self._repairs, reader.told.get("repairs", ()), order=self._order)
        self.remarks += map(said, repairs)
        self._count()

    def give_up(self) -> None:
        """A story was not written: what it had taken in went with it."""
        self._furnishing.forget()

    def finish(self) -> None:
        """Link translations, lead links to what came later, and settle the menu."""
        self._furnishing.settle_menus()
        self.remarks += self._families.link(self._ledger)
        self.remarks += take_logos(self._survey, self._files, self._ledger, site=self.title)
        lead_remaining_links(self._ledger)

    def _look(self) -> tuple[Survey, Site, tuple[TableCount, ...]]:
        """Read everything but the texts, to the end or to where the backup breaks off."""
        heads = "azdarar.formats.spip_heads:SPIPHeads"
        reader = self._reader(heads, heads, told=("site", "tables", "repairs", "order"))
        with reader:
            survey = survey_of(_whatever_came(reader))
        self._repairs, self._order = reader.told["repairs"], reader.told["order"]
        return survey, reader.told["site"], reader.told["tables"]

    def _reader(self, of_file: str, of_server: str, *, told: tuple[str, ...], **options: Any) -> Confined:
        is_file = isinstance(self._backup, Path)
        if not is_file:
            options["password"] = self._password
        return confined(
            of_file if is_file else of_server,
            self._backup,
            limits=_LIMITS if is_file else _NETWORK,
            told=told,
            prefix=self._prefix,
            **options,
        )

    def _story(self, story: SPIPStory) -> ForeignStory:
        if story.kind == "article" and story.id_trad and story.occurrence == 1:
            self._families.add(str(story.id_trad), str(story.number))
        return ForeignStory(
            kind=story.kind,
            foreign_id=str(story.number),
            title=story.headline,
            language=story.language,
            checksum=self._checksum(story),
            left_out=_why_left_out(story),
            details=partial(self._teller.details, story),
        )

    def _unread(self, unread: Unconverted) -> ForeignStory:
        """A text that could not be read: it is left out, and the reason told."""
        record = unread.item
        kind = "article" if hasattr(record, "id_article") else "breve"
        return ForeignStory(
            kind=kind,
            foreign_id=str(record.id_article if kind == "article" else record.id_breve),
            title=rank_of(record.titre)[1][:255],
            language=self._reading.fallback,
            checksum="",
            left_out=said(unread.error),
            details=_nothing,
        )

    def _checksum(self, story: SPIPStory) -> str:
        """Of a text and of what belongs to it: who signs, its keywords, documents, messages."""
        key = (story.kind, story.number)
        survey = self._survey
        told = [
            story.checksum,
            survey.linked_to(*key, what="auteur"),
            survey.linked_to(*key, what="mot"),
            [(one.document.number, one.is_placed) for one in survey.attached_to(*key)],
            [(message.number, message.state) for message in survey.messages_of(*key)],
            self._choices.fingerprint,
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def _count(self) -> None:
        """Tell what became no story: by tables, by plug-ins' columns, by states of messages."""
        self.counted.update(self._survey.counted)
        self.counted.update(self._survey.messages_left_out())
        self.counted.update(self._places.counted)
        if self._survey.groups:
            self.counted["keyword group"] = len(self._survey.groups)
        for table in self._tables:
            if table.fate != "read":
                self.counted[f"rows of {table.name}"] += table.rows
        self.remarks += list(_about_tables(self._tables))
        self.remarks += self._files.remarks()


def _whatever_came(reader: Confined) -> Iterator[Any]:
    """The records before a cut; the cut itself is told by the second reading."""
    try:
        yield from reader
    except (CutOffBackupError, BrokenBackupError):
        return


def _nothing() -> Any:
    raise AzdararError


def _about_tables(tables: tuple[TableCount, ...]) -> Iterator[str]:
    for table in tables:
        if table.unread_rows:
            yield ngettext(
                "%(count)s row of %(table)s could not be read.",
                "%(count)s rows of %(table)s could not be read.",
                table.unread_rows,
            ) % {"count": table.unread_rows, "table": table.name}
        if table.rows and table.name.endswith("_versions"):
            yield ngettext(
                "%(count)s earlier version of a text was not taken: SPIP keeps versions in pieces that only "
                "it puts together. What readers had last is here whole.",
                "%(count)s earlier versions of texts were not taken: SPIP keeps versions in pieces that only "
                "it puts together. What readers had last is here whole.",
                table.rows,
            ) % {"count": table.rows}
        for name, count in table.unknown_columns.items():
            if count:
                yield ngettext(
                    "The column “%(name)s” of %(table)s is a plug-in’s: %(count)s text was not taken.",
                    "The column “%(name)s” of %(table)s is a plug-in’s: %(count)s texts were not taken.",
                    count,
                ) % {"name": name, "table": table.name, "count": count}


def _why_left_out(story: SPIPStory) -> str:
    """The whole sentence why a text is not taken; "" for one that is."""
    if story.occurrence > 1:
        return _("Another item of the backup has the same number; that one was taken.")
    if story.statut == "refuse":
        return _("It was refused there: it was left out.")
    if story.statut == "poubelle":
        return _("It was in the waste bin there: it was left out.")
    if story.length > LONGEST:
        return _(
            "Its text has %(count)s characters, and the paper takes %(most)s: it was left out. It is whole "
            "in the backup."
        ) % {"count": story.length, "most": LONGEST}
    if story.leads_to and story.statut != "publie":
        return _("It had no text of its own, and was not published there: it was left out.")
    if story.leads_to:
        return ""
    if story.missing_language:
        return _(
            "It is in “%(code)s”, and the paper does not appear in it: it was left out. Add the language, or "
            "choose one for such texts with --language."
        ) % {"code": story.missing_language}
    return ""
