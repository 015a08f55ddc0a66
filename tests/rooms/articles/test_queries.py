"""Reads of this room: as many queries for forty stories as for five, each story once, in order."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azdarar.articles.actions import correct_article, link_translations, publish_article, withdraw_article
from azdarar.articles.models import Article, ArticleSubject, Contribution, ContributorProfile, PlainPage
from azdarar.articles.queries import (
    contributor_articles,
    footer_pages,
    for_cards,
    in_order,
    menu_sections,
    public_corrections,
    section_articles,
    speaking_of,
    story_cards,
    subjects_of,
    translations_of,
    visible_articles,
)
from azdarar.media.actions import add_picture
from tests.factories.articles import AT, ContributorFactory, SectionFactory, draft_story, public_story
from tests.factories.fronts import make_paper
from tests.factories.media import ALT_TEXT, photograph
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper", "clock")]


def copies_of(story: Article, many: int) -> None:
    """Public stories like another, with a signature of their own each: quicker than publishing each."""
    for number in range(many):
        contributor = ContributorFactory()
        ContributorProfile.objects.create(contributor=contributor, language="fr", name=f"Nom {number}")
        copy = story.copy(copy_revisions=False, log_action=None)
        Contribution.objects.filter(article=copy).update(contributor=contributor, visible_from=AT)
        Article.objects.filter(pk=copy.pk).update(
            live=True, visible_from=AT, published_at=AT, canonical_path=f"/fr/2026/11/03/{number}-{copy.pk}/"
        )


def queries_of(read: Any) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        read()
    return [query["sql"] for query in captured]


def test_cards_of_forty_stories_take_the_queries_of_five_and_no_body() -> None:
    picture = add_picture(file=BytesIO(photograph(size=(400, 300))), title="Pont", alt_text=ALT_TEXT)
    story = public_story(lead_picture=picture, standfirst="Un chapô.")
    cards: list[Any] = []

    def read() -> None:
        cards[:] = story_cards(for_cards(visible_articles(at=AT)))

    copies_of(story, 4)
    five = queries_of(read)
    assert len(cards) == 5
    copies_of(story, 35)
    forty = queries_of(read)

    assert len(cards) == 40
    assert len(forty) == len(five) == 3
    assert not any('"body"' in sql or '"announced_tags"' in sql for sql in forty)
    assert {str(card.excerpt) for card in cards} == {"Un chapô."}
    assert all(card.picture and str(card.picture.alt) == ALT_TEXT.replace("'", "’") for card in cards)
    assert len({str(card.byline) for card in cards}) > 30


def test_lists_of_corrections_and_translations_read_no_body() -> None:
    story, english = public_story(), public_story("en")
    link_translations(story, english)
    correct_article(story, note="Le train part à 10 h 05, et non à 10 h.", at=AT)

    asked = queries_of(lambda: public_corrections(language="fr", at=AT, most=9))
    asked += queries_of(lambda: translations_of(story, at=AT))

    assert not any('"body"' in sql for sql in asked)


def test_a_card_says_all_a_list_shows_in_the_typography_of_its_language() -> None:
    section = SectionFactory(name="Société", slug="societe")
    signatures = [Contribution(contributor=ContributorFactory(name="Anahit", slug="anahit"))]
    public_story(title="Le train : fin", kicker="Vrai ?", section=section, signatures=signatures)

    (card,) = story_cards(for_cards(visible_articles(at=AT)))

    assert (str(card.headline), str(card.kicker)) == ("Le train\u00a0: fin", "Vrai\u202f?")
    assert card.url == "/fr/2026/11/03/le-train-fin/"
    assert card.section is not None
    assert (str(card.section.name), card.section.url) == ("Société", "/fr/societe/")
    assert str(card.byline) == "Par Anahit"
    assert [(credit.url, credit.role) for credit in card.credits] == [("/fr/authors/anahit/", "written")]
    assert (card.published_at, card.picture, card.reading_minutes) == (AT, None, 1)


def test_a_name_is_printed_as_the_language_of_the_story_writes_it() -> None:
    contributor = ContributorFactory(name="Անահիտ")
    ContributorProfile.objects.create(contributor=contributor, language="fr", name="Anahit")
    for language in ("fr", "en"):
        public_story(language, signatures=[Contribution(contributor=contributor)])

    cards = story_cards(for_cards(visible_articles(at=AT)))

    assert {card.language: str(card.byline) for card in cards} == {"fr": "Par Anahit", "en": "By Անահիտ"}


def test_stories_come_newest_first_and_lists_hold_their_own_only() -> None:
    here, there = SectionFactory(), SectionFactory()
    old = public_story(title="Ancienne", section=here, at=AT - timedelta(days=9))
    new, elsewhere = public_story(title="Neuve", section=here), public_story(section=there)
    public_story("en")

    assert list(section_articles(here, at=AT)) == [new, old]
    assert list(visible_articles(at=AT, language="fr")) == [elsewhere, new, old]


def test_a_person_with_two_roles_has_each_story_once_on_every_page() -> None:
    person = ContributorFactory()
    stories = [
        public_story(
            title=f"Article {number}",
            at=AT - timedelta(days=number),
            signatures=[
                Contribution(contributor=person),
                Contribution(contributor=person, role=Contribution.Role.PHOTOGRAPHED),
            ],
        )
        for number in range(3)
    ]

    def page(before: int) -> list[Article]:
        return contributor_articles(person, language="fr", at=AT, most=2, before=before)

    assert (page(0), page(2), page(3)) == (stories[:2], stories[2:], [])
    assert contributor_articles(person, language="en", at=AT, most=2) == []


def test_a_subject_named_twice_counts_each_story_once() -> None:
    subject, stories = SubjectFactory(), []
    for number in range(3):
        story = draft_story(title=f"Article {number}")
        story.article_subjects.set([ArticleSubject(subject=subject), ArticleSubject(subject=subject)])
        stories.append(publish_article(story, at=AT - timedelta(days=number)))

    def page(before: int) -> list[Article]:
        return in_order(speaking_of(subject, language="fr", at=AT, most=2, before=before), at=AT)

    assert (page(0), page(2)) == (stories[:2], stories[2:])


def test_a_person_signing_forty_stories_costs_the_queries_of_five() -> None:
    person = ContributorFactory()
    story = public_story(signatures=[Contribution(contributor=person)])

    def read() -> list[Any]:
        return story_cards(contributor_articles(person, language="fr", at=AT, most=60))

    copies_of(story, 4)
    Contribution.objects.update(contributor=person)
    five = queries_of(read)
    copies_of(story, 35)
    Contribution.objects.update(contributor=person)

    assert len(queries_of(read)) == len(five) == 4
    assert len(read()) == 40


def test_translations_are_the_visible_ones_of_the_family_in_the_order_of_their_codes() -> None:
    make_paper("hy", "ru")
    story = public_story(title="Le train")
    for language, title in (("ru", "Поезд"), ("en", "The train")):
        link_translations(story, public_story(language, title=title))
    link_translations(story, draft_story("hy", title="Գնացքը"))
    public_story("en", title="Another story")

    def found() -> list[tuple[str, str, str]]:
        return [(row.language, row.url, row.headline.clean) for row in translations_of(story, at=AT)]

    assert found() == [
        ("en", "/en/2026/11/03/the-train/", "The train"),
        ("ru", "/ru/2026/11/03/poyezd/", "Поезд"),
    ]

    withdraw_article(Article.objects.get(language="en", title="The train"))
    assert [language for language, _url, _headline in found()] == ["ru"]


def test_the_menu_holds_its_sections_by_rank_in_one_language() -> None:
    SectionFactory(name="Culture", rank=2)
    SectionFactory(name="Société", rank=1)
    SectionFactory(name="Cachée", is_in_menu=False)
    SectionFactory(name="Society", language="en")

    assert [section.name.clean for section in menu_sections(language="fr")] == ["Société", "Culture"]


def test_the_footer_leads_to_public_plain_pages_that_ask_for_it(paper: list[Any]) -> None:
    for title, is_in_footer, live in (
        ("Contact", True, True),
        ("Essai", False, True),
        ("Brouillon", True, False),
    ):
        page = PlainPage(title=title, slug=title.lower(), locale=paper[0].locale, live=live)
        page.is_in_footer = is_in_footer
        paper[0].add_child(instance=page)

    assert [(title.clean, path) for title, path in footer_pages(language="fr")] == [
        ("Contact", "/fr/contact/")
    ]


def test_subjects_of_stories_come_most_spoken_of_first() -> None:
    rare, frequent = SubjectFactory(title="Rare"), SubjectFactory(title="Fréquent")
    ids = []
    for subjects in ([frequent], [frequent, rare]):
        story = draft_story()
        story.article_subjects.set([ArticleSubject(subject=subject) for subject in subjects])
        ids.append(publish_article(story, at=AT).pk)

    assert subjects_of(ids) == [frequent, rare]
