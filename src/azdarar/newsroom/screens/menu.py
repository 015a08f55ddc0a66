"""The newsroom's menu: what the desk works with, in the order it works; the machine room last."""

from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea

#: Wagtail's own entries that the paper does without: the page tree is not the way in, and its help speaks of
#: another house.
_LEFT_OUT = frozenset({"explorer", "help"})
#: Settings that would tear the house down: its site and languages come from the paper's settings.
_LEFT_OUT_SETTINGS = frozenset({"sites", "locales", "redirects"})
_REPORTS_LEFT_OUT = frozenset({"page-types-usage", "aging-pages"})
#: Menu name -> (label, order) of entries other rooms and Wagtail make.
_PLACES = {
    "sections": (_("Sections"), 200),
    "section-picks": (_("Section picks"), 205),
    "contributors": (_("Contributors"), 210),
    "subjects": (_("Subjects"), 220),
    "images": (_("Pictures"), 300),
    "documents": (_("Documents"), 310),
    "sources": (_("Sources"), 320),
    "reports": (_("Reports"), 900),
    "settings": (_("Settings"), 910),
}
_FOR_ADMINISTRATORS = frozenset({"reports", "settings"})


class DeskMenuItem(MenuItem):
    """An entry for whoever may touch pages at all."""

    def is_shown(self, request: Any) -> bool:
        return bool(user_has_any_page_permission(request.user))


def menu_items() -> list[MenuItem]:
    """The paper's own entries."""
    entries = (
        ("stories", _("Stories"), "newsroom_stories", "doc-full-inverse", 100),
        ("fronts", _("Front pages"), "newsroom_fronts", "home", 110),
        ("dossiers", _("Dossiers"), "newsroom_dossiers", "folder-open-inverse", 120),
        ("plain-pages", _("Pages"), "newsroom_plain_pages", "doc-empty", 130),
    )
    return [
        DeskMenuItem(label, reverse_lazy(url), name=name, icon_name=icon, order=order)
        for name, label, url, icon, order in entries
    ]


def arrange_menu(request: Any, items: list[Any]) -> None:
    """Leave out, rename and order, in place; rows of the machine room are for administrators."""
    hidden = _LEFT_OUT if request.user.is_superuser else _LEFT_OUT | _FOR_ADMINISTRATORS
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


class StorySearchArea(SearchArea):
    """The search field above the menu: headlines of stories first."""

    def __init__(self) -> None:
        super().__init__(
            _("Stories"), reverse("newsroom_stories"), name="stories", icon_name="doc-full-inverse", order=10
        )

    def is_shown(self, request: Any) -> bool:
        return bool(user_has_any_page_permission(request.user))
