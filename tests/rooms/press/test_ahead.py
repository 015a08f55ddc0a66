"""What pages that are pressed together need is asked for once, and their pages are those of each alone."""

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from azdarar.articles.actions import correct_article, publish_article
from azdarar.articles.models import Article, ArticleSubject, Contribution
from azdarar.config.pressing.everything import press_some
from azdarar.config.serving.rendering import render
from azdarar.fronts.models import DossierStory
from azdarar.press.actions import deliver_announcements
from azdarar.press.ahead import Ahead, in_hand, looked_up
from azdarar.press.pressing import Press
from azdarar.press.remembering import nothing_remembered, remembered, remembered_each
from azdarar.press.showing import recording
from azdarar.press.signals import changed
from azdarar.press.store import PageStore
from azdarar.reader.story import look_up_stories
from tests.factories.articles import AT, ContributorFactory, draft_story
from tests.factories.fronts import make_dossier, make_paper
from tests.factories.subjects import SubjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    store = PageStore(tmp_path, memory_bytes=2**24)

    def tell(fact: str, tags: frozenset[str], announced_at: datetime, **_: Any) -> None:
        store.changes.tell(fact, tags, at=announced_at.timestamp())

    changed.connect(tell)
    yield Press(store, render=render)
    changed.disconnect(tell)


def five_stories() -> list[Article]:
    """Of one author and subject; one corrected, one in a dossier, one in two languages."""
    make_paper("fr", "en")
    author, subject = ContributorFactory(), SubjectFactory()
    stories = []
    for number in range(5):
        story = draft_story(title=f"Histoire {number}", signatures=[Contribution(contributor=author)])
        story.article_subjects.set([ArticleSubject(subject=subject)])
        stories.append(publish_article(story, at=AT))
    correct_article(stories[0], note="La gare a fermé en 2004.", at=timezone.now())
    DossierStory.objects.create(dossier=make_dossier(), article=stories[1])
    translation = draft_story("en", title="A story", translation_key=stories[2].translation_key)
    stories.append(publish_article(translation, at=AT))
    deliver_announcements()
    return stories


def test_pages_pressed_together_are_those_of_each_alone_and_ask_the_database_half_as_often(
    press: Press,
) -> None:
    paths = [story.canonical_path for story in five_stories()]
    with nothing_remembered():
        alone = {path: render(path) for path in paths}
    for path in paths:
        render(path)  # from here on what all of them share is remembered

    with CaptureQueriesContext(connection) as one_by_one:
        for path in paths:
            render(path)
    with CaptureQueriesContext(connection) as together:
        tally = press_some(paths, press=press)

    assert (tally.pressed, tally.failures) == (6, 0)
    for path in paths:
        page = press.store.load(path)
        assert page is not None
        assert press.store.body(page, "identity") == alone[path].body, path
        assert {*press.store.tags_of(path)} == alone[path].shown.tags, path
    assert len(together) < 0.5 * len(one_by_one), (len(together), len(one_by_one))


def test_what_changes_after_it_was_looked_up_makes_the_page_old_at_once(press: Press) -> None:
    story, other = five_stories()[:2]
    ahead = Ahead(counter=press.store.changes.look(), began=time.time())
    look_up_stories(ahead, [story.canonical_path, other.canonical_path], at=timezone.now())

    correct_article(story, note="Ce n’était pas un mardi.", at=timezone.now())
    deliver_announcements()
    page = press.press(story.canonical_path, why="test", ahead=ahead)
    untouched = press.press(other.canonical_path, why="test", ahead=ahead)
    again = press.press(story.canonical_path, why="test", ahead=ahead)

    assert page is not None
    assert untouched is not None
    assert again is not None
    assert not press.store.is_fresh(page)
    assert press.store.is_fresh(untouched)
    assert "pas un mardi" in (press.store.body(again, "identity") or b"").decode()


def test_an_answer_is_handed_out_once_and_never_to_what_outlives_the_page() -> None:
    ahead = Ahead(counter=0, began=0.0)
    ahead.add("kind", {1: "ahead", 2: "ahead", 3: "ahead"})

    def ask(key: int) -> str:
        return looked_up("kind", key, lambda: "now")

    with in_hand(ahead), recording():
        told = [ask(1), ask(1)]
        part = remembered("a part of this test", lambda: ask(2))
        parts = remembered_each("parts of this test", [3], lambda keys: {key: lambda: ask(3) for key in keys})

    assert told == ["ahead", "now"]
    assert part == "now"
    assert parts == {3: "now"}
    assert ask(2) == "now", "nothing is handed out to whoever renders no page"
