"""Sentences end where a reader would say they do."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from azdarar.language.sentences import split_sentences

from .sentence_samples import SAMPLES

_ALL = [(language, sentences) for language, paragraphs in SAMPLES.items() for sentences in paragraphs]


@pytest.mark.parametrize(("language", "sentences"), _ALL)
def test_a_paragraph_is_cut_into_its_sentences(language, sentences):
    assert split_sentences(" ".join(sentences), language=language) == sentences


@pytest.mark.parametrize("language", sorted(SAMPLES))
def test_paragraphs_keep_their_sentences(language):
    text = "\n\n".join(" ".join(sentences) for sentences in SAMPLES[language])

    expected = [sentence for sentences in SAMPLES[language] for sentence in sentences]
    assert split_sentences(text, language=language) == expected


def test_a_set_text_is_cut_like_a_clean_one():
    text = "M.\u00a0Dupont dit\u00a0: «\u202fPartez. Maintenant\u202f!\u202f» Puis il sort."

    assert split_sentences(text, language="fr") == [
        "M.\u00a0Dupont dit\u00a0: «\u202fPartez. Maintenant\u202f!\u202f»",
        "Puis il sort.",
    ]


def test_a_paragraph_without_a_final_sign_is_a_sentence():
    assert split_sentences("Un titre\n\nUne phrase. Une autre", language="fr") == [
        "Un titre",
        "Une phrase.",
        "Une autre",
    ]


def test_a_quotation_over_several_paragraphs_is_not_cut():
    text = "Elle dit : « Partez. Tous.\n\nNe revenez pas. » Puis elle sort."

    assert split_sentences(text, language="fr") == [
        "Elle dit : « Partez. Tous.\n\nNe revenez pas. »",
        "Puis elle sort.",
    ]


def test_a_quotation_opened_again_in_each_paragraph_is_not_cut():
    text = "“Go. Now.\n\n“Do not come back. Ever.” She left."

    assert split_sentences(text, language="en") == ["“Go. Now.\n\n“Do not come back. Ever.”", "She left."]


def test_a_quotation_mark_nobody_closes_holds_nothing_back():
    assert split_sentences("Il dit « oui. Puis il sort.", language="fr") == ["Il dit « oui.", "Puis il sort."]


def test_an_armenian_text_may_use_the_latin_full_stop_throughout():
    assert split_sentences("Նա եկավ. Մենք գնացինք.", language="hy") == ["Նա եկավ.", "Մենք գնացինք."]


def test_other_languages_are_cut_by_the_signs():
    assert split_sentences("Er kam. Wir gingen!", language="de") == ["Er kam.", "Wir gingen!"]
    assert split_sentences("ის მოვიდა. ჩვენ წავედით.", language="ka") == ["ის მოვიდა.", "ჩვენ წავედით."]


@pytest.mark.parametrize("text", ["", " ", "\n\n", " \n\n \n"])
def test_nothing_has_no_sentences(text):
    assert split_sentences(text, language="fr") == []


_PIECES = 'A b. M. « » “ ” " ( ) ? ! … ... : ։ Ա բ. 5. J. etc. — - , \n \n\n Il [1]'


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.one_of(st.sampled_from(_PIECES.split(" ")), st.text(max_size=3)), max_size=16).map(" ".join),
    st.sampled_from(["fr", "en", "hy", "ru", "xx"]),
)
def test_no_character_but_spaces_is_lost(text, language):
    sentences = split_sentences(text, language=language)

    assert "".join("".join(sentences).split()) == "".join(text.split())
    assert all(sentence and sentence == sentence.strip() for sentence in sentences)
