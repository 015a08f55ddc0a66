"""Captions inside the files: EXIF, IPTC and XMP, as a picture desk receives them."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from xml.sax.saxutils import escape

from PIL import Image
from PIL.ExifTags import GPS, Base

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 photoshop:Credit="{credit}"
 Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></dc:description>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">{copyright}</rdf:li></rdf:Alt></dc:rights>
<dc:creator><rdf:Seq><rdf:li>{credit}</rdf:li></rdf:Seq></dc:creator>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">{alt}</rdf:li></rdf:Alt>
</Iptc4xmpCore:AltTextAccessibility>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(frozen=True)
class Caption:
    """What a file says of itself; ``position`` is north and east in degrees."""

    text: str
    alt: str
    credit: str
    copyright: str
    position: tuple[float, float] | None = None


def embedded(picture: Image.Image, *, quality: int, caption: Caption | None) -> bytes:
    """The picture as JPEG, with its caption in it where there is one."""
    file = io.BytesIO()
    if caption is None:
        picture.save(file, "JPEG", quality=quality, optimize=True)
        return file.getvalue()
    packet = _XMP.format(
        **{name: escape(getattr(caption, name)) for name in ("text", "alt", "credit", "copyright")}
    )
    picture.save(
        file, "JPEG", quality=quality, optimize=True, exif=_exif(caption), xmp=packet.encode("utf-8")
    )
    return _with_iptc(file.getvalue(), caption)


def _exif(caption: Caption) -> Image.Exif:
    exif = Image.Exif()
    # As bytes: a text would be cut down to ASCII on its way.
    exif[Base.ImageDescription] = caption.text.encode()
    exif[Base.Artist] = caption.credit.encode()
    exif[Base.Copyright] = caption.copyright.encode()
    if caption.position:
        north, east = caption.position
        exif.get_ifd(Base.GPSInfo).update(
            {
                GPS.GPSLatitudeRef: "N",
                GPS.GPSLatitude: _degrees(north),
                GPS.GPSLongitudeRef: "E",
                GPS.GPSLongitude: _degrees(east),
            }
        )
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    minutes = (value % 1) * 60
    return (float(int(value)), float(int(minutes)), round((minutes % 1) * 60, 2))


def _with_iptc(jpeg: bytes, caption: Caption) -> bytes:
    """Put an IPTC-IIM record, in its Photoshop envelope, before the first table of the file."""
    fields = (
        (2, 80, caption.credit),
        (2, 110, caption.credit),
        (2, 116, caption.copyright),
        (2, 120, caption.text),
    )
    record = b"\x1c\x01\x5a\x00\x03\x1b%G" + b"".join(
        b"\x1c" + struct.pack(">BBH", group, number, len(text.encode())) + text.encode()
        for group, number, text in fields
    )
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(record)) + record + b"\x00" * (len(record) % 2)
    segment = b"Photoshop 3.0\x00" + resource
    at = jpeg.index(b"\xff\xdb")
    return jpeg[:at] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + jpeg[at:]
