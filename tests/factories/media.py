"""Real picture files, made on the spot, and pictures of the paper made of them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

ALT_TEXT = "Deux ponts de pierre sur le Hrazdan, sous la neige."
_GPS_IFD, _ORIENTATION, _MAKE = 0x8825, 0x0112, 0x010F
_LANGUAGE_ALTERNATIVE = '<{0}><rdf:Alt><rdf:li xml:lang="x-default">{1}</rdf:li></rdf:Alt></{0}>'
_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
}


def pixels(width: int = 1800, height: int = 1200, *, mode: str = "RGB") -> Image.Image:
    """Something with edges and shades, as a photograph has them; red in the upper left corner."""
    shade = Image.linear_gradient("L").resize((width, height))
    picture = Image.merge(
        "RGB", (shade, shade.transpose(Image.Transpose.ROTATE_180), Image.new("L", shade.size, 90))
    )
    picture.paste((220, 20, 20), (0, 0, max(1, width // 4), max(1, height // 4)))
    if mode == "RGBA":
        picture.putalpha(shade)
    return picture.convert(mode)


def photograph(
    *, size: tuple[int, int] = (1800, 1200), format: str = "JPEG", orientation: int = 1, **options: Any
) -> bytes:
    """A file as a camera writes it: make, orientation, and the place where it was taken."""
    exif = Image.Exif()
    exif[_MAKE], exif[_ORIENTATION] = "Sevan Camera Works", orientation
    exif[_GPS_IFD] = {1: "N", 2: (40.0, 10.0, 42.0), 3: "E", 4: (44.0, 30.0, 48.0)}
    if format == "GIF":
        return saved(pixels(*size), format, **options)
    return saved(pixels(*size), format, exif=exif, **options)


def captioned_photograph(*, alt_text: str = ALT_TEXT, **options: Any) -> bytes:
    """A photograph whose agency said who made it, what it shows and where it was taken."""
    texts = {
        "dc:description": "Les ponts du Hrazdan en hiver.",
        "dc:rights": "© 2026 Anahit Vardanyan",
        "Iptc4xmpCore:AltTextAccessibility": alt_text,
        "xmpRights:UsageTerms": "Presse uniquement.",
    }
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items())
    packet = (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {names}><rdf:Description rdf:about="" '
        'photoshop:Credit="Agence Ararat" exif:GPSLatitude="40,10.7N" exif:GPSLongitude="44,30.8E">'
        "<dc:creator><rdf:Seq><rdf:li>Anahit Vardanyan</rdf:li></rdf:Seq></dc:creator>"
        + "".join(_LANGUAGE_ALTERNATIVE.format(name, text) for name, text in texts.items())
        + "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    return photograph(xmp=packet.encode(), **options)


def saved(picture: Image.Image, format: str, **options: Any) -> bytes:
    """The bytes of a picture in a format."""
    file = BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def upload(content: bytes, name: str = "DSC_0042.jpg") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def film() -> bytes:
    """The beginning of an MP4 film."""
    return b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 4096


def swapped_profile() -> bytes:
    """A colour profile in which red means green and green means red: no converter can pass it over unseen."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"????", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"????", b"gXYZ", 1)
