"""The demonstration edition in a paper: whole, recognisable, and never twice."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from wagtail.models import Page, Revision

from azdarar.articles.disclosure import Disclosure
from azdarar.articles.models import Article, Contributor, Correction, PlainPage, Section
from azdarar.articles.queries import visible_articles
from azdarar.fronts.models import Dossier, Front
from azdarar.fronts.queries import assemble_front, dossier_stories, recommended_for
from azdarar.media.models import Picture
from azdarar.media.queries import picture_use
from azdarar.subjects.models import Subject
from demo.loader.edition import Edition
from demo.loader.writing.loading import load_edition, proofread

# Each test runs in a savepoint inside the module's own transaction; the edition is loaded once for all.
pytestmark = [pytest.mark.django_db, pytest.mark.whole, pytest.mark.xdist_group("edition")]

#: After every story of the edition.
AT = datetime(2027, 1, 1, 12, 0, tzinfo=UTC)
_PICTURE = re.compile(r"/media/(pictures/[^\s\"]+)")
COUNTED = (Article, Contributor, Correction, Dossier, Front, Picture, PlainPage, Revision, Section, Subject)


@pytest.fixture(scope="module")
def edition() -> Edition:
    """The edition as its files tell it."""
    return proofread()


@pytest.fixture(scope="module")
def paper(edition: Edition, django_db_setup: None, django_db_blocker: Any) -> Iterator[Edition]:
    """A paper with the edition in it, for every test of this module; nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        _put_first_rows_back()
        load_edition(edition)
        yield edition
        transaction.set_rollback(True)


def _put_first_rows_back() -> None:
    """Tests that commit leave their tables empty, and may have run before these."""
    if Page.get_first_root_node() is None:
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)  # type: ignore[attr-defined]


def _rows() -> dict[str, list[dict[str, Any]]]:
    """Every row a load could touch."""
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in COUNTED}


def test_every_story_is_published_at_its_own_date(paper: Edition) -> None:
    public = {(story.language, story.title): story for story in visible_articles(at=AT)}

    assert len(public) == len(paper.stories)
    for entry in paper.stories.values():
        story = public[entry.language, entry.headline]
        assert story.published_at == story.visible_from == entry.published_at
        changes = [correction.at for correction in entry.corrections]
        assert story.updated_at == (entry.updated_at or max(changes, default=None))
        assert story.canonical_path.endswith(f"/{entry.slug}/")


def test_stories_with_one_key_are_translations_of_each_other(paper: Edition) -> None:
    stories = Article.objects.filter(title=paper.stories["fr", "train-du-lac"].headline)

    languages = {story.language for story in stories.get().get_translations(inclusive=True)}

    assert languages == {language for language, key in paper.stories if key == "train-du-lac"}
    assert len(languages) > 1


def test_corrections_carry_the_dates_of_the_files(paper: Edition) -> None:
    told = {(entry.at, entry.note) for story in paper.stories.values() for entry in story.corrections}

    assert set(Correction.objects.values_list("corrected_at", "note")) == told


def test_each_story_has_one_revision_and_no_loose_ends(paper: Edition) -> None:
    for story in Article.objects.all():
        assert story.revisions.count() == 1
        assert story.live
        assert not story.has_unpublished_changes
        assert story.latest_revision == story.live_revision


def test_every_text_is_whole(paper: Edition) -> None:
    for story in Article.objects.all():
        blocks = story.body_for(Disclosure.FULL).blocks
        entry = next(
            entry
            for entry in paper.stories.values()
            if (entry.language, entry.headline) == (story.language, story.title)
        )
        assert len(blocks) == len(entry.parts)
        assert all(block.value["picture"] for block in blocks if block.block_type == "picture")
        assert all(block.value["article"] for block in blocks if block.block_type == "related_story")
        assert all(block.value["document"] for block in blocks if block.block_type == "document")


def test_every_picture_can_be_shown_with_its_words(paper: Edition) -> None:
    for picture in Picture.objects.all():
        for language in ("fr", "en", "hy", "ru"):
            use = picture_use(picture, language=language)
            assert use is not None
            assert use.alt
            assert use.caption
            assert use.credit
        assert all(picture.file.storage.exists(name) for name in picture.rendition_names())


def test_the_reprint_carries_its_credit_and_says_what_it_is(paper: Edition) -> None:
    story = Article.objects.get(title=paper.stories["fr", "appels-2-novembre"].headline)

    assert story.source.name == "RFE/RL"
    assert story.source.is_link_before_text
    assert "{year}" in story.source.credit_lines["fr"]
    assert story.original_language == "en"
    assert "Mention de démonstration" in story.post_scriptum


def test_recommendations_stand_without_quotation_marks_around_them(paper: Edition) -> None:
    story = Article.objects.get(title=paper.stories["en", "appels-2-novembre"].headline)

    cards = recommended_for(story, at=AT)

    assert [card.chosen_by for card in cards]
    assert not any(card.reason.clean.startswith("“") and card.reason.clean.endswith("”") for card in cards)


@pytest.mark.parametrize("language", ["fr", "en", "hy", "ru"])
def test_every_front_page_is_filled_as_its_editors_wished(paper: Edition, language: str) -> None:
    front = Front.objects.get(locale__language_code=language)
    wished = [entry for entry in paper.containers if entry.language == language]

    filled = assemble_front(front, at=AT)

    titles = [container.title.clean for container in filled]
    assert titles == [entry.title for entry in wished if entry.title in titles]
    assert filled[0].kind == "lead"
    assert {"picks", "dossier", "ranking"} <= {container.kind for container in filled}
    # What is read most, readers say.
    assert all(container.cards for container in filled if container.kind != "ranking")
    shown = [card.id for container in filled for card in container.cards]
    assert len(shown) == len(set(shown))


def test_dossiers_skip_what_is_not_translated(paper: Edition) -> None:
    for dossier in Dossier.objects.all():
        entry = next(entry for entry in paper.dossiers.values() if entry.slug == dossier.slug)
        expected = [key for key in entry.stories if paper.has_story(dossier.language, key)]
        assert len(dossier_stories(dossier, at=AT)) == len(expected) > 0
        assert dossier.thread.count() == len(entry.timeline)


def test_every_page_of_the_edition_answers_with_whole_pictures(paper: Edition, client: Client) -> None:
    pages = [*Article.objects.all(), *PlainPage.objects.all(), *Dossier.objects.all(), *Front.objects.all()]
    folder = Path(settings.MEDIA_ROOT)

    with time_machine.travel(AT, tick=False):
        answers = {page.address: client.get(page.address) for page in pages}

    assert {
        address: answer.status_code for address, answer in answers.items() if answer.status_code != 200
    } == {}
    shown = {name for answer in answers.values() for name in _PICTURE.findall(answer.content.decode())}
    assert len(shown) > len(paper.pictures)
    assert [name for name in shown if not (folder / name).is_file()] == []


def test_loading_again_changes_nothing(paper: Edition) -> None:
    before = _rows()

    loaded = load_edition(paper, again=True)

    assert not loaded
    assert _rows() == before


def test_the_command_says_that_the_edition_is_there(
    paper: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _rows()

    call_command("load_demo")

    assert "already" in capsys.readouterr().err
    assert _rows() == before
