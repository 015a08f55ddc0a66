"""The first reading of a SPIP backup: everything articles speak of, before or after they do."""

from collections import Counter
from dataclasses import dataclass, field

from azdarar.archive.internal.attachments import Attachment, said
from azdarar.formats.spip import (
    Article,
    Auteur,
    Breve,
    BrokenBackupError,
    CutOffBackupError,
    Document,
    Forum,
    GroupeMots,
    Link,
    Mot,
    Record,
    Rubrique,
    SiteReference,
    SPIPReader,
)
from azdarar.formats.spip_text import rank_of, to_line

_LOGO_MODES = ("logoon", "logooff")
_NOT_SHOWN = (*_LOGO_MODES, "vignette")
#: A kind of object and its number.
_Key = tuple[str, int]


@dataclass(slots=True)
class Survey:
    """What the backup holds beside its texts. Keys are SPIP's kinds of objects with their numbers."""

    rubriques: dict[int, Rubrique] = field(default_factory=dict)
    people: dict[int, Auteur] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)
    documents: dict[int, Document] = field(default_factory=dict)
    titles: dict[_Key, str] = field(default_factory=dict)
    signed: dict[_Key, list[int]] = field(default_factory=dict)
    tagged: dict[_Key, list[int]] = field(default_factory=dict)
    attached: dict[_Key, list[Link]] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)

    def title_of(self, kind: str, number: int) -> str:
        """The title of an object, for links that have no text of their own."""
        return rank_of(to_line(self.titles.get((kind, number), "")))[1]

    def section_of(self, number: int, *, language: str) -> str:
        """The name of a section without the number that only sorts it; "" where it is not in the backup."""
        rubrique = self.rubriques.get(number)
        return rank_of(to_line(rubrique.titre, language=language))[1] if rubrique else ""

    def logo_of(self, kind: str, number: int) -> Document | None:
        """The logo of an object, where the backup has it as a document."""
        links = self.attached.get((kind, number), [])
        found = (self.documents.get(link.id) for link in links)
        return next((document for document in found if document and document.mode == "logoon"), None)

    def unplaced(self, kind: str, number: int, *, placed: set[int]) -> list[Document]:
        """The documents that stood below the text because the text does not show them, in their order."""
        links = self.attached.get((kind, number), [])
        left = [link for link in links if not link.is_placed and link.id not in placed]
        found = (self.documents.get(link.id) for link in sorted(left, key=lambda link: link.rank))
        return [document for document in found if document and document.mode not in _NOT_SHOWN]

    def attachments(self) -> dict[int, Attachment]:
        """What is said of every picture and file, in words: a file's name is none."""
        return {number: _attachment_of(document) for number, document in self.documents.items()}


def survey_of(reader: SPIPReader) -> Survey:
    """Read a backup once, to its end or to where it breaks off, which the second reading tells."""
    survey = Survey()
    try:
        for record in reader:
            _note(record, survey)
    except (CutOffBackupError, BrokenBackupError):
        pass
    return survey


def _note(record: Record, survey: Survey) -> None:
    match record:
        case Article(id_article=number, titre=titre):
            survey.titles.setdefault(("article", number), titre)
        case Breve(id_breve=number, titre=titre):
            survey.titles.setdefault(("breve", number), titre)
        case Rubrique(id_rubrique=number, titre=titre):
            survey.rubriques.setdefault(number, record)
            survey.titles.setdefault(("rubrique", number), titre)
        case Auteur(id_auteur=number, nom=nom):
            survey.people.setdefault(number, record)
            survey.titles.setdefault(("auteur", number), nom)
        case Mot(id_mot=number, titre=titre):
            survey.words.setdefault(number, titre)
            survey.titles.setdefault(("mot", number), titre)
        case Document(id_document=number, titre=titre):
            survey.documents.setdefault(number, record)
            survey.titles.setdefault(("document", number), titre)
        case SiteReference(id_syndic=number, nom_site=nom):
            survey.titles.setdefault(("site", number), nom)
            survey.counted["site reference"] += 1
        case Link():
            _note_link(record, survey)
        case Forum():
            survey.counted["comment"] += 1
        case GroupeMots():
            survey.counted["keyword group"] += 1


def _note_link(link: Link, survey: Survey) -> None:
    key = (link.objet, link.id_objet)
    match link.kind:
        case "auteur":
            survey.signed.setdefault(key, []).append(link.id)
        case "mot":
            survey.tagged.setdefault(key, []).append(link.id)
        case "document":
            survey.attached.setdefault(key, []).append(link)


def _attachment_of(document: Document) -> Attachment:
    title, description = said(to_line(document.titre)), said(to_line(document.descriptif))
    parted = " " if title.endswith((".", "!", "?", "…", ":")) else ". "
    return Attachment(
        foreign_id=document.id_document,
        url=document.fichier,
        title=title,
        alt_text=said(to_line(document.alt)),
        caption=(title + parted + description if title and description else title or description)[:500],
        parent_id=None,
        credit_line=to_line(document.credits)[:255],
    )
