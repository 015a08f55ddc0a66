"""English text comes out with its own quotation marks, apostrophes and dashes."""

from __future__ import annotations

import pytest

from azdarar.language.typography import set_text

from .visible import visible


@pytest.mark.parametrize(
    ("clean", "expected"),
    [
        ('"Go," she said.', "“Go,” she said."),
        ("'Go,' she said.", "‘Go,’ she said."),
        ("\"He said 'go'\"", "“He said ‘go’”"),
        ('("Go")', "(“Go”)"),
        ("it's the readers' turn", "it’s the readers’ turn"),
        ("'Tis the '90s, rock 'n' roll", "’Tis the ’90s, rock ’n’ roll"),
        ("'twas Tom's", "’twas Tom’s"),
        ("a 5'10\" man", "a 5'10\" man"),
        ("word--word", "word—word"),
        ("he left -- at last", "he left~— at last"),
        ("he left - at last", "he left~– at last"),
        ("pages 5--6", "pages 5–6"),
        ("5 - 3", "5 - 3"),
        ("Wait...", "Wait…"),
        ("100,000 people", "100,000 people"),
        ("the 1st of May, the 20th century", "the 1st of May, the 20th century"),
        ("J. R. R. Tolkien", "J.~R.~R.~Tolkien"),
        ("Mr Smith and Dr. Carter", "Mr~Smith and Dr.~Carter"),
        ("23 November 2026", "23~November 2026"),
        ("November 23", "November~23"),
        ("12 km and 5 million", "12~km and 5~million"),
        ("Louis XIV", "Louis~XIV"),
        ("No. 5", "No.~5"),
        ("Is it? Yes: it is!", "Is it? Yes: it is!"),
    ],
)
def test_an_english_text_is_set(clean, expected):
    assert visible(set_text(clean, language="en")) == expected


def test_a_quotation_of_several_paragraphs_is_opened_in_each():
    clean = '"First paragraph.\n\n"Second paragraph."'

    assert set_text(clean, language="en") == "“First paragraph.\n\n“Second paragraph.”"
