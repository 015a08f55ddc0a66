"""Armenian text comes out with its own signs in their own places."""

from __future__ import annotations

import pytest

from azdarar.language.typography import set_text

from .visible import visible


@pytest.mark.parametrize(
    ("clean", "expected"),
    [
        # Marks stand on the vowel, unparted from it.
        ("Ի՞նչ կա", "Ի՞նչ կա"),
        ("ինչ ՞ կա", "ի՞նչ կա"),
        ("Երևան՞", "Երևա՞ն"),
        ("տուն՞", "տու՞ն"),
        ("տունը՞", "տունը՞"),
        ("Այո ՛", "Այո՛"),
        ("Կեցցե ՜", "Կեցցե՜"),
        # The short stop follows the word; a backtick is typed for it.
        ("Փաշինյանը` վարչապետ", "Փաշինյանը՝ վարչապետ"),
        ("Փաշինյանը ՝ վարչապետ", "Փաշինյանը՝ վարչապետ"),
        # The full stop; a colon is typed for it.
        ("Նա եկավ: Մենք գնացինք:", "Նա եկավ։ Մենք գնացինք։"),
        ("Նա եկավ ։", "Նա եկավ։"),
        ("«Ես գալիս եմ:»", "«Ես գալիս եմ։»"),
        ("2020 թվականին: Հետո", "2020~թվականին։ Հետո"),
        # What a colon may also be.
        ("Հեղինակ: Աննա", "Հեղինակ: Աննա"),
        ("Ժամը 10:05-ին", "Ժամը 10:05-ին"),
        ("Նա ասաց: «Գալիս եմ»", "Նա ասաց: «Գալիս եմ»"),
        ("Հեռախոս: 010 123456", "Հեռախոս: 010 123456"),
        # Quotation marks have no space inside.
        ('"Մամուլ"', "«Մամուլ»"),
        ("« Մամուլ »", "«Մամուլ»"),
        # Apostrophe, ligature, dash, numbers, initials.
        ("դ'Արտանյան", "դ՚Արտանյան"),
        ("Երևան և Երեւան", "Երևան և Երեւան"),
        ("Երևան -- Բաքու", "Երևան~— Բաքու"),
        ("100 000 մարդ", "100~000 մարդ"),
        ("2020 թ.", "2020~թ."),
        ("23 նոյեմբերի", "23~նոյեմբերի"),
        ("20-րդ դար", "20=րդ դար"),
        ("հարավ-արևելյան", "հարավ-արևելյան"),
        ("Ն. Փաշինյան", "Ն.~Փաշինյան"),
        ("Սպասե՛ք...", "Սպասե՛ք…"),
        ("Նա ասաց․ գնացեք", "Նա ասաց․ գնացեք"),
    ],
)
def test_an_armenian_text_is_set(clean, expected):
    assert visible(set_text(clean, language="hy")) == expected


def test_western_armenian_is_set_by_the_same_rules():
    assert set_text('"Մամուլ"', language="hyw") == "«Մամուլ»"
