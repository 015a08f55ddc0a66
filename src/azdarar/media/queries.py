"""What other rooms may ask about pictures."""

import os
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db.models import QuerySet
from django.utils import translation

from azdarar.language.typography import TypesetText
from azdarar.media.models import Picture
from azdarar.press.showing import shows


@dataclass(frozen=True, slots=True)
class RenditionFile:
    """One file of a picture: its address and its size in pixels."""

    url: str
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class PictureUse:
    """A picture as it is shown in one place, with what must be shown with it.

    ``alt`` is empty when the picture is decorative or not described; it is never a file name.
    ``focus`` is the focal point in per cent from the left and the top.
    """

    picture_id: int
    alt: TypesetText
    caption: TypesetText
    credit: TypesetText
    width_px: int
    height_px: int
    avif: tuple[RenditionFile, ...]
    webp: tuple[RenditionFile, ...]
    fallback: RenditionFile
    focus: tuple[int, int]


def picture_use(
    picture: Picture,
    *,
    language: str,
    alt_text: str = "",
    caption: str = "",
    is_decorative: bool = False,
) -> PictureUse | None:
    """Return a picture ready to be shown in a language, or None while its file is missing.

    What is written for this use wins over what the picture says of itself; the credit is always the
    picture's own. No query: everything is on the picture's row. Costs one look at the local disk; a store
    elsewhere is taken at its word.
    """
    shows(f"picture:{picture.pk}")
    files = picture.rendition_set
    if not files.get("webp") or is_missing_from_store(picture):
        return None
    own = picture.texts.get(language, {})
    decorative = is_decorative or (picture.alt_state == Picture.AltState.DECORATIVE and not alt_text)
    alt = "" if decorative else alt_text or own.get("alt_text", "") or picture.alt_text
    webp = _files(files["webp"])
    return PictureUse(
        picture_id=picture.pk,
        alt=TypesetText(alt, language),
        caption=TypesetText(caption or own.get("caption", "") or picture.caption, language),
        credit=TypesetText(_credit(picture, language=language), language),
        width_px=picture.width,
        height_px=picture.height,
        avif=_files(files.get("avif", ())),
        webp=webp,
        fallback=_files(files["fallback"])[0] if files.get("fallback") else webp[-1],
        focus=picture.focus,
    )


def is_missing_from_store(picture: Picture) -> bool:
    """Whether the files readers get of a picture were taken from the local disk behind Azdarar's back."""
    storage = picture.file.storage
    if not isinstance(storage, FileSystemStorage):
        return False
    # The narrowest WebP stands for all: they are made together and go together.
    name = picture.rendition_set["webp"][0][0] if picture.rendition_set.get("webp") else ""
    return not name or not os.path.exists(os.path.join(storage.location, name))


def weight_bytes(use: PictureUse) -> int | None:
    """What the file that every browser can show weighs; None where a look at the local disk does not tell."""
    field: Any = Picture._meta.get_field("file")
    storage = field.storage
    if not isinstance(storage, FileSystemStorage):
        return None
    name = use.fallback.url.removeprefix(settings.MEDIA_URL)
    try:
        return os.stat(os.path.join(storage.location, name)).st_size
    except OSError:
        return None


def undescribed_pictures() -> QuerySet[Picture]:
    """Pictures nobody has described yet, newest first; publication refuses a story that shows one."""
    pictures: QuerySet[Picture] = Picture.objects.all()
    return pictures.filter(alt_state=Picture.AltState.UNKNOWN).order_by("-created_at", "-pk")


def _credit(picture: Picture, *, language: str) -> str:
    """The picture's credit in a language; a picture no camera took says so wherever it is shown."""
    written = picture.texts.get(language, {}).get("credit_line", "") or picture.credit_line
    if not picture.is_synthetic:
        return written
    with translation.override(language):
        return " / ".join(
            part for part in (written, translation.gettext("Picture made by a machine")) if part
        )


def _files(rows: list[tuple[str, int, int]]) -> tuple[RenditionFile, ...]:
    return tuple(RenditionFile(f"{settings.MEDIA_URL}{name}", width, height) for name, width, height in rows)
