"""Templates compile, point down, name addresses that exist, and pass by the gate."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.house import refuse, template_files
from tests.architecture.templates import (
    Template,
    address_names,
    djangos_dates,
    house_sources,
    missing_static_files,
    names_upward,
    not_compiling,
    public_code,
    ungated_code,
    ungated_texts,
    unknown_addresses,
)


@pytest.fixture
def plant(tmp_path: Path):
    """Return a function that writes a template and returns it as the checkers take it."""

    def planted(room: str, name: str, text: str) -> Template:
        path = tmp_path / room / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return room, name, path

    return planted


def test_every_template_compiles() -> None:
    refuse(not_compiling(template_files()))


def test_a_planted_bad_template_is_found(plant) -> None:
    planted = plant("reader", "reader/bad.html", "{% if story %}{{ story.headline|no_such_filter }}")

    assert len(not_compiling([planted])) == 1


def test_templates_extend_and_include_downwards_only() -> None:
    refuse(names_upward(list(template_files())))


def test_planted_names_that_point_up_or_nowhere_are_found(plant) -> None:
    base = plant("reader", "reader/base.html", "<html></html>")
    page = plant("reader", "articles/article.html", '{% extends "reader/base.html" %}')
    mail = plant(
        "articles", "articles/mail.html", '{% extends "reader/base.html" %}{% include "nobody/here.html" %}'
    )

    assert names_upward([base, page, mail]) == [
        "articles: articles/mail.html names reader/base.html of reader, above its room.",
        "articles: articles/mail.html names nobody/here.html, which nobody supplies.",
    ]


def test_every_address_name_leads_somewhere() -> None:
    refuse(unknown_addresses(house_sources(), known=address_names()))


def test_planted_addresses_that_lead_nowhere_are_found() -> None:
    planted = [
        ("reader/nav.html", "{% url 'healthz' %}{% url 'reader:nowhere' %}"),
        ("views.py", "reverse('healthz')\nredirect('/fr/')\nreverse('wagtailadmin_gone')"),
    ]

    assert unknown_addresses(planted, known=address_names()) == [
        "reader/nav.html names the address reader:nowhere, which does not exist.",
        "views.py names the address wagtailadmin_gone, which does not exist.",
    ]


def test_every_static_file_exists() -> None:
    refuse(missing_static_files(template_files()))


def test_a_planted_missing_static_file_is_found(plant) -> None:
    page = plant("reader", "reader/page.html", '{% load static %}{% static "reader/css/no_such.css" %}')

    assert missing_static_files([page]) == [
        "reader: reader/page.html names the static file reader/css/no_such.css, which does not exist."
    ]


def test_no_public_template_reaches_a_text_past_the_gate() -> None:
    refuse(ungated_texts(template_files()))


def test_planted_ungated_templates_are_found(plant) -> None:
    page = plant("reader", "articles/article.html", "{{ page.body }}{{ page.body_for }}")
    feed = plant("feeds", "feeds/item.xml", "{% for block in story.body %}{% endfor %}")
    mail = plant("accounts", "accounts/welcome.txt", "{{ story.body|truncatewords:20 }}")
    screen = plant("newsroom", "newsroom/desk.html", "{{ story.body }}")

    assert len(ungated_texts([page, feed, mail, screen])) == 3


def test_no_public_code_reaches_a_text_past_the_gate() -> None:
    refuse(ungated_code(public_code()))


def test_planted_ungated_code_is_found() -> None:
    planted = [("views.py", "text = story.body\nsent = request.body\nwhole = story.body_for(disclosure)")]

    assert ungated_code(planted) == ["views.py:1 reads .body past body_for."]


def test_dates_are_printed_as_the_paper_prints_them() -> None:
    refuse(djangos_dates(template_files()))


def test_planted_dates_of_django_are_found(plant) -> None:
    page = plant(
        "reader", "reader/page.html", '{{ at|date:"DATE_FORMAT" }}\n{{ at|date:"c" }}{{ at|printed }}'
    )
    hour = plant("reader", "reader/hour.html", "{{ at|date:'H:i' }}")

    now = plant("reader", "reader/now.html", '{% now "Y" %}')

    assert djangos_dates([page, hour, now]) == [
        'reader/page.html:1 has |date:"DATE_FORMAT": use the filter printed.',
        "reader/hour.html:1 has |date:'H:i': use the filter printed.",
        "reader/now.html:1 has {% now : use the filter printed.",
    ]
