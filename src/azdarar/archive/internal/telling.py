"""Sentences of the pure rooms, told in the language of whoever reads them.

``formats`` writes in English and translates nothing: its errors and repairs carry a marked sentence and the
data it names. Here, at the edge, both are put into the active language.
"""

from typing import Any, Protocol

from django.utils.translation import gettext, ngettext

from azdarar.formats.blocks import SENTENCES, Change
from azdarar.formats.xml import Counted, Phrase


class Told(Protocol):
    """What can be told: an error, or something that was repaired."""

    @property
    def sentence(self) -> Any:
        """The sentence as the catalogues hold it, or a lazy translation of it."""

    @property
    def data(self) -> dict[str, Any]:
        """What the sentence names."""


def told(thing: Told) -> str:
    """Say a sentence in the active language, with the phrases it names."""
    sentence = thing.sentence
    return _filled(_said(sentence, thing.data) if isinstance(sentence, str) else str(sentence), thing.data)


def told_change(change: Change) -> str:
    """Say in the active language what is not as it was in the source."""
    return _filled(gettext(SENTENCES[change.code]), {**change.data, "snippet": change.snippet})


def words(phrase: str) -> str:
    """Say words of ours in the active language; those of a file stay as they are."""
    return str(_named(phrase))


def _filled(sentence: str, data: dict[str, Any]) -> str:
    return sentence % {name: _named(value) for name, value in data.items()} if data else sentence


def _named(value: Any) -> Any:
    return _filled(_said(value.source, value.data), value.data) if isinstance(value, Phrase) else value


def _said(sentence: str, data: dict[str, Any]) -> str:
    if isinstance(sentence, Counted):
        return ngettext(sentence.one, str(sentence), int(data[sentence.by]))
    return gettext(sentence)
