"""The reference pages say what the code says."""

from __future__ import annotations

from collections import Counter

import pytest

from azdarar.config.reference import PAGES, house_errors
from azdarar.config.wishes.options import Option
from azdarar.errors import AzdararError
from tests.architecture.house import CHECKOUT, refuse, room_of


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_what_the_code_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")

    assert (CHECKOUT / name).read_text(encoding="utf-8") == PAGES[name](), "Stale: run `make docs`."


def test_a_planted_setting_makes_the_page_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    from azdarar.config import reference

    page = reference.settings_page()
    planted = Option("PLANTED", "text", "none", "A setting nobody wrote down.", str)
    monkeypatch.setattr(reference, "TABLE", (*reference.TABLE, planted))

    assert reference.settings_page() != page
    assert "AZDARAR_PLANTED" in reference.settings_page()


def misplaced_codes(errors: list[type[AzdararError]]) -> list[str]:
    """Find codes used twice, and codes that name another room than the one that raises them."""
    used = Counter(error.code for error in errors if "code" in vars(error))
    faults = [f"The code {code} is used {count} times." for code, count in used.items() if count > 1]
    faults += [
        f"{error.__qualname__} of {error.__module__} has the code {error.code}, of another room."
        for error in errors
        if error.code.split(".")[0] != room_of(error.__module__)
    ]
    return faults


def test_error_codes_are_unique_and_name_their_room() -> None:
    refuse(misplaced_codes(house_errors()))


def test_planted_misplaced_codes_are_found() -> None:
    first = type(
        "FirstError", (AzdararError,), {"code": "media.too-large", "__module__": "azdarar.media.actions"}
    )
    second = type(
        "SecondError", (AzdararError,), {"code": "media.too-large", "__module__": "azdarar.articles.actions"}
    )

    assert len(misplaced_codes([first, second])) == 2


def test_an_error_without_a_proper_code_cannot_be_written() -> None:
    with pytest.raises(TypeError, match=r"room\.reason-in-kebab"):
        type("BadError", (AzdararError,), {"code": "Bad"})
