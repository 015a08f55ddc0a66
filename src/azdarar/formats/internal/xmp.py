"""XMP packets: RDF properties by namespace, whatever prefixes and shapes a program wrote them in.

Source: Adobe XMP Specification, part 1 (ISO 16684-1): a property is an element or an attribute of an
``rdf:Description``; its value is a text, a structure, or an Alt, Bag or Seq of those.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from azdarar.formats.internal.xml_builder import Element, Limits
from azdarar.formats.internal.xml_stream import read_xml

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
IPTC_CORE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
IPTC_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
PLUS = "http://ns.useplus.org/ldf/xmp/1.0/"
RIGHTS = "http://ns.adobe.com/xap/1.0/rights/"
BASIC = "http://ns.adobe.com/xap/1.0/"
EXIF = "http://ns.adobe.com/exif/1.0/"
NOTE = "http://ns.adobe.com/xmp/note/"

_LIMITS = Limits(total_bytes=8 * 2**20, elements=50_000)
_INSTRUCTIONS = frozenset({"xpacket", "adobe-xap-filters"})
_ARRAYS = ("Alt", "Bag", "Seq")


@dataclass(frozen=True, slots=True)
class Value:
    """One text of a property, its language if it names one, and its fields if it is a structure."""

    text: str = ""
    language: str = ""
    fields: tuple[tuple[str, str, tuple[Value, ...]], ...] = ()

    def field(self, namespace: str, local: str) -> str:
        """The text of a field of a structure, or ""."""
        found = (values for space, name, values in self.fields if (space, name) == (namespace, local))
        return next((value.text for values in found for value in values if value.text), "")


class XMP:
    """The properties of one packet.

    Args:
        data: the packet, in any Unicode encoding, with or without its ``xpacket`` lines.
        language: which language to prefer where a text has several; then the default one, then the first.

    Raises:
        XMLError: the packet is no XML, or of the kind that is refused.
    """

    def __init__(self, data: bytes, *, language: str = "") -> None:
        self._language = language.lower()
        self._values: dict[tuple[str, str], tuple[Value, ...]] = {}
        root = read_xml(data, name="XMP", limits=_LIMITS, ignored_instructions=_INSTRUCTIONS)
        for description in _descriptions(root):
            for namespace, local, values in _fields(description):
                self._values.setdefault((namespace, local), values)

    def values(self, namespace: str, local: str) -> tuple[Value, ...]:
        """All values of a property."""
        return self._values.get((namespace, local), ())

    def texts(self, namespace: str, local: str) -> tuple[str, ...]:
        """All texts of a property, in order."""
        return tuple(value.text for value in self.values(namespace, local) if value.text)

    def text(self, namespace: str, local: str) -> str:
        """The one text of a property, in the preferred language."""
        values = [value for value in self.values(namespace, local) if value.text]
        for wanted in (self._language, "x-default"):
            for value in values:
                if wanted and (value.language == wanted or value.language.startswith(f"{wanted}-")):
                    return value.text
        return values[0].text if values else ""


def _descriptions(root: Element) -> Iterator[Element]:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.namespace == RDF and element.local == "RDF":
            yield from (child for child in element.children if child.local == "Description")
        else:
            waiting.extend(reversed(element.children))


def _fields(element: Element) -> list[tuple[str, str, tuple[Value, ...]]]:
    """The properties of a description or a structure, written as attributes or as elements."""
    found: list[tuple[str, str, tuple[Value, ...]]] = []
    for name, text in element.attributes.items():
        prefix, _, local = name.rpartition(":")
        namespace = element.scope.get(prefix, "") if prefix else ""
        if prefix and prefix not in ("xmlns", "xml") and namespace != RDF:
            found.append((namespace, local, (Value(text.strip()),)))
    inner = (child for child in element.children if child.namespace != RDF)
    return found + [(child.namespace, child.local, tuple(_values(child))) for child in inner]


def _values(element: Element) -> Iterator[Value]:
    children = element.children
    array = next((child for child in children if child.namespace == RDF and child.local in _ARRAYS), None)
    if array is not None:
        for item in array.children:
            yield from _values(item)
        return
    resource = next((text for name, text in element.attributes.items() if name.endswith(":resource")), "")
    language = element.attributes.get("xml:lang", "").lower()
    inner = next(
        (child for child in children if child.namespace == RDF and child.local == "Description"), None
    )
    fields = tuple(_fields(inner if inner is not None else element))
    text = resource or ("" if children else element.text.strip())
    yield Value(text, language, fields)
