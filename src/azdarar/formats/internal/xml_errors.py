"""What can be wrong with an XML file, each with its own sentence.

They live apart from the reader only because both halves of it raise them; ``formats.xml`` is their address.
"""

from __future__ import annotations

from azdarar.errors import AzdararError
from azdarar.formats.internal.marking import gettext_noop


class XMLError(AzdararError):
    """Any refusal of the XML reader; ``data`` always has ``name``, the file as the person knows it."""

    code = "formats.xml-refused"
    sentence = gettext_noop("“%(name)s” cannot be read as XML.")


class UnreadableFileError(XMLError):
    """The file could not be opened or read at all."""

    code = "formats.unreadable-file"
    sentence = gettext_noop(
        "“%(name)s” cannot be opened: %(reason)s. Check the path and the permission to read it."
    )


class EmptyFileError(XMLError):
    """Nothing, or white space only."""

    code = "formats.empty-file"
    sentence = gettext_noop(
        "“%(name)s” is empty. Export it again: the download was probably interrupted before it began."
    )


class CompressedFileError(XMLError):
    """An archive or a compressed file where XML was expected."""

    code = "formats.compressed-file"
    sentence = gettext_noop("“%(name)s” is a %(kind)s file, not XML. Unpack it and give the file inside.")


class HTMLGivenError(XMLError):
    """A web page where XML was expected, most often a login or an error page saved as a file."""

    code = "formats.html-given"
    sentence = gettext_noop(
        "“%(name)s” is a web page, not XML: a login or error page was probably saved instead of the file. "
        "Download the file again while signed in."
    )


class NotXMLError(XMLError):
    """Something else than XML."""

    code = "formats.not-xml"
    sentence = gettext_noop(
        "“%(name)s” is not XML: it begins with “%(begins)s”. Give the XML file of the export."
    )


class UnknownEncodingError(XMLError):
    """An encoding that is unknown, or known and dangerous (UTF-7)."""

    code = "formats.unknown-encoding"
    sentence = gettext_noop(
        "“%(name)s” says it is written in “%(encoding)s”, which is not read here. Save it as UTF-8."
    )


class ForbiddenXMLError(XMLError):
    """A document type, an entity or a processing instruction: the tools of XML bombs."""

    code = "formats.forbidden-xml"
    sentence = gettext_noop(
        "“%(name)s” holds %(what)s at line %(line)s. Such declarations can make a reader fetch or repeat "
        "things without end: the file is refused and nothing of it was followed. Remove it, or export again."
    )


class TooDeepError(XMLError):
    """Elements within elements beyond the limit."""

    code = "formats.xml-too-deep"
    sentence = gettext_noop(
        "“%(name)s” nests its elements more than %(limit)s deep at line %(line)s, and is refused."
    )


class TooLargeXMLError(XMLError):
    """One part, or the whole, is larger than allowed."""

    code = "formats.xml-too-large"
    sentence = gettext_noop("“%(name)s” is refused at line %(line)s: %(what)s is larger than %(limit)s.")


class UnexpectedRootError(XMLError):
    """Well-formed so far, but another kind of document."""

    code = "formats.unexpected-root"
    sentence = gettext_noop(
        "“%(name)s” is a <%(found)s> document, not <%(expected)s>. Give the file of the right kind."
    )


class MalformedXMLError(XMLError):
    """Broken in the middle."""

    code = "formats.malformed-xml"
    sentence = gettext_noop(
        "“%(name)s” is broken at line %(line)s, column %(column)s: %(problem)s. What came before was read; "
        "nothing after it was. Correct that line, or export again."
    )


class CutOffError(XMLError):
    """The file ends before its end."""

    code = "formats.cut-off"
    sentence = gettext_noop(
        "“%(name)s” is cut off: it stops at line %(line)s before its end. What came before was read. "
        "Download or export it again to have the rest."
    )
