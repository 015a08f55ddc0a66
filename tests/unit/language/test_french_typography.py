"""French text comes out as a French compositor would have set it."""

from __future__ import annotations

import pytest

from azdarar.language.typography import set_text

from .visible import visible


@pytest.mark.parametrize(
    ("clean", "expected"),
    [
        # High punctuation.
        ("Quoi ?", "Quoi_?"),
        ("Quoi?", "Quoi_?"),
        ("Quoi  ?", "Quoi_?"),
        ("Quoi\u00a0!", "Quoi_!"),
        ("Quoi ?!", "Quoi_?!"),
        ("Quoi !!!", "Quoi_!!!"),
        ("Quoi… ?", "Quoi…_?"),
        ("Quoi ?…", "Quoi_?…"),
        ("un ; deux", "un_; deux"),
        ("(sic !) et (?)", "(sic_!) et (?)"),
        ("un l?Arménie mal transcrit", "un l?Arménie mal transcrit"),
        # The colon.
        ("Il dit : oui", "Il dit~: oui"),
        ("Il dit: oui", "Il dit~: oui"),
        ("Les thèmes :", "Les thèmes~:"),
        ("Il dit :« oui »", "Il dit~:«_oui_»"),
        # Guillemets.
        ("« oui »", "«_oui_»"),
        ("«oui»", "«_oui_»"),
        ('"oui"', "«_oui_»"),
        ('Il dit "non".', "Il dit «_non_»."),
        ('"Il a dit "oui" hier"', "«_Il a~dit “oui” hier_»"),
        ('« Il a dit "oui" hier »', "«_Il a~dit “oui” hier_»"),
        ('l\'"ami"', "l’«_ami_»"),
        ('un écran de 15" et un autre', 'un écran de 15" et un autre'),
        ("le mot 'rare' ici", "le mot ‘rare’ ici"),
        # The apostrophe.
        ("L'été aujourd'hui", "L’été aujourd’hui"),
        ("les années '30", "les années ’30"),
        ("5' 10", "5' 10"),
        # Dashes.
        ("un mot -- un autre", "un mot —~un autre"),
        ("un mot – une incise – la suite", "un mot –|~une incise~– la suite"),
        ("un mot — une incise — la suite", "un mot —~une incise~— la suite"),
        ("un mot – une incise. Un autre – encore une.", "un mot –|~une incise. Un autre –|~encore une."),
        ("un mot – une incise –, la suite", "un mot –|~une incise~–, la suite"),
        ("– M. Dupont – est là – dit-il –", "–|~M.~Dupont –|~est là~– dit-il –"),
        ("— Bonjour, dit-il. — Bonjour.", "—~Bonjour, dit-il. —~Bonjour."),
        ("Erevan - Bakou", "Erevan –|~Bakou"),
        ("3 - 2", "3 - 2"),
        ("1988 – 1994", "1988 – 1994"),
        ("Suite...", "Suite…"),
        # Numbers and units.
        ("100 000 habitants", "100_000~habitants"),
        ("100000 habitants", "100_000~habitants"),
        ("1 250 000 euros", "1_250_000~euros"),
        ("12500€", "12_500~€"),
        ("en 2020 il", "en 2020 il"),
        ("75001 Paris", "75001 Paris"),
        ("78 %", "78_%"),
        ("78%", "78_%"),
        ("3,5 %", "3,5_%"),
        ("10 h 05", "10~h~05"),
        ("10h05", "10~h~05"),
        ("à 20h", "à~20~h"),
        ("23 novembre 2026", "23~novembre 2026"),
        ("1er mai", "1er~mai"),
        ("6 min", "6~min"),
        ("6min", "6~min"),
        ("12 km", "12~km"),
        ("12km", "12~km"),
        ("30 °C", "30~°C"),
        ("30°C", "30~°C"),
        ("5 €", "5~€"),
        ("5 millions", "5~millions"),
        # Abbreviations, names, kings and centuries.
        ("M. Dupont et Mme Sarkissian", "M.~Dupont et Mme~Sarkissian"),
        ("MM. Aliyev et Pashinian", "MM.~Aliyev et Pashinian"),
        ("le Dr Martin", "le Dr~Martin"),
        ("J. Dupont", "J.~Dupont"),
        ("J.-P. Mahé", "J.=P.~Mahé"),
        ("n° 5", "n°~5"),
        ("n°5", "n°~5"),
        ("p. 12 et t. II", "p.~12 et t.~II"),
        ("av. J.-C.", "av.~J.=C."),
        ("Louis XIV", "Louis~XIV"),
        ("XXe siècle", "XXe~siècle"),
        # Compounds and short words.
        ("Haut-Karabakh", "Haut=Karabakh"),
        ("Auvergne-Rhône-Alpes", "Auvergne-Rhône-Alpes"),
        ("Villeneuve-Saint-Georges", "Villeneuve-Saint-Georges"),
        ("dix-sept", "dix=sept"),
        ("quatre-vingt-dix-sept", "quatre-vingt-dix-sept"),
        ("peut-être", "peut-être"),
        ("il y a trois ans à Erevan", "il y~a~trois ans à~Erevan"),
        ("À Erevan", "À~Erevan"),
    ],
)
def test_a_french_text_is_set(clean, expected):
    assert visible(set_text(clean, language="fr")) == expected


def test_paragraphs_do_not_share_quotations():
    assert visible(set_text('Un "mot\n\net un autre" mot', language="fr")) == 'Un "mot\n\net un autre" mot'


def test_typed_curly_quotes_are_the_writer_s_choice():
    assert set_text("les “corridors”", language="fr") == "les “corridors”"


def test_a_region_does_not_change_the_rules():
    assert set_text("Quoi ?", language="fr-CH") == set_text("Quoi ?", language="fr")
