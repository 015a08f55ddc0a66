"""A credit is never left out, whichever language is missing."""

import pytest
from django.core.exceptions import ValidationError

from azdarar.rights.models import Source
from azdarar.rights.queries import credit_line


@pytest.mark.parametrize(
    ("lines", "language", "printed"),
    [
        ({"fr": "Repris de « {title} » © {year}", "en": "From {title}"}, "fr", "Repris de « Le lac » © 2024"),
        ({"en": "Reprinted from {title}, {year}"}, "hy", "Reprinted from Le lac, 2024"),
        ({"ru": "Источник: {year}"}, "fr", "Источник: 2024"),
        ({}, "fr", "© 2024 Radio"),
        ({"fr": "Tous droits {réservés} {}"}, "fr", "Tous droits {réservés} {}"),
    ],
)
def test_the_line_is_that_of_the_page_else_english_else_any_else_the_name(
    lines: dict[str, str], language: str, printed: str
) -> None:
    source = Source(name="Radio", credit_lines=lines)

    assert credit_line(source, language=language, year=2024, title="Le lac").clean == printed


def test_a_borrowed_line_is_set_in_the_typography_of_its_own_language() -> None:
    source = Source(name="Radio", credit_lines={"en": "Source: Radio"})

    assert str(credit_line(source, language="fr", year=2024)) == "Source: Radio"


@pytest.mark.parametrize("lines", [["fr"], {"fr": 2024}, "© Radio"])
def test_lines_that_are_no_sentences_by_language_are_refused_at_their_field(lines: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        Source(name="Radio", credit_lines=lines).clean()

    assert list(refusal.value.message_dict) == ["credit_lines"]
