"""An error of ours has a code for machines, a sentence for people, and keeps what it speaks of."""

from __future__ import annotations

import pickle

import pytest

from azdarar.errors import AzdararError


class SpoiltError(AzdararError):
    """An error for these tests."""

    code = "errors.spoilt"
    sentence = "%(thing)s is spoilt: 100 %% of it. Nothing was eaten."


class PlainError(AzdararError):
    """An error that speaks of nothing in particular."""

    code = "errors.plain-one"
    sentence = "Nothing here is 100 % certain."


def test_the_sentence_is_filled_with_the_data() -> None:
    error = SpoiltError(thing="The soup")

    assert str(error) == "The soup is spoilt: 100 % of it. Nothing was eaten."
    assert error.data == {"thing": "The soup"}
    assert error.code == "errors.spoilt"


def test_a_sentence_without_data_is_left_as_it_is() -> None:
    assert str(PlainError()) == "Nothing here is 100 % certain."


def test_a_sentence_is_turned_into_words_only_when_it_is_shown() -> None:
    class Lazy:
        spoken = "Not yet."

        def __str__(self) -> str:
            return self.spoken

    lazy = Lazy()
    kind = type("LazyError", (AzdararError,), {"code": "errors.lazy", "sentence": lazy})
    error = kind()

    lazy.spoken = "Pas encore."

    assert str(error) == "Pas encore."


def test_an_error_crosses_a_process_border_whole() -> None:
    error = pickle.loads(pickle.dumps(SpoiltError(thing="The soup")))  # noqa: S301 - bytes of our own

    assert isinstance(error, SpoiltError)
    assert str(error).startswith("The soup")


@pytest.mark.parametrize(
    "code", ["spoilt", "errors.", "Errors.spoilt", "errors.Spoilt", "errors.spoilt_one", ""]
)
def test_a_code_in_another_form_is_refused_when_the_class_is_written(code: str) -> None:
    with pytest.raises(TypeError):
        type("BadError", (AzdararError,), {"code": code})


def test_an_error_without_a_sentence_is_refused_when_the_class_is_written() -> None:
    with pytest.raises(TypeError, match="sentence"):
        type("DumbError", (AzdararError,), {"code": "errors.dumb", "sentence": ""})
