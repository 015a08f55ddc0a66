"""Seal what makes the codes of second factors, which stood open in the database until now."""

from collections.abc import Callable
from typing import Any

from django.db import migrations

from azdarar.accounts.internal.factor_seal import is_sealed, seal, unseal

#: Where allauth keeps it: a text, or, for codes taken over from elsewhere, a list of texts.
KEPT_IN = ("secret", "seed", "migrated_codes")


def seal_all(apps: Any, schema_editor: Any) -> None:
    _change(apps, lambda text: text if is_sealed(text) else seal(text))


def open_all(apps: Any, schema_editor: Any) -> None:
    _change(apps, lambda text: unseal(text) if is_sealed(text) else text)


def _change(apps: Any, written: Callable[[str], str]) -> None:
    factors = apps.get_model("mfa", "Authenticator").objects.filter(type__in=("totp", "recovery_codes"))
    for factor in factors.iterator():
        for place in KEPT_IN:
            kept = factor.data.get(place)
            if kept is not None:
                factor.data[place] = [written(text) for text in kept] if isinstance(kept, list) else written(kept)
        factor.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_roles"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal_all, open_all)]
