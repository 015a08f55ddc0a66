"""Columns, migrations and page rules point down only."""

from types import SimpleNamespace

from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.test.utils import isolate_apps

from tests.architecture.house import refuse
from tests.architecture.relations import (
    house_models,
    house_pages,
    migrations_upward,
    page_rules_upward,
    relations_upward,
)


def test_every_column_points_down() -> None:
    refuse(relations_upward(house_models()))


@isolate_apps("azdarar.rights", "azdarar.articles")
def test_a_planted_column_that_points_up_is_found() -> None:
    class Story(models.Model):
        __module__ = "azdarar.articles.models"

        class Meta:
            app_label = "articles"

        def __str__(self) -> str:
            return "story"

    class Licence(models.Model):
        __module__ = "azdarar.rights.models"
        story = models.ForeignKey(Story, on_delete=models.CASCADE)

        class Meta:
            app_label = "rights"

        def __str__(self) -> str:
            return "licence"

    assert relations_upward([Licence]) == ["rights.Licence.story points to articles.Story, above its room."]
    assert relations_upward([Story]) == []


def test_every_migration_depends_downwards() -> None:
    loader = MigrationLoader(None)

    refuse(migrations_upward(loader.disk_migrations.values()))


def test_a_planted_migration_that_depends_upwards_is_found() -> None:
    planted = SimpleNamespace(
        app_label="media",
        name="0002_planted",
        dependencies=[("articles", "0001_initial"), ("rights", "0001_initial")],
    )

    assert migrations_upward([planted]) == [
        "media.0002_planted depends on articles.0001_initial, above its room."
    ]


def test_containers_name_their_children_and_children_name_nobody() -> None:
    assert house_pages()
    refuse(page_rules_upward(house_pages()))


def test_planted_page_rules_that_point_up_are_found() -> None:
    naming_parents = type(
        "Story",
        (),
        {
            "__module__": "azdarar.articles.models",
            "parent_page_types": ["fronts.Front"],
            "_meta": SimpleNamespace(label="articles.Story"),
        },
    )
    taking_from_above = type(
        "Space",
        (),
        {
            "__module__": "azdarar.articles.models",
            "subpage_types": ["fronts.Front"],
            "_meta": SimpleNamespace(label="articles.Space"),
        },
    )

    assert page_rules_upward([naming_parents]) == [
        "articles.Story names its parents (parent_page_types); the container names its children."
    ]
    assert page_rules_upward([taking_from_above]) == [
        "articles.Space takes fronts.Front, above its room, as a child."
    ]
