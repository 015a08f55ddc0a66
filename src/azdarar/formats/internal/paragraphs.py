"""Building one paragraph of clean HTML from text, marks and line breaks, in the order they come."""

from __future__ import annotations

import html
import re

from azdarar.formats.clean_html import clean_inline, one_spaced

#: No-break spaces are typography, which the paper puts on at output; stored text is clean.
_WHITE = " \t\r\n\f\u00a0\u202f"
_LAST_BREAKS = re.compile(r"(?:<br>)+((?:</[a-z]+>)*)\Z")
#: White space, no-break spaces and the invisible characters editors leave behind are no text.
VISIBLE = re.compile(r"[^\s\u200b-\u200f\u2060\ufeff\u00ad]")


class ParagraphBuilder:
    """Collects one paragraph at a time; marks that are open when it ends go on in the next."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._marks: list[tuple[str, str]] = []
        self._break = "start"
        self._after_space = False
        self.has_text = False

    @property
    def is_at_line_start(self) -> bool:
        """Whether nothing stands before on the line."""
        return self._break != ""

    def open_mark(self, tag: str, attributes: str = "") -> None:
        """Begin a mark. A mark within itself is passed over, so that marks never pile up."""
        if tag and any(opened == tag for opened, _ in self._marks):
            tag = ""
        self._marks.append((tag, attributes))
        if tag:
            self._parts.append(f"<{tag}{attributes}>")

    def close_mark(self) -> None:
        """End the mark opened last."""
        tag, _ = self._marks.pop()
        if tag:
            self._parts.append(f"</{tag}>")

    def add_text(self, text: str) -> None:
        """Add text; its white space counts as one space, and as none at the beginning of a line."""
        text = one_spaced(text, _WHITE)
        if self._break or self._after_space:
            text = text.lstrip(" ")
        if not text:
            return
        self._parts.append(html.escape(text, quote=False))
        self._break = ""
        self._after_space = text.endswith(" ")
        self.has_text = self.has_text or VISIBLE.search(text) is not None

    def add_line_end(self) -> None:
        """A line end that WordPress shows as a line break, unless there is one already."""
        if not self._break:
            self._parts.append("<br>")
            self._break = "line"

    def add_break(self) -> bool:
        """A written ``<br>``. True for the second in a row, which WordPress reads as a new paragraph."""
        if self._break == "written":
            return True
        if not self._break:
            self._parts.append("<br>")
        if self._break != "start":
            self._break = "written"
        return False

    def end(self) -> str:
        """Give the paragraph's inline HTML, "" when it holds nothing to see, and begin the next."""
        closing = [f"</{tag}>" for tag, _ in reversed(self._marks) if tag]
        written = "".join(self._parts + closing)
        if written.endswith(">") and "<br>" in written:
            written = _LAST_BREAKS.sub(r"\1", written)
        text = clean_inline(written) if self.has_text else ""
        self._parts = [f"<{tag}{attributes}>" for tag, attributes in self._marks if tag]
        self._break, self.has_text = "start", False
        return text
