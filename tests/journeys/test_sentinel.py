"""Nothing closed comes out of any door.

A draft, an embargoed, a withdrawn and a deleted story each carry an improbable word in every field, a story
for members in the part that is closed. Every
public address of the paper is asked, and no word may come out. The addresses are read from the resolver: a
new public door that is not told how to be opened here fails the test.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.rich_text import RichText

from azdarar.archive.models import ImportedComment
from azdarar.articles.actions import publish_article, withdraw_article
from azdarar.articles.models import Article, ArticleSubject, Contribution, Recommendation
from azdarar.fronts.models import DossierStory, PaperPick, SectionPick
from azdarar.onward.models import Ranking
from azdarar.press.actions import deliver_announcements
from tests.factories.articles import (
    AT,
    ContributorFactory,
    SectionFactory,
    draft_story,
    paragraphs,
    public_story,
)
from tests.factories.fronts import make_dossier
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded", "clock")]

WORDS = {"draft": "QUOLIBETUM", "embargoed": "ZYMOLOGIX", "withdrawn": "FARFADOLE", "deleted": "GRIBOUILLIX"}
#: Stands in the closed part of a story whose head everybody may read.
FOR_MEMBERS = "TARABISCOTIX"

#: How each public door is opened, by the name of its address. ``{…}`` are filled from the paper of the test.
DOORS = {
    "reader:entrance": ["/"],
    "reader:edition": ["/edition/light/?next=/fr/latest/", "/edition/full/"],
    "reader:read": ["/read/1/"],
    "reader:read_to_the_end": ["/read/1/end/"],
    "reader:front": ["/fr/"],
    "reader:latest": ["/fr/latest/"],
    "reader:corrections": ["/fr/corrections/"],
    "reader:search": [
        "/fr/search/",
        "/fr/search/?q=titre&section=societe",
        "/fr/search/?q=texte&order=newest",
        *(f"/fr/search/?q={word}" for word in (*WORDS.values(), FOR_MEMBERS)),
    ],
    "reader:suggestions": [f"/fr/search/suggestions/?q={word}" for word in (*WORDS.values(), FOR_MEMBERS)],
    "reader:dossiers": ["/fr/dossiers/"],
    "reader:dossier": ["/fr/dossiers/ligne/"],
    "reader:author": ["/fr/authors/anahit/"],
    "reader:subject": ["/fr/tags/lac/"],
    "reader:story": ["{story}", "{members}", "{draft}", "{embargoed}", "{withdrawn}", "{deleted}"],
    "reader:old_comments": [
        f"{{{which}}}comments/"
        for which in ("story", "members", "draft", "embargoed", "withdrawn", "deleted")
    ],
    "reader:segment": ["/fr/societe/"],
    "feeds:paper": ["/feed.xml", "/feed.json"],
    "feeds:language": ["/fr/feed.xml", "/fr/feed.json"],
    "feeds:search": [
        f"/fr/search/feed.{form}?q={word}"
        for form in ("xml", "json")
        for word in (*WORDS.values(), FOR_MEMBERS, "titre")
    ],
    "feeds:section": ["/fr/societe/feed.xml", "/fr/societe/feed.json"],
    "feeds:author": ["/fr/authors/anahit/feed.xml", "/fr/authors/anahit/feed.json"],
    "feeds:sitemaps": ["/sitemap.xml"],
    "feeds:sitemap_pages": ["/sitemap-fr.xml"],
    "feeds:sitemap_month": ["/sitemap-fr-2026-11.xml"],
    "feeds:news_sitemap": ["/news-sitemap.xml"],
    "feeds:robots": ["/robots.txt"],
}
#: Doors that show no story: files by their own unguessable names, health, and what only staff may enter.
ELSEWHERE = (
    "media:",
    "healthz",
    "newsroom",
    "wagtail",
    "account",
    "mfa",
    "simple_translation",
    "invitation",
    "components",
)


def public_names() -> Iterator[str]:
    """The name of every address outside the newsroom and the accounts."""
    yield from _names(get_resolver().url_patterns, prefix="", space="")


def _names(patterns: list[Any], *, prefix: str, space: str) -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if route.startswith(("newsroom/", "account/", "media/", "_")):
            continue
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, prefix=route, space=inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"


@pytest.fixture
def paper() -> dict[str, str]:
    """A paper with one public story, and a closed one of each kind hung on everything that shows stories."""
    section, person, subject = (
        SectionFactory(name="Société", slug="societe"),
        ContributorFactory(name="Anahit", slug="anahit"),
        SubjectFactory(title="Lac", slug="lac"),
    )

    def story(word: str) -> Article:
        made = draft_story(
            title=f"Titre {word}",
            kicker=f"Sur {word}",
            standfirst=f"Chapô {word}.",
            section=section,
            body=paragraphs(f"Texte {word}."),
            signatures=[Contribution(contributor=person)],
            post_scriptum=f"PS {word}",
            is_long_lived=True,
            address_slug=word.lower(),
        )
        made.article_subjects.set([ArticleSubject(subject=subject)])
        comment_on(made, word)
        return made

    public = publish_article(story("public"), at=AT)
    members = story_for_members(section=section, person=person, subject=subject)
    draft = story(WORDS["draft"])
    embargoed = story(WORDS["embargoed"])
    embargoed.embargoed_until = AT + timedelta(days=1)
    publish_article(embargoed, at=AT)
    withdrawn = publish_article(story(WORDS["withdrawn"]), at=AT)
    withdrawn.corrections.add(
        withdrawn.corrections.model(note=f"Une correction {WORDS['withdrawn']} assez longue.")
    )
    publish_article(withdrawn, at=AT)
    deleted = publish_article(story(WORDS["deleted"]), at=AT)
    dossier = make_dossier()
    for order, closed in enumerate((draft, embargoed, withdrawn, deleted)):
        Recommendation.objects.create(article=public, recommended=closed, reason="Lire.", sort_order=order)
        SectionPick.objects.create(section=section, article=closed, sort_order=order)
        PaperPick.objects.create(language="fr", article=closed, sort_order=order)
        DossierStory.objects.create(dossier=dossier, article=closed, sort_order=order)
    DossierStory.objects.create(dossier=dossier, article=public, sort_order=9)
    DossierStory.objects.create(dossier=dossier, article=members, sort_order=10)
    SectionPick.objects.create(section=section, article=members, sort_order=10)
    # As it was ranked before they were closed.
    most_read = [story.pk for story in (draft, embargoed, withdrawn, deleted, members, public)]
    for of_section in (None, section):
        Ranking.objects.create(language="fr", section=of_section, article_ids=most_read, ranked_at=AT)
    Recommendation.objects.create(article=public, recommended=members, reason="Lire.", sort_order=10)
    addresses = {
        "story": public.address,
        "members": members.address,
        "embargoed": embargoed.address,
        "withdrawn": withdrawn.address,
        "deleted": deleted.address,
        "draft": f"/fr/2026/11/03/{WORDS['draft'].lower()}/",
    }
    deliver_announcements()
    withdraw_article(withdrawn)
    deleted.delete()
    deliver_announcements()
    return addresses


def story_for_members(**place: Any) -> Article:
    """A public story with an open beginning; every part of the rest carries the word."""
    word = FOR_MEMBERS
    closed = [
        *paragraphs(f"Suite {word}."),
        ("heading", word),
        ("quotation", {"text": RichText(f"<p>{word}</p>"), "attribution": word}),
        ("box", {"title": word, "text": RichText(f"<p>{word}</p>")}),
        ("embed", {"address": f"https://example.org/{word}", "title": word, "provider": word}),
        ("footnotes", [{"mark": "1", "text": RichText(f"<p>{word}</p>")}]),
    ]
    made = draft_story(
        title="Pour les membres",
        section=place["section"],
        access=Article.Access.MEMBERS,
        body=[*paragraphs("Ouvert à tous[^1]."), ("members_break", None), *closed],
        signatures=[Contribution(contributor=place["person"])],
        post_scriptum=f"PS {word}",
        is_long_lived=True,
    )
    made.article_subjects.set([ArticleSubject(subject=place["subject"])])
    comment_on(made, word)
    return publish_article(made, at=AT)


def comment_on(story: Article, word: str) -> None:
    """Comments of the old site below a story: as closed as the story, and one that nobody may see anyway."""
    for number, is_public in ((1, True), (2, False)):
        ImportedComment.objects.create(
            page_id=story.pk,
            foreign_id=str(number),
            author=f"Nom {word}" if is_public else WORDS["draft"],
            text=f"Avis {word}" if is_public else WORDS["draft"],
            is_public=is_public,
        )


def test_every_public_door_is_known_here() -> None:
    names = {name for name in public_names() if not name.startswith(ELSEWHERE)}

    assert names == set(DOORS)


def test_no_closed_word_comes_out_of_any_door(client: Client, paper: dict[str, str]) -> None:
    asked = {f"asked {word}": word for word in (*WORDS.values(), FOR_MEMBERS)}
    for doors in DOORS.values():
        for door in doors:
            path = door.format(**paper)
            answer = client.get(path)
            told = answer.content.decode() + str(answer.headers)
            for word in asked.values():
                # The search page repeats what was typed, a 404 its own address: not the paper speaking.
                echo = path.upper().count(word)
                if not echo:
                    assert word.upper() not in told.upper(), f"{path} tells {word}"
                else:
                    assert f"TITRE {word}" not in told.upper(), f"{path} tells {word}"
                    assert f"TEXTE {word}" not in told.upper(), f"{path} tells {word}"


def test_the_public_story_comes_out_of_the_doors_that_should_show_it(
    client: Client, paper: dict[str, str]
) -> None:
    silent = {
        "/robots.txt",
        "/",
        "/sitemap.xml",
        "/sitemap-fr.xml",
        "/fr/corrections/",
        "/fr/search/",
        "/fr/dossiers/",
    }
    paths = {door.format(**paper) for doors in DOORS.values() for door in doors}
    silent |= {*DOORS["reader:edition"], *DOORS["reader:read"], *DOORS["reader:read_to_the_end"]}
    silent |= {f"{path}comments/" for name, path in paper.items() if name != "story"}
    asked = (
        {path for path in paths if "q=" not in path} - silent - {v for k, v in paper.items() if k != "story"}
    )

    for path in sorted(asked):
        assert paper["story"] in client.get(path).content.decode(), path


def test_each_closed_story_answers_as_it_should(client: Client, paper: dict[str, str], clock: Any) -> None:
    members = client.get(paper.pop("members")).content.decode()
    statuses = {name: client.get(path).status_code for name, path in paper.items()}
    clock.move_to(AT + timedelta(days=1))
    after = client.get(paper["embargoed"]).status_code

    assert statuses == {"story": 200, "draft": 404, "embargoed": 404, "withdrawn": 410, "deleted": 410}
    assert after == 200
    assert client.get("/fr/latest/").content.decode().count('<p class="meta"><b>') == 1
    assert 'class="fin' not in members, "the end mark stands where a text ends"
    assert "à tous" in members.replace("\xa0", " ")
    assert "pour les membres du journal" in members
    assert '"isAccessibleForFree": false' in members.replace('":false', '": false')


def test_a_withdrawn_story_leaves_everything_at_once_and_comes_back_to_its_address(client: Client) -> None:
    public_story(title="Reste")
    story = public_story(title="Le prix du pain", section=SectionFactory(slug="economie"))
    deliver_announcements()
    doors = [
        "/fr/",
        "/fr/latest/",
        "/fr/economie/",
        "/fr/search/?q=pain",
        "/fr/feed.xml",
        "/fr/feed.json",
        "/feed.xml",
        "/fr/economie/feed.xml",
        "/sitemap-fr-2026-11.xml",
        "/news-sitemap.xml",
    ]

    def where() -> set[str]:
        return {door for door in doors if story.address in client.get(door).content.decode()}

    before = where()
    withdraw_article(story)
    deliver_announcements()
    withdrawn, status = where(), client.get(story.address).status_code
    publish_article(story, at=AT)
    deliver_announcements()

    assert before == set(doors)
    assert (withdrawn, status) == (set(), 410)
    assert where() == set(doors)
    assert client.get(story.address).status_code == 200
