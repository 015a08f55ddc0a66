"""The newsroom's menu: what the desk works with, in the order it works; the machine room last."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea

from azdarar.accounts.models import Role
from azdarar.accounts.queries import may_appoint, scopes_held
from azdarar.newsroom.repairs import as_shown, count_repairs
from azdarar.newsroom.screens.addresses import may_tend_addresses
from azdarar.newsroom.screens.audit import may_read_audit
from azdarar.newsroom.screens.imports.rights import may_import
from azdarar.newsroom.screens.mails import may_tend_mails
from azdarar.newsroom.screens.pressed import may_tend_pages
from azdarar.newsroom.screens.subjects import may_tend_subjects
from azdarar.newsroom.standing import reads_everything

#: Wagtail's own entries that the paper does without: the page tree is not the way in, and its help speaks of
#: another house. Picks of sections have a screen of their own.
_LEFT_OUT = frozenset({"explorer", "help", "section-picks"})
#: Settings that would tear the house down: its site and languages come from the paper's settings.
#: People and their roles are the paper's own screens, where nobody grants what they do not hold.
_LEFT_OUT_SETTINGS = frozenset({"sites", "locales", "redirects", "users", "groups"})
_REPORTS_LEFT_OUT = frozenset({"page-types-usage", "aging-pages"})
#: Menu name -> (label, order) of entries other rooms and Wagtail make.
_PLACES = {
    "sections": (_("Sections"), 200),
    "contributors": (_("Contributors"), 210),
    "subjects": (_("Subjects"), 220),
    "images": (_("Pictures"), 300),
    "documents": (_("Documents"), 310),
    "sources": (_("Sources"), 320),
    "newsletters": (_("Newsletters"), 330),
    "reports": (_("Reports"), 900),
    "settings": (_("Settings"), 910),
}


class AllowedMenuItem(MenuItem):
    """An entry for those a question about the person says yes to."""

    def __init__(self, *args: Any, may_see: Callable[[Any], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._may_see = may_see

    def is_shown(self, request: Any) -> bool:
        return bool(self._may_see(request.user))


class RepairsMenuItem(AllowedMenuItem):
    """The repair queues, with how many lines wait; not shown to whom nothing waits for."""

    def is_shown(self, request: Any) -> bool:
        return super().is_shown(request) and bool(self._waiting(request))

    def render_component(self, request: Any) -> Any:
        component = super().render_component(request)
        component.label = f"{component.label} ({as_shown(self._waiting(request))})"
        return component

    @staticmethod
    def _waiting(request: Any) -> int:
        if not hasattr(request, "repairs_waiting"):
            request.repairs_waiting = count_repairs(request.user)
        return int(request.repairs_waiting)


def menu_items() -> list[MenuItem]:
    """The paper's own entries, each for whoever may use it."""
    works = user_has_any_page_permission
    entries: tuple[tuple[str, Any, str, str, int, Callable[[Any], bool]], ...] = (
        ("stories", _("Stories"), "newsroom_stories", "doc-full-inverse", 100, works),
        ("fronts", _("Front pages"), "newsroom_fronts", "home", 110, works),
        ("dossiers", _("Dossiers"), "newsroom_dossiers", "folder-open-inverse", 120, works),
        ("plain-pages", _("Pages"), "newsroom_plain_pages", "doc-empty", 130, works),
        ("picks", _("Picks"), "newsroom_picks", "pick", 205, works),
        ("most-read", _("Most read"), "newsroom_most_read", "order", 207, works),
        ("repairs", _("Repairs"), "newsroom_repairs", "clipboard-list", 140, works),
        ("old-addresses", _("Old addresses"), "newsroom_old_addresses", "link", 145, may_tend_addresses),
        ("spoken-of", _("What stories speak of"), "newsroom_suggested", "tag", 222, may_tend_subjects),
        ("imports", _("Imports"), "newsroom_imports", "download", 880, may_import),
        ("people", _("People"), "newsroom_people", "group", 890, may_appoint),
        ("mails", _("Mails"), "newsroom_mails", "mail", 892, may_tend_mails),
        ("pressed", _("Pressed pages"), "newsroom_pressed", "draft", 894, may_tend_pages),
        ("audit", _("Audit log"), "newsroom_audit", "history", 895, may_read_audit),
    )
    kinds = {"repairs": RepairsMenuItem}
    return [
        kinds.get(name, AllowedMenuItem)(
            label, reverse_lazy(url), name=name, icon_name=icon, order=order, may_see=may_see
        )
        for name, label, url, icon, order, may_see in entries
    ]


def arrange_menu(request: Any, items: list[Any]) -> None:
    """Leave out, rename and order, in place: settings are a webmaster's, reports an editor-in-chief's."""
    held = {scope.role for scope in scopes_held(request.user)}
    hidden = _LEFT_OUT | ({"settings"} if Role.WEBMASTER not in held else frozenset())
    hidden |= {"reports"} if not reads_everything(request.user) else frozenset()
    items[:] = [item for item in items if item.name not in hidden]
    for item in items:
        if item.name in _PLACES:
            item.label, item.order = _PLACES[item.name]


def arrange_settings(items: list[Any]) -> None:
    """Leave out the settings that are the paper's own, in place."""
    items[:] = [item for item in items if item.name not in _LEFT_OUT_SETTINGS]


def arrange_reports(items: list[Any]) -> None:
    """Leave out reports that walk over every page, in place."""
    items[:] = [item for item in items if item.name not in _REPORTS_LEFT_OUT]


class EverythingSearchArea(SearchArea):
    """The search field above the menu: everything the house keeps."""

    def __init__(self) -> None:
        super().__init__(
            _("Everything"), reverse("newsroom_search"), name="everything", icon_name="search", order=10
        )

    def is_shown(self, request: Any) -> bool:
        return bool(user_has_any_page_permission(request.user))
