"""One spelling for each name, and no address that imitates another."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from azdarar.accounts.internal.login_names import imitated, login_key, mail_address


@pytest.mark.parametrize(
    "typed",
    ["anahit@x.am", "ANAHIT@X.AM", " anahit@x.am\t", "ａｎａｈｉｔ@x.am", "anahit@ｘ.am", "Anahit@X.am"],
)
def test_all_spellings_of_a_name_are_one(typed: str) -> None:
    assert login_key(typed) == "anahit@x.am"
    assert mail_address(typed) == "anahit@x.am"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a@пример.рф", "a@xn--e1afmkfd.xn--p1ai"),
        ("a@xn--e1afmkfd.xn--p1ai", "a@xn--e1afmkfd.xn--p1ai"),
        ("a@ՀԱՅ.հայ", "a@xn--y9a3aq.xn--y9a3aq"),
        ("a@straße.example", "a@strasse.example"),
        ("first.last+letters@reader.example", "first.last+letters@reader.example"),
    ],
)
def test_a_domain_in_its_own_letters_is_kept_as_machines_write_it(typed: str, kept: str) -> None:
    assert mail_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "аnahit@x.am",  # Cyrillic а
        "anahıt@x.am",  # dotless ı
        "anahit@reаder.example",  # Cyrillic а among Latin letters
        "anahit@xn--reder-6ve.example",  # the same, as machines write it
        "anahit@еxample.am",
        "anahit@τest.am",
        "anahit@x",
        "anahit",
        "@x.am",
        "a b@x.am",
        "a@x..am",
        "a@x.am\r\nBcc: b@x.am",
        "a@x.am, b@x.am",
        "a" * 255 + "@x.am",
        "a@" + "x" * 64 + ".am",
    ],
)
def test_what_is_no_address_or_mixes_alphabets_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        mail_address(typed)


def test_an_address_that_looks_like_a_latin_one_is_known_for_it() -> None:
    assert imitated(mail_address("anahit@арасе.example")) == "anahit@apace.example"
    assert imitated("anahit@apace.example") is None
    assert imitated(mail_address("anahit@пример.рф")) is None
