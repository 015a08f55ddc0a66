"""The field words that the help of a search prints are those it understands."""

import pytest
from django.utils.translation import override, pgettext

from azdarar.search.typed.fields import field_of

_PRINTED = {
    "author:": "author",
    "section:": "section",
    "subject:": "subject",
    "language:": "language",
    "before:": "until",
    "after:": "since",
}


@pytest.mark.parametrize("language", ["en", "fr", "hy", "ru"])
def test_what_the_help_prints_is_understood(language: str) -> None:
    with override(language):
        printed = {word: pgettext("field of a search", word) for word in _PRINTED}

    assert {word: field_of(said.rstrip(":")) for word, said in printed.items()} == _PRINTED
