"""Reading a file of XML: bytes to repaired text to elements. ``formats.xml`` is its address."""

from __future__ import annotations

import codecs
import io
import os
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from azdarar.formats.internal.xml_builder import CHUNK_BYTES, Element, Limits, TreeBuilder
from azdarar.formats.internal.xml_errors import (
    EmptyFileError,
    UnreadableFileError,
    XMLError,
)
from azdarar.formats.internal.xml_text import (
    HEAD_BYTES,
    Repair,
    TextRepairer,
    cut_lead,
    find_encoding,
    is_blank,
    refuse_by_signature,
)

Source = str | os.PathLike[str] | bytes | BinaryIO


class XMLStream:
    """The elements of one file at one place, handed out as soon as each is closed.

    Iterating reads the file once, from its beginning, with memory bounded by the largest element handed out.
    Elements that came before an error have been handed out when it is raised.

    Args:
        source: a path, bytes, or a binary stream (not closed by this class).
        path: local names from the root to the parent of what is wanted; ``()`` hands out the root itself.
        name: what a person calls the file, for sentences; the file name by default.
        ignored_instructions: processing instructions passed over instead of refused.
        keep_stray_cdata_ends: see ``TextRepairer``; for formats without mixed content.

    Raises:
        XMLError: while iterating; each subclass is one sentence. Nothing else leaves this class but what
            ``source.read`` raises besides ``OSError``.
    """

    def __init__(
        self,
        source: Source,
        *,
        path: Sequence[str] = (),
        name: str = "",
        limits: Limits | None = None,
        ignored_instructions: frozenset[str] = frozenset(),
        keep_stray_cdata_ends: bool = False,
    ) -> None:
        self.name = name or name_of_source(source)
        self._source = source
        self._keep_stray = keep_stray_cdata_ends
        self._limits = limits or Limits()
        self._repairer = TextRepairer()
        self._builder = TreeBuilder(
            name=self.name, path=tuple(path), limits=self._limits, ignored_instructions=ignored_instructions
        )

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """What had to be repaired so far."""
        return self._repairer.repairs

    def __iter__(self) -> Iterator[Element]:
        if isinstance(self._source, bytes):
            yield from self._elements(io.BytesIO(self._source))
        elif isinstance(self._source, str | os.PathLike):
            try:
                stream = open(self._source, "rb")  # noqa: SIM115 - closed below; opening has its own sentence
            except (OSError, ValueError) as problem:
                raise UnreadableFileError(name=self.name, reason=_reason(problem)) from problem
            with stream:
                yield from self._elements(stream)
        else:
            yield from self._elements(self._source)

    def _elements(self, stream: BinaryIO) -> Iterator[Element]:
        pieces = self._pieces(stream)
        for text, final in pieces:
            problem: XMLError | None = None
            try:
                self._builder.feed(text, final=final)
            except XMLError as refused:
                problem = refused
            yield from self._builder.take()
            if problem is not None:
                raise problem

    def _pieces(self, stream: BinaryIO) -> Iterator[tuple[str, bool]]:
        """Repaired text, piece by piece, and whether it is the last."""
        head = self._read(stream, HEAD_BYTES)
        refuse_by_signature(head, name=self.name)
        encoding, mark_length = find_encoding(head, name=self.name)
        errors = "replace" if encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"
        decoder = codecs.getincrementaldecoder(encoding)(errors)
        text, blank_lines = decoder.decode(head[mark_length:]), 0
        while is_blank(text) or len(text.lstrip()) < HEAD_BYTES // 4:
            chunk = self._read(stream, CHUNK_BYTES)
            if not chunk:
                break
            if is_blank(text):
                blank_lines += text.count("\n")
                text = ""
            text += decoder.decode(chunk)
        if is_blank(text):
            raise EmptyFileError(name=self.name)
        text, cut_lines = cut_lead(text, name=self.name)
        self._builder.lines_before = blank_lines + cut_lines
        self._repairer = TextRepairer(
            lines_before=blank_lines + cut_lines, keep_stray_cdata_ends=self._keep_stray
        )
        yield self._repairer.feed(text), False
        while chunk := self._read(stream, CHUNK_BYTES):
            yield self._repairer.feed(decoder.decode(chunk)), False
        yield self._repairer.feed(decoder.decode(b"", final=True), final=True), True

    def _read(self, stream: BinaryIO, size: int) -> bytes:
        try:
            chunk = stream.read(size)
        except OSError as problem:
            raise UnreadableFileError(name=self.name, reason=_reason(problem)) from problem
        self._builder.count_bytes(len(chunk))
        return chunk


def read_xml(
    source: Source,
    *,
    name: str = "",
    limits: Limits | None = None,
    ignored_instructions: frozenset[str] = frozenset(),
) -> Element:
    """Read a whole small document as one tree.

    Args:
        limits: 20 MB in total unless given otherwise.

    Returns:
        The root, with everything below it.

    Raises:
        XMLError: one sentence for each way in which it is not such a document.
    """
    stream = XMLStream(
        source,
        name=name,
        limits=limits or Limits(total_bytes=20 * 2**20),
        ignored_instructions=ignored_instructions,
    )
    roots = list(stream)
    if not roots:
        raise EmptyFileError(name=stream.name)
    return roots[0]


def name_of_source(source: Source) -> str:
    """What a person calls this source: the file's name where there is one."""
    if isinstance(source, bytes):
        return "the file"
    given = source if isinstance(source, str | os.PathLike) else getattr(source, "name", "")
    return (
        os.path.basename(os.fspath(given)) if isinstance(given, str | os.PathLike) and given else "the file"
    )


def _reason(problem: Exception) -> str:
    return (getattr(problem, "strerror", None) or str(problem) or type(problem).__name__).lower()
