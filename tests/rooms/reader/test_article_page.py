"""A story on its own page: what it shows, in which order, and what it leaves out."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from lxml import html
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText

from azdarar.articles.actions import correct_article, publish_article, withdraw_article
from azdarar.articles.models import (
    Article,
    ArticleSubject,
    Contribution,
    ContributorProfile,
    PlainPage,
    Recommendation,
)
from azdarar.fronts.models import DossierStory, ThreadEntry
from azdarar.media.actions import add_picture
from azdarar.media.models import Picture, StoryDocument
from azdarar.subjects.models import Subject
from tests.factories.articles import (
    AT,
    ContributorFactory,
    SectionFactory,
    draft_story,
    paragraphs,
    public_story,
)
from tests.factories.fronts import make_dossier
from tests.factories.media import photograph, upload
from tests.factories.rights import SourceFactory
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper")]

Look = Callable[..., html.HtmlElement]


def body(*blocks: tuple[str, Any]) -> StreamValue:
    """A body of blocks, given as an editor's form hands them on."""
    return Article._meta.get_field("body").stream_block.to_python(
        [{"type": kind, "value": value} for kind, value in blocks]
    )


def words(element: html.HtmlElement) -> str:
    """The text of an element on one line, its no-break spaces kept."""
    return re.sub(r"[ \n\t]+", " ", element.text_content()).strip()


def loose(text: str) -> str:
    """The same with ordinary spaces, where the typography is not the question."""
    return " ".join(text.split())


def one(page: html.HtmlElement, selector: str) -> html.HtmlElement:
    found = page.cssselect(selector)
    assert len(found) == 1, (selector, len(found))
    return found[0]


@pytest.fixture
def a_picture() -> Picture:
    return add_picture(
        file=upload(photograph(size=(900, 600))),
        title="DSC_0042",
        alt_text="Un lac gelé, l'hiver.",
        caption="Le lac, un matin : rien ne bouge.",
        credit_line="Atelier Azdarar",
    )


def test_a_story_is_set_in_the_typography_of_its_language_everywhere(look: Look) -> None:
    story = public_story(
        title="Qui gardait « les clés » ?",
        kicker="Enquête : la porte",
        standfirst="Personne n'a répondu ; on attend !",
        body=paragraphs("Il dit : « Oui ! »"),
    )

    page = look(story.address)

    set_headline = "Qui gardait «\u202fles clés\u202f»\u202f?"
    assert words(one(page, "h1")) == set_headline
    assert one(page, "title").text == f"{set_headline} – Azdarar"
    assert one(page, 'meta[property="og:title"]').get("content") == set_headline
    assert (
        one(page, 'meta[name="description"]').get("content") == "Personne n’a répondu\u202f; on attend\u202f!"
    )
    assert words(one(page, ".prose p")) == "Il dit\u00a0: «\u202fOui\u202f!\u202f»"


def test_everything_comes_in_reading_order(look: Look, a_picture: Picture) -> None:
    writer = ContributorFactory(name="Lucie Vartanian")
    ContributorProfile.objects.create(contributor=writer, language="fr", bio="Elle écrit sur les trains.")
    story = public_story(
        kicker="Rail",
        standfirst="Un chapô.",
        lead_picture=a_picture,
        post_scriptum="P.-S. Le train est reparti.",
        signatures=[Contribution(contributor=writer)],
    )
    story.article_subjects.add(ArticleSubject(subject=SubjectFactory(title="Martouni")))
    correct_article(story, note="Le train est de 10 h 05, non de 11 heures.", at=AT + timedelta(minutes=30))

    text = loose(words(one(look(story.address), "article.art")))

    order = [
        "Rail",
        "Un train s’arrête au bord du lac",
        "Un chapô.",
        "Le lac, un matin",
        "Atelier Azdarar",
        "Lucie Vartanian",
        "ne va plus jusqu’à Martouni",
        "Le train est reparti.",
        "non de 11 heures.",
        "Elle écrit sur les trains.",
    ]
    places = [text.index(piece) for piece in order]
    assert places == sorted(places), dict(zip(order, places, strict=True))


def test_what_a_story_does_not_have_leaves_no_trace(look: Look) -> None:
    story = public_story(signatures=[], standfirst="", body=paragraphs("Un mot."))

    page = look(story.address)

    for selector in (
        ".art__hero",
        ".art__stand",
        ".by",
        ".fix",
        ".author",
        ".tags",
        ".card",
        ".picks",
        ".related",
    ):
        assert not page.cssselect(selector), selector
    assert not [heading for heading in page.cssselect("h2") if not words(heading)]


def test_a_picture_always_shows_its_credit(look: Look, a_picture: Picture) -> None:
    use = {"picture": a_picture.pk, "alt_text": "", "is_decorative": False, "caption": "Ici : autre chose."}
    gallery = {"title": "", "pictures": [use, use]}
    story = public_story(lead_picture=a_picture, body=body(("picture", use), ("gallery", gallery)))

    page = look(story.address)

    figures = page.cssselect("article figure")
    assert len(figures) == 4
    assert all("Atelier Azdarar" in words(figure) for figure in figures)
    assert [image.get("alt") for image in page.cssselect("article img")] == ["Un lac gelé, l’hiver."] * 4
    assert "DSC_0042" not in html.tostring(page, encoding="unicode")


def test_a_picture_whose_file_is_missing_is_left_out(look: Look, a_picture: Picture) -> None:
    Picture.objects.filter(pk=a_picture.pk).update(rendition_set={})
    use = {"picture": a_picture.pk, "alt_text": "", "is_decorative": False, "caption": ""}
    story = public_story(
        lead_picture=a_picture, body=body(("picture", use), ("paragraph", "<p>Le texte.</p>"))
    )

    page = look(story.address)

    assert not page.cssselect("figure")
    assert "Le texte." in words(page)


def test_notes_and_the_text_lead_to_each_other(look: Look) -> None:
    draft = draft_story(
        body=body(
            ("paragraph", "<p>Une fois[^a], deux[^b] ; encore[^a]. Pas une note : [^zz].</p>"),
            (
                "footnotes",
                [{"mark": "a", "text": "<p>La première.</p>"}, {"mark": "b", "text": "<p>La seconde.</p>"}],
            ),
        )
    )
    # A mark without its note cannot be published, but a text from an archive may hold one.
    story = publish_article(draft, at=AT, is_archive=True)

    page = look(story.address)

    marks = page.cssselect(".prose sup a")
    assert [(mark.text, mark.get("href")) for mark in marks] == [
        ("1", "#note-1"),
        ("2", "#note-2"),
        ("1", "#note-1"),
    ]
    assert len({mark.get("id") for mark in marks}) == 3
    notes = page.cssselect(".notes li")
    assert [note.get("id") for note in notes] == ["note-1", "note-2"]
    back = [link.get("href") for link in notes[0].cssselect("a.back")]
    assert back == [f"#{marks[0].get('id')}", f"#{marks[2].get('id')}"]


def test_the_end_mark_stands_after_the_last_word_of_the_text(look: Look) -> None:
    note = ("footnotes", [{"mark": "1", "text": "<p>Une note.</p>"}])
    story = public_story(body=body(("paragraph", "<p>Début[^1].</p><p>Fin.</p>"), note))

    page = look(story.address)

    assert words(one(page, ".fin")) == "Fin."


def test_a_long_opening_gets_an_initial_and_a_dateline_takes_its_place(look: Look) -> None:
    long = "La neige est tombée toute la nuit sur la gare de Martouni, et personne ne l'a vue tomber. " * 4
    plain = public_story(title="Un", body=paragraphs(long))
    dated = public_story(title="Deux", body=paragraphs(long), dateline="MARTOUNI")
    quoted = public_story(title="Trois", body=paragraphs(f"« {long} »"))
    short = public_story(title="Quatre", body=paragraphs("Il neige."))

    assert look(plain.address).cssselect(".lede")
    assert not look(dated.address).cssselect(".lede")
    assert words(one(look(dated.address), ".opening .dateline")) == "MARTOUNI"
    assert not look(quoted.address).cssselect(".lede")
    assert not look(short.address).cssselect(".lede")


def test_links_lead_to_what_readers_may_see_and_to_nothing_else(look: Look) -> None:
    other, taken_back = public_story(title="L'autre"), public_story(title="La retirée")
    withdraw_article(taken_back)
    about = PlainPage(title="Qui sommes-nous", slug="nous", locale=other.locale)
    other.get_parent().get_parent().add_child(instance=about)
    text = "".join(
        f'<p><a linktype="page" id="{page.pk}">{page.title}</a></p>' for page in (other, taken_back, about)
    )
    story = public_story(
        body=paragraphs(text + '<p><a href="https://example.org/?a=1&amp;b=2">Ailleurs</a></p>')
    )

    prose = one(look(story.address), ".prose")

    assert [link.get("href") for link in prose.cssselect("a")] == [
        other.address,
        "/fr/nous/",
        "https://example.org/?a=1&b=2",
    ]
    assert "La retirée" in words(prose)


def test_nothing_in_a_text_is_executed(look: Look) -> None:
    story = public_story(
        title="<script>alert(1)</script>",
        standfirst='"><img src=x onerror=alert(1)>',
        body=paragraphs(
            '<script>alert(1)</script><img src=x onerror="alert(1)"><a href="javascript:alert(1)">a</a>'
            '<p style="color:red" onclick="alert(1)">Texte</p>'
        ),
    )

    page = look(story.address)

    scripts = [script for script in page.iter("script") if script.get("type") != "application/ld+json"]
    assert scripts
    assert all(script.get("src", "").startswith("/static/") and not script.text for script in scripts)
    assert not page.cssselect("main img, [onerror], [onclick], [style]")
    assert not [link for link in page.iter("a") if link.get("href", "").startswith("javascript")]


def test_an_embed_loads_nothing_before_a_click(look: Look) -> None:
    video = {"address": "https://vimeo.com/123456789", "title": "Le lac : un film", "provider": ""}
    page_elsewhere = {"address": "https://example.org/lac", "title": "Le lac", "provider": "Une encyclopédie"}
    story = public_story(body=body(("embed", video), ("embed", page_elsewhere)))

    page = look(story.address)

    assert not page.cssselect("iframe, img, link[href*=vimeo], script[src*=vimeo]")
    film, other = page.cssselect(".embed")
    assert film.get("data-embed") == "https://player.vimeo.com/video/123456789"
    assert one(film, "a").get("href") == "https://vimeo.com/123456789"
    assert one(film, "button").get("hidden") is not None
    assert other.get("data-embed") is None
    assert not other.cssselect("button")
    assert "Une encyclopédie" in words(other)


def test_every_kind_of_block_is_shown(look: Look) -> None:
    document = StoryDocument(title="Rapport")
    document.file.save("rapport.pdf", ContentFile(b"%PDF-1.4" + b"0" * 240_000))
    table = {
        "columns": [{"type": "text", "heading": "Trêve"}, {"type": "number", "heading": "Heures"}],
        "rows": [{"values": ["<p>10 octobre</p>", "4"]}],
        "caption": "Trois trêves",
    }
    story = public_story(
        body=body(
            ("heading", "Où est-il ?"),
            ("quotation", {"text": "<p>Il neige !</p>", "attribution": "Un passant"}),
            ("pull_quote", "Personne n'a rien signé."),
            ("list", {"is_ordered": True, "items": ["<p>un ;</p>", "<p>deux</p>"]}),
            ("table", table),
            ("box", {"title": "En bref", "text": "<p>Trois dates</p>"}),
            ("document", {"document": document.pk, "title": "Le texte : l'original"}),
        )
    )

    page = look(story.address)

    assert words(one(page, ".prose > h2")) == "Où est-il\u202f?"
    assert words(one(page, "blockquote footer")) == "Un passant"
    assert one(page, ".pull").get("aria-hidden") == "true"
    assert [words(item) for item in page.cssselect(".prose > ol li")] == ["un\u202f;", "deux"]
    assert words(one(page, ".table caption")) == "Trois trêves"
    assert words(one(page, ".table td.number")) == "4"
    assert words(one(page, ".card h2")) == "En bref"
    assert re.search(r"PDF, 240\b", words(one(page, ".document")))


def test_a_reprint_links_to_the_original_before_the_text_and_is_credited_after(look: Look) -> None:
    source = SourceFactory(
        name="RFE/RL",
        is_link_before_text=True,
        credit_lines={"fr": "Repris avec l'autorisation de RFE/RL. © {year}"},
    )
    story = public_story(
        source=source, original_address="https://www.rferl.org/", original_date=date(2020, 11, 2)
    )

    page = look(story.address)

    prose = one(page, ".prose")
    assert prose[0].cssselect('a[href="https://www.rferl.org/"]')
    assert loose(words(one(page, ".end .note"))) == "Repris avec l’autorisation de RFE/RL. © 2020"


def test_translations_are_offered_on_the_page_and_in_its_head(look: Look, whole_paper: list[Any]) -> None:
    story = public_story()
    english = public_story("en", title="A train stops by the lake", translation_key=story.translation_key)

    page = look(story.address)

    also = one(page, ".also")
    assert (also.get("href"), also.get("lang"), also.text) == (english.address, "en", "English")
    alternates = {link.get("hreflang"): link.get("href") for link in page.cssselect("link[hreflang]")}
    assert alternates == {
        "fr": f"https://paper.example{story.address}",
        "en": f"https://paper.example{english.address}",
    }
    switch = {
        link.get("hreflang"): link.get("href") for link in page.cssselect(".mast__bar > div > .langs a")
    }
    assert switch == {"fr": story.address, "en": english.address, "hy": "/hy/", "ru": "/ru/"}


def test_a_withdrawn_translation_is_not_offered(look: Look, whole_paper: list[Any]) -> None:
    story = public_story()
    withdraw_article(public_story("en", translation_key=story.translation_key))

    page = look(story.address)

    assert not page.cssselect("link[hreflang], .also")


def test_a_dossier_draws_its_thread_beside_the_story(look: Look) -> None:
    story, later = public_story(title="Le premier jour"), public_story(title="Le dernier jour")
    dossier = make_dossier()
    for number, article in enumerate((story, later)):
        DossierStory.objects.create(dossier=dossier, article=article, sort_order=number)
    for number in range(8):
        ThreadEntry.objects.create(
            dossier=dossier,
            day=date(2020, 1 + number, 1),
            text=f"Jalon {number}.",
            article=story if number == 5 else later if number == 6 else None,
        )

    page = look(story.address)

    card = one(page, ".card")
    assert [words(point) for point in card.cssselect("li p")] == [
        "Jalon 3.",
        "Jalon 4.",
        "Jalon 5.",
        "Jalon 6.",
    ]
    assert words(one(card, "li.now p")) == "Jalon 5."
    assert [link.get("href") for link in card.cssselect("li a")] == [later.address]
    assert "opening" in card.getprevious().get("class").split()


def test_no_story_stands_twice_on_a_page(look: Look) -> None:
    place = SubjectFactory(kind=Subject.Kind.PLACE)
    others = [
        public_story(
            title=f"Autre {n}", is_long_lived=True, at=AT - timedelta(days=500 + n), section=SectionFactory()
        )
        for n in range(9)
    ]
    for other in others:
        ArticleSubject.objects.create(article=other, subject=place, visible_from=other.visible_from)
    story = public_story(
        body=body(("paragraph", "<p>Texte.</p>"), ("related_story", {"article": others[0].pk}))
    )
    story.article_subjects.add(ArticleSubject(subject=place))
    for other in (others[0], others[1]):
        story.recommendations.add(Recommendation(recommended=other, reason="Pour rire !"))
    story.save_revision().publish()

    page = look(story.address)

    titles = [link.get("href") for link in page.cssselect(".story__title a, .pick__title a")]
    assert others[0].address in titles
    assert others[1].address in titles
    assert len(titles) == len(set(titles))
    assert story.address not in titles
    assert words(one(page, ".pick__why")) == "Pour rire\u202f!"
    assert page.cssselect(".related .reason")


def test_the_queries_of_a_page_do_not_grow_with_the_story(
    client: Client, django_assert_max_num_queries: Any, a_picture: Picture
) -> None:
    use = {"picture": a_picture.pk, "alt_text": "", "is_decorative": False, "caption": ""}
    others = [public_story(title=f"Autre {n}") for n in range(6)]
    links = "".join(f'<a linktype="page" id="{other.pk}">x</a>' for other in others)
    blocks = [
        ("paragraph", f"<p>{links}</p>"),
        ("picture", use),
        ("related_story", {"article": others[0].pk}),
    ]
    signatures = [Contribution(contributor=ContributorFactory()) for _ in range(5)]
    story = public_story(body=body(*blocks * 10), lead_picture=a_picture, signatures=signatures)
    client.get(story.address)

    # 12 for the story and its page, the rest for what is suggested under it.
    with django_assert_max_num_queries(40):
        client.get(story.address)


def test_a_rich_text_value_is_set_as_the_block_would_be(look: Look) -> None:
    story = public_story(body=[("paragraph", RichText("<p>Le <b>quoi</b> ?</p>"))])

    assert "quoi\u202f?" in words(one(look(story.address), ".prose"))
