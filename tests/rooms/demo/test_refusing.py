"""When the demonstration edition is not loaded: nothing of the paper changes."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from azdarar.articles.models import Article
from azdarar.fronts.models import Front
from azdarar.media.models import Picture
from azdarar.subjects.models import Subject
from demo.loader.edition import Edition
from demo.loader.writing.loading import PaperNotEmptyError, load_edition, proofread
from tests.factories.fronts import make_paper

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def edition() -> Edition:
    """The edition as its files tell it."""
    return proofread()


def _stored_files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_a_paper_with_work_of_its_own_is_left_alone(edition: Edition) -> None:
    make_paper("fr")
    Subject.objects.create(title="Le nôtre", slug="le-notre")

    with pytest.raises(PaperNotEmptyError):
        load_edition(edition)
    with pytest.raises(CommandError, match="choose an empty home"):
        call_command("load_demo")

    assert Subject.objects.count() == 1
    assert not Article.objects.exists()


def test_a_load_that_fails_leaves_neither_rows_nor_files(edition: Edition) -> None:
    key = ("fr", "train-du-lac")
    spoilt = replace(
        edition,
        pictures=dict(list(edition.pictures.items())[:2]),
        stories={key: replace(edition.stories[key], headline="")},
    )
    files = _stored_files()

    with pytest.raises(ValidationError):
        load_edition(spoilt)

    assert not any(model.objects.exists() for model in (Article, Front, Picture, Subject))
    assert _stored_files() == files
