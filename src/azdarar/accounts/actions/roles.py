"""Giving and taking roles: nobody gives what they do not hold."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.actions.access import end_other_access
from azdarar.accounts.actions.audit import record
from azdarar.accounts.actions.staff import begin_grace
from azdarar.accounts.internal import roles
from azdarar.accounts.internal.alarms import raise_alarm, webmasters
from azdarar.accounts.models import Role, Scope, User
from azdarar.errors import AzdararError

#: Not a role of its own but the three that lead, for the first person of a paper.
ADMINISTRATOR = "administrator"

ROLES = (ADMINISTRATOR, *Role.values)


class UnknownRoleError(AzdararError):
    """There is no such role."""

    code: ClassVar[str] = "accounts.unknown-role"
    sentence = _("There is no role “%(role)s”; choose one of: %(known)s. Nobody was invited.")


class UnknownLanguageError(AzdararError):
    """A role cannot hold in a language the paper does not appear in."""

    code: ClassVar[str] = "accounts.unknown-language"
    sentence = _("The paper does not appear in “%(languages)s”. Nothing was changed.")


class NotYoursToGrantError(AzdararError):
    """Nobody gives or takes what they do not hold."""

    code: ClassVar[str] = "accounts.not-yours-to-grant"
    sentence = _(
        "You cannot give or take the role “%(role)s” there: you would need to hold all of it yourself. "
        "Nothing was changed."
    )


@transaction.atomic
def grant_role(
    *,
    user: User,
    role: str,
    by: User | None,
    at: datetime,
    languages: Iterable[str] = (),
    sections: Iterable[str] = (),
) -> Scope:
    """Give somebody a role, in all of the paper or in a part of it; does nothing twice.

    Everything that lets them in ends (``end_other_access``), so that no session goes on with other rights
    than it began with. An audit line; a mail to them and to the webmasters.

    Args:
        languages: codes; none means every language.
        sections: translation keys in hexadecimal; none means every section.
        by: who gives it; None for the command line.

    Raises:
        UnknownRoleError, UnknownLanguageError, NotYoursToGrantError: nothing was changed.
    """
    languages = list(languages)
    if role not in Role.values:
        raise UnknownRoleError(role=role, known=", ".join(Role.values))
    unknown = set(languages) - set(dict(settings.LANGUAGES))
    if unknown:
        raise UnknownLanguageError(languages=", ".join(sorted(unknown)))
    is_everywhere = role in (Role.WEBMASTER, Role.ACCOUNTS_CLERK)
    within = {
        "languages": [] if is_everywhere else sorted(set(languages)),
        "sections": [] if is_everywhere else sorted(set(sections)),
    }
    if by is not None and not (by.pk != user.pk and roles.may_grant(by, role=role, **within)):
        raise NotYoursToGrantError(role=Role(role).label)
    for scope in user.scopes.filter(role=role):
        if (scope.languages, scope.sections) == (within["languages"], within["sections"]):
            return scope
    scope = Scope.objects.create(user=user, role=role, granted_at=at, **within)
    _settle_rights(user, at=at)
    record(
        what="accounts.role-granted", by=by, about=f"account:{user.pk}", data={"role": role, **within}, at=at
    )
    _tell_of_role("role-granted", scope, by=by, at=at)
    return scope


@transaction.atomic
def revoke_role(*, scope: Scope, by: User | None, at: datetime) -> None:
    """Take a role away. Whoever holds none any more is a reader again; everything that let them in ends.

    Raises:
        NotYoursToGrantError: nothing was changed.
    """
    user = scope.user
    if by is not None and not (by.pk != user.pk and roles.may_revoke(by, scope)):
        raise NotYoursToGrantError(role=scope.get_role_display())
    told = {"role": scope.role, "languages": scope.languages, "sections": scope.sections}
    scope.delete()
    _settle_rights(user, at=at)
    record(what="accounts.role-revoked", by=by, about=f"account:{user.pk}", data=told, at=at)
    _tell_of_role("role-revoked", scope, by=by, at=at)


def _settle_rights(user: User, *, at: datetime) -> None:
    """Put the account's groups in step with its roles, and end what came in with others."""
    held = set(user.scopes.values_list("role", flat=True))
    user.is_staff = bool(held) or user.is_superuser
    user.save(update_fields=["is_staff"])
    user.groups.remove(*Group.objects.filter(name__in=set(Role.values) - held))
    user.groups.add(*(Group.objects.get_or_create(name=role)[0] for role in sorted(held)))
    if user.is_staff:
        begin_grace(user=user, at=at)
    end_other_access(user=user, at=at)
    roles.forget(user)


def _tell_of_role(kind: str, scope: Scope, *, by: User | None, at: datetime) -> None:
    told = {"name": scope.user, "role": Role(scope.role).label, "by": by or ""}
    raise_alarm(kind, to=[scope.user, *webmasters()], at=at, **told)
