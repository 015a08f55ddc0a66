"""Reading is remembered only for those who wish it, for ninety days, and forgotten at a word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from azdarar.accounts.models import User
from azdarar.articles.actions import withdraw_article
from azdarar.articles.models import Article
from azdarar.members import actions, queries
from azdarar.members.models import Reading
from tests.factories.accounts import UserFactory
from tests.factories.articles import AT, public_story


@pytest.fixture
def story(paper: object) -> Article:
    return public_story(title="Le lac se retire")


def test_nothing_is_remembered_unless_it_is_wished(browser: Client, story: Article) -> None:
    told = browser.get("/account/me.json").json()
    browser.post("/account/history/record/", {"story": story.pk})

    assert told["history"] is False
    assert not Reading.objects.exists()


def test_who_wishes_it_finds_what_they_read_the_latest_first(
    browser: Client, reader: User, paper: object
) -> None:
    stories = [public_story(title=f"Récit {number}") for number in range(3)]
    browser.post("/account/history/switch/", {"keep": "1"})
    for number in (0, 1, 2, 0):
        browser.post("/account/history/record/", {"story": stories[number].pk})

    page = browser.get("/account/history/").content.decode()

    assert browser.get("/account/me.json").json()["history"] is True
    assert page.index("Récit 0") < page.index("Récit 2") < page.index("Récit 1")
    assert queries.reading_count(user=reader) == 3


def test_one_is_forgotten_then_all(browser: Client, reader: User, story: Article) -> None:
    actions.remember_reading(user=reader, at=AT)
    for each in (story, public_story()):
        actions.record_reading(user=reader, story_id=each.pk, at=timezone.now())
    row = Reading.objects.get(article=story)

    browser.post(f"/account/history/{row.pk}/remove/")
    left = queries.reading_count(user=reader)
    browser.post("/account/history/clear/")

    assert left == 1
    assert queries.reading_count(user=reader) == 0
    assert queries.wishes_history(user=reader)


def test_switching_off_erases_at_once_and_twice_is_harmless(
    browser: Client, reader: User, story: Article
) -> None:
    actions.remember_reading(user=reader, at=AT)
    actions.record_reading(user=reader, story_id=story.pk, at=timezone.now())

    for _time in range(2):
        browser.post("/account/history/switch/", {"keep": "0"})

    assert not Reading.objects.exists()
    assert not queries.wishes_history(user=reader)


def test_ninety_days_later_it_is_forgotten(reader: User, story: Article) -> None:
    actions.remember_reading(user=reader, at=AT)
    actions.record_reading(user=reader, story_id=story.pk, at=AT)

    kept = actions.forget_old_readings(at=AT + timedelta(days=90))
    forgotten = actions.forget_old_readings(at=AT + timedelta(days=90, seconds=1))

    assert (kept, forgotten) == (0, 1)


def test_a_withdrawn_story_is_named_no_more(browser: Client, reader: User, story: Article) -> None:
    actions.remember_reading(user=reader, at=AT)
    actions.record_reading(user=reader, story_id=story.pk, at=timezone.now())
    withdraw_article(story)

    page = browser.get("/account/history/").content.decode()

    assert "kept__gone" in page
    assert "retire" not in page


def test_nobody_touches_another_persons_history(browser: Client, story: Article) -> None:
    other = UserFactory()
    actions.remember_reading(user=other, at=AT)
    actions.record_reading(user=other, story_id=story.pk, at=timezone.now())

    browser.post(f"/account/history/{Reading.objects.get().pk}/remove/")
    browser.post("/account/history/clear/")

    assert Reading.objects.count() == 1
