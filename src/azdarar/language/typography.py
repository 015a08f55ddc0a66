"""Clean text in, set text out, by the typography of its language.

Text is stored as it was typed, and set each time it goes out: on the page, on a card, in a feed, in the
metadata, in the subject of a mail. Setting twice gives what setting once gave, so no surface needs to know
what another has done. The rules of each language: docs/reference/typography.md.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import lru_cache

from .internal.line import Line
from .internal.markup import FragmentSetter, marked_pieces
from .internal.typographies import typography_of

# Headlines, kickers and captions come up again and again within one page; a body does not.
_REMEMBERED_LENGTH = 1_000
_REMEMBERED_TEXTS = 2_048
# Paragraphs come up again in the feeds: a new story leaves the twenty-nine others as they were. Some 10 MB.
_REMEMBERED_FRAGMENT = 4_000
_REMEMBERED_FRAGMENTS = 2_048


class RichText(str):
    """HTML that is safe to put in a page: it escapes itself.

    A ``str`` with ``__html__``, which Django, Jinja and markupsafe understand; what is joined to it becomes a
    plain ``str`` again and is escaped as such.
    """

    __slots__ = ()

    def __html__(self) -> str:
        return str.__str__(self)

    def __str__(self) -> str:
        return self


@dataclass(frozen=True)
class TypesetText:
    """A short text and the language it is set in.

    ``str()`` gives it set, as plain text; ``rich`` gives it set, as HTML; ``clean`` is what is stored, and
    what is searched, compared and edited. It is false when there is no text.

    Args:
        clean: the text as typed; plain, not HTML.
        language: a BCP 47 tag; unknown languages leave the text as it is.
    """

    clean: str
    language: str

    def __str__(self) -> str:
        return set_text(self.clean, language=self.language)

    def __bool__(self) -> bool:
        return bool(self.clean)

    @property
    def rich(self) -> RichText:
        """The text set and escaped, the letters of French ordinals in ``<sup>``."""
        if len(self.clean) <= _REMEMBERED_LENGTH:
            return _remembered_rich(self.clean, self.language)
        return _rich(self.clean, self.language)


def set_text(text: str, *, language: str) -> str:
    """Set a plain text in the typography of its language.

    Quotation marks, apostrophes, dashes and spaces become those of the language, and what must not be parted
    at the end of a line is bound. Addresses, code, file names, phone numbers and other strings that are not
    prose stay untouched. Idempotent; linear in the length of the text; cached for short texts. Pure.

    Args:
        text: plain text of one or more paragraphs, without HTML.
        language: a BCP 47 tag; a language without rules leaves the text as it is.

    Returns:
        Plain text. Letters and digits are those of ``text``, in the same order, except that an Armenian mark
        may move to its vowel.

    Source:
        Lexique des règles typographiques en usage à l'Imprimerie nationale (fr); New Hart's Rules (en);
        Milchin and Cheltsova, Spravochnik izdatelya i avtora (ru); The Unicode Standard 7.6 and CLDR (hy).
        What was chosen between them: docs/reference/typography.md.
    """
    if len(text) <= _REMEMBERED_LENGTH:
        return _remembered_text(text, language)
    return _plain(text, language)


def set_html(fragment: str, *, language: str) -> str:
    """Set the text of a clean HTML fragment in the typography of its language.

    Only text nodes change, and a rule sees through inline tags: in ``<b>Quoi</b> ?`` the space is bound.
    Tags, attributes and the content of ``code``, ``pre``, ``kbd``, ``samp``, ``script``, ``style``, ``math``,
    ``svg``, ``sup`` and ``sub`` stay as they are. An element with a ``lang`` of its own is set in that
    language. The letters of French ordinals are put in ``<sup>``. Idempotent; linear; cached. Pure.

    Args:
        fragment: HTML that was sanitised before; broken HTML goes through without harm, but is not mended.
        language: the language of the text around the fragment, a BCP 47 tag.

    Returns:
        HTML with the same tags in the same order, and ``<sup>``; character references in text nodes are
        written as characters, except ``&amp;``, ``&lt;`` and ``&gt;``.

    Source:
        The sources of ``set_text``; HTML Living Standard, 4.5 (text-level semantics).
    """
    if len(fragment) <= _REMEMBERED_FRAGMENT:
        return _remembered_html(fragment, language)
    return FragmentSetter(language).run(fragment)


@lru_cache(maxsize=_REMEMBERED_FRAGMENTS)
def _remembered_html(fragment: str, language: str) -> str:
    return FragmentSetter(language).run(fragment)


def _plain(text: str, language: str) -> str:
    typography = typography_of(language)
    if typography is None:
        return text
    line = Line(text)
    typography.set_line(line)
    return line.pieces()[0]


@lru_cache(maxsize=_REMEMBERED_TEXTS)
def _remembered_text(text: str, language: str) -> str:
    return _plain(text, language)


def _rich(text: str, language: str) -> RichText:
    typography = typography_of(language)
    if typography is None:
        return RichText(html.escape(text, quote=False))
    line = Line(text)
    typography.set_line(line)
    return RichText(marked_pieces(line, typography.superscript_spans(line.text))[0])


@lru_cache(maxsize=_REMEMBERED_TEXTS)
def _remembered_rich(text: str, language: str) -> RichText:
    return _rich(text, language)
