"""What a role contains, where somebody holds one, and who may give it to whom."""

from collections.abc import Iterable, Sequence

from azdarar.accounts.models import Role, Scope, User

#: Whoever holds the first may do all that the second ones may, in the same scope.
CONTAINED: dict[str, frozenset[str]] = {
    Role.EDITOR_IN_CHIEF: frozenset({Role.EDITOR, Role.CONTRIBUTOR, Role.TRANSLATOR}),
    Role.EDITOR: frozenset({Role.CONTRIBUTOR, Role.TRANSLATOR}),
}
#: Who appoints people, each within what they hold themselves.
APPOINTING = frozenset({Role.EDITOR_IN_CHIEF, Role.ACCOUNTS_CLERK})
#: Nobody takes these from somebody, or the account of whoever holds one, without holding it too.
LEADING = frozenset({Role.EDITOR_IN_CHIEF, Role.WEBMASTER, Role.ACCOUNTS_CLERK})
#: Who writes, and who decides what is published.
WRITING = frozenset({Role.CONTRIBUTOR, Role.TRANSLATOR, Role.EDITOR, Role.EDITOR_IN_CHIEF})
EDITING = frozenset({Role.EDITOR, Role.EDITOR_IN_CHIEF})

_CACHE = "_scopes_held"


def scopes_held(user: User) -> Sequence[Scope]:
    """Return the roles somebody holds, read once for each instance of the account.

    A superuser holds every role everywhere; somebody who is disabled or not of the staff holds none.
    """
    if not user.is_active or not getattr(user, "is_staff", False):
        return ()
    if user.is_superuser:
        return [Scope(user=user, role=role) for role in Role.values]
    held: Sequence[Scope] | None = getattr(user, _CACHE, None)
    if held is None:
        held = list(user.scopes.all())
        setattr(user, _CACHE, held)
    return held


def forget(user: User) -> None:
    """Let the next question about this instance be answered anew."""
    for name in (_CACHE, "_perm_cache", "_group_perm_cache", "_user_perm_cache", "_page_permission_cache"):
        user.__dict__.pop(name, None)


def scopes_with(user: User, roles: Iterable[str]) -> list[Scope]:
    """Return the scopes in which somebody holds one of these roles, or one that contains it."""
    wanted = set(roles)
    return [
        scope
        for scope in scopes_held(user)
        if scope.role in wanted or wanted & CONTAINED.get(scope.role, frozenset())
    ]


def may_appoint(user: User) -> bool:
    """Whether somebody appoints people at all."""
    return any(scope.role in APPOINTING for scope in scopes_held(user))


def may_grant(by: User, *, role: str, languages: Iterable[str], sections: Iterable[str]) -> bool:
    """Whether somebody may give a role in a scope: they appoint people, and hold all of it themselves."""
    languages, sections = list(languages), list(sections)
    return may_appoint(by) and any(
        scope.contains(languages=languages, sections=sections) for scope in scopes_with(by, {role})
    )


def may_revoke(by: User, scope: Scope) -> bool:
    """Whether somebody may take a role away: whoever may give it; an accounts clerk any that leads nobody."""
    is_clerk = any(held.role == Role.ACCOUNTS_CLERK for held in scopes_held(by))
    return (is_clerk and scope.role not in LEADING) or may_grant(
        by, role=scope.role, languages=scope.languages, sections=scope.sections
    )


def may_manage(by: User, person: User) -> bool:
    """Whether somebody may disable an account or invite its person again.

    Nobody their own; an account of a superuser only a superuser; a reader's only an accounts clerk.
    """
    if by.pk == person.pk or (person.is_superuser and not by.is_superuser):
        return False
    is_clerk = any(held.role == Role.ACCOUNTS_CLERK for held in scopes_held(by))
    theirs = list(person.scopes.all())
    return (is_clerk or bool(theirs)) and may_appoint(by) and all(may_revoke(by, scope) for scope in theirs)
