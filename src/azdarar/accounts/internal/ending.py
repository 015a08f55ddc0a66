"""How access that somebody already has is ended: at once, everywhere, in the caller's transaction."""

from datetime import datetime
from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import F
from wagtail.models import APIToken

from azdarar.accounts.models import KnownDevice, User


def raise_epoch(user: User, *, at: datetime) -> None:
    """Count one more end of access.

    Sessions and reset links are made with the number, so that all of them are void once it has changed; a
    sign-in that is half done remembers when it began, and is void when that was before ``at``.
    """
    User.objects.filter(pk=user.pk).update(access_epoch=F("access_epoch") + 1, access_ended_at=at)
    user.refresh_from_db(fields=["access_epoch", "access_ended_at"])


def delete_sessions(user: User, *, keep: str | None) -> None:
    """Delete the person's sessions, so that nothing of them stays in a copy of the database."""
    others = UserSession.objects.filter(user=user)
    if keep:
        others = others.exclude(session_key=keep)
    store = _store()
    for key in others.values_list("session_key", flat=True):
        store.delete(key)
    others.delete()


def delete_session(user: User, pk: int) -> bool:
    """Delete one session of a person and its row in the list; returns whether it was there."""
    row = UserSession.objects.filter(user=user, pk=pk).first()
    if row is None:
        return False
    _store().delete(row.session_key)
    row.delete()
    return True


def note_seen(session_key: str, *, at: datetime) -> None:
    """Write down when a session was last used."""
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=at)


def forget_ended_sessions(*, at: datetime) -> int:
    """Delete the rows of sessions that are no longer there or have run out."""
    alive = Session.objects.filter(expire_date__gt=at).values("session_key")
    return int(UserSession.objects.exclude(session_key__in=alive).delete()[0])


def let_session_stand(user: User, session_key: str) -> None:
    """Give one session of the person the new number, where it is stored and where it is being used.

    The request that ends the others holds its session in memory and may yet store it again.
    """
    request = context.request
    in_use = getattr(request, "session", None)
    if in_use is not None and in_use.session_key == session_key:
        _renew(in_use, user)
        request.user.access_epoch = user.access_epoch
    stored = _store(session_key)
    if _renew(stored, user):
        stored.save(must_create=False)


def forget_devices_and_tokens(user: User) -> None:
    """Forget the browsers that may publish without asking again, and the keys of programs."""
    KnownDevice.objects.filter(user=user).delete()
    APIToken.objects.filter(user=user).delete()


def void_unconfirmed_addresses(user: User) -> None:
    """Void the links that would confirm an address: they name a row, which gets another number or goes.

    The address somebody signed up with stays, to be confirmed by a new link.
    """
    unconfirmed = EmailAddress.objects.filter(user=user, verified=False)
    primary = unconfirmed.filter(primary=True).first()
    unconfirmed.delete()
    if primary is not None:
        EmailAddress.objects.create(user=user, email=primary.email, primary=True, verified=False)


def session_in_use(user: User) -> str | None:
    """Return the key of the session in which this person is making the change, if it is they who make it."""
    request = context.request
    asking = getattr(request, "user", None)
    if asking is None or asking.pk != user.pk:
        return None
    key: str | None = request.session.session_key
    return key


def _renew(session: Any, user: User) -> bool:
    is_theirs = str(session.get(SESSION_KEY, "")) == str(user.pk)
    if is_theirs:
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    return is_theirs


def _store(session_key: str | None = None) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(session_key)
