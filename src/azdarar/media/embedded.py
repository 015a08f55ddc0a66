"""What a photograph says of itself: put into the newsroom's words, and written back into its renditions."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from azdarar.formats.photo_metadata import PhotoMetadata
from azdarar.language.filenames import looks_like_file_name
from azdarar.media.models import Picture

#: The ends of IPTC's digital source types that mean that no camera saw this.
_SYNTHETIC_SOURCES = (
    "trainedAlgorithmicMedia",
    "compositeWithTrainedAlgorithmicMedia",
    "compositeSynthetic",
    "algorithmicMedia",
)


def wording_of(metadata: PhotoMetadata) -> dict[str, str]:
    """Return what a picture's own metadata says, by our fields; empty fields are left out.

    A file name is no caption. An alt text too long for its field is left out,
    because half a description describes something else.
    """
    found = {
        "caption": metadata.caption.strip(),
        "alt_text": metadata.alt_text.strip(),
        "credit_line": _credit_line(metadata),
        "copyright_notice": metadata.copyright_notice.strip(),
        "usage_terms": _joined((metadata.usage_terms, metadata.special_instructions), "\n"),
    }
    return {name: text for name, text in found.items() if text and _fits(name, text)}


def is_synthetic(metadata: PhotoMetadata) -> bool:
    """Whether the metadata says that a machine made the picture up."""
    return metadata.digital_source_type.rstrip("/").endswith(_SYNTHETIC_SOURCES)


def desk_title(metadata: PhotoMetadata) -> str:
    """A name for the desk that is better than a file's, or nothing."""
    for text in (metadata.headline, metadata.title):
        if text.strip() and not looks_like_file_name(text):
            return text.strip()[:255]
    return ""


def kept_record(metadata: PhotoMetadata) -> dict[str, Any]:
    """Return all that was read as JSON values, for the picture's row; it has no place where it was taken."""
    record = {name: value for name, value in asdict(metadata).items() if value not in ("", (), None, False)}
    return json.loads(json.dumps(record, default=str))


def credit_packet(metadata: PhotoMetadata) -> bytes:
    """Return an XMP packet with creators, credit, rights and terms; empty when the photograph names none.

    Renditions carry nothing else of their original's metadata: whoever finds the picture elsewhere can still
    read whose it is, and nobody can read where it was taken or with which camera.

    Source:
        XMP Specification Part 1 (ISO 16684-1), IPTC Photo Metadata Standard 2023.1.
    """
    parts = [
        _alternatives("dc:rights", metadata.copyright_notice),
        _alternatives("xmpRights:UsageTerms", metadata.usage_terms),
        _creators(metadata.creators),
        _plain("photoshop:Credit", metadata.credit_line),
        _plain("photoshop:Source", metadata.source),
    ]
    if not any(parts):
        return b""
    names = " ".join(f"xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in _NAMESPACES.items())
    packet = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {names}><rdf:Description rdf:about="">'
        f'{"".join(parts)}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )
    return packet.encode()


_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
}


def _credit_line(metadata: PhotoMetadata) -> str:
    """Photographer / agency, each named once."""
    creators = ", ".join(name.strip() for name in metadata.creators if name.strip())
    agency = metadata.credit_line.strip() or metadata.source.strip()
    if creators.casefold() in agency.casefold():
        return agency
    return _joined((creators, "" if agency.casefold() in creators.casefold() else agency), " / ")


def _fits(name: str, text: str) -> bool:
    longest = Picture._meta.get_field(name).max_length
    if name in {"caption", "alt_text"} and looks_like_file_name(text):
        return False
    return longest is None or len(text) <= longest


def _joined(texts: Iterable[str], between: str) -> str:
    return between.join(text.strip() for text in texts if text.strip())


def _plain(name: str, text: str) -> str:
    return f"<{name}>{escape(text.strip())}</{name}>" if text.strip() else ""


def _alternatives(name: str, text: str) -> str:
    if not text.strip():
        return ""
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(text.strip())}</rdf:li></rdf:Alt></{name}>'


def _creators(names: Iterable[str]) -> str:
    rows = "".join(f"<rdf:li>{escape(name.strip())}</rdf:li>" for name in names if name.strip())
    return f"<dc:creator><rdf:Seq>{rows}</rdf:Seq></dc:creator>" if rows else ""
