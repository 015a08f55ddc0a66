"""What makes the codes of a second factor lies sealed in the database."""

from __future__ import annotations

from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.apps import apps

from azdarar.accounts.queries import ways_in
from tests.rooms.accounts.doors import reader

pytestmark = pytest.mark.django_db
migration = import_module("azdarar.accounts.migrations.0008_seal_factors")


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def kept() -> dict[str, str]:
    """The secrets, as whoever copies the database reads them."""
    rows = Authenticator.objects.order_by("type").values_list("type", "data")
    return {kind: data.get("secret") or data.get("seed") for kind, data in rows}


def test_a_copy_of_the_database_makes_no_code() -> None:
    user, secret = reader(), generate_totp_secret()

    app, codes = TOTP.activate(user, secret), RecoveryCodes.activate(user)

    assert secret not in kept()["totp"]
    assert all(text.startswith("gAAAA") for text in kept().values())
    assert app.validate_code(code_now(secret))
    assert codes.validate_code(codes.get_unused_codes()[0])


def test_factors_of_before_are_sealed_once_and_still_open() -> None:
    user, secret, seed = reader(), generate_totp_secret(), RecoveryCodes.generate_seed()
    Authenticator.objects.create(user=user, type="totp", data={"secret": secret})
    Authenticator.objects.create(
        user=user, type="recovery_codes", data={"seed": seed, "used_mask": 1, "migrated_codes": ["11112222"]}
    )

    migration.seal_all(apps, None)
    sealed = kept()
    migration.seal_all(apps, None)

    assert kept() == sealed
    assert not {secret, seed} & set(sealed.values())
    factors = {row.type: row.wrap() for row in Authenticator.objects.all()}
    assert factors["totp"].validate_code(code_now(secret))
    assert factors["recovery_codes"].validate_code("11112222")
    migration.open_all(apps, None)
    assert kept() == {"totp": secret, "recovery_codes": seed}


def test_a_factor_sealed_with_a_lost_key_fits_no_code_and_breaks_no_page(
    settings: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    user, secret = reader(), generate_totp_secret()
    app, codes = TOTP.activate(user, secret), RecoveryCodes.activate(user)
    known = codes.get_unused_codes()[0]
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key " * 5

    assert not app.validate_code(code_now(secret))
    assert not codes.validate_code(known)
    assert ways_in(user).app_added_at
    assert "sealed with another secret key" in caplog.text
    settings.SECRET_KEY_FALLBACKS = [former]
    assert app.validate_code(code_now(secret))
