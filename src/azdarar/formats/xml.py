"""Hardened reading of XML: as a stream of elements, or as one small tree.

What enters is not trusted. Document types, entities and processing instructions are refused the moment they
begin, before anything of them is expanded; nothing is ever fetched; depth, text, attributes and single tokens
have limits; memory follows the largest element handed out, not the file.

What enters is not perfect either. Byte-order marks, blank lines before the declaration, control
characters, bytes of another encoding, bare ampersands, HTML character names and undeclared prefixes are
repaired, and the repairs counted (``repairs``), because real exports hold them and the people who have
them cannot correct them.

The parser is expat, fed with repaired text. lxml would have to be kept from all of this by options, and
would still read an internal document type before it can be asked.
"""

from __future__ import annotations

from azdarar.formats.internal.marking import Counted, Phrase
from azdarar.formats.internal.xml_builder import Element, Limits
from azdarar.formats.internal.xml_errors import (
    CompressedFileError,
    CutOffError,
    EmptyFileError,
    ForbiddenXMLError,
    HTMLGivenError,
    MalformedXMLError,
    NotXMLError,
    TooDeepError,
    TooLargeXMLError,
    UnexpectedRootError,
    UnknownEncodingError,
    UnreadableFileError,
    XMLError,
)
from azdarar.formats.internal.xml_stream import Source, XMLStream, name_of_source, read_xml
from azdarar.formats.internal.xml_text import Repair

__all__ = [
    "CompressedFileError",
    "Counted",
    "CutOffError",
    "Element",
    "EmptyFileError",
    "ForbiddenXMLError",
    "HTMLGivenError",
    "Limits",
    "MalformedXMLError",
    "NotXMLError",
    "Phrase",
    "Repair",
    "Source",
    "TooDeepError",
    "TooLargeXMLError",
    "UnexpectedRootError",
    "UnknownEncodingError",
    "UnreadableFileError",
    "XMLError",
    "XMLStream",
    "name_of_source",
    "read_xml",
]
