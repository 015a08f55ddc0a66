"""What somebody may do to a story, to the place of a language's stories, and to the pages of an edition.

Wagtail's groups say what a role may do at all; where it holds, in which sections and languages, is asked
here, of each page, by whichever of Wagtail's views wants to know: all of them ask ``permissions_for_user``.
"""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page, PagePermissionTester

from azdarar.accounts.models import Role
from azdarar.accounts.queries import EDITING, WRITING, scopes_with
from azdarar.articles.models.composed import CornerstonePermissions, HousePermissions
from azdarar.articles.models.sections import Section

_DESK = frozenset({"add", "change", "publish", "lock"})
_CHIEF = _DESK | {"unlock", "bulk_delete"}


class _NarrowedPermissions(PagePermissionTester):
    """Rights of somebody's groups, narrowed to those their scopes give for this page."""

    def __init__(self, user: Any, page: Any) -> None:
        super().__init__(user, page)
        if user.is_active and not user.is_superuser:
            self.permissions &= self._rights_here()

    def _rights_here(self) -> frozenset[str]:
        raise NotImplementedError


class StoryPermissions(_NarrowedPermissions, HousePermissions):
    """What somebody may do to a story.

    An editor: all of it within their sections and languages, save deleting for ever what was public, which is
    for an editor-in-chief. A contributor: their own drafts. A translator: translations into their languages
    until these are public, and reading what they translate.

    A story counts as in two places while its draft says another section than the page readers see; a person
    needs both, or a draft would be a way to draw a story over from another desk.
    """

    def _rights_here(self) -> frozenset[str]:
        desks = [scope for scope in scopes_with(self.user, EDITING) if self._is_covered_by(scope)]
        if any(scope.role == Role.EDITOR_IN_CHIEF for scope in desks):
            return _CHIEF
        return _DESK if desks else frozenset({"add"})

    def _is_covered_by(self, scope: Any) -> bool:
        """Whether a desk holds the story: a story without a section is only whole editions' to edit."""
        return all(
            scope.covers(language=self.page.language, section=section)
            and (bool(section) or not scope.sections)
            for section in self._sections()
        )

    def _sections(self) -> set[str]:
        """The sections the story stands in: as it is held here, and as it is stored."""
        if not hasattr(self, "_places"):
            of_draft = self.page.section
            self._places = {of_draft.translation_key.hex if of_draft else ""}
            stored = (
                type(self.page)._base_manager.filter(pk=self.page.pk).values_list("section__translation_key")
            )
            self._places |= {key.hex if key else "" for (key,) in stored}
        return self._places

    def _is_own_draft(self) -> bool:
        """Whether this is a draft of the person's own, in a place where they may write."""
        if self.page.live or self.page.owner_id != self.user.pk:
            return False
        return any(self._is_writers(scope) for scope in scopes_with(self.user, WRITING))

    def _is_own_translation(self) -> bool:
        """Whether this is a translation, not public yet, into a language the person translates to."""
        scopes = scopes_with(self.user, {Role.TRANSLATOR})
        if self.page.live or not any(self._is_writers(scope) for scope in scopes):
            return False
        older = type(self.page)._base_manager.filter(
            translation_key=self.page.translation_key, pk__lt=self.page.pk
        )
        return bool(older.exists())

    def _is_writers(self, scope: Any) -> bool:
        return all(scope.covers(language=self.page.language, section=section) for section in self._sections())

    def can_edit(self) -> bool:
        if not self.user.is_active:
            return False
        if self.user.is_superuser or "change" in self.permissions:
            return True
        return self._is_own_draft() or self._is_own_translation()

    def can_read_to_translate(self) -> bool:
        """Whether somebody may take the text over into another language: the public one, or one they edit."""
        return bool(self.page.visible_from and self.page.live and self._translates()) or self.can_edit()

    def _translates(self) -> bool:
        return bool(self.user.is_superuser or scopes_with(self.user, {Role.TRANSLATOR}))

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if not self.user.is_active:
            return False
        if self.user.is_superuser or "bulk_delete" in self.permissions:
            return True
        was_public = bool(self.page.canonical_path)
        return not was_public and ("change" in self.permissions or self._is_own_draft())

    def can_unlock(self) -> bool:
        return bool(super().can_unlock() and self.can_edit())

    def can_view_revisions(self) -> bool:
        return self.can_edit()


class SpacePermissions(_NarrowedPermissions, CornerstonePermissions):
    """Who may begin a story in a language: whoever may write there. The space itself nobody changes."""

    def _rights_here(self) -> frozenset[str]:
        language = self.page.locale.language_code
        if any(scope.covers(language=language) for scope in scopes_with(self.user, EDITING)):
            return frozenset({"add", "publish"})
        writes = any(scope.covers(language=language) for scope in scopes_with(self.user, WRITING))
        return frozenset({"add"}) if writes else frozenset()

    def can_receive_translation(self, story: Any) -> bool:
        """Whether somebody may begin a translation of a story here."""
        if self.user.is_superuser:
            return bool(self.user.is_active)
        section = story.section.translation_key.hex if story.section else ""
        return any(
            scope.covers(language=self.page.locale.language_code, section=section)
            for scope in scopes_with(self.user, {Role.TRANSLATOR})
        )


class EditionPermissions(_NarrowedPermissions, HousePermissions):
    """Front pages, dossiers and plain pages: for editors of a whole edition, or of the whole paper."""

    def _rights_here(self) -> frozenset[str]:
        language = self.page.locale.language_code
        scopes = [
            scope
            for scope in scopes_with(self.user, EDITING)
            if not scope.sections and scope.covers(language=language)
        ]
        if any(scope.role == Role.EDITOR_IN_CHIEF for scope in scopes):
            return _CHIEF
        return _DESK if scopes else frozenset()

    def can_view_revisions(self) -> bool:
        return bool(self.can_edit())


class EditionCornerstonePermissions(EditionPermissions, CornerstonePermissions):
    """The same for pages without which a language has no paper."""


def editable_by(user: Any) -> Q:
    """Which stories somebody may edit, as ``StoryPermissions`` says of one; an empty ``Q`` is all of them.

    Closer to no than to yes where one query cannot tell: a story whose draft says another section than its
    page is listed by what the page says, and opened only by whoever holds both.
    """
    if not user.is_active:
        return Q(pk__in=[])
    if user.is_superuser:
        return Q()
    held = Q(pk__in=[])
    for scope in scopes_with(user, EDITING):
        within = _within(scope)
        if not within:
            return Q()
        held |= within
    for scope in scopes_with(user, WRITING):
        held |= Q(live=False, owner_id=user.pk) & _within(scope, with_none=True)
    for scope in scopes_with(user, {Role.TRANSLATOR}):
        older = Page.objects.filter(translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk"))
        held |= Q(live=False) & _within(scope, with_none=True) & Q(Exists(older))
    return held


def seen_by(user: Any, *, at: datetime) -> Q:
    """Which stories somebody finds in the desk's lists: what they may edit, their own, and what is public."""
    editable = editable_by(user)
    if not editable:
        return editable
    own = Q(owner_id=user.pk) if scopes_with(user, WRITING) else Q(pk__in=[])
    return editable | own | Q(live=True, visible_from__lte=at)


def _within(scope: Any, *, with_none: bool = False) -> Q:
    """A scope as a condition on stories; ``with_none``: those in no section too."""
    within = Q(language__in=scope.languages) if scope.languages else Q()
    if scope.sections:
        sections = Q(section__translation_key__in=scope.sections)
        within &= (sections | Q(section=None)) if with_none else sections
    return within


def sections_of(user: Any, sections: Any) -> Any:
    """Narrow sections to those somebody writes in; without a person, all of them."""
    return _narrowed(sections, user, WRITING)


def sections_edited_by(user: Any) -> Any:
    """The sections somebody publishes in; without a person, all of them."""
    return _narrowed(Section.objects.all(), user, EDITING)


def _narrowed(sections: Any, user: Any, roles: Any) -> Any:
    if user is None or user.is_superuser:
        return sections
    scopes = scopes_with(user, roles)
    within = [
        section.pk
        for section in sections.select_related("locale")
        if any(_holds_in(scope, section) for scope in scopes)
    ]
    return sections.filter(pk__in=within)


def publishes_in(user: Any, section: Any) -> bool:
    """Whether somebody publishes in a section; without a person, yes."""
    if user is None or user.is_superuser:
        return True
    return any(_holds_in(scope, section) for scope in scopes_with(user, EDITING))


def _holds_in(scope: Any, section: Any) -> bool:
    return bool(scope.covers(language=section.language, section=section.translation_key.hex))
