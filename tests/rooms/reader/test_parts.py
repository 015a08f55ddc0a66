"""Parts of pages with a memory: made once for the same values, and never shown for others."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Engine

from azdarar.press.remembering import Memory, nothing_remembered

_CARD = "{{ card }}{% if has_date %} {{ date }}{% endif %}{% for one in tags %} {{ one }}{% endfor %}\n"


class Told:
    """Something shown, which counts how often it was."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.times = 0

    def __str__(self) -> str:
        self.times += 1
        return self.text


@pytest.fixture
def engine() -> Engine:
    pages = {"card.html": _CARD, "list.html": '{% load parts %}<{% part "card.html" with card=story %}>'}
    return Engine(
        loaders=[
            ("django.template.loaders.cached.Loader", [("django.template.loaders.locmem.Loader", pages)])
        ],
        libraries={"parts": "azdarar.reader.templatetags.parts"},
    )


def shown(engine: Engine, **values: Any) -> str:
    return str(engine.get_template("list.html").render(Context(values)))


def test_a_part_is_made_once_for_the_same_values_whatever_else_the_page_holds(engine: Engine) -> None:
    story = Told("Le train")

    first = shown(engine, story=story, page=1, has_date=False, date=1)
    again = shown(engine, story=story, page=2, has_date=False, date=2)

    assert (first, again, story.times) == ("<Le train>", "<Le train>", 1)


def test_what_a_part_looks_at_only_now_and_then_makes_it_another(engine: Engine) -> None:
    story = Told("Le train")

    told = [shown(engine, story=story, has_date=bool(date), date=date) for date in (0, 1, 2, 1, 0)]

    assert told == ["<Le train>", "<Le train 1>", "<Le train 2>", "<Le train 1>", "<Le train>"]
    assert shown(engine, story=Told("La neige"), has_date=True, date=2) == "<La neige 2>"


def test_a_value_that_may_change_under_our_hands_is_looked_at_each_time(engine: Engine) -> None:
    story, tags = Told("Le train"), ["gare"]
    first = shown(engine, story=story, tags=tags)

    tags.append("lac")

    assert (first, shown(engine, story=story, tags=tags)) == ("<Le train gare>", "<Le train gare lac>")


def test_nothing_is_taken_from_memory_by_whoever_compares_with_it(engine: Engine) -> None:
    story = Told("Le train")
    shown(engine, story=story)
    story.text = "Changed behind its back"

    with nothing_remembered():
        anew = shown(engine, story=story)

    assert (anew, shown(engine, story=story)) == ("<Changed behind its back>", "<Le train>")


def test_a_memory_holds_so_many_and_keeps_what_is_asked_for() -> None:
    memory: Memory[int] = Memory(most=10)
    for number in range(100):
        memory.keep(number, number)
        memory.get(0)

    kept = [number for number in range(100) if memory.get(number) is not None]

    assert len(kept) == 10
    assert {0, 99} <= set(kept)
