"""Whatever points to a person is declared by a room, handed out to that person, and erased with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.test.utils import isolate_apps
from django.utils import timezone

from azdarar.accounts.queries import personal_rooms
from tests.architecture.house import refuse


def columns_of_people(of: Iterable[type[models.Model]]) -> set[str]:
    """Return every column that points to an account, as ``app.Model.field``."""
    user = get_user_model()
    return {
        f"{model._meta.label}.{field.name}"
        for model in of
        for field in model._meta.get_fields(include_parents=False)
        if (not field.auto_created and _points_to(field, user)) or _is_owner_of(field, model, user)
    }


def _points_to(field: Any, user: type[models.Model]) -> bool:
    return getattr(getattr(field, "remote_field", None), "model", None) is user


def _is_owner_of(field: Any, model: type[models.Model], user: type[models.Model]) -> bool:
    """Whether a row is a person's by its own table: the groups and rights of an account."""
    return model is user and isinstance(field, models.ManyToManyField)


def undeclared(columns: set[str], declared: set[str]) -> list[str]:
    return [
        f"{column} points to an account and no room of AZDARAR_PERSONAL_DATA covers it."
        for column in sorted(columns - declared)
    ]


def test_every_column_that_points_to_a_person_is_covered_by_a_room() -> None:
    columns = columns_of_people(apps.get_models(include_auto_created=True))
    covered = [column for room in personal_rooms() for column in room.covers]

    refuse(undeclared(columns, set(covered)))
    assert set(covered) - columns == set(), "rooms cover columns that are not there"
    assert len(covered) == len(set(covered)), "two rooms cover one column"


@isolate_apps("azdarar.members")
def test_a_planted_column_is_found() -> None:
    class Fingerprint(models.Model):
        whose = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

        class Meta:
            app_label = "members"

        def __str__(self) -> str:
            return "fingerprint"

    # The target of a model in an isolated register is a name until it is resolved by hand.
    Fingerprint._meta.get_field("whose").remote_field.model = get_user_model()

    assert undeclared(columns_of_people([Fingerprint]), set()) == [
        "members.Fingerprint.whose points to an account and no room of AZDARAR_PERSONAL_DATA covers it."
    ]


@pytest.mark.django_db
def test_every_key_a_room_hands_out_has_a_name_for_people() -> None:
    from tests.factories.accounts import AdministratorFactory

    user = AdministratorFactory()

    for room in personal_rooms():
        exported = room.export(user, timezone.now())
        keys = set(exported)
        for value in exported.values():
            rows = value if isinstance(value, list) else [value]
            keys |= {key for row in rows for key in row}
        assert keys - set(room.labels) == set(), room.key
