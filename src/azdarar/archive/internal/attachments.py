"""Pictures of an export: what it says of them, and their files when they are at hand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from azdarar.archive.internal.ledger import Ledger
from azdarar.archive.naming import legible
from azdarar.errors import AzdararError
from azdarar.formats.clean_html import plain_text
from azdarar.formats.wxr import Item
from azdarar.language.filenames import looks_like_file_name
from azdarar.media.actions import add_document, add_picture
from azdarar.media.models import Picture, StoryDocument

#: Endings of the size WordPress adds to the names of the copies it makes: ``photo-300x200.jpg``.
_PICTURE_ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"}
_ENDINGS = _PICTURE_ENDINGS | {f".{ending}" for ending in settings.WAGTAILDOCS_EXTENSIONS}


@dataclass(frozen=True, slots=True)
class Attachment:
    """What the export says of one file. No text here is a file name."""

    foreign_id: int
    url: str
    title: str
    alt_text: str
    caption: str
    parent_id: int | None
    credit_line: str = ""
    addresses: tuple[str, ...] = ()


def attachment_of(item: Item) -> Attachment:
    """Read an attachment; a title, alt text or caption that is only a file name is no text."""
    return Attachment(
        foreign_id=item.post_id or 0,
        url=item.attachment_url or item.guid,
        title=item.title,
        alt_text=said(item.alt_text),
        caption=said(plain_text(item.excerpt)),
        parent_id=item.parent_id,
        addresses=tuple(
            dict.fromkeys(
                address
                for address in (item.attachment_url or item.guid, item.link)
                if address.startswith(("http://", "https://"))
            )
        ),
    )


def said(text: str) -> str:
    """What was said in words: nothing where only a file's name stands."""
    text = " ".join(text.split())
    return "" if looks_like_file_name(text) else text[:500]


class MediaFolder:
    """Files by the tail of their address: ``2012/05/lac.jpg`` first, then ``lac.jpg`` where there is one.

    Nothing outside the folder is ever opened, whatever an address says: only files found by walking it.
    """

    def __init__(self, folder: Path | None) -> None:
        self._by_name: dict[str, list[Path]] = {}
        for path in sorted(folder.rglob("*")) if folder else ():
            if path.is_file() and not path.is_symlink() and path.suffix.lower() in _ENDINGS:
                self._by_name.setdefault(path.name.casefold(), []).append(path)

    def paths(self) -> Iterator[Path]:
        """Every file that was found."""
        for paths in self._by_name.values():
            yield from paths

    def find(self, url: str) -> Path | None:
        """The file an address speaks of, or None."""
        if not self._by_name:
            return None
        wanted = PurePosixPath(unquote(urlsplit(url).path)).parts
        if not wanted:
            return None
        candidates = self._by_name.get(wanted[-1].casefold(), [])
        ranked = sorted(candidates, key=lambda path: -_shared_tail(path.parts, wanted))
        if not ranked:
            return None
        best = _shared_tail(ranked[0].parts, wanted)
        is_clear = len(ranked) == 1 or best > _shared_tail(ranked[1].parts, wanted)
        return ranked[0] if is_clear else None


def _shared_tail(one: Iterable[str], other: Iterable[str]) -> int:
    count = 0
    for left, right in zip(reversed(tuple(one)), reversed(tuple(other)), strict=False):
        if left.casefold() != right.casefold():
            break
        count += 1
    return count


def added_picture(
    file: Path, *, title: str, alt_text: str = "", caption: str = "", credit_line: str = ""
) -> tuple[Picture | None, str]:
    """Take a file in as a picture of the paper; None with a sentence why, where it cannot be one."""
    try:
        picture = add_picture(
            file=file, title=title, alt_text=alt_text, caption=caption, credit_line=credit_line
        )
    except (AzdararError, ValidationError) as error:
        reason = str(error) if isinstance(error, AzdararError) else " ".join(error.messages)
        told = {"name": file.name, "reason": reason}
        return None, _("The picture %(name)s was left out. %(reason)s") % told
    return picture, ""


def not_at_hand(address: str) -> str:
    """Say that a picture's file is not among those that were given."""
    told = _("The picture %(address)s is not at hand; where the text shows it, a link keeps its place.")
    return told % {"address": legible(address)}


class PictureShelf:
    """Takes each picture in once, whoever uses it, and remembers it in the ledger.

    In a rehearsal it only looks: a file that is at hand gives no picture, and no sentence either.
    """

    def __init__(
        self,
        *,
        ledger: Ledger,
        folder: MediaFolder,
        attachments: Mapping[int, Attachment],
        kind: str = "attachment",
        is_rehearsal: bool = False,
    ) -> None:
        self._ledger, self._kind, self._is_rehearsal = ledger, kind, is_rehearsal
        self._folder, self._attachments = folder, attachments
        self._by_url = {attachment.url: attachment for attachment in attachments.values()}
        self._by_post: dict[int, list[Attachment]] = {}
        for attachment in attachments.values():
            if attachment.parent_id:
                self._by_post.setdefault(attachment.parent_id, []).append(attachment)
        self._taken: dict[str, int | None] = {}
        self.remember()

    def remember(self) -> None:
        """Know what the ledger knows: asked again after an item was given up, and its pictures with it."""
        lines = self._ledger.lines.filter(kind=self._kind)
        self._taken = dict(lines.values_list("foreign_id", "object_id"))

    def attached_to(self, post_id: int | None) -> list[Attachment]:
        """The attachments of a post, in the export's order."""
        return self._by_post.get(post_id or 0, [])

    def is_at_hand(self, one: Attachment) -> bool:
        """Whether a file was taken, or can be."""
        return self._taken.get(str(one.foreign_id)) is not None or self._folder.find(one.url) is not None

    def take(
        self, *, attachment_id: int | None = None, url: str = "", alt_text: str = "", caption: str = ""
    ) -> tuple[Picture | None, str]:
        """Return a picture of the paper, or None with a sentence why; see the class for a rehearsal.

        Args:
            attachment_id: its number in the export, if the text gives one.
            url: its address, if the text gives one.
            alt_text, caption: what the text says of it, where the export itself says nothing.
        """
        known = self._attachments.get(attachment_id or 0) or self._by_url.get(url)
        address = (known.url if known else "") or url
        if not address:
            return None, _("The picture %(number)s is not in this export: it was left out.") % {
                "number": attachment_id
            }
        foreign_id = str(known.foreign_id) if known else address[-120:]
        picture = Picture.objects.filter(pk=self._taken.get(foreign_id)).first()
        if picture is not None:
            return picture, ""
        path = self._folder.find(address)
        if path is None:
            return None, not_at_hand(address)
        if self._is_rehearsal:
            return None, ""
        return self._add(
            path,
            known,
            address=address,
            foreign_id=foreign_id,
            alt_text=said(alt_text),
            caption=said(plain_text(caption)),
        )

    def _add(
        self,
        path: Path,
        known: Attachment | None,
        *,
        address: str,
        foreign_id: str,
        alt_text: str,
        caption: str,
    ) -> tuple[Picture | None, str]:
        picture, why = added_picture(
            path,
            title=(known.title if known else "") or path.stem,
            alt_text=(known.alt_text if known else "") or alt_text,
            caption=(known.caption if known else "") or caption,
            credit_line=known.credit_line if known else "",
        )
        if picture is None:
            return None, why
        addresses = known.addresses if known and known.addresses else (address,)
        self._ledger.remember(self._kind, foreign_id, picture, addresses=addresses)
        self._taken[foreign_id] = picture.pk
        return picture, ""


class DocumentShelf:
    """Takes each file in once, whoever offers it, and remembers it in the ledger under its address."""

    def __init__(
        self, *, ledger: Ledger, folder: MediaFolder, kind: str = "attachment", is_rehearsal: bool = False
    ) -> None:
        self._ledger, self._folder, self._kind = ledger, folder, kind
        self._is_rehearsal = is_rehearsal
        self._known: dict[str, tuple[str, str]] = {}

    def know(self, url: str, *, foreign_id: str, title: str) -> None:
        """Note what the export says of a file, by its address."""
        self._known.setdefault(url, (foreign_id, title))

    def take(self, url: str, title: str) -> StoryDocument | None:
        """Return the file an address speaks of as a document of the paper; None where it is not at hand."""
        if PurePosixPath(unquote(urlsplit(url).path)).suffix.lower() not in _ENDINGS - _PICTURE_ENDINGS:
            return None
        foreign_id, known_title = self._known.get(url, (url[-120:], ""))
        taken = self._ledger.object_of(self._kind, foreign_id)
        if isinstance(taken, StoryDocument):
            return taken
        path = self._folder.find(url)
        if path is None or self._is_rehearsal:
            return None
        try:
            document = add_document(file=path, title=known_title or title)
        except AzdararError:
            return None
        self._ledger.remember(self._kind, foreign_id, document, addresses=[url])
        return document
