"""Every write of pictures, documents and their files."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from azdarar.errors import AzdararError
from azdarar.media.embedded import is_synthetic, wording_of
from azdarar.media.models import Picture, StoryDocument
from azdarar.media.preparing import ExaminedPicture, PreparedPicture, prepare_picture
from azdarar.media.storing import delete_files, store_picture, store_renditions

#: The fact that is announced of a picture (``receivers``).
CHANGED = "media.picture-changed"

# These come from the file, after everything else was found right.
_NOT_YET_KNOWN = {"file", "width", "height", "rendition_set", "embedded_metadata", "collection"}


class MissingOriginalError(AzdararError):
    """The file a picture was uploaded as is not in the store any more."""

    code: ClassVar[str] = "media.missing-original"
    sentence = _("The file of “%(title)s” is missing from the store: upload it again. Nothing was changed.")


class DocumentRefusedError(AzdararError):
    """A file of a kind or a size the paper does not keep as a document."""

    code: ClassVar[str] = "media.document-refused"
    sentence = _(
        "“%(name)s” is no document the paper keeps: it takes %(endings)s, up to %(most)s MB. Nothing was "
        "saved."
    )


def add_document(*, file: Path, title: str, description: str = "") -> StoryDocument:
    """Take a file into the paper, to be offered with stories; readers have it while one of them offers it.

    Raises:
        DocumentRefusedError: ``media.document-refused``: nothing was saved.
    """
    endings, most = settings.WAGTAILDOCS_EXTENSIONS, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
    size = file.stat().st_size
    if file.suffix.lower().removeprefix(".") not in endings or not 0 < size <= most:
        raise DocumentRefusedError(name=file.name, endings=", ".join(endings), most=most // 2**20)
    document = StoryDocument(title=(title or file.stem)[:255], description=description[:500])
    with file.open("rb") as opened:
        document.file.save(file.name, File(opened), save=False)
        document._set_document_file_metadata()
        document.file.close()
    try:
        with transaction.atomic():
            document.save()
    except BaseException:
        document.file.storage.delete(str(document.file.name))
        raise
    return document


def add_picture(
    *,
    file: IO[bytes] | Path,
    title: str,
    alt_text: str = "",
    caption: str = "",
    credit_line: str = "",
    copyright_notice: str = "",
    usage_terms: str = "",
    is_decorative: bool = False,
    is_synthetic: bool = False,
    texts: Mapping[str, Mapping[str, str]] | None = None,
    focus: tuple[int, int] | None = None,
    by: AbstractBaseUser | None = None,
    prepared: PreparedPicture | None = None,
) -> Picture:
    """Take a picture into the paper, with its renditions.

    What is left empty is filled with what the file's own metadata says. Without an alt text, a picture that
    is not decorative is kept as not described yet: it can be used in a draft, and publication asks for the
    words. Costs about a second of one core (see ``prepare_picture``).

    Args:
        file: a path or an open binary file: JPEG, PNG, WebP, AVIF or GIF, up to 25 MB and 50 megapixels.
        title: the desk's name of the picture; readers never see it.
        texts: ``alt_text``, ``caption`` and ``credit_line`` by language code.
        focus: what must stay visible in a crop, in per cent from the left and the top.
        by: who adds it.
        prepared: what ``prepare_picture`` made of the same file, when the caller had it made already.

    Raises:
        PictureError: ``formats.*``; no picture, another type, cut off, too large; nothing was saved.
        UnreadablePictureError: ``media.unreadable-picture``; nothing was saved.
        PictureTooHeavyError: ``media.picture-too-heavy``; nothing was saved.
        ValidationError: a file name as alt text or caption, or a text too long; nothing was saved.
    """
    picture = Picture(
        title=title[:255],
        alt_text=alt_text,
        alt_state=_alt_state(alt_text, is_decorative=is_decorative),
        caption=caption,
        credit_line=credit_line,
        copyright_notice=copyright_notice,
        usage_terms=usage_terms,
        is_synthetic=is_synthetic,
        texts={language: dict(words) for language, words in (texts or {}).items()},
        uploaded_by_user=by,
    )
    picture.full_clean(exclude=_NOT_YET_KNOWN, validate_unique=False, validate_constraints=False)
    with _opened(file) as original:
        prepared = prepared or prepare_picture(original)
        _fill_in(picture, prepared.examined)
        store_picture(picture, file=original, prepared=prepared)
    if focus:
        picture.focus = focus
    with saved_or_forgotten(picture):
        picture.save()
    return picture


@transaction.atomic
def describe_picture(picture: Picture, *, alt_text: str, is_decorative: bool = False) -> None:
    """Say what a picture shows, or that it is decorative; whoever keeps pages is told.

    Raises:
        ValidationError: a file name, nothing at all, or a text too long; nothing was changed.
    """
    picture.alt_text = "" if is_decorative else " ".join(alt_text.split())
    picture.alt_state = Picture.AltState.DECORATIVE if is_decorative else Picture.AltState.DESCRIBED
    picture.full_clean(exclude=_NOT_YET_KNOWN, validate_unique=False, validate_constraints=False)
    picture.save(update_fields=["alt_text", "alt_state"])


def prepared_picture(file: IO[bytes] | Path) -> PreparedPicture:
    """Make what ``add_picture`` needs of a file: the slow part, for callers who then write more with it.

    Raises:
        PictureError, UnreadablePictureError, PictureTooHeavyError: see ``add_picture``.
    """
    with _opened(file) as original:
        return prepare_picture(original)


def forget_picture(picture: Picture) -> None:
    """Delete the files of a picture whose row was taken back with its transaction."""
    delete_files(picture.file.storage, [picture.file.name, *picture.rendition_names()])


def make_renditions(picture: Picture) -> None:
    """Make a picture's renditions anew from its original; files that are replaced go after the commit.

    Raises:
        MissingOriginalError: ``media.missing-original``; nothing was changed.
        UnreadablePictureError: ``media.unreadable-picture``; nothing was changed.
        PictureTooHeavyError: ``media.picture-too-heavy``; nothing was changed.
    """
    before = set(picture.rendition_names())
    try:
        with picture.file.storage.open(picture.file.name) as original:
            prepared = prepare_picture(original)
    except OSError as error:
        raise MissingOriginalError(title=picture.title) from error
    store_renditions(picture, prepared=prepared)
    with transaction.atomic():
        picture.save(update_fields=["rendition_set", "width", "height"])
        forget_after_commit(picture, before - set(picture.rendition_names()))


def forget_after_commit(picture: Picture, names: Iterable[str]) -> None:
    """Delete files of a picture from the store once the database no longer names them."""
    storage, names = picture.file.storage, list(names)
    transaction.on_commit(lambda: delete_files(storage, names))


@contextmanager
def saved_or_forgotten(picture: Picture) -> Iterator[None]:
    """One transaction for the row of a picture whose files were just stored; if it fails, they go again."""
    try:
        with transaction.atomic():
            yield
    except BaseException:
        delete_files(picture.file.storage, [picture.file.name, *picture.rendition_names()])
        raise


def _fill_in(picture: Picture, examined: ExaminedPicture) -> None:
    found = wording_of(examined.metadata)
    if picture.alt_state == Picture.AltState.DECORATIVE:
        found.pop("alt_text", None)
    for name, text in found.items():
        if not getattr(picture, name):
            setattr(picture, name, text)
    if picture.alt_text and picture.alt_state == Picture.AltState.UNKNOWN:
        picture.alt_state = Picture.AltState.DESCRIBED
    picture.is_synthetic = picture.is_synthetic or is_synthetic(examined.metadata)


def _alt_state(alt_text: str, *, is_decorative: bool) -> str:
    if is_decorative:
        return Picture.AltState.DECORATIVE
    return Picture.AltState.DESCRIBED if alt_text.strip() else Picture.AltState.UNKNOWN


@contextmanager
def _opened(file: IO[bytes] | Path) -> Iterator[IO[bytes]]:
    if isinstance(file, Path):
        with file.open("rb") as opened:
            yield opened
    else:
        yield file
