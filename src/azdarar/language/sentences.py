"""Sentences, and excerpts made of whole ones."""

from __future__ import annotations

import re

from .internal.segmentation import Sentence, sentences

_LINE_BREAKS = re.compile(r"[^\S\u00a0\u202f]*\n\s*")
_FINAL = re.compile("[.!?\u2026\u0589:\u055c\u055e][\u00bb\u201d\u201c\"'\u2019)\\]\\s\u202f\u00a0]*\\Z")
_CLOSED = re.compile('[\u00bb\u201d"]\\s*\\Z')
_INTRODUCES = re.compile("[:\u055d,;\u2013\u2014-]\\s*\\Z")
# A paragraph without a final sign and shorter than this is a heading or a dateline, not a sentence.
_HEADING_LENGTH = 80


def split_sentences(text: str, *, language: str) -> list[str]:
    """Cut a text into its sentences.

    A quotation or a bracket is never cut, even if it holds several sentences or runs over paragraphs; nor is
    an abbreviation, an initial or a number. Otherwise a sentence ends with its paragraph. Pure and linear.

    Args:
        text: plain text, paragraphs parted by an empty line; clean or set.
        language: a BCP 47 tag; other languages than fr, en, hy and ru are cut by the signs alone.

    Returns:
        The sentences in order, trimmed, none empty; joined they hold every character but spaces of ``text``.

    Source:
        Unicode Standard Annex 29, section 5, for what may end a sentence; how well it does on news, against
        another segmenter: docs/reference/typography.md.
    """
    return [sentence.text for sentence in sentences(text, language=language)]


def excerpt(text: str, *, language: str, limit: int = 280) -> str:
    """Give the beginning of a text in whole sentences.

    At least one sentence is given, however long; more follow while they fit. It never ends inside a
    quotation, with words that introduce what is left out, or with a heading that has lost its text; short
    headings and datelines in front of the first sentence are left out.

    Args:
        text: plain text, paragraphs parted by an empty line. What a reader may not see must not be in it.
        limit: characters the excerpt should not exceed; a longer first sentence is given whole.

    Returns:
        One paragraph of clean text, empty only if ``text`` has neither letters nor digits.
    """
    units = _units(text, language)
    if not units:
        return ""
    first = next((index for index, unit in enumerate(units) if not _is_heading(unit)), 0)
    taken = units[first]
    for unit in units[first + 1 :]:
        if len(taken) + 1 + len(unit) > limit or not _is_final(unit):
            break
        taken = f"{taken} {unit}"
    return taken


def _units(text: str, language: str) -> list[str]:
    """The sentences on one line each, words that introduce the next paragraph joined to it."""
    units: list[str] = []
    waiting: Sentence | None = None
    for sentence in sentences(text, language=language):
        line = _LINE_BREAKS.sub(" ", sentence.text)
        if not any(character.isalnum() for character in line):
            continue
        if waiting is not None:
            units[-1] = f"{units[-1]} {line}"
        else:
            units.append(line)
        waiting = sentence if sentence.ends_paragraph and _INTRODUCES.search(sentence.text) else None
    return units


def _is_heading(unit: str) -> bool:
    return len(unit) < _HEADING_LENGTH and not _is_final(unit)


def _is_final(unit: str) -> bool:
    """Whether a unit ends as a sentence does, or with the end of a quotation."""
    return bool(_FINAL.search(unit) or _CLOSED.search(unit)) and not _INTRODUCES.search(unit)
