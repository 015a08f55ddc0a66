"""The three former roles become the six: nobody may do less than before, nor more."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group

from azdarar.accounts.models import Scope, User
from tests.factories.accounts import AdministratorFactory, UserFactory

pytestmark = pytest.mark.django_db
carry_over = import_module("azdarar.accounts.migrations.0007_roles").carry_over


@pytest.mark.parametrize("has_new_group", [False, True])
def test_former_roles_are_carried_over_once(has_new_group: bool) -> None:
    Group.objects.filter(name="contributor").delete()
    if has_new_group:
        Group.objects.create(name="contributor")
    writer, editor = UserFactory(is_staff=True), UserFactory(is_staff=True)
    administrator, reader = AdministratorFactory(), UserFactory()
    writer.groups.add(Group.objects.create(name="writer"))
    editor.groups.add(Group.objects.get_or_create(name="editor")[0])

    carry_over(apps, None)
    carry_over(apps, None)

    held = {user: list(user.scopes.values_list("role", flat=True)) for user in User.objects.all()}
    assert held == {
        writer: ["contributor"],
        editor: ["editor"],
        administrator: ["editor-in-chief", "webmaster", "accounts-clerk"],
        reader: [],
    }
    assert not Group.objects.filter(name="writer").exists()
    assert list(writer.groups.values_list("name", flat=True)) == ["contributor"]
    assert not User.objects.filter(is_superuser=True).exists()
    assert set(User.objects.filter(second_factor_due_at=None)) == {reader}
    assert not Scope.objects.exclude(languages=[]).exists()
