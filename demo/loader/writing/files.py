"""Writes pictures, with what must be said about them, and documents."""

import hashlib
from pathlib import Path

from django.core.files.base import ContentFile

from azdarar.media.actions import add_picture
from azdarar.media.models import Picture, StoryDocument
from azdarar.media.preparing import PreparedPicture
from demo.loader.edition import Edition, PageEntry, PictureEntry, StoryEntry
from demo.loader.parts import Document
from demo.loader.sheets import LANGUAGES
from demo.loader.writing.paper import Paper


def write_pictures(edition: Edition, *, paper: Paper, prepared: dict[Path, PreparedPicture]) -> None:
    """Pictures with their renditions, found by the digest of their files or by the desk's name for them."""
    pictures = Picture.objects.all()
    there = {picture.title: picture for picture in pictures}
    there |= {picture.file_hash: picture for picture in pictures}
    for entry in edition.pictures.values():
        picture = there.get(_digest(entry.file)) or there.get(_desk_name(entry))
        if picture is None:
            picture = _picture(entry, paper=paper, prepared=prepared.get(entry.file))
            paper.stored_files.append((picture.file.storage, [picture.file.name, *picture.rendition_names()]))
            paper.added["pictures"] += 1
        paper.pictures[entry.key] = picture


def write_documents(edition: Edition, *, paper: Paper) -> None:
    """The documents that texts offer, found by the digest of their files."""
    there = {document.file_hash: document for document in StoryDocument.objects.all()}
    texts: list[PageEntry | StoryEntry] = [*edition.pages.values(), *edition.stories.values()]
    offered: dict[str, str] = {}
    for text in sorted(texts, key=lambda text: LANGUAGES.index(text.language)):
        for part in text.parts if text.language in paper.languages else ():
            if isinstance(part, Document):
                offered.setdefault(part.file, part.title)
    for name, title in offered.items():
        path = edition.documents[name]
        document = there.get(_digest(path))
        if document is None:
            document = StoryDocument(title=title, file=ContentFile(path.read_bytes(), name=name))
            document._set_document_file_metadata()
            document.save()
            paper.stored_files.append((document.file.storage, [str(document.file.name)]))
            paper.added["documents"] += 1
        paper.documents[name] = document


def _picture(entry: PictureEntry, *, paper: Paper, prepared: PreparedPicture | None) -> Picture:
    own = paper.own_language
    others = {
        language: {
            "alt_text": entry.alt_texts[language],
            "caption": entry.captions[language],
            "credit_line": entry.credit_lines[language],
        }
        for language in paper.languages
        if language != own
    }
    return add_picture(
        file=entry.file,
        title=_desk_name(entry),
        alt_text=entry.alt_texts[own],
        caption=entry.captions[own],
        credit_line=entry.credit_lines[own],
        is_synthetic=entry.is_synthetic,
        texts=others,
        focus=entry.focus,
        prepared=prepared,
    )


def _desk_name(entry: PictureEntry) -> str:
    return entry.key.replace("-", " ").capitalize()


def _digest(path: Path) -> str:
    """The digest Wagtail keeps of a file."""
    return hashlib.sha1(path.read_bytes(), usedforsecurity=False).hexdigest()
