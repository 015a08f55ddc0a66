"""What holds for every text: setting twice changes nothing, and no letter is lost."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azdarar.language.typography import TypesetText, set_html, set_text

_ANY = "\" ' « » “ ” „ ‘ ’ ? ! ; : … ... -- - – — . , ( ) [ ] / _ & < > % € $ ` @ # \n \n\n \ue000 \ue001"
_SPACES = [" ", "  ", "\u00a0", "\u202f", "\u2060"]
_WORDS = {
    "fr": (
        "à y a il l' M. Mme Dupont Louis XIV Ier XXe siècle 1er 2e janvier 100 000 100000 habitants "
        "10h05 10 h 05 n° 5 km min °C J.-C. av. Haut-Karabakh dix-sept quatre-vingt https://x.org/a a@b.fr "
        "image.jpg 3:2 e p. § V"
    ),
    "en": "'90s 'tis rock 'n' it's readers' Mr Smith J. 12 km May 23 No. 5 II a.b 5' 10\" million 6 p.m.",
    "ru": "в А. С. Пушкин № 5 г. т. д. н. э. до и руб. тыс. 1-й мая слово же ли бы XX в. 100 им.",
    "hy": "Երևան ինչ ի՞նչ ՞ ՛ ՜ ՝ ։ ․ ասաց Այո ը ու և 20-րդ 2020 թ. Ն. Փաշինյան 100 000 մայիսի դ'Ա ֊",
}
_TAGS = (
    "<b>|</b>|<p>|</p>|<br>|<code>|</code>|<i lang=en>|<i lang='fr'>|</i>|<hr>|<sup>|</sup>|&amp;|&quot;|"
    "&nbsp;|&lt;|<img src='x'>|<a href=\"?a;b\">|</a>|<!-- x -->"
)
_QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _texts(language: str, *more: str) -> st.SearchStrategy[str]:
    vocabulary = [*_ANY.split(" "), *_SPACES, *_WORDS[language].split(" "), *more]
    known = st.sampled_from(vocabulary)
    spaced = st.tuples(known, st.sampled_from(["", " ", " ", "\u00a0"])).map("".join)
    return st.lists(st.one_of(spaced, known, st.text(max_size=2)), max_size=14).map("".join)


def _letters(text: str) -> str:
    return "".join(letter for letter in text if unicodedata.category(letter)[0] in "LN")


@pytest.mark.parametrize("language", sorted(_WORDS))
def test_setting_a_text_twice_changes_nothing(language):
    @_QUIET
    @given(_texts(language))
    def check(text):
        once = set_text(text, language=language)

        assert set_text(once, language=language) == once

    check()


@pytest.mark.parametrize("language", sorted(_WORDS))
def test_setting_a_fragment_twice_changes_nothing(language):
    @_QUIET
    @given(_texts(language, *_TAGS.split("|")))
    def check(fragment):
        once = set_html(fragment, language=language)

        assert set_html(once, language=language) == once

    check()


@pytest.mark.parametrize("language", sorted(_WORDS))
def test_no_letter_and_no_digit_is_lost_or_moved(language):
    @_QUIET
    @given(_texts(language))
    def check(text):
        assert _letters(set_text(text, language=language)) == _letters(text)

    check()


@pytest.mark.parametrize("language", sorted(_WORDS))
def test_rich_text_is_the_set_text_with_raised_letters(language):
    @_QUIET
    @given(_texts(language))
    def check(text):
        typeset = TypesetText(text, language)
        plain = typeset.rich.replace("<sup>", "").replace("</sup>", "")

        assert plain == str(typeset).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    check()


@pytest.mark.parametrize("language", sorted(_WORDS))
def test_a_fragment_without_tags_is_set_like_a_text(language):
    @_QUIET
    @given(_texts(language))
    def check(text):
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\ue001", "")
        plain = re.sub("</?sup>", "", set_html(escaped, language=language))

        assert plain == TypesetText(text.replace("\ue001", ""), language).rich.replace("<sup>", "").replace(
            "</sup>", ""
        )

    check()
