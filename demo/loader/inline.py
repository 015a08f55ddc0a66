"""Marks inside a line: ``*italic*``, ``**bold**``, ``[text](address)``, ``[text](story:key)``.

A note's mark, ``[^1]``, is no mark of this kind: stored paragraphs keep it as it is.
"""

import re
from collections.abc import Callable, Iterator
from html import escape

_MARK = re.compile(
    r"\*\*(?P<strong>(?!\s)(?:[^*]|\*(?!\*))+?)\*\*(?!\*)"
    r"|\*(?P<emphasis>[^\s*](?:[^*]*[^\s*])?)\*"
    r"|\[(?!\^)(?P<words>[^\[\]]+)\]\((?P<target>[^()\s]+)\)"
)
_STRAY = re.compile(r"\*|\]\(")
_NOTE = re.compile(r"\[\^([^\]\s]{1,12})\]")


def rich(text: str, *, link: Callable[[str], str]) -> str:
    """Return the text as stored rich text, without a paragraph around it.

    Args:
        text: one paragraph.
        link: from what stands between the round brackets to the attributes of the stored link.
    """
    parts: list[str] = []
    end = 0
    for mark in _MARK.finditer(text):
        parts += [escape(text[end : mark.start()], quote=False), _marked(mark, link=link)]
        end = mark.end()
    return "".join([*parts, escape(text[end:], quote=False)])


def plain(text: str) -> str:
    """Return the text without its marks, for places that hold no rich text (headings, captions)."""
    return _MARK.sub(lambda mark: plain(mark["strong"] or mark["emphasis"] or mark["words"]), text)


def targets(text: str) -> list[str]:
    """Return what the text's links lead to, in order."""
    found: list[str] = []

    def keep(target: str) -> str:
        found.append(target)
        return ""

    rich(text, link=keep)
    return found


def note_marks(text: str) -> list[str]:
    """Return the marks of the notes the text asks for."""
    return _NOTE.findall(text)


def stray_mark(text: str) -> str:
    """Return a mark that opens or closes nothing, or an empty string."""
    match = _STRAY.search("".join(_unmarked(text)))
    return match[0] if match else ""


def _marked(mark: re.Match[str], *, link: Callable[[str], str]) -> str:
    if mark["strong"]:
        return f"<b>{rich(mark['strong'], link=link)}</b>"
    if mark["emphasis"]:
        return f"<i>{rich(mark['emphasis'], link=link)}</i>"
    return f"<a {link(mark['target'])}>{rich(mark['words'], link=link)}</a>"


def _unmarked(text: str) -> Iterator[str]:
    """Yield what stands outside every mark; inside one, the same rule holds again."""
    end = 0
    for mark in _MARK.finditer(text):
        yield text[end : mark.start()]
        yield from _unmarked(mark["strong"] or mark["emphasis"] or mark["words"])
        end = mark.end()
    yield text[end:]
