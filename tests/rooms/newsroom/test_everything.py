"""One search for everything the house keeps: in any state and any spelling, for whoever may see it alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from azdarar.articles.actions import publish_article, withdraw_article
from azdarar.articles.models import Article, ContributorProfile
from azdarar.language.analysis import tokens_of
from azdarar.media.models import Picture, StoryDocument
from azdarar.search import queries as paper
from azdarar.search.asking import read_asked
from azdarar.search.desk.actions import DeskIndexKeeper, index_waiting_things
from azdarar.search.internal.chosen import engine
from azdarar.search.internal.engine import Term
from azdarar.search.internal.index_file import index_named, living
from azdarar.search.models import WaitingThing
from azdarar.subjects.models import SubjectName
from tests.factories.accounts import (
    AccountsClerkFactory,
    EditorFactory,
    TranslatorFactory,
    WriterFactory,
)
from tests.factories.articles import ContributorFactory, SectionFactory, draft_story, paragraphs, public_story
from tests.factories.fronts import make_paper
from tests.factories.subjects import SubjectFactory

pytestmark = pytest.mark.django_db
SENTINEL = "quetzalcoatlus"


@pytest.fixture(autouse=True)
def _paper(settings: Any, tmp_path: Path) -> None:
    """Search in files of the test's own; where the tests run on PostgreSQL, there."""
    settings.AZDARAR_SEARCH_FOLDER = tmp_path / "search"
    settings.AZDARAR_SEARCH_URL = "postgresql" if connection.vendor == "postgresql" else ""
    make_paper()


@pytest.fixture
def told(deliver: Any) -> Any:
    """Tell both indexes what happened."""

    def tell() -> None:
        deliver()
        while index_waiting_things():
            pass

    return tell


def found(client: Client, words: str, **asked: Any) -> dict[str, list[str]]:
    """By the names of the groups, the titles that somebody finds."""
    response = client.get(reverse("newsroom_search"), {"q": words, **asked})
    assert response.status_code == 200
    return {
        group.name: ["".join(piece.text for piece in thing.title) for thing in group.things]
        for group in response.context["found"].groups
    }


def marked(client: Client, words: str) -> set[str]:
    html = client.get(reverse("newsroom_search_results"), {"q": words}).content.decode()
    return {part.split("</mark>")[0] for part in html.split("<mark>")[1:]}


def test_stories_are_found_in_any_state_with_the_words_of_their_last_version(
    client: Client, told: Any
) -> None:
    now = timezone.now()
    draft_story(title="Le brouillon", body=paragraphs("Le boulanger garde l’épeautre. Il neige."))
    public_story(title="La publique", body=paragraphs("L’épeautre est public."))
    public_story(title="La prochaine", at=now + timedelta(days=1), body=paragraphs("Demain l’épeautre."))
    withdraw_article(public_story(title="La retirée", body=paragraphs("Feu l’épeautre.")))
    changed = public_story(title="La changée", body=paragraphs("Du seigle."))
    changed.body = paragraphs("Plutôt de l’épeautre.")
    changed.save_revision()
    told()
    client.force_login(EditorFactory())

    groups = found(client, "epeautre")

    assert sorted(groups["in-hand"]) == ["La changée", "La prochaine", "La retirée", "Le brouillon"]
    assert groups["paper"] == ["La publique"]
    states = {
        thing.story.state
        for group in client.get(reverse("newsroom_search"), {"q": "epeautre"}).context["found"].groups
        for thing in group.things
    }
    assert states == {"draft", "scheduled", "withdrawn", "public"}
    assert marked(client, "épeautre") == {"épeautre"}
    assert found(client, "seigle") == {"paper": ["La changée"]}


def test_a_story_leaves_the_newsrooms_index_when_readers_have_it_whole(client: Client, told: Any) -> None:
    story = draft_story(title="Le cerfeuil")
    told()
    client.force_login(EditorFactory())
    assert found(client, "cerfeuil") == {"in-hand": ["Le cerfeuil"]}

    publish_article(story, at=timezone.now())
    told()
    assert found(client, "cerfeuil") == {"paper": ["Le cerfeuil"]}

    Article.objects.get(pk=story.pk).delete()
    told()
    assert found(client, "cerfeuil") == {}


def test_pictures_people_subjects_and_documents_are_found_by_all_that_is_said_of_them(
    client: Client, told: Any
) -> None:
    picture = Picture(title="DSC_1", caption="Le pont de Tatev", credit_line="Nazik Armenakyan / 4Plus")
    picture.embedded_metadata = {"location": {"city": "Goris"}, "keywords": ["téléphérique", "brume"]}
    picture.texts = {"hy": {"caption": "Տաթևի կամուրջը"}}
    picture.width = picture.height = 1
    picture.file.name = "originals/pictures/none.jpg"
    picture.save()
    person = ContributorFactory(name="Nikol Pashinyan")
    ContributorProfile.objects.create(contributor=person, language="hy", name="Նիկոլ Փաշինյան", bio="Լրագրող")
    person.save()
    subject = SubjectFactory(title="Tbilissi")
    SubjectName.objects.create(
        subject=subject, language="fr", text="Tiflis", kind="former", is_preferred=False
    )
    subject.save()
    document = StoryDocument(title="Le traité", description="Signé à Turkmentchaï")
    document.file.save("traite_1828.pdf", ContentFile(b"%PDF-1.7"), save=True)
    told()
    client.force_login(EditorFactory())

    for words in ("pont", "armenakyan", "goris", "telepherique", "կամուրջը", "Armenakian"):
        assert found(client, words).get("pictures") == ["DSC_1"], words
    for words in ("Pachinian", "Փաշինյան", "Пашинян", "լրագրող", "pashin"):
        assert found(client, words).get("contributors") == ["Nikol Pashinyan"], words
    assert found(client, "tiflis")["subjects"] == ["Tbilissi"]
    assert found(client, "Turkmentchai")["documents"] == ["Le traité"] == found(client, "1828")["documents"]


def test_whoever_may_not_see_something_finds_nothing_of_it(client: Client, told: Any) -> None:
    writer, other = WriterFactory(), WriterFactory()
    SectionFactory(name="Une")
    elsewhere = SectionFactory(name="Zoologie")
    own = draft_story(title=f"Le {SENTINEL} du matin", owner=writer)
    draft_story(title=f"Le {SENTINEL} d’une autre", owner=other)
    public_story(title=f"Le {SENTINEL} de tous")
    changed = public_story(title="Changée", section=elsewhere)
    changed.title = f"Changée en {SENTINEL}"
    changed.save_revision()
    picture = Picture(title=f"Un {SENTINEL}", width=1, height=1)
    picture.file.name = "originals/pictures/none.jpg"
    picture.save()
    told()
    key = elsewhere.translation_key.hex

    def seen(person: Any) -> dict[str, list[str]]:
        client.force_login(person)
        return {
            name: sorted(titles) for name, titles in found(client, SENTINEL).items() if name != "pictures"
        }

    everybody = [f"Le {SENTINEL} de tous"]
    assert seen(writer) == {"in-hand": [own.title], "paper": everybody}
    assert seen(other) == {"in-hand": [f"Le {SENTINEL} d’une autre"], "paper": everybody}
    assert seen(TranslatorFactory()) == {"paper": everybody}
    assert seen(EditorFactory(scope__sections=[key])) == {
        "in-hand": [f"Changée en {SENTINEL}"],
        "paper": everybody,
    }
    assert seen(EditorFactory(scope__languages=["hy"])) == {"paper": everybody}
    assert len(seen(EditorFactory())["in-hand"]) == 3
    client.force_login(AccountsClerkFactory())
    assert client.get(reverse("newsroom_search"), {"q": SENTINEL}).status_code in (302, 403)


def test_nothing_of_the_newsrooms_index_comes_out_at_the_readers_side(client: Client, told: Any) -> None:
    now = timezone.now()
    draft_story(title=f"Le {SENTINEL}", body=paragraphs(f"Un {SENTINEL}."))
    withdraw_article(public_story(title=f"Feu le {SENTINEL}"))
    public_story(title=f"Demain le {SENTINEL}", at=now + timedelta(days=1))
    closed = public_story(
        title="Fermée", body=paragraphs("Devant."), access=Article.Access.MEMBERS, owner=EditorFactory()
    )
    closed.body = paragraphs(f"Derrière, un {SENTINEL}.")
    closed.save_revision()
    told()

    asked = read_asked(SENTINEL, language="fr")
    assert paper.search(asked, at=now).count == 0
    assert paper.suggest(SENTINEL[:6], language="fr", at=now) == []
    assert f"{SENTINEL}</mark>" not in client.get("/fr/search/", {"q": SENTINEL}).content.decode()
    # The index itself: in what readers search, no story that is there for them holds the word.
    client.force_login(EditorFactory())
    assert len(found(client, SENTINEL)["in-hand"]) == 4
    (own,) = tokens_of(SENTINEL, language="fr")
    assert engine().holds([Term(((own,),))], language="fr", at=now, most=9) == [0]


def test_typing_errors_are_mended_and_a_click_narrows_to_what_was_typed(client: Client, told: Any) -> None:
    draft_story(title="Le réchauffement")
    ContributorFactory(name="Nikol Pashinyan")
    told()
    client.force_login(EditorFactory())

    assert found(client, "rechaufement") == {"in-hand": ["Le réchauffement"]}
    assert found(client, "Pachinian") == {"contributors": ["Nikol Pashinyan"]}
    assert found(client, "Pachinian", exact=1) == {}


def test_a_story_is_chosen_by_a_name_of_its_headline_in_any_spelling(client: Client, told: Any) -> None:
    draft_story(title="Pachinian écrit à Moscou")
    public_story("hy", title="Փաշինյանը Մոսկվայում", section=SectionFactory(language="hy"))
    public_story(title="Une lettre", body=paragraphs("Pachinian écrit."))
    told()
    client.force_login(EditorFactory())
    asked = {"page_type": "articles.article", "q": "Pashinyan", "language": ""}

    html = client.get(reverse("wagtailadmin_choose_page_search"), asked).content.decode()
    listed = client.get(reverse("newsroom_stories"), {"q": "Пашинян"}).context["page"].stories

    assert ("Pachinian" in html, "Փաշինյանը" in html, "Une lettre" in html) == (True, True, False)
    assert len(listed) == 2


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("", 200),
        ("x" * 10_000, 200),
        ('"', 200),
        ("le de la", 200),
        ("'; DROP TABLE", 200),
        ("NEAR( OR *", 200),
        ("😀 ‮", 200),
        ("auteur:personne avant:hier", 200),
        ("\0", 200),
    ],
)
def test_whatever_is_typed_is_answered(words: str, status: int, client: Client) -> None:
    client.force_login(EditorFactory())

    for name in ("newsroom_search", "newsroom_search_results"):
        assert client.get(reverse(name), {"q": words}).status_code == status
    assert client.get(reverse("newsroom_search"), {"q": "a", "page": "1000000"}).status_code == 404
    assert client.get(reverse("newsroom_search"), {"q": "a", "group": "nothing"}).status_code == 200


def test_a_damaged_index_is_made_again_and_until_then_the_papers_stories_are_found(
    client: Client, told: Any, settings: Any
) -> None:
    settings.AZDARAR_SEARCH_URL = ""
    draft_story(title="Le pissenlit en hiver")
    public_story(title="Le pissenlit au printemps")
    told()
    client.force_login(EditorFactory())
    folder = Path(f"{settings.AZDARAR_SEARCH_FOLDER}-newsroom")
    with index_named("newsroom"):
        living().close()
        (path,) = folder.glob("index-*.sqlite3")
    path.write_bytes(b"no database " * 1_000)
    for beside in folder.glob("*-wal"):
        beside.unlink()

    assert found(client, "pissenlit") == {"paper": ["Le pissenlit au printemps"]}
    told_of = client.get(reverse("newsroom_search"), {"q": "pissenlit"}).content.decode()
    DeskIndexKeeper().tend(longest_s=30.0)
    assert found(client, "pissenlit")["in-hand"] == ["Le pissenlit en hiver"]
    said_again = client.get(reverse("newsroom_search"), {"q": "pissenlit"}).content.decode()
    assert ("seek__note" in told_of, "seek__note" in said_again) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_what_is_saved_is_found_at_once_and_whoever_is_killed_in_between_has_left_word(
    client: Client,
) -> None:
    client.force_login(EditorFactory())
    story = draft_story(title="Le houblon")
    assert found(client, "houblon") == {"in-hand": ["Le houblon"]}
    assert not WaitingThing.objects.exists()

    story.title = "Le malt"
    story.save_revision()
    assert (found(client, "houblon"), found(client, "malt")) == ({}, {"in-hand": ["Le malt"]})

    # As where a process ends after its commit: the word is there, the index has not been told.
    with transaction.atomic():
        draft_story(title="L’orge")
        connection.run_on_commit.clear()
    assert found(client, "orge") == {}
    DeskIndexKeeper().tend()
    assert found(client, "orge") == {"in-hand": ["L’orge"]}
