"""expat, and the rules on what it may report.

expat runs here without namespace processing: it then reports lines exactly, never opens a file, and does
not stop at an undeclared prefix or at a namespace that is no valid URI. Prefixes are resolved below.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from azdarar.formats.internal.marking import Phrase, gettext_noop
from azdarar.formats.internal.xml_errors import (
    CutOffError,
    ForbiddenXMLError,
    MalformedXMLError,
    TooDeepError,
    TooLargeXMLError,
    UnexpectedRootError,
    XMLError,
)

CHUNK_BYTES = 65_536
_BYTES, _CHARACTERS = gettext_noop("%(number)s bytes"), gettext_noop("%(number)s characters")
#: expat's codes for input that ends inside something.
_CUT_OFF = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}
_PROBLEMS = {
    expat.errors.codes[message]: problem
    for message, problem in (
        (
            expat.errors.XML_ERROR_TAG_MISMATCH,
            gettext_noop("a tag is closed that is not the last one opened"),
        ),
        (expat.errors.XML_ERROR_INVALID_TOKEN, gettext_noop("these characters cannot stand here")),
        (expat.errors.XML_ERROR_SYNTAX, gettext_noop("text stands where a tag is expected")),
        (
            expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE,
            gettext_noop("an attribute is written twice in one tag"),
        ),
        (
            expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT,
            gettext_noop("something follows the end of the document"),
        ),
        (expat.errors.XML_ERROR_MISPLACED_XML_PI, gettext_noop("a second file begins inside the first")),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one file may ask for. The defaults fit exports of any length."""

    depth: int = 64
    #: Characters of one element's own text, and of one element handed out with all below it.
    text_length: int = 16 * 2**20
    element_length: int = 64 * 2**20
    elements: int = 200_000
    attributes: int = 256
    #: A single tag, comment-free; expat reads an unfinished one again with every piece.
    token_bytes: int = 2**20
    #: The whole input; None for no limit (streams keep memory flat anyway).
    total_bytes: int | None = None


@dataclass(slots=True, eq=False)
class Element:
    """One closed element. ``content`` keeps text and children in their order; ``scope`` the prefixes."""

    name: str
    namespace: str
    attributes: dict[str, str]
    line: int
    scope: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: list[str | Element] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        """What stands before the colon, or ""."""
        return self.name.rpartition(":")[0]

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]

    @property
    def text(self) -> str:
        """The element's own text, without that of its children."""
        return "".join(part for part in self.content if isinstance(part, str))

    @property
    def full_text(self) -> str:
        """All text below, in order."""
        return "".join(part if isinstance(part, str) else part.full_text for part in self.content)

    @property
    def children(self) -> list[Element]:
        """The elements directly below, in order."""
        return [part for part in self.content if isinstance(part, Element)]


class TreeBuilder:
    """Turns pieces of repaired text into closed elements, or into one refusal."""

    def __init__(
        self, *, name: str, path: tuple[str, ...], limits: Limits, ignored_instructions: frozenset[str]
    ) -> None:
        self.lines_before = 0
        self._name = name
        self._path = path
        self._limits = limits
        self._ignored = ignored_instructions
        self._closed: deque[Element] = deque()
        self._open: list[Element] = []
        self._outside: list[str] = []
        self._scopes: list[dict[str, str]] = [{"": "", "xml": "http://www.w3.org/XML/1998/namespace"}]
        self._lengths = [0]
        self._length = self._elements = self._total = self._fed = 0
        parser = expat.ParserCreate("utf-8")
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.buffer_size = CHUNK_BYTES
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.EntityDeclHandler = self._refuse_entity
        parser.ProcessingInstructionHandler = self._instruction
        self._parser = parser

    def count_bytes(self, size: int) -> None:
        self._total += size
        limit = self._limits.total_bytes
        if limit is not None and self._total > limit:
            raise self._too_large(gettext_noop("the file"), Phrase(_BYTES, number=limit))

    def take(self) -> Iterator[Element]:
        while self._closed:
            yield self._closed.popleft()

    def feed(self, text: str, *, final: bool) -> None:
        data = text.encode("utf-8")
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as problem:
            raise self._told(problem, final=final) from None
        self._fed += len(data)
        # What expat has taken in but not reported is one unfinished token.
        if not final and self._fed - self._parser.CurrentByteIndex > self._limits.token_bytes:
            raise self._too_large(
                gettext_noop("a single tag"), Phrase(_BYTES, number=self._limits.token_bytes)
            )

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber + self.lines_before

    def _told(self, problem: expat.ExpatError, *, final: bool) -> XMLError:
        line = problem.lineno + self.lines_before
        if final and problem.code in _CUT_OFF:
            return CutOffError(name=self._name, line=line)
        ours = _PROBLEMS.get(problem.code)
        told = Phrase(ours) if ours else expat.errors.messages.get(problem.code, "it is not XML")
        return MalformedXMLError(name=self._name, line=line, column=problem.offset + 1, problem=told)

    def _too_large(self, what: str, limit: str) -> TooLargeXMLError:
        return TooLargeXMLError(name=self._name, line=self._line, what=Phrase(what), limit=limit)

    def _start(self, name: str, attributes: list[str]) -> None:
        depth = len(self._scopes)
        if depth > self._limits.depth:
            raise TooDeepError(name=self._name, line=self._line, limit=self._limits.depth)
        if len(attributes) > 2 * self._limits.attributes:
            raise self._too_large(
                gettext_noop("the number of attributes of a tag"), str(self._limits.attributes)
            )
        named = dict(zip(attributes[::2], attributes[1::2], strict=True))
        self._scopes.append(_scope(self._scopes[-1], named))
        if self._open or tuple(self._outside) == self._path:
            self._open_element(name, named)
            return
        local = name.rpartition(":")[2]
        if not self._outside and local != self._path[0]:
            raise UnexpectedRootError(name=self._name, found=name[:60], expected=self._path[0])
        self._outside.append(local)

    def _open_element(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._grow(len(name) + sum(map(len, attributes.values())) + 1)
        if self._elements > self._limits.elements:
            raise self._too_large(
                gettext_noop("the number of elements in one record"), str(self._limits.elements)
            )
        element = Element(
            name=name,
            namespace=self._scopes[-1].get(name.rpartition(":")[0], ""),
            attributes=attributes,
            line=self._line,
            scope=self._scopes[-1],
        )
        if self._open:
            self._open[-1].content.append(element)
        self._open.append(element)
        self._lengths.append(0)

    def _end(self, name: str) -> None:
        self._scopes.pop()
        if not self._open:
            self._outside.pop()
            return
        self._lengths.pop()
        element = self._open.pop()
        if not self._open:
            self._closed.append(element)
            self._length = self._elements = 0

    def _text(self, text: str) -> None:
        if not self._open:
            return
        self._lengths[-1] += len(text)
        if self._lengths[-1] > self._limits.text_length:
            raise self._too_large(
                gettext_noop("a text"), Phrase(_CHARACTERS, number=self._limits.text_length)
            )
        self._grow(len(text))
        self._open[-1].content.append(text)

    def _grow(self, length: int) -> None:
        self._length += length
        if self._length > self._limits.element_length:
            raise self._too_large(
                gettext_noop("one record"), Phrase(_CHARACTERS, number=self._limits.element_length)
            )

    def _refuse_doctype(self, *declared: object) -> None:
        raise ForbiddenXMLError(
            name=self._name, what=Phrase(gettext_noop("a document type (<!DOCTYPE>)")), line=self._line
        )

    def _refuse_entity(self, *declared: object) -> None:
        raise ForbiddenXMLError(
            name=self._name, what=Phrase(gettext_noop("an entity (<!ENTITY>)")), line=self._line
        )

    def _instruction(self, target: str, data: str) -> None:
        if target not in self._ignored:
            what = Phrase(gettext_noop("a processing instruction (<?%(target)s?>)"), target=target[:60])
            raise ForbiddenXMLError(name=self._name, what=what, line=self._line)


def _scope(around: dict[str, str], attributes: dict[str, str]) -> dict[str, str]:
    declared = {
        name[6:]: address
        for name, address in attributes.items()
        if name == "xmlns" or (name.startswith("xmlns:") and len(name) > 6)
    }
    return {**around, **declared} if declared else around
