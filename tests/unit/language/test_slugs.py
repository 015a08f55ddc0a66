"""Addresses are readable in every language of the paper."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azdarar.language.slugs import is_slug, slugify


@pytest.mark.parametrize(
    ("language", "headline", "slug"),
    [
        ("fr", "L’œuvre d’Éric à Erevan", "l-oeuvre-d-eric-a-erevan"),
        ("fr", "« Une langue ne meurt pas », dit-elle !", "une-langue-ne-meurt-pas-dit-elle"),
        ("fr", "Haut\u2011Karabakh\u00a0: 100\u202f000 réfugiés", "haut-karabakh-100-000-refugies"),
        ("fr", "Ça, où ? Là-haut & ailleurs…", "ca-ou-la-haut-ailleurs"),
        ("fr", "Le 1er mai : n° 5", "le-1er-mai-n-5"),
        ("fr", "Coopé\u00adration", "cooperation"),
        ("fr", "İlham Əliyev à Şuşa", "ilham-aliyev-a-susa"),
        ("en", "It’s Straße, Ångström & Łódź", "it-s-strasse-angstrom-lodz"),
        ("hy", "Երևան", "yerevan"),
        ("hy", "ԵՐԵՎԱՆ", "yerevan"),
        ("hy", "Նիկոլ Փաշինյան", "nikol-pashinyan"),
        ("hy", "Լեռնային Ղարաբաղ", "lernayin-gharabagh"),
        ("hy", "Արցախ և Հայաստան", "artsakh-yev-hayastan"),
        ("hy", "Ո՞վ է ոսկու տերը", "ov-e-vosku-tery"),
        ("hy", "Ուրբաթ, նոյեմբերի 2-ին", "urbat-noyemberi-2-in"),
        ("ru", "Ереван", "yerevan"),
        ("ru", "Нагорный Карабах", "nagorny-karabakh"),
        ("ru", "Никол Пашинян и Ильхам Алиев", "nikol-pashinyan-i-ilkham-aliyev"),
        ("ru", "Объезд щуки, ёлка, подъём", "obyezd-shchuki-yolka-podyom"),
        ("ru", "Дмитрий и Андрей", "dmitry-i-andrey"),
        ("uk", "Київ, Гоголь, Їжак", "kyiv-hohol-yizhak"),
        ("fr", "საქართველო", ""),
        ("fr", "…", ""),
        ("fr", "", ""),
    ],
)
def test_a_headline_becomes_an_address(language, headline, slug):
    assert slugify(headline, language=language) == slug


def test_a_long_address_loses_whole_words():
    assert slugify("Un deux trois quatre", language="fr", max_length=12) == "un-deux"
    assert slugify("Un deux trois quatre", language="fr", max_length=13) == "un-deux-trois"
    assert slugify("Un deux trois quatre", language="fr", max_length=14) == "un-deux-trois"


def test_one_word_that_is_too_long_is_cut():
    assert slugify("Anticonstitutionnellement", language="fr", max_length=4) == "anti"


@given(st.text(max_size=60), st.sampled_from(["fr", "en", "hy", "ru"]), st.integers(1, 40))
def test_an_address_is_plain_short_and_stable(headline, language, max_length):
    slug = slugify(headline, language=language, max_length=max_length)

    assert slug == "" or re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= max_length
    assert slugify(slug, language=language, max_length=max_length) == slug
    assert slug == "" or is_slug(slug)


@pytest.mark.parametrize(
    "text", ["a", "2020", "erevan-2020", "Երևան-2020", "ереван", "საქართველო", "e\u0301te", "हिन्दी"]
)
def test_letters_digits_and_hyphens_of_any_script_make_a_slug(text):
    assert is_slug(text)


@pytest.mark.parametrize(
    "text", ["", "-", "a b", "a/b", "a.b", "a_b", "a?b", "a%20b", "«a»", "a\u00a0b", "a\n", "a\u202eb"]
)
def test_anything_else_does_not(text):
    assert not is_slug(text)
