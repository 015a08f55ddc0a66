"""What editors do is told to exactly the pages that show it: every stored page is what would be rendered now.

The walk makes random moves and compares every page after each (``python -m benchmarks exact`` makes ten
thousand); the cases below name pages that a change must leave alone.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from azdarar.articles.actions import correct_article, publish_article, withdraw_article
from azdarar.articles.models import (
    Article,
    ArticleSubject,
    Contribution,
    Contributor,
    ContributorProfile,
    Section,
)
from azdarar.articles.subject_pictures import choose_picture
from azdarar.articles.suggesting import answer_suggestion, take_answer_back
from azdarar.config.serving.rendering import render
from azdarar.media.models import Picture
from azdarar.press.actions import announce, deliver_announcements
from azdarar.press.pressing import Press
from azdarar.press.signals import changed
from azdarar.press.store import Freshness, PageStore
from azdarar.subjects.models import Subject, SubjectName
from benchmarks.walk import Walk
from tests.factories.articles import AT, ContributorFactory, SectionFactory, draft_story, paragraphs
from tests.factories.fronts import make_paper
from tests.factories.subjects import SubjectFactory

pytestmark = pytest.mark.django_db

NOTE = "La gare a fermé en 2004 et non en 2003, comme nous l’avions écrit."


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    """A press of its own, told of what is announced as the paper's own is."""
    store = PageStore(tmp_path, memory_bytes=2**24)

    def tell(fact: str, tags: frozenset[str], announced_at: datetime, due: list[datetime], **_: Any) -> None:
        instants = [instant.timestamp() for instant in due]
        store.changes.tell(fact, tags, at=announced_at.timestamp(), due=instants)

    changed.connect(tell)
    yield Press(store, render=render)
    changed.disconnect(tell)


@pytest.mark.whole
def test_every_stored_page_is_what_would_be_rendered_now(press: Press) -> None:
    with Walk(press, seed=1) as walk:
        for _ in range(6):
            walk.step()

        assert not walk.tally.differences, "\n".join(map(str, walk.tally.differences))
        assert walk.tally.compared > 200


@pytest.mark.whole
def test_a_change_that_nobody_announces_is_found_by_the_walk(press: Press) -> None:
    with Walk(press, seed=1) as walk:
        story = Article.objects.filter(live=True).first()
        assert story is not None
        Article.objects.filter(pk=story.pk).update(title="Personne n’en a rien dit")
        walk.compare("silence")

        assert story.canonical_path in {one.key for one in walk.tally.differences}


class Paper:
    """Two sections with a story each that have nothing in common, and the pages that show them, pressed."""

    def __init__(self, press: Press) -> None:
        make_paper("fr", "en")
        self.press = press
        self.here, self.there = SectionFactory(name="Ici"), SectionFactory(name="Ailleurs")
        self.story, self.author, self.subject = self.tell("Un convoi", self.here)
        self.other, self.other_author, self.other_subject = self.tell("La neige", self.there)
        deliver_announcements()
        self.keys = [
            *("/fr/", "/en/", "/fr/latest/", "/fr/corrections/", "/fr/feed.xml", "/sitemap-fr.xml"),
            *("/fr/dossiers/", "/sitemap.xml", "/news-sitemap.xml", "/robots.txt", "/sitemap-fr-2026-11.xml"),
            *self.around(self.story, self.here, self.author, self.subject),
            *self.around(self.other, self.there, self.other_author, self.other_subject),
        ]
        for key in self.keys:
            assert press.press(key, why="test") is not None, key

    def tell(self, title: str, section: Section) -> tuple[Article, Contributor, Subject]:
        author, subject = ContributorFactory(), SubjectFactory()
        story = draft_story(title=title, section=section, signatures=[Contribution(contributor=author)])
        story.article_subjects.set([ArticleSubject(subject=subject)])
        return publish_article(story, at=AT), author, subject

    @staticmethod
    def around(story: Article, section: Section, author: Contributor, subject: Subject) -> list[str]:
        return [
            story.address,
            section.address,
            f"{section.address}feed.xml",
            f"/fr/authors/{author.slug}/",
            f"/fr/authors/{author.slug}/feed.json",
            f"/fr/tags/{subject.slug}/",
        ]

    def press_again(self) -> None:
        for key in self.old():
            self.press.press(key, why="test")

    def old(self) -> set[str]:
        """The pages that must be pressed again."""
        deliver_announcements()
        now, store = timezone.now().timestamp(), self.press.store
        pages = {key: store.load(key) for key in self.keys}
        return {
            key
            for key, page in pages.items()
            if page is not None and store.freshness(page, now=now) is not Freshness.FRESH
        }


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT + timedelta(hours=1), tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def paper(press: Press, clock: time_machine.Traveller) -> Paper:
    clock.move_to(AT + timedelta(hours=1))
    return Paper(press)


def correct(paper: Paper) -> set[str]:
    paper.story.body = paragraphs("Le train de 10 h 05 ne va plus jusqu’à Martouni.", "Il va à Sevan.")
    paper.story.standfirst = paper.story.excerpt
    correct_article(paper.story, note=NOTE, at=timezone.now())
    feeds = {"/fr/feed.xml", f"{paper.here.address}feed.xml", f"/fr/authors/{paper.author.slug}/feed.json"}
    maps = {"/sitemap.xml", "/sitemap-fr-2026-11.xml"}
    return {paper.story.address, "/fr/corrections/", *feeds, *maps}


def rename(paper: Paper) -> set[str]:
    paper.story.title = "Un convoi repart"
    publish_article(paper.story, at=timezone.now())
    shown = paper.around(paper.story, paper.here, paper.author, paper.subject)
    # It was corrected, so the list of corrections names it; all that is around the other story stays.
    lists = {"/fr/", "/fr/latest/", "/fr/corrections/", "/fr/feed.xml", "/news-sitemap.xml"}
    return {*shown, *lists}


def describe_its_author(paper: Paper) -> set[str]:
    told = {"language": "fr", "bio": "Elle suit les chemins de fer."}
    ContributorProfile.objects.create(contributor=paper.author, **told)
    return {paper.story.address, f"/fr/authors/{paper.author.slug}/"}


def say_more_of_a_section(paper: Paper) -> set[str]:
    paper.here.standfirst = "Ce qui se passe ici."
    paper.here.save()
    return {paper.here.address, f"{paper.here.address}feed.xml"}


def describe_a_subject(paper: Paper) -> set[str]:
    SubjectName.objects.create(subject=paper.subject, language="hy", text="Երկաթուղի", is_preferred=False)
    return {f"/fr/tags/{paper.subject.slug}/"}


def let_it_speak_of_the_other_subject(paper: Paper) -> set[str]:
    answer_suggestion(article=paper.story, subject=paper.other_subject, is_confirmed=True, at=timezone.now())
    return _around_the_other_subject(paper)


def _around_the_other_subject(paper: Paper) -> set[str]:
    """Both subjects, the stories under which others of theirs are offered, and the feeds with its text."""
    subjects = {f"/fr/tags/{one.slug}/" for one in (paper.subject, paper.other_subject)}
    feeds = {"/fr/feed.xml", f"{paper.here.address}feed.xml", f"/fr/authors/{paper.author.slug}/feed.json"}
    return {paper.story.address, paper.other.address, *subjects, *feeds}


def let_it_speak_of_the_other_subject_no_more(paper: Paper) -> set[str]:
    take_answer_back(article=paper.story, subject=paper.other_subject, at=timezone.now())
    return _around_the_other_subject(paper)


def give_a_subject_a_picture(paper: Paper) -> set[str]:
    picture = Picture.objects.create(
        title="lac", file="x.png", width=9, height=9, alt_text="Un lac", credit_line="Azdarar"
    )
    told = {"alt_text": "", "may_be_shown": True, "at": timezone.now()}
    choose_picture(subject=paper.subject, picture=picture, **told)
    return {f"/fr/tags/{paper.subject.slug}/"}


def save_a_draft(paper: Paper) -> set[str]:
    paper.story.title = "Pas encore"
    paper.story.save_revision()
    return set()


def describe_a_picture_nobody_shows(paper: Paper) -> set[str]:
    picture = Picture.objects.create(title="lac", file="x.png", width=9, height=9)
    picture.alt_text = "Un lac"
    picture.save()
    return set()


def save_without_a_change(paper: Paper) -> set[str]:
    for thing in (paper.here, paper.author, paper.subject):
        type(thing).objects.get(pk=thing.pk).save()
    return set()


def tell_of_something_else(paper: Paper) -> set[str]:
    announce("tests.other", tags=["article:0", "section:0:stories"], at=timezone.now())
    return set()


CHANGES = [
    correct,
    rename,
    describe_its_author,
    say_more_of_a_section,
    describe_a_subject,
    let_it_speak_of_the_other_subject,
    let_it_speak_of_the_other_subject_no_more,
    give_a_subject_a_picture,
    save_a_draft,
    describe_a_picture_nobody_shows,
    save_without_a_change,
    tell_of_something_else,
]


def test_exactly_the_pages_that_show_what_changed_are_pressed_again(paper: Paper) -> None:
    for change in CHANGES:
        expected = change(paper)

        assert paper.old() == expected, change.__name__
        paper.press_again()


def test_what_is_withdrawn_is_served_by_no_page_that_is_still_fresh(paper: Paper) -> None:
    withdraw_article(Article.objects.get(pk=paper.story.pk))

    old = paper.old()

    for key in set(paper.keys) - old:
        page = paper.press.store.load(key)
        assert page is not None
        assert b"Un convoi" not in (paper.press.store.body(page, "identity") or b"")
    assert paper.other.address not in old


def test_an_embargo_ends_by_the_clock_alone(paper: Paper, clock: time_machine.Traveller) -> None:
    until = timezone.now() + timedelta(hours=2)
    later = draft_story(title="Demain", section=paper.there, embargoed_until=until)
    publish_article(later, at=timezone.now())
    paper.press_again()
    assert paper.old() == set()

    clock.move_to(until)

    assert {paper.there.address, "/fr/", "/fr/latest/", "/fr/feed.xml"} <= paper.old()
    assert paper.here.address not in paper.old()


def test_a_front_is_pressed_again_at_midnight_and_nothing_else(
    paper: Paper, clock: time_machine.Traveller
) -> None:
    clock.move_to(AT + timedelta(days=1))

    assert paper.old() == {"/fr/", "/en/"}
