"""Checkers of what models, migrations and page rules point to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models
from wagtail.models import Page, get_page_models

from tests.architecture.house import may_look_at, room_of, rooms


def house_models() -> list[type[models.Model]]:
    """Return every model of ours, those Django makes for many-to-many fields included."""
    return [model for model in apps.get_models(include_auto_created=True) if room_of(model.__module__)]


def relations_upward(of: Iterable[type[models.Model]]) -> list[str]:
    """Find columns that point to a room their own room may not know."""
    faults = []
    for model in of:
        room = room_of(model.__module__)
        for field in model._meta.get_fields(include_parents=False):
            target = getattr(getattr(field, "remote_field", None), "model", None)
            if field.auto_created or not isinstance(target, type):
                continue
            other = room_of(target.__module__)
            if room and other and not may_look_at(room, other):
                faults.append(
                    f"{model._meta.label}.{field.name} points to {target._meta.label}, above its room."
                )
    return faults


def migrations_upward(migrations: Iterable[Any]) -> list[str]:
    """Find migrations that depend on a room their own room may not know."""
    faults = []
    for migration in migrations:
        if migration.app_label not in rooms():
            continue
        faults += [
            f"{migration.app_label}.{migration.name} depends on {label}.{name}, above its room."
            for label, name in migration.dependencies
            if label in rooms() and not may_look_at(migration.app_label, label)
        ]
    return faults


def house_pages() -> list[type[Page]]:
    """Return our page types."""
    return [page for page in get_page_models() if room_of(page.__module__)]


def page_rules_upward(pages: Iterable[type[Page]]) -> list[str]:
    """Find page types that name their parents, or children above their room.

    A container names its children; a child that names its parents would know who uses it. An empty
    ``parent_page_types`` is allowed: it says that no person makes such a page.
    """
    faults = []
    for page in pages:
        room = room_of(page.__module__)
        if vars(page).get("parent_page_types"):
            faults.append(
                f"{page._meta.label} names its parents (parent_page_types); the container names its children."
            )
        for child in vars(page).get("subpage_types", []):
            target = apps.get_model(child) if isinstance(child, str) else child
            other = room_of(target.__module__)
            if room and other and not may_look_at(room, other):
                faults.append(f"{page._meta.label} takes {target._meta.label}, above its room, as a child.")
    return faults
