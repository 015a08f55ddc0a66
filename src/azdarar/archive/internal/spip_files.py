"""Files of a SPIP site: its documents and logos, the paper's own where they are at hand."""

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from azdarar.archive.internal.attachments import MediaFolder, added_picture, not_at_hand, said
from azdarar.archive.internal.ledger import Ledger
from azdarar.archive.internal.spip_survey import Paper, Survey
from azdarar.errors import AzdararError
from azdarar.formats.clean_html import plain_text
from azdarar.formats.spip import logo_of
from azdarar.formats.spip_variants import line_in
from azdarar.media.actions import add_document
from azdarar.media.models import Picture, StoryDocument

PICTURES = frozenset({"jpg", "jpeg", "png", "gif", "webp", "avif"})
_KIND = "document"


class SPIPFiles:
    """Takes each file in once, whoever uses it, and remembers it in the ledger under its number there.

    In a rehearsal it only looks: a file that is at hand gives nothing, and no sentence either. ``missing``
    counts the pictures texts ask for that are not at hand.
    """

    def __init__(
        self, *, ledger: Ledger, folder: MediaFolder, survey: Survey, home: str, is_rehearsal: bool = False
    ) -> None:
        self._ledger, self._folder, self._survey, self._home = ledger, folder, survey, home.rstrip("/")
        self._logos: dict[tuple[str, int], Path] = {}
        self.hover_logos = 0
        self.missing = 0
        self._is_rehearsal = is_rehearsal
        for path in folder.paths():
            self._note_logo(path)

    def address_of(self, document: Paper) -> str:
        """Where readers found a document."""
        return document.file if document.is_remote else f"{self._home}/{document.file}"

    def take_picture(
        self,
        *,
        attachment_id: int | None = None,
        url: str = "",
        alt_text: str = "",
        caption: str = "",
        title: str = "",
    ) -> tuple[Picture | None, str]:
        """Return a picture of the paper, or None with a sentence why.

        Args:
            attachment_id: the number of the document, if the text gives one.
            url: its address, if the text gives one.
            alt_text, caption: what the text says of it, where the document itself says nothing.
            title: what the desk calls it, where it has no title of its own.
        """
        document = self._survey.document(attachment_id) if attachment_id else None
        where = document.file if document else url
        taken = self._ledger.object_of(_KIND, document.number if document else where[-120:])
        if isinstance(taken, Picture):
            return taken, ""
        path = self._folder.find(where)
        if path is None:
            self.missing += 1
            return None, not_at_hand(where)
        return self._add(path, document, where=where, alt_text=said(alt_text), caption=caption, title=title)

    def take_document(self, document: Paper) -> tuple[StoryDocument | None, str]:
        """Return a file as a document of the paper; None with a sentence why, where it stays a link."""
        taken = self._ledger.object_of(_KIND, document.number)
        if isinstance(taken, StoryDocument):
            return taken, ""
        path = None if document.is_remote else self._folder.find(document.file)
        if path is None:
            told = _("The file %(file)s is not at hand: a link to it stays.") % {"file": document.file}
            return None, "" if document.is_remote else told
        if self._is_rehearsal:
            return None, ""
        title, description = line_in(document.title), line_in(document.description)
        credit = line_in(document.credits)
        try:
            made = add_document(
                file=path,
                title=title,
                description=" ".join(filter(None, [description, f"({credit})" if credit else ""])),
            )
        except AzdararError as error:
            return None, str(error)
        self._ledger.remember(_KIND, document.number, made, addresses=[f"/{document.file}"])
        return made, ""

    def logo_of(self, kind: str, number: int, *, title: str = "") -> tuple[Picture | None, str]:
        """The logo of an object: a document since SPIP 4, before that a file named after its object.

        Args:
            title: what the desk calls it, where it has no title of its own.
        """
        for attached in self._survey.attached_to(kind, number):
            if attached.document.mode == "logoon":
                return self.take_picture(attachment_id=attached.document.number, title=title)
        path = self._logos.get((kind, number))
        if path is None:
            return None, ""
        where = f"IMG/{path.name}"
        taken = self._ledger.object_of(_KIND, where)
        return (taken, "") if isinstance(taken, Picture) else self._add(path, None, where=where, title=title)

    def has_logo(self, kind: str, number: int) -> bool:
        """Whether an object has a logo, in the table or on disk."""
        on_disk = (kind, number) in self._logos
        return on_disk or any(one.document.mode == "logoon" for one in self._survey.attached_to(kind, number))

    def remarks(self) -> list[str]:
        """Sentences about files that concern no text: what is missing, and logos that nothing here shows."""
        found = []
        if self.missing:
            found.append(
                ngettext(
                    "%(count)s picture is not at hand: give the site’s folder IMG with --media.",
                    "%(count)s pictures are not at hand: give the site’s folder IMG with --media.",
                    self.missing,
                )
                % {"count": self.missing}
            )
        if self.hover_logos:
            found.append(
                ngettext(
                    "%(count)s logo that only showed under the pointer was not taken.",
                    "%(count)s logos that only showed under the pointer were not taken.",
                    self.hover_logos,
                )
                % {"count": self.hover_logos}
            )
        return found

    def _note_logo(self, path: Path) -> None:
        logo = logo_of(path.name)
        if logo is None:
            return
        if logo.is_hover:
            self.hover_logos += 1
        else:
            self._logos.setdefault((logo.objet, logo.id_objet), path)

    def _add(
        self,
        path: Path,
        document: Paper | None,
        *,
        where: str,
        alt_text: str = "",
        caption: str = "",
        title: str = "",
    ) -> tuple[Picture | None, str]:
        if self._is_rehearsal:
            return None, ""
        named, title = title, said(line_in(document.title)) if document else ""
        description = said(line_in(document.description)) if document else ""
        parted = " " if title.endswith((".", "!", "?", "…", ":")) else ". "
        own = title + parted + description if title and description else title or description
        picture, why = added_picture(
            path,
            title=title or named or path.stem,
            alt_text=(said(line_in(document.alt)) if document else "") or alt_text,
            caption=(own or said(plain_text(caption)))[:500],
            credit_line=line_in(document.credits)[:255] if document else "",
        )
        if picture is None:
            return None, why
        number = document.number if document else where[-120:]
        addresses = [where if "://" in where else f"/{where.lstrip('/')}"]
        self._ledger.remember(_KIND, number, picture, addresses=addresses)
        return picture, ""
