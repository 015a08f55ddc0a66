"""A reader keeps stories from any card or page, finds them again in order, and never sees closed ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from azdarar.accounts.models import User
from azdarar.articles.actions import withdraw_article
from azdarar.articles.models import Article
from azdarar.members import actions, queries
from azdarar.members.models import SavedStory
from tests.factories.accounts import UserFactory
from tests.factories.articles import AT, draft_story, public_story

OWN_CLICK = {"Sec-Fetch-Site": "same-origin"}
ADD = "/account/saved/add/"


@pytest.fixture
def story(paper: object) -> Article:
    return public_story(title="Le lac se retire")


def test_a_click_on_a_bookmark_saves_and_comes_back(browser: Client, reader: User, story: Article) -> None:
    answer = browser.get(
        f"{ADD}?story={story.pk}", headers={**OWN_CLICK, "Referer": "https://paper.example/fr/latest/?page=2"}
    )

    assert answer["Location"] == "/fr/latest/?page=2#story-saved"
    assert queries.saved_story_ids(user=reader) == [story.pk]


def test_a_link_from_elsewhere_asks_before_it_saves(browser: Client, reader: User, story: Article) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {}, {**OWN_CLICK, "Sec-Purpose": "prefetch"}):
        answer = browser.get(f"{ADD}?story={story.pk}", headers=headers)

        assert answer.status_code == 200
        assert "Le lac se retire" in answer.content.decode()
        assert not SavedStory.objects.exists()

    answer = browser.post(ADD, {"story": story.pk, "next": "/fr/"})

    assert answer["Location"] == "/fr/#story-saved"
    assert queries.saved_count(user=reader) == 1


def test_looking_at_the_head_of_the_link_saves_nothing(browser: Client, story: Article) -> None:
    browser.head(f"{ADD}?story={story.pk}", headers=OWN_CLICK)

    assert not SavedStory.objects.exists()


def test_who_is_signed_out_signs_in_and_the_way_back_is_kept(client: Client, story: Article) -> None:
    answer = client.get(
        f"{ADD}?story={story.pk}", headers={**OWN_CLICK, "Referer": "https://paper.example/fr/latest/"}
    )

    assert answer["Location"] == (
        f"/account/login/?next=%2Faccount%2Fsaved%2Fadd%2F%3Fstory%3D{story.pk}%26next%3D%252Ffr%252Flatest%252F"
    )


def test_s_redir_nobody_is_led_away(browser: Client, story: Article) -> None:
    enemies = [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/ok\r\nSet-Cookie: a=b",
        "evil.example",
        "/\tevil",
    ]
    for enemy in enemies:
        answer = browser.post(ADD, {"story": story.pk, "next": enemy})

        assert answer["Location"] == f"{story.address}#story-saved"


def test_what_is_no_story_saves_nothing_and_says_so(browser: Client) -> None:
    for asked in ("", "0", "-1", "abc", "١٢", "9" * 40, "1 OR 1=1"):
        assert browser.post(ADD, {"story": asked}).status_code == 404
        assert browser.post("/account/saved/toggle/", {"story": asked, "keep": "1"}).status_code == 409

    assert not SavedStory.objects.exists()


def test_a_draft_and_a_story_not_out_yet_answer_alike(browser: Client, paper: object) -> None:
    draft, embargoed = draft_story(title="Ararat"), public_story(at=timezone.now() + timedelta(days=1))

    answers = [browser.post(ADD, {"story": pk}) for pk in (draft.pk, embargoed.pk, 999_999)]

    assert {answer.status_code for answer in answers} == {404}
    assert all("Ararat" not in answer.content.decode() for answer in answers)


def test_a_form_posted_twice_saves_once_and_keeps_its_place(reader: User, story: Article) -> None:
    first = actions.save_story(user=reader, story_id=story.pk, at=AT)
    again = actions.save_story(user=reader, story_id=story.pk, at=AT + timedelta(days=1))

    assert (again.pk, again.saved_at) == (first.pk, AT)


def test_the_list_stands_in_order_on_another_device(reader: User, paper: object) -> None:
    stories = [public_story(title=f"Récit {number}") for number in range(3)]
    for number, story in enumerate(stories):
        actions.save_story(user=reader, story_id=story.pk, at=AT + timedelta(hours=number))
    elsewhere = Client()
    elsewhere.force_login(reader)

    page = elsewhere.get("/account/saved/").content.decode()

    places = [page.index(f"Récit {number}") for number in (2, 1, 0)]
    assert places == sorted(places)


def test_a_withdrawn_story_is_named_no_more(browser: Client, reader: User, story: Article) -> None:
    actions.save_story(user=reader, story_id=story.pk, at=timezone.now())
    withdraw_article(story)

    pages = [browser.get(path).content.decode() for path in ("/account/", "/account/saved/")]

    assert all("kept__gone" in page for page in pages)
    assert not any("retire" in page for page in pages)


def test_a_deleted_story_leaves_a_row_that_can_be_removed(
    browser: Client, reader: User, story: Article
) -> None:
    row = actions.save_story(user=reader, story_id=story.pk, at=timezone.now())
    story.delete()

    page = browser.get("/account/saved/").content.decode()
    browser.post(f"/account/saved/{row.pk}/remove/")
    browser.post(f"/account/saved/{row.pk}/remove/")

    assert "kept__gone" in page
    assert not SavedStory.objects.exists()


def test_nobody_touches_another_persons_list(browser: Client, story: Article) -> None:
    row = actions.save_story(user=UserFactory(), story_id=story.pk, at=timezone.now())

    browser.post(f"/account/saved/{row.pk}/remove/")
    browser.post("/account/saved/toggle/", {"story": story.pk, "keep": "0"})

    assert SavedStory.objects.filter(pk=row.pk).exists()


def test_the_script_switches_in_place(browser: Client, reader: User, story: Article) -> None:
    kept = browser.post("/account/saved/toggle/", {"story": story.pk, "keep": "1"})
    told = browser.get("/account/me.json").json()
    given_up = browser.post("/account/saved/toggle/", {"story": story.pk, "keep": "0"})

    assert kept.json() == {"story": story.pk, "kept": True}
    assert told["saved"] == [story.pk]
    assert given_up.json() == {"story": story.pk, "kept": False}
    assert not SavedStory.objects.exists()


def test_a_full_list_says_so(
    browser: Client, reader: User, story: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_SAVED", 0)

    answer = browser.post("/account/saved/toggle/", {"story": story.pk, "keep": "1"})

    assert answer.status_code == 409
    assert answer.json()["code"] == "members.too-many-saved"


def test_without_the_token_nothing_is_saved(reader: User, story: Article) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reader)

    refused = strict.post("/account/saved/toggle/", {"story": story.pk, "keep": "1"})
    token = strict.get("/account/me.json").json()["token"]
    taken = strict.post(
        "/account/saved/toggle/", {"story": story.pk, "keep": "1"}, headers={"X-CSRFToken": token}
    )

    assert (refused.status_code, taken.status_code) == (403, 200)


def test_a_list_of_any_length_costs_the_same(
    browser: Client, reader: User, paper: object, django_assert_max_num_queries: object
) -> None:
    for _number in range(5):
        actions.save_story(user=reader, story_id=public_story().pk, at=timezone.now())

    with django_assert_max_num_queries(24):  # type: ignore[operator]
        browser.get("/account/saved/")
