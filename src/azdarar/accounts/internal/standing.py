"""Whether somebody has a second factor, since when they should, and how lately they proved who they are."""

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode

from azdarar.accounts.models import KnownDevice, User

SECOND_FACTORS = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)
#: How long a browser stays known without proving anything again.
DEVICE_SPAN = timedelta(days=180)
#: Past the prefix, a browser takes a cookie only from this very host, over https and for every path.
DEVICE_COOKIE = "__Host-device" if settings.SITE_IS_HTTPS else "device"


@dataclass(frozen=True, slots=True)
class FactorStanding:
    """Where somebody stands with their second factor. ``days_left`` is rounded up; 0: the grace is over."""

    has_factor: bool
    due_at: datetime | None
    days_left: int

    @property
    def is_overdue(self) -> bool:
        """Whether the newsroom lets them do nothing but set one up."""
        return not self.has_factor and self.days_left <= 0


def factor_standing(user: User, *, at: datetime) -> FactorStanding:
    """Say where somebody stands; one query."""
    due = user.second_factor_due_at
    days_left = -((at - due).total_seconds() // 86_400) if due else 1
    return FactorStanding(has_factor=has_second_factor(user), due_at=due, days_left=max(0, int(days_left)))


def has_second_factor(user: User) -> bool:
    """Whether somebody has a passkey or an authenticator app; recovery codes alone are none."""
    return Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists()


def is_freshly_confirmed(request: Any) -> bool:
    """Whether whoever asks proved who they are within the last quarter of an hour.

    With their second factor if they have one; whoever has none yet, by any means they signed in with.
    """
    user = request.user
    if not user.is_authenticated:
        return False
    earliest = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    latest = [
        entry.get("method") for entry in get_authentication_records(request, user) if entry["at"] >= earliest
    ]
    return "mfa" in latest if has_second_factor(user) else bool(latest)


def is_signed_in_with_factor(request: Any) -> bool:
    """Whether this session was begun, or confirmed since, with a second factor, however long ago."""
    records = get_authentication_records(request, request.user)
    return any(entry.get("method") == "mfa" for entry in records)


def confirmation_address(user: User, *, leading_to: str) -> str:
    """The page that asks somebody who they are, and leads on; whoever has no means yet is sent to get one."""
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if Authenticator.Type.WEBAUTHN in types:
        page = "mfa_reauthenticate_webauthn"
    elif types:
        page = "mfa_reauthenticate"
    else:
        page = "account_reauthenticate" if user.has_usable_password() else "mfa_index"
    return f"{reverse(page)}?{urlencode({'next': leading_to})}"


def known_device(request: Any, *, at: datetime) -> KnownDevice | None:
    """Return the device this request comes from, if it is known as this person's."""
    token = request.COOKIES.get(DEVICE_COOKIE, "")
    if not token or not request.user.is_authenticated:
        return None
    return KnownDevice.objects.filter(
        user=request.user, token_hash=hash_of(token), valid_until__gt=at
    ).first()


def keep_device(response: Any, token: str) -> None:
    """Keep a device's token in its browser, where no script reads it and no other host gets it."""
    response.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=int(DEVICE_SPAN.total_seconds()),
        secure=settings.SITE_IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def hash_of(token: str) -> str:
    """What is kept of a token: enough to know it again, nothing to use it with."""
    return hashlib.sha256(token.encode()).hexdigest()
