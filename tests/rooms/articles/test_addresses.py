"""Addresses: settled once, never changed, never given to another story."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import Page

from azdarar.articles.actions import publish_article, translate_article, withdraw_article
from azdarar.articles.models import Article, GoneAddress
from azdarar.articles.queries import article_at, is_gone, visible_articles
from tests.factories.articles import AT, SectionFactory, draft_story, public_story
from tests.factories.fronts import make_paper

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper", "clock")]

NEXT_DAY = AT + timedelta(days=1)


def test_a_draft_has_no_address_and_a_public_story_has_one() -> None:
    story = draft_story(title="Le train du lac")
    assert (story.canonical_path, story.address) == (None, "")

    publish_article(story, at=AT)

    assert story.address == "/fr/2026/11/03/le-train-du-lac/"
    assert story.canonical_url == "https://paper.example/fr/2026/11/03/le-train-du-lac/"
    assert article_at(story.address, at=AT) == story


def test_stories_of_the_same_name_and_day_are_told_apart_by_a_number() -> None:
    same_day = [public_story(title="Le train du lac").address for _ in range(3)]
    another_day = public_story(title="Le train du lac", at=NEXT_DAY).address
    another_language = public_story("en", title="Le train du lac").address

    assert same_day == [
        "/fr/2026/11/03/le-train-du-lac/",
        "/fr/2026/11/03/le-train-du-lac-2/",
        "/fr/2026/11/03/le-train-du-lac-3/",
    ]
    assert another_day == "/fr/2026/11/04/le-train-du-lac/"
    assert another_language == "/en/2026/11/03/le-train-du-lac/"


def test_the_number_has_its_place_however_long_the_address_is() -> None:
    long = "a" * 120

    addresses = [public_story(address_slug=long).address_slug for _ in range(2)]

    assert addresses[0] == long
    assert addresses[1].endswith("a-2")
    assert len(addresses[1]) <= 120


def test_another_headline_section_or_date_keeps_the_address() -> None:
    story = public_story(title="Le train du lac")
    address = story.address

    story.title, story.section = "Le train ne va plus jusqu’à Martouni", SectionFactory()
    story.published_at = NEXT_DAY
    publish_article(story, at=NEXT_DAY)

    assert Article.objects.get(pk=story.pk).canonical_path == address
    assert Article.objects.get(pk=story.pk).title == "Le train ne va plus jusqu’à Martouni"


def test_an_armenian_headline_is_written_in_latin_letters_and_an_armenian_address_is_kept() -> None:
    make_paper("hy")

    assert public_story("hy", title="Գնացքը լճի մոտ").address == "/hy/2026/11/03/gnatsky-lchi-mot/"
    assert public_story("hy", address_slug="գնացքը-լճի-մոտ").address == "/hy/2026/11/03/գնացքը-լճի-մոտ/"


def test_a_headline_without_a_letter_still_has_an_address() -> None:
    story = public_story(title="?!")

    assert story.address == f"/fr/2026/11/03/{story.translation_key.hex[:12]}/"


def test_a_story_of_1926_lies_in_its_year() -> None:
    story = public_story(title="Le moulin", published_at=datetime(1926, 5, 9, 12, tzinfo=UTC))

    assert story.address == "/fr/1926/05/09/le-moulin/"


def test_the_day_is_that_of_the_paper_and_not_of_greenwich(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Yerevan"

    story = public_story(title="Le moulin", at=datetime(2026, 11, 2, 22, 30, tzinfo=UTC))

    assert story.address == "/fr/2026/11/03/le-moulin/"


@pytest.mark.parametrize(
    ("name", "value"),
    [("address_slug", "deux mots"), ("published_at", datetime(926, 5, 9, tzinfo=UTC)), ("section", None)],
)
def test_what_cannot_be_an_address_is_refused_at_its_field(name: str, value: object) -> None:
    story = public_story()
    setattr(story, name, value)

    with pytest.raises(ValidationError) as refusal:
        story.full_clean()

    assert list(refusal.value.message_dict) == [name]


def test_an_old_version_brought_back_keeps_address_and_date() -> None:
    story = draft_story(title="Premier titre")
    first = story.latest_revision
    publish_article(story, at=AT)
    story.title, story.kicker = "Second titre", "Transports"
    publish_article(story, at=NEXT_DAY)

    first.publish()

    story = Article.objects.get(pk=story.pk)
    assert (story.title, story.kicker) == ("Premier titre", "")
    assert (story.address, story.published_at) == ("/fr/2026/11/03/premier-titre/", AT)
    assert article_at(story.address, at=AT) == story


def test_a_draft_whose_section_or_source_was_deleted_still_opens() -> None:
    story = draft_story(section=SectionFactory())
    Article.objects.filter(pk=story.pk).update(section=SectionFactory())
    story.section.delete()

    reopened = Article.objects.get(pk=story.pk).get_latest_revision_as_object()

    assert (reopened.title, reopened.section) == (story.title, None)


def test_a_draft_whose_contributor_was_deleted_opens_without_the_signature() -> None:
    story = draft_story()
    signature = story.contributions.get()
    contributor = signature.contributor
    signature.delete()
    contributor.delete()

    reopened = Article.objects.get(pk=story.pk).get_latest_revision_as_object()

    assert list(reopened.contributions.all()) == []


def copied_by_page(story: Article) -> Article:
    return story.copy()


def copied_by_action(story: Article) -> Article:
    copy: Article = CopyPageAction(story, keep_live=True).execute(skip_permission_checks=True)
    return copy


@pytest.mark.parametrize("copied", [copied_by_page, copied_by_action])
def test_a_copy_is_a_draft_of_its_own_and_nothing_of_it_is_public(copied: Any) -> None:
    story = public_story(title="Le train du lac")
    story.corrections.create(note="Le train part à 10 h 05, et non à 10 h.")
    publish_article(story, at=AT)

    copy = Article.objects.get(pk=copied(story).pk)

    assert copy.translation_key != story.translation_key
    assert (copy.live, copy.visible_from, copy.canonical_path, copy.published_at) == (False, None, None, None)
    assert (copy.address_slug, copy.corrections.count(), copy.corrections_announced) == ("", 0, 0)
    assert copy.announced_tags == []
    assert [row.visible_from for row in copy.contributions.all()] == [None]
    assert list(visible_articles(at=NEXT_DAY)) == [story]
    draft = copy.get_latest_revision_as_object()
    assert (draft.live, draft.published_at, draft.corrections.count()) == (False, None, 0)


def test_a_copy_is_published_at_its_own_instant_and_address() -> None:
    story = public_story(title="Le train du lac")
    copy = Article.objects.get(pk=story.copy().pk)

    publish_article(copy, at=NEXT_DAY)

    assert (copy.address, copy.published_at) == ("/fr/2026/11/04/le-train-du-lac/", NEXT_DAY)
    assert Article.objects.get(pk=story.pk).address == "/fr/2026/11/03/le-train-du-lac/"


def test_a_translation_is_of_the_family_and_has_no_address_yet() -> None:
    story = public_story(title="Le train du lac")

    translation = Article.objects.get(pk=translate_article(story, language="en").pk)

    assert (translation.translation_key, translation.language) == (story.translation_key, "en")
    assert (translation.live, translation.canonical_path, translation.published_at) == (False, None, None)
    assert article_at(story.address, at=AT) == story


def test_a_deleted_story_that_was_public_leaves_410_behind() -> None:
    public, withdrawn = public_story(title="Publique"), public_story(title="Retirée")
    withdraw_article(withdrawn)

    public.delete()
    Page.objects.get(pk=withdrawn.pk).delete()

    assert all(is_gone(f"/fr/2026/11/03/{slug}/") for slug in ("publique", "retiree"))


def test_a_deleted_story_that_was_never_public_leaves_nothing() -> None:
    ahead = public_story(title="Demain", embargoed_until=NEXT_DAY)
    draft = draft_story(title="Brouillon")

    ahead.delete()
    draft.delete()

    assert not GoneAddress.objects.exists()
    assert not is_gone(ahead.address)


def test_the_address_of_a_deleted_story_is_given_to_no_other() -> None:
    public_story(title="Le train du lac").delete()

    story = public_story(title="Le train du lac")

    assert story.address == "/fr/2026/11/03/le-train-du-lac-2/"
    assert is_gone("/fr/2026/11/03/le-train-du-lac/")
