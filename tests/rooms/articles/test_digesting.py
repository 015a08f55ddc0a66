"""What follows from a story's words is the same, whoever works it out."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest

from azdarar.articles import digesting
from azdarar.articles.actions import body_of
from azdarar.articles.digest import Digest, Wording, digest_of
from azdarar.articles.digesting import ask_for_digest, digests_made_elsewhere
from azdarar.articles.models import Article
from azdarar.language.analysis import Analysed

WORDING = Wording(
    title="Le lac gèle à nouveau",
    standfirst="",
    about="LAC Բարեւ",
    language="fr",
    html=(
        ("paragraph", "<p>Il gèle[^1] depuis hier. L’œuvre d’un hiver.</p><h2>Aux écluses</h2><p>Rien.</p>"),
        ("quotation", "<p>Сегодня холодно.</p>"),
    ),
)


def test_a_digest_holds_what_lists_and_the_search_show() -> None:
    assert digest_of(WORDING) == Digest(
        excerpt="Il gèle depuis hier. L’œuvre d’un hiver.",
        minutes=1,
        slug="le-lac-gele-a-nouveau",
        key="le lac gele a nouveau",
        headline=Analysed("le lac gel a nouveau", forms="le lac gele a nouveau", names="Le"),
        about=Analysed("lac բարեւ", forms="lac բարեւ", names="LAC Բարեւ"),
        text=Analysed(
            "il gel depuis hi oeuvr un hiv aux eclus rien сегодня холодно",
            forms="il gele depuis hier oeuvre un hiver aux ecluses rien сегодня холодно",
            names="Il Aux Rien Сегодня",
        ),
    )


def test_another_process_makes_the_same_in_the_order_asked() -> None:
    # More than two pipes hold, and one with half a letter, which no pipe takes.
    wordings = [
        Wording(f"Titre {number}", "", "\ud800" if number == 7 else "", "fr", WORDING.html * 40)
        for number in range(60)
    ]
    with digests_made_elsewhere():
        made = [waiting.digest() for waiting in [ask_for_digest(one) for one in wordings]]

    assert made == [digest_of(one) for one in wordings]


def test_a_process_that_dies_costs_nothing_but_time() -> None:
    with digests_made_elsewhere():
        process: Any = digesting._current.get()
        ask_for_digest(WORDING).digest()
        os.kill(process._process.pid, signal.SIGKILL)
        waiting = [ask_for_digest(WORDING) for _ in range(3)]

        assert [one.digest() for one in waiting] == [digest_of(WORDING)] * 3


@pytest.mark.django_db
def test_a_body_is_stored_as_if_each_block_had_been_made() -> None:
    blocks: list[tuple[str, Any]] = [
        ("paragraph", "<p>Il gèle.</p>"),
        ("quotation", {"text": "<p>Cité.</p>", "attribution": "Elle"}),
        ("footnotes", [{"mark": "1", "text": "Note."}]),
        ("embed", {"address": "https://video.example/1", "title": "Le lac", "provider": "Vidéo"}),
        ("pull_quote", "Il gèle."),
        ("box", {"title": "À part", "text": "<p>Rien.</p>"}),
        ("members_break", None),
    ]
    field: Any = Article._meta.get_field("body")

    def without_ids(value: Any) -> Any:
        if isinstance(value, list):
            return [without_ids(part) for part in value]
        if isinstance(value, dict):
            return {name: without_ids(part) for name, part in value.items() if name != "id"}
        return value

    assert without_ids(field.get_prep_value(body_of(blocks))) == without_ids(
        field.get_prep_value(field.to_python(blocks))
    )
    assert [block.block_type for block in body_of(blocks)] == [kind for kind, _value in blocks]
