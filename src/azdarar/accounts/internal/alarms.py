"""Mails that say what happened to an account of the newsroom, to those who should not learn it too late."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azdarar.accounts.models import Role, User
from azdarar.courier.actions import queue_mail

_TEMPLATE = "accounts/mail/staff_alarm"

#: Kind of alarm -> (subject, sentence). A sentence gets what the caller tells.
_SENTENCES: dict[str, tuple[Any, Any]] = {
    "new-device": (
        gettext_lazy("A new device signed in to the newsroom"),
        gettext_lazy("%(name)s came in with a browser that was not known before: %(place)s."),
    ),
    "new-passkey": (
        gettext_lazy("A passkey was added"),
        gettext_lazy("%(name)s can now sign in with one more passkey or authenticator app: %(place)s."),
    ),
    "role-granted": (
        gettext_lazy("A role was given"),
        gettext_lazy("%(name)s now has the role “%(role)s”, given by %(by)s."),
    ),
    "role-revoked": (
        gettext_lazy("A role was taken away"),
        gettext_lazy("%(name)s no longer has the role “%(role)s”; it was taken away by %(by)s."),
    ),
    "account-disabled": (
        gettext_lazy("An account was closed"),
        gettext_lazy("The account of %(name)s was closed by %(by)s: nobody can sign in with it."),
    ),
    "account-enabled": (
        gettext_lazy("An account was opened again"),
        gettext_lazy("The account of %(name)s was opened again by %(by)s."),
    ),
    "factors-forgotten": (
        gettext_lazy("Passkeys were taken away"),
        gettext_lazy("All passkeys and authenticator apps of %(name)s were taken away by %(by)s."),
    ),
    "exported": (
        gettext_lazy("Data was taken out of the newsroom"),
        gettext_lazy("%(name)s exported %(what)s: %(place)s."),
    ),
    "failures": (
        gettext_lazy("Many failed attempts to sign in"),
        gettext_lazy("Within a day, %(count)s attempts to sign in as %(name)s failed. Nobody came in."),
    ),
}


def raise_alarm(kind: str, *, to: Iterable[User], at: datetime, **told: Any) -> None:
    """Queue one alarm for each of these people, in the caller's transaction, in their language.

    Whoever has never come in is not told: their invitation says enough.

    Args:
        told: what the sentence names; lazy texts are said in each reader's language.
    """
    subject, sentence = _SENTENCES[kind]
    told_once = {person.pk: person for person in to if person.last_login}
    for person in told_once.values():
        language = person.language or settings.LANGUAGE_CODE
        with translation.override(language):
            values = {name: str(value) or _("somebody with the command line") for name, value in told.items()}
            context = {"heading": str(subject), "sentence": str(sentence) % values, "at": at}
        queue_mail(template=_TEMPLATE, to=person.email, language=language, context=context, at=at)


def webmasters() -> list[User]:
    """Those who keep the paper's server alive, and superusers."""
    is_webmaster = Q(scopes__role=Role.WEBMASTER) | Q(is_superuser=True)
    return list(User.objects.filter(is_webmaster, is_active=True).distinct())
