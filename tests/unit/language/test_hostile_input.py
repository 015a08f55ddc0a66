"""Hostile texts of 200,000 characters end: no rule takes more than linear time.

A rule that took quadratic time would need hours here, so these tests need no clock to fail.
"""

from __future__ import annotations

import pytest

from azdarar.language.sentences import excerpt
from azdarar.language.typography import set_html, set_text

_LENGTH = 200_000
# Each is what some family of rules searches for, repeated without the end it hopes for.
_TEXTS = [" ", '"', "?a", "1 ", "a", "A. ", "a.", "_", "– a ", "http://"]
_ARMENIAN_TEXTS = ["ա: ", "աբ ՞"]
_FRAGMENTS = ["<b>", '<a "', "<i lang=en>", "« "]
_PARAGRAPHS = ["« a\n\n", "(\n\n", "a? ", "А. "]


def _hostile(unit: str) -> str:
    return (unit * (_LENGTH // len(unit) + 1))[:_LENGTH]


@pytest.mark.parametrize(
    ("unit", "language"),
    [*((unit, "fr") for unit in _TEXTS), *((unit, "hy") for unit in _ARMENIAN_TEXTS)],
)
def test_setting_a_hostile_text_ends(unit, language):
    assert set_text(_hostile(unit), language=language)


@pytest.mark.parametrize("unit", _FRAGMENTS)
def test_setting_a_hostile_fragment_ends(unit):
    assert set_html(_hostile(unit), language="fr")


@pytest.mark.parametrize("unit", _PARAGRAPHS)
def test_cutting_a_hostile_text_ends(unit):
    assert len(excerpt(_hostile(unit), language="ru")) <= _LENGTH
