"""One door to a text: what a disclosure does not allow does not come out of it."""

import pytest
from wagtail.rich_text import RichText

from azdarar.articles.disclosure import Disclosure, disclosure_for
from azdarar.articles.models import Article, PlainPage
from azdarar.articles.queries import article_at, for_cards, story_cards, visible_articles
from tests.factories.articles import AT, draft_story, paragraphs, public_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper", "clock")]

SECRET = "zorglubissime"
NOTES = ("footnotes", [{"mark": "1", "text": RichText("<p>Une note.</p>")}])


@pytest.mark.parametrize("disclosure", [Disclosure.TEASER, Disclosure.CLOSED])
def test_less_than_the_whole_gives_nothing_of_the_body(disclosure: Disclosure) -> None:
    story = public_story(body=paragraphs(f"Un mot : {SECRET}."))

    text = story.body_for(disclosure)

    assert (text.blocks, text.plain(), bool(text)) == ((), "", False)
    assert text.disclosure is disclosure
    assert SECRET in story.body_for(Disclosure.FULL).plain()


def test_the_plain_text_keeps_paragraphs_and_drops_notes_and_pictures() -> None:
    body = [
        *paragraphs("Le train[^1] part.", "Il arrive."),
        ("heading", "Le lac"),
        ("quotation", {"text": RichText("<p>Nous attendons.</p>"), "attribution": "Une voyageuse"}),
        ("list", {"is_ordered": False, "items": [RichText("<p>Un</p>"), RichText("<p>Deux</p>")]}),
        ("pull_quote", "Il arrive"),
        NOTES,
    ]
    story = public_story(body=body)

    text = story.body_for(Disclosure.FULL)

    assert text.plain() == "Le train part.\n\nIl arrive.\n\nLe lac\n\nNous attendons.\n\nUn\nDeux"
    assert len(text.blocks) == 7
    assert text.language == "fr"


def test_a_plain_page_has_the_same_door(paper: list[PlainPage]) -> None:
    page = PlainPage(title="Contact", locale=paper[0].locale, body=paragraphs(SECRET))

    assert page.body_for(Disclosure.FULL).plain() == SECRET
    assert page.body_for(Disclosure.CLOSED).plain() == ""


def test_the_decision_is_made_by_the_room_the_settings_name(settings: object) -> None:
    story = public_story()
    assert disclosure_for(article=story) is Disclosure.FULL

    settings.AZDARAR_DISCLOSURE = f"{__name__}.closed_to_everybody"  # type: ignore[attr-defined]

    assert disclosure_for(article=story) is Disclosure.CLOSED


def closed_to_everybody(*, article: object, reader: object | None) -> Disclosure:
    return Disclosure.CLOSED


def test_a_card_carries_an_excerpt_of_whole_sentences_and_no_more() -> None:
    first = "Le train de M. Aubry ne va plus jusqu’à Martouni, dit-on à la gare."
    public_story(body=paragraphs(first, f"{'Il faut marcher. ' * 20}Le mot est {SECRET}."))

    (card,) = story_cards(for_cards(visible_articles(at=AT)))

    assert card.excerpt.clean.startswith(first)
    assert card.excerpt.clean.endswith("Il faut marcher.")
    assert SECRET not in repr(card)


def test_the_standfirst_is_the_excerpt_where_there_is_one() -> None:
    story = public_story(standfirst=" Un chapô\n d’une phrase. ", body=paragraphs(SECRET))

    assert story.excerpt == "Un chapô d’une phrase."


def test_a_note_mark_is_in_no_excerpt() -> None:
    story = public_story(body=[*paragraphs("Le train[^1] part."), NOTES])

    assert story.excerpt == "Le train part."


def test_a_story_without_a_text_is_public_all_the_same() -> None:
    story = public_story(body=[])

    shown = article_at(story.address, at=AT)

    assert isinstance(shown, Article)
    assert (shown.excerpt, shown.reading_minutes, bool(shown.body_for(Disclosure.FULL))) == ("", 1, False)


def test_reading_takes_the_time_of_the_words() -> None:
    story = draft_story(body=paragraphs("mot " * 2000))

    assert story.reading_minutes > 5
