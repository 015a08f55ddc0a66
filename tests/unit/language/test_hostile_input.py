"""Hostile texts of 200,000 characters end: no rule takes more than linear time.

A rule that took quadratic time would need hours here, so these tests need no clock to fail.
"""

from __future__ import annotations

import pytest

from azdarar.language.sentences import excerpt, split_sentences
from azdarar.language.typography import set_html, set_text

_LENGTH = 200_000
_UNITS = [
    *(
        " ",
        "\u00a0",
        '"',
        "'",
        "\"'",
        "«",
        "»",
        "« ",
        " »",
        "?!",
        ": ",
        "a ",
        "1",
        "1 ",
        "100 ",
        ".",
        "a.",
        "- ",
    ),
    *(
        "– a ",
        "--",
        "a",
        "A",
        "A. ",
        "Aa-",
        "_",
        "a@",
        "&",
        "&a",
        "<",
        "<b>",
        "</b>",
        '<a "',
        "<!--",
        "<pre>",
        "`",
    ),
    *(
        "<i lang=en>",
        "&quot;",
        "\n",
        "\n\n",
        "\ue000",
        "I",
        "a XXI",
        "1er ",
        "+1 ",
        "ISBN 1",
        "1/",
        "http://",
        "(",
        ")",
    ),
    *(
        "ա:",
        "աբ ՞",
        "ա` ",
        "ա:   ",
        "А. ",
        "в ",
        "a@a.",
        ":a",
        " --a",
        "(\n\n",
        "« a\n\n",
        "A.B.",
        "M. A",
        "a?\n\n",
    ),
]


def _hostile(unit: str) -> str:
    return (unit * (_LENGTH // len(unit) + 1))[:_LENGTH]


@pytest.mark.parametrize("unit", _UNITS)
def test_setting_a_hostile_text_ends(unit):
    text = _hostile(unit)

    for language in ("fr", "hy"):
        assert set_text(text, language=language)
        assert set_html(text, language=language)


@pytest.mark.parametrize("unit", _UNITS)
def test_cutting_a_hostile_text_ends(unit):
    text = _hostile(unit)

    for language in ("en", "hy"):
        split_sentences(text, language=language)
        excerpt(text, language=language)
