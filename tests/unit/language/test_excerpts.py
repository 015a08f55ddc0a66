"""An excerpt is always whole sentences."""

from __future__ import annotations

import pytest

from azdarar.language.sentences import excerpt, split_sentences

from .sentence_samples import SAMPLES


def test_sentences_follow_while_they_fit():
    text = "Un deux trois. Quatre cinq six. Sept huit neuf."

    assert excerpt(text, language="fr", limit=31) == "Un deux trois. Quatre cinq six."
    assert excerpt(text, language="fr", limit=30) == "Un deux trois."
    assert excerpt(text, language="fr") == text


def test_a_first_sentence_beyond_the_limit_is_given_whole():
    sentence = "Un mot " * 100 + "enfin."

    assert excerpt(f"{sentence} Et la suite.", language="fr", limit=50) == sentence


def test_a_quotation_is_never_cut():
    text = "Elle se lève. « Partez. Tout de suite. Et ne revenez pas. Jamais. » Il sort."

    assert excerpt(text, language="fr", limit=30) == "Elle se lève."


def test_a_quotation_over_two_paragraphs_is_taken_whole_or_not_at_all():
    text = "Elle se lève. « Partez. Tout de suite.\n\nNe revenez pas. » Il sort."

    assert excerpt(text, language="fr", limit=45) == "Elle se lève."
    assert excerpt(text, language="fr", limit=80) == (
        "Elle se lève. « Partez. Tout de suite. Ne revenez pas. » Il sort."
    )


def test_an_abbreviation_is_never_the_end():
    text = "Le ministre a reçu M. Dupont, Mme Sarkissian et le Dr. Martin à Erevan. Ils repartent."

    assert excerpt(text, language="fr", limit=30).endswith("à Erevan.")


def test_words_that_introduce_the_next_paragraph_do_not_end_it():
    text = "Il est venu. Voici ce qu’il a dit :\n\n« Je reste. »\n\nPuis il est parti."

    assert excerpt(text, language="fr", limit=40) == "Il est venu."
    assert excerpt(text, language="fr", limit=60) == "Il est venu. Voici ce qu’il a dit : « Je reste. »"


def test_a_heading_in_front_or_behind_is_left_out():
    text = "Erevan, 2 novembre\n\nLe train est parti.\n\nÀ bord\n\nPersonne ne parle."

    assert excerpt(text, language="fr") == "Le train est parti."


def test_a_text_without_any_final_sign_is_given():
    assert excerpt("Deux appels, trois récits", language="fr") == "Deux appels, trois récits"


def test_paragraphs_are_joined_on_one_line():
    assert excerpt("Un.\nDeux.\n\nTrois.", language="fr") == "Un. Deux. Trois."


def test_a_lone_sign_is_no_sentence():
    assert (
        excerpt("Le train est parti.\n\n***\n\nIl reviendra.", language="fr")
        == "Le train est parti. Il reviendra."
    )


@pytest.mark.parametrize("text", ["", "  \n\n "])
def test_nothing_has_no_excerpt(text):
    assert excerpt(text, language="fr") == ""


@pytest.mark.parametrize("language", sorted(SAMPLES))
@pytest.mark.parametrize("limit", [1, 40, 120, 280, 1000])
def test_an_excerpt_is_a_run_of_whole_sentences(language, limit):
    text = "\n\n".join(" ".join(sentences) for sentences in SAMPLES[language])

    result = excerpt(text, language=language, limit=limit)

    sentences = split_sentences(text, language=language)
    taken = len(split_sentences(result, language=language))
    assert result == " ".join(sentences[:taken])
    assert len(result) <= limit or taken == 1
