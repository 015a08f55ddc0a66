"""Make the renditions of one picture, in a process of its own.

``python -m azdarar.media.rendering ORIGINAL FOLDER`` decodes the original, writes the files into the folder
and answers with one JSON object on standard output. A decoder is the part of a newspaper most often attacked
and most often at fault: here it may spend no more than its share of memory and time, reads no file but the
original, writes nowhere but into the folder, has no network and starts nothing (``formats.walls``). When it
dies, only this process dies with it. Knows Pillow, and nothing of Django.
"""

import io
import json
import resource
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, UnidentifiedImageError

from azdarar.formats.walls import put_up
from azdarar.media.widths import (
    AVIF_QUALITY,
    AVIF_SPEED,
    FALLBACK_WIDTH_PX,
    JPEG_QUALITY,
    MOST_PIXELS,
    TALLEST_PX,
    WEBP_METHOD,
    WEBP_QUALITY,
    WIDTHS_PX,
    rendition_widths,
)

READABLE = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
XMP_NAME = "credit.xmp"
#: A small file gains nothing from a packet that is a tenth of it.
NARROWEST_WITH_CREDIT_PX = 960

# Pictures of 50 megapixels, decoded here: JPEG 80 MB and 1 s, AVIF 470 MB and 2 s, PNG with transparency
# 450 MB and 4 s, WebP with transparency 880 MB and 4 s of one core.
MEMORY_BYTES = 1024 * 2**20
CPU_SECONDS = 20
OPEN_FILES, FILE_BYTES = 64, 64 * 2**20

REFUSED = 3
_ORIENTATION = 0x0112
_SIDEWAYS = range(5, 9)
#: EXIF orientation → what makes the picture upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class RefusedError(Exception):
    """The picture cannot be rendered; the argument is the reason in one word."""


def render(original: Path, folder: Path) -> dict[str, Any]:
    """Write every rendition of a picture into a folder.

    Upright, in sRGB, without any of the original's metadata; what ``folder/credit.xmp`` holds goes into the
    wide ones. An animation is shown by its first frame.

    Returns:
        ``width_px`` and ``height_px`` as the picture is seen, and ``files``: format, width, height, name.

    Raises:
        RefusedError: ``not-a-picture``, ``too-many-pixels`` or ``damaged``.
    """
    picture, size = _decode(original)
    packet = folder / XMP_NAME
    xmp = packet.read_bytes() if packet.is_file() else b""
    files = [
        {"format": name, "width": made.width, "height": made.height, "name": _write(made, name, folder, xmp)}
        for name, made in _sizes(picture)
    ]
    return {"width_px": size[0], "height_px": size[1], "files": files}


def _decode(original: Path) -> tuple[Image.Image, tuple[int, int]]:
    """Return the picture upright, in sRGB, no wider than needed, bare; and the size it is seen in."""
    try:
        with Image.open(original, formats=READABLE) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise RefusedError("too-many-pixels")
            orientation = opened.getexif().get(_ORIENTATION, 1)
            width, height = _turned(opened.size, orientation)
            stored = _turned(_fitting(width, height), orientation)
            # A JPEG is decoded at an eighth, a quarter or a half where that is enough.
            opened.draft(None, stored)
            opened.load()
            picture = _in_srgb(opened).resize(stored, Image.Resampling.LANCZOS, reducing_gap=3.0)
    except Image.DecompressionBombError as error:
        raise RefusedError("too-many-pixels") from error
    except UnidentifiedImageError as error:
        raise RefusedError("not-a-picture") from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError) as error:
        raise RefusedError("damaged") from error
    # Encoders write down what they find here: profile, EXIF, comments.
    picture.info = {}
    turn = _TURNS.get(orientation)
    return (picture if turn is None else picture.transpose(turn)), (width, height)


def _turned(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    return (size[1], size[0]) if orientation in _SIDEWAYS else size


def _fitting(width: int, height: int) -> tuple[int, int]:
    scale = min(1.0, WIDTHS_PX[-1] / width, TALLEST_PX / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Convert to RGB or RGBA by the picture's own colour profile."""
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):
        # Sixteen bits a pixel: Pillow's own conversion would cut off at 255 instead of scaling.
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("RGB")
    if profile and picture.mode in {"RGB", "RGBA", "CMYK", "L"}:
        picture = _by_profile(picture, profile)
    if picture.mode in {"RGB", "RGBA"}:
        return picture
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _by_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(
            picture, source, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        # A profile that does not fit its picture is common; the colours are then taken as they are.
        return picture
    return converted or picture


def _sizes(picture: Image.Image) -> Iterator[tuple[str, Image.Image]]:
    """Yield every rendition's format and picture."""
    for width in rendition_widths(picture.width):
        made = _narrowed(picture, width)
        yield "avif", made
        yield "webp", made
    yield "fallback", _on_white(_narrowed(picture, min(FALLBACK_WIDTH_PX, picture.width)))


def _narrowed(picture: Image.Image, width: int) -> Image.Image:
    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS)


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _write(made: Image.Image, name: str, folder: Path, xmp: bytes) -> str:
    file_name = f"{name}-{made.width}"
    credit = {"xmp": xmp} if xmp and made.width >= NARROWEST_WITH_CREDIT_PX else {}
    if name == "avif":
        made.save(folder / file_name, "AVIF", quality=AVIF_QUALITY, speed=AVIF_SPEED, **credit)
    elif name == "webp":
        made.save(folder / file_name, "WEBP", quality=WEBP_QUALITY, method=WEBP_METHOD, **credit)
    else:
        made.save(folder / file_name, "JPEG", quality=JPEG_QUALITY, progressive=True, optimize=True, **credit)
    return file_name


def confine_itself(original: Path, folder: Path) -> None:
    """Put walls up around this process: what decodes a picture needs the picture and nothing else."""
    Image.init()  # its formats are found now: what they are made of is read from many places
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    put_up(
        memory_bytes=MEMORY_BYTES,
        cpu_seconds=CPU_SECONDS,
        open_files=OPEN_FILES,
        readable=[str(original), str(folder)],
        scratch=str(folder),
        scratch_bytes=FILE_BYTES,
        allows_network=False,
    )


def main(arguments: list[str]) -> int:
    """Render and answer; returns the process's exit status."""
    original, folder = map(Path, arguments)
    # Pillow warns of every odd tag; what matters arrives as an error.
    warnings.simplefilter("ignore")
    confine_itself(original, folder)
    try:
        answer: dict[str, Any] = render(original, folder)
    except RefusedError as error:
        answer = {"refused": str(error)}
    except MemoryError:
        answer = {"refused": "too-many-pixels"}
    sys.stdout.write(json.dumps(answer))
    return REFUSED if "refused" in answer else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
