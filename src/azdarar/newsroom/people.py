"""What the screens of people and of the audit log read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from azdarar.accounts.models import AuditEntry, Invitation, Role, Scope, User
from azdarar.accounts.queries import SECOND_FACTORS, place_in_words
from azdarar.articles.models import Section
from azdarar.language.scripts import autonym
from azdarar.newsroom.deeds import DEEDS
from azdarar.newsroom.mail_kinds import kind_in_words

_FACTORS = {
    "totp": gettext_lazy("authenticator app"),
    "webauthn": gettext_lazy("passkey"),
    "recovery_codes": gettext_lazy("recovery codes"),
}
INVITED, WORKING, CLOSED = "invited", "working", "closed"
LINES_ON_A_SCREEN = 100
_MOST_READERS = 20


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role somebody holds: its name, where it holds, the row that says so."""

    scope: Scope
    name: str
    where: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody with an account, as the list of people shows them."""

    user: User
    roles: Sequence[HeldRole]
    state: str
    has_factor: bool
    seen_at: datetime | None
    invited_until: datetime | None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line of the audit log in words."""

    number: int
    at: datetime
    what: str
    by: str
    about: str
    place: str
    detail: str


def staff(*, at: datetime) -> list[PersonRow]:
    """Everybody who holds a role, closed accounts last; a fixed number of queries."""
    held = User.objects.filter(Q(is_staff=True) | Q(scopes__isnull=False)).distinct()
    rows = _rows(held, at=at)
    return sorted(rows, key=lambda row: (row.state == CLOSED, str(row.user).casefold()))


def readers_called(words: str, *, at: datetime) -> list[PersonRow]:
    """Accounts without a role whose address or name begins with these words; no words find nobody."""
    if not words:
        return []
    named = Q(email__istartswith=words) | Q(username__istartswith=words)
    found = User.objects.filter(named, is_staff=False, scopes__isnull=True).order_by("email")
    return _rows(found[:_MOST_READERS], at=at)


def person(pk: int, *, at: datetime) -> PersonRow | None:
    """Somebody with an account, or None."""
    return next(iter(_rows(User.objects.filter(pk=pk), at=at)), None)


def section_names() -> dict[str, str]:
    """Sections by the key their counterparts share, each named in the language of the screen if it can be."""
    names: dict[str, str] = {}
    wanted = get_language() or settings.LANGUAGE_CODE
    for section in Section.objects.select_related("locale").order_by("rank", "name"):
        key = section.translation_key.hex
        if key not in names or section.language == wanted:
            names[key] = section.name
    return names


def scope_in_words(scope: Scope, *, sections: dict[str, str]) -> str:
    """Say where a role holds: ``Culture · Հայերեն``; nothing where it holds everywhere."""
    parts = [", ".join(sections.get(key, key[:8]) for key in scope.sections)]
    parts.append(", ".join(autonym(code) for code in scope.languages))
    return " · ".join(part for part in parts if part)


def _rows(users: Iterable[User], *, at: datetime) -> list[PersonRow]:
    sections = section_names()
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)
    people = (
        User.objects.filter(pk__in=[user.pk for user in users])
        .annotate(has_factor=Exists(factors), session_seen_at=Max("usersession__last_seen_at"))
        .prefetch_related("scopes")
    )
    open_until = dict(
        Invitation.objects.filter(spent_at=None, valid_until__gt=at, user__in=people).values_list(
            "user", "valid_until"
        )
    )
    return [
        PersonRow(
            user=user,
            roles=[
                HeldRole(scope, str(Role(scope.role).label), scope_in_words(scope, sections=sections))
                for scope in user.scopes.all()
            ],
            state=CLOSED if not user.is_active else WORKING if user.last_login else INVITED,
            has_factor=user.has_factor,
            seen_at=max((seen for seen in (user.session_seen_at, user.last_login) if seen), default=None),
            invited_until=open_until.get(user.pk),
        )
        for user in people
    ]


def audit_lines(
    *, by: int | None = None, what: str = "", day: datetime | None = None, before: int | None = None
) -> list[AuditLine]:
    """Return a screen of the log, newest first.

    Args:
        by: an account's number.
        what: the beginning of a deed's name; empty asks for all.
        day: only what was done before this instant.
        before: go on below this line.
    """
    lines = AuditEntry.objects.select_related("by").order_by("-number")
    if by is not None:
        lines = lines.filter(Q(by_id=by) | Q(about=f"account:{by}"))
    if what:
        lines = lines.filter(what=what)
    if day is not None:
        lines = lines.filter(at__lt=day)
    if before is not None:
        lines = lines.filter(number__lt=before)
    return in_words(lines[:LINES_ON_A_SCREEN])


def in_words(entries: Iterable[AuditEntry]) -> list[AuditLine]:
    """Say lines of the log in words; three queries, however many."""
    entries = list(entries)
    accounts = {entry.about.partition(":")[2] for entry in entries if entry.about.startswith("account:")}
    numbers = [number for number in accounts if number.isdecimal()]
    names = {str(user.pk): str(user) for user in User.objects.filter(pk__in=numbers)}
    sections = section_names()
    return [
        AuditLine(
            number=entry.number,
            at=entry.at,
            what=str(DEEDS.get(entry.what, entry.what)),
            by=_by(entry),
            about=_about(entry, names=names),
            place=place_in_words(entry.place) if entry.place else "",
            detail=_detail(entry, sections=sections),
        )
        for entry in entries
    ]


def _by(entry: AuditEntry) -> str:
    if entry.by_id is None:
        return _("the paper itself")
    return str(entry.by) if entry.by else _("account %(number)s, erased") % {"number": entry.by_id}


def _about(entry: AuditEntry, *, names: dict[str, str]) -> str:
    kind, _colon, number = entry.about.partition(":")
    if kind == "account":
        return names.get(number, _("account %(number)s, erased") % {"number": number})
    if kind == "mail":
        return _("mail %(number)s") % {"number": number}
    return str(entry.data.get("label") or entry.about)


def _detail(entry: AuditEntry, *, sections: dict[str, str]) -> str:
    data = entry.data
    if "role" in data:
        within = {"languages": data.get("languages", []), "sections": data.get("sections", [])}
        where = scope_in_words(Scope(role=data["role"], **within), sections=sections)
        known = dict(Role.choices).get(data["role"], data["role"])
        return f"{known} ({where})" if where else str(known)
    if entry.about.startswith("mail:"):
        return kind_in_words(str(data.get("what", "")))
    if data.get("type") in _FACTORS:
        return str(_FACTORS[data["type"]])
    return str(data.get("type") or data.get("what") or data.get("count") or "")
