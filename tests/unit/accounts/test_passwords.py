"""S-AUTH-8: twelve characters or more, fifteen for staff, at most 128, no rule of composition, none that is
tried first."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from azdarar.accounts import passwords
from azdarar.accounts.models import User
from azdarar.accounts.passwords import GuessableValidator, LengthValidator, is_guessable

# What a list of leaked passwords holds, and what people make of it when twelve characters are asked.
TRIED_FIRST = [
    "password1234",
    "Password2026!",
    "P@ssw0rd2026",
    "passwordpassword",
    "PASSWORDPASSWORD",
    "123456789012",
    "098765432109",
    "111111111111",
    "aaaaaaaaaaaa",
    "abababababab",
    "abcabcabcabc",
    "abcdefghijkl",
    "lkjihgfedcba",
    "qwertyuiop12",
    "qwertyuiopas",
    "azertyuiop123",
    "1234azertyuiop",
    "azdarar2026!!",
    "Azdarar-Azdarar",
    "azdararazdarar",
    "azdararnewsroom",
    "azdarar redaction",
    "redaction2026",
    "rédaction2026",
    "RÉDACTION!!!!",
    "journaliste123",
    "newspapernews1",
    "motdepasse123",
    "administrator1",
    "bienvenue1234",
    "welcome123456",
    "пароль123456",
    "парольпароль",
    "йцукенгшщзхъ",
    "редакция2026",
    "գաղտնաբառ123",
    "խմբագրություն",
    "աբգդեզէըթժիլ",
    "iloveyou2026",
    "sunshine1234",
    "football1234",
    "michael12345",
    "letmein12345",
    "dragon123456",
    "!!!superman!!!",
    "monkeymonkey",
    "trustno12345",
    "Zxcvbnm!2026",
    "qwerty12345678",
    "!Slipknot2026",
]
# Sentences, words that do not belong together, pure chance: with and without capitals, digits and signs.
GOOD = [
    "un beau jour de pluie",
    "a sentence nobody guesses",
    "correct horse battery staple",
    "le chat dort sous la table",
    "գարնան առաջին անձրևը",
    "первый снег в ноябре",
    "xkqvjzwhytbn",
    "83920174658392",
    "4f9a0c71be23",
    "p4%a8$s7&s2!w9",
    "ALL CAPITALS IS FINE TOO",
    "        spaces        everywhere",
    "🌧️ pluie sur Erevan",
]


@pytest.mark.parametrize("password", TRIED_FIRST)
def test_s_auth_8_what_is_tried_first_is_refused(password: str) -> None:
    assert is_guessable(password)
    with pytest.raises(ValidationError):
        GuessableValidator().validate(password)


@pytest.mark.parametrize("password", GOOD)
def test_s_auth_8_a_password_needs_no_capital_no_digit_and_no_sign(password: str) -> None:
    GuessableValidator().validate(password)
    LengthValidator().validate(password)


@pytest.mark.parametrize(
    ("length", "is_staff", "is_good"),
    [
        (11, False, False),
        (12, False, True),
        (14, True, False),
        (15, True, True),
        (128, False, True),
        (129, False, False),
        (300, False, False),
        (300, True, False),
    ],
)
def test_s_auth_8_lengths(length: int, is_staff: bool, is_good: bool) -> None:
    user = User(is_staff=is_staff)

    if is_good:
        LengthValidator().validate("x" * length, user)
        return
    with pytest.raises(ValidationError) as refusal:
        LengthValidator().validate("x" * length, user)
    assert str(length) in refusal.value.messages[0]


def test_a_long_password_is_judged_quickly() -> None:
    is_guessable("azdarar" * 18 + "x")
    is_guessable("ա" * 64 + "é1" * 32)


def test_a_hundred_thousand_leaked_passwords_are_known_and_no_piece_of_one_is() -> None:
    leaked = passwords._leaked().decode().split("\n")[1:-1]

    assert len(leaked) > 100_000
    assert leaked == sorted(set(leaked), key=str.encode)
    for number in {*range(0, len(leaked), 97), len(leaked) - 1}:
        assert passwords._is_leaked(leaked[number]), leaked[number]
        assert passwords._folded(leaked[number]) == leaked[number]
    for other in ("", "\n", "zzzzzz9z", "correct horse", "password\n", "passwor d", "\N{SNOWMAN}"):
        assert not passwords._is_leaked(other), other
