"""Marking sentences for the translation catalogues, without knowing who translates."""

from __future__ import annotations

from typing import Any, Self


def gettext_noop(text: str) -> str:
    """The text itself. The name is what the collectors of messages look for; the edge translates."""
    return text


class Counted(str):
    """A sentence that counts: the one for several. ``one`` is that for one, ``by`` names what is counted."""

    one: str
    by: str

    def __new__(cls, several: str, *, one: str, by: str) -> Self:
        """See ``ngettext_noop``."""
        sentence = super().__new__(cls, several)
        sentence.one, sentence.by = one, by
        return sentence


def ngettext_noop(one: str, several: str, by: str) -> Counted:
    """A sentence in two forms, by the number that it names ``by``; collectors know the name, as above."""
    return Counted(several, one=one, by=by)


class Phrase(str):
    """Words within a sentence that are ours and not the file's: they are translated with the sentence.

    It is the English text, so that whoever does not translate need not know; ``source`` is what the
    catalogues hold, ``data`` what it names, further phrases among it.
    """

    source: str
    data: dict[str, Any]

    def __new__(cls, source: str, **data: Any) -> Self:
        """Write the phrase in English; ``source`` is marked by ``gettext_noop`` where it is written."""
        phrase = super().__new__(cls, source % data if data else source)
        phrase.source, phrase.data = source, data
        return phrase

    def __reduce__(self) -> tuple[Any, ...]:
        """Let an error that holds it cross a process border."""
        return _rebuilt, (self.source, self.data)


def _rebuilt(source: str, data: dict[str, Any]) -> Phrase:
    return Phrase(source, **data)
