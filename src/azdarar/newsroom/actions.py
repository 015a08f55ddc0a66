"""Setting the newsroom up: who may do what."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from azdarar.articles.models import ArticleSpace

EDITOR, WRITER = "editor", "writer"

_BOTH = (
    "wagtailadmin.access_admin",
    "simple_translation.submit_translation",
    "articles.add_contributor",
    "articles.view_contributor",
    "articles.view_section",
    "subjects.add_subject",
    "subjects.view_subject",
    "rights.view_source",
)
_EDITOR_MODELS = (
    "articles.section",
    "articles.contributor",
    "fronts.sectionpick",
    "rights.source",
    "subjects.subject",
)
_EDITOR_PAGE_RIGHTS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
_EDITOR_FILE_RIGHTS = (
    "add_image", "change_image", "delete_image", "choose_image",
    "add_document", "change_document", "delete_document", "choose_document",
)  # fmt: skip
_WRITER_FILE_RIGHTS = ("add_image", "choose_image", "add_document", "choose_document")

#: Groups and workflow that Wagtail's own migrations leave behind; they would stand beside ours.
_STOCK_GROUPS = ("Moderators", "Editors")
_STOCK_WORKFLOW = "Moderators approval"


@transaction.atomic
def set_up_roles() -> None:
    """Make sure the newsroom's two groups exist with the rights they need.

    Safe to run at every start and before the paper has pages: it adds what is missing and takes nothing
    away that an administrator gave. ``editor`` publishes, corrects, withdraws and arranges; ``writer``
    writes drafts of their own, brings pictures and submits. An administrator is a superuser.

    Costs: some twenty small queries. A paper with any number of stories has ten rows of page rights.
    """
    is_first_time = not Group.objects.filter(name=EDITOR).exists()
    editor = Group.objects.get_or_create(name=EDITOR)[0]
    writer = Group.objects.get_or_create(name=WRITER)[0]
    root = Page.get_first_root_node()
    if root is None:
        return
    changing = [
        f"{app}.{right}_{model}"
        for app, model in (label.split(".") for label in _EDITOR_MODELS)
        for right in ("add", "change", "delete", "view")
    ]
    editor.permissions.add(*_permissions([*_BOTH, *changing]))
    writer.permissions.add(*_permissions(_BOTH))
    _give_pages(editor, [root], _EDITOR_PAGE_RIGHTS)
    _give_pages(writer, ArticleSpace.objects.all(), ("add_page",))
    _give_files(editor, _EDITOR_FILE_RIGHTS)
    _give_files(writer, _WRITER_FILE_RIGHTS)
    if is_first_time:
        _let_editors_read(editor, root)
        Group.objects.filter(name__in=_STOCK_GROUPS, user=None).delete()


@transaction.atomic
def open_to_writers(space: ArticleSpace) -> None:
    """Let writers begin stories in a language's space; does nothing twice."""
    writer = Group.objects.filter(name=WRITER).first()
    if writer is None:
        set_up_roles()
    else:
        _give_pages(writer, [space], ("add_page",))


def _permissions(names: Iterable[str]) -> list[Permission]:
    """Return the permissions of these names; what an app has not made yet is passed over."""
    wanted = set(names)
    rows = Permission.objects.filter(
        codename__in={name.partition(".")[2] for name in wanted},
        content_type__app_label__in={name.partition(".")[0] for name in wanted},
    ).select_related("content_type")
    return [row for row in rows if f"{row.content_type.app_label}.{row.codename}" in wanted]


def _give_pages(group: Group, pages: Iterable[Page], names: Iterable[str]) -> None:
    permissions = _permissions(f"wagtailcore.{name}" for name in names)
    for page in pages:
        for permission in permissions:
            GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission)


def _give_files(group: Group, names: Iterable[str]) -> None:
    root = Collection.get_first_root_node()
    rooms = [f"{room}.{name}" for name in names for room in ("wagtailimages", "wagtaildocs")]
    for permission in _permissions(rooms):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def _let_editors_read(editor: Group, root: Page) -> None:
    """Give submitted stories to the editors to read, instead of Wagtail's stock workflow."""
    WorkflowPage.objects.filter(page=root, workflow__name=_STOCK_WORKFLOW).delete()
    Workflow.objects.filter(name=_STOCK_WORKFLOW).update(active=False)
    GroupApprovalTask.objects.filter(name=_STOCK_WORKFLOW).update(active=False)
    if WorkflowPage.objects.filter(page=root).exists():
        return
    with translation.override(settings.LANGUAGE_CODE):
        name = _("Editor’s reading")
    task = GroupApprovalTask.objects.create(name=name)
    task.groups.add(editor)
    workflow = Workflow.objects.create(name=name)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=root, workflow=workflow)
