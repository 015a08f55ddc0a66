"""Where the paper's screens meet Wagtail's admin."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button, ListingButton

from azdarar.newsroom.screens import home, menu
from azdarar.newsroom.screens.addresses import LeadAddressView, OldAddressesView, export_addresses
from azdarar.newsroom.screens.at_rest import AtRestView
from azdarar.newsroom.screens.audit import AuditView, export_audit
from azdarar.newsroom.screens.imports import reports as import_reports
from azdarar.newsroom.screens.imports.runs import ImportsView, ImportUndoView, ImportView, progress
from azdarar.newsroom.screens.imports.uploading import upload
from azdarar.newsroom.screens.mails import MailsView
from azdarar.newsroom.screens.most_read import MostReadView
from azdarar.newsroom.screens.originals import OldCommentsView, OriginalView
from azdarar.newsroom.screens.page_list import DossierListView, FrontListView, PlainPageListView
from azdarar.newsroom.screens.people import InviteView, PeopleView, PersonView
from azdarar.newsroom.screens.picks import PicksView, PlaceView
from azdarar.newsroom.screens.pressed import PressedPagesView, PressedPageView, SiegeView
from azdarar.newsroom.screens.read_on import ReadOnView
from azdarar.newsroom.screens.repairs import BringPictureView, DescribeView, RepairsView, RepairView
from azdarar.newsroom.screens.search import SearchResultsView, SearchView
from azdarar.newsroom.screens.spoken_of import SpokenOfView
from azdarar.newsroom.screens.story import StoryViewSet, arrange_actions
from azdarar.newsroom.screens.story_list import StoryListView
from azdarar.newsroom.screens.subject_picture import SubjectPictureView
from azdarar.newsroom.screens.subjects import (
    SubjectFilesView,
    SubjectJoinView,
    SubjectView,
    export_subjects,
    may_tend_subjects,
)
from azdarar.newsroom.screens.suggested import NewNamesView, SuggestedStoriesView, SuggestedView
from azdarar.newsroom.screens.translations import TranslationsView
from azdarar.subjects.models import Subject


@hooks.register("register_admin_urls")
def _addresses() -> list[Any]:
    return [
        path("search/", SearchView.as_view(), name="newsroom_search"),
        path("search/results/", SearchResultsView.as_view(), name="newsroom_search_results"),
        path("stories/", StoryListView.as_view(), name="newsroom_stories"),
        path("stories/<int:page_id>/translations/", TranslationsView.as_view(), name="newsroom_translations"),
        path("stories/<int:page_id>/source/", OriginalView.as_view(), name="newsroom_original"),
        path("stories/<int:page_id>/old-comments/", OldCommentsView.as_view(), name="newsroom_old_comments"),
        path("stories/<int:page_id>/read-on/", ReadOnView.as_view(), name="newsroom_read_on"),
        path("picks/", PicksView.as_view(), name="newsroom_picks"),
        path("picks/paper/<str:language>/", PlaceView.as_view(), name="newsroom_paper_picks"),
        path("picks/section/<int:pk>/", PlaceView.as_view(), name="newsroom_section_picks"),
        path("at-rest/", AtRestView.as_view(), name="newsroom_at_rest"),
        path("most-read/", MostReadView.as_view(), name="newsroom_most_read"),
        path("fronts/", FrontListView.as_view(), name="newsroom_fronts"),
        path("dossiers/", DossierListView.as_view(), name="newsroom_dossiers"),
        path("plain-pages/", PlainPageListView.as_view(), name="newsroom_plain_pages"),
        path("people/", PeopleView.as_view(), name="newsroom_people"),
        path("people/invite/", InviteView.as_view(), name="newsroom_invite"),
        path("people/<int:pk>/", PersonView.as_view(), name="newsroom_person"),
        path("mails/", MailsView.as_view(), name="newsroom_mails"),
        path("pressed/", PressedPagesView.as_view(), name="newsroom_pressed"),
        path("pressed/page/", PressedPageView.as_view(), name="newsroom_pressed_page"),
        path("pressed/siege/", SiegeView.as_view(), name="newsroom_siege"),
        path("audit/", AuditView.as_view(), name="newsroom_audit"),
        path("audit/export/", export_audit, name="newsroom_audit_export"),
    ]


@hooks.register("register_admin_urls")
def _addresses_of_imports() -> list[Any]:
    return [
        path("imports/", ImportsView.as_view(), name="newsroom_imports"),
        path("imports/upload/", upload, name="newsroom_import_upload"),
        path("imports/<int:pk>/", ImportView.as_view(), name="newsroom_import"),
        path("imports/<int:pk>/progress/", progress, name="newsroom_import_progress"),
        path("imports/<int:pk>/report/", import_reports.ReportView.as_view(), name="newsroom_import_report"),
        path("imports/<int:pk>/report/page/", import_reports.report_page, name="newsroom_import_report_page"),
        path("imports/table/<int:pk>/<str:name>", import_reports.report_table, name="newsroom_import_table"),
        path("imports/sign/<int:pk>/", import_reports.sign, name="newsroom_import_sign"),
        path("imports/undo/<int:pk>/", ImportUndoView.as_view(), name="newsroom_import_undo"),
        path("old-addresses/", OldAddressesView.as_view(), name="newsroom_old_addresses"),
        path("old-addresses/lead/", LeadAddressView.as_view(), name="newsroom_address_lead"),
        path("old-addresses/export/", export_addresses, name="newsroom_addresses_export"),
        path("stories/<int:page_id>/subjects/", SpokenOfView.as_view(), name="newsroom_spoken_of"),
        path("subjects/suggested/", SuggestedView.as_view(), name="newsroom_suggested"),
        path(
            "subjects/suggested/<int:pk>/", SuggestedStoriesView.as_view(), name="newsroom_suggested_stories"
        ),
        path("subjects/new-names/", NewNamesView.as_view(), name="newsroom_new_names"),
        path("subjects/files/", SubjectFilesView.as_view(), name="newsroom_subject_files"),
        path("subjects/export/<str:form>/", export_subjects, name="newsroom_subjects_export"),
        path("subjects/<int:pk>/", SubjectView.as_view(), name="newsroom_subject"),
        path("subjects/<int:pk>/picture/", SubjectPictureView.as_view(), name="newsroom_subject_picture"),
        path("subjects/<int:pk>/join/<int:other>/", SubjectJoinView.as_view(), name="newsroom_subject_join"),
        path("repairs/", RepairsView.as_view(), name="newsroom_repairs"),
        path("repairs/describe/", DescribeView.as_view(), name="newsroom_describe"),
        path("repairs/<int:pk>/", RepairView.as_view(), name="newsroom_repair"),
        path("repairs/picture/<int:pk>/", BringPictureView.as_view(), name="newsroom_repair_picture"),
    ]


@hooks.register("register_admin_viewset")
def _story_screens() -> StoryViewSet:
    return StoryViewSet("stories")


@hooks.register("insert_global_admin_css")
def _look() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("newsroom/newsroom.css"))


for _item in menu.menu_items():
    hooks.register("register_admin_menu_item", lambda item=_item: item)


@hooks.register("construct_main_menu", order=1000)
def _menu(request: Any, items: list[Any]) -> None:
    menu.arrange_menu(request, items)


@hooks.register("construct_settings_menu", order=1000)
def _settings(request: Any, items: list[Any]) -> None:
    menu.arrange_settings(items)


@hooks.register("construct_reports_menu", order=1000)
def _reports(request: Any, items: list[Any]) -> None:
    menu.arrange_reports(items)


@hooks.register("register_admin_search_area")
def _search() -> menu.EverythingSearchArea:
    return menu.EverythingSearchArea()


@hooks.register("register_account_menu_item")
def _password(request: Any) -> dict[str, Any]:
    return {
        "url": reverse("account_change_password"),
        "label": _("Password"),
        "help_text": _("Change the password you sign in with, or set one."),
    }


@hooks.register("register_account_menu_item")
def _second_factor(request: Any) -> dict[str, Any]:
    return {
        "url": reverse("mfa_index"),
        "label": _("Passkeys"),
        "help_text": _("Sign in with this device, a security key or an authenticator app."),
    }


@hooks.register("construct_homepage_panels", order=1000)
def _home(request: Any, panels: list[Any]) -> None:
    home.arrange_home(panels)


@hooks.register("construct_homepage_summary_items", order=1000)
def _no_summary(request: Any, items: list[Any]) -> None:
    """Count nothing: the number of pages tells an editor nothing and costs a walk over all of them."""
    items.clear()


@hooks.register("construct_page_action_menu", order=1000)
def _actions(items: list[Any], request: Any, context: Any) -> None:
    arrange_actions(items, context)


@hooks.register("before_move_page")
def _may_be_moved(request: Any, page: Any, destination: Any) -> None:
    """Keep Wagtail's page of confirmation, which asks nobody, from showing the titles of others' drafts."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


@hooks.register("register_snippet_listing_buttons")
def _subject_buttons(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[ListingButton]:
    if isinstance(snippet, Subject) and may_tend_subjects(user):
        yield ListingButton(
            _("Join and split"),
            reverse("newsroom_subject", args=[snippet.pk]),
            icon_name="resubmit",
            priority=30,
        )
        yield ListingButton(
            _("Picture"),
            reverse("newsroom_subject_picture", args=[snippet.pk]),
            icon_name="image",
            priority=31,
        )


@hooks.register("register_subject_list_buttons")
def _subject_list_buttons(user: Any) -> Iterator[Button]:
    if may_tend_subjects(user):
        yield Button(_("What stories speak of"), reverse("newsroom_suggested"), icon_name="tag")
        yield Button(_("New names"), reverse("newsroom_new_names"), icon_name="plus")
        yield Button(_("Subjects as a file"), reverse("newsroom_subject_files"), icon_name="download")
