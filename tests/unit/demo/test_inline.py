"""Marks inside a line of the edition's texts."""

import pytest

from demo.loader.inline import note_marks, plain, rich, stray_mark, targets


def _id(target: str) -> str:
    return f'href="{target}"'


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("simple", "simple"),
        ("*Azdarar*, un titre", "<i>Azdarar</i>, un titre"),
        ("**6 h 40.** À Erevan", "<b>6 h 40.</b> À Erevan"),
        ("**Et *karot* ?** Non.", "<b>Et <i>karot</i> ?</b> Non."),
        ("un *p* soufflé, puis **Փ**", "un <i>p</i> soufflé, puis <b>Փ</b>"),
        ("[ici](https://a.example/x?y=1&z)", '<a href="https://a.example/x?y=1&z">ici</a>'),
        ("[« *Le* train »](story:train)", '<a href="story:train">« <i>Le</i> train »</a>'),
        ("Pashinian[^1] & <Co>", "Pashinian[^1] &amp; &lt;Co&gt;"),
    ],
)
def test_marks_become_rich_text(written: str, stored: str) -> None:
    assert rich(written, link=_id) == stored


def test_plain_text_keeps_the_words_and_loses_the_marks() -> None:
    assert plain("Le *tsa* **perdu**, [voir](story:a)[^1]") == "Le tsa perdu, voir[^1]"


def test_targets_are_found_inside_other_marks() -> None:
    assert targets("**[un](story:a)** et [deux](/fr/contact/)") == ["story:a", "/fr/contact/"]


def test_notes_are_found_by_their_marks() -> None:
    assert note_marks("Un[^1], deux[^b].") == ["1", "b"]


@pytest.mark.parametrize("written", ["un *mot", "**gras", "[mot](avec espace)", "[^1](x)", "a * b"])
def test_a_mark_that_closes_nothing_is_noticed(written: str) -> None:
    assert stray_mark(written)


@pytest.mark.parametrize("written", ["*un* mot", "[^1]: note", "[crochets]", "**a *b* c**"])
def test_a_sound_line_has_no_stray_mark(written: str) -> None:
    assert not stray_mark(written)
