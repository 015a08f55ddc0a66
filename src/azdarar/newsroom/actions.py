"""Setting the newsroom up: which rights each role has."""

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
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from azdarar.accounts.models import Role
from azdarar.articles.models import ArticleSpace
from azdarar.newsroom.models import EditorsReading


def _all_of(*labels: str, rights: tuple[str, ...] = ("add", "change", "delete", "view")) -> frozenset[str]:
    """Name the rights to rows of these models."""
    pairs = (label.split(".") for label in labels)
    return frozenset(f"{app}.{right}_{model}" for app, model in pairs for right in rights)


_WRITING = frozenset(
    {
        "wagtailadmin.access_admin",
        "articles.add_contributor",
        "articles.view_contributor",
        "articles.view_section",
        "subjects.add_subject",
        "subjects.view_subject",
        "rights.view_source",
    }
)
_EDITING = (
    _WRITING
    | {"simple_translation.submit_translation"}
    | _all_of("articles.contributor", "rights.source", "subjects.subject", rights=("add", "change", "view"))
    | _all_of("fronts.sectionpick")
)
#: What the members of each role may do as such; ``accounts.Scope`` says where.
_MODEL_RIGHTS: dict[str, frozenset[str]] = {
    Role.CONTRIBUTOR: _WRITING,
    Role.TRANSLATOR: _WRITING,
    Role.EDITOR: _EDITING,
    Role.EDITOR_IN_CHIEF: _EDITING
    | _all_of("articles.section", "articles.contributor", "rights.source", "subjects.subject")
    | _all_of("members.plannednewsletter"),
    Role.WEBMASTER: frozenset({"wagtailadmin.access_admin"})
    | _all_of(
        "wagtailcore.site",
        "wagtailcore.locale",
        "wagtailcore.workflow",
        "wagtailcore.task",
        "newsroom.editorsreading",
    ),
    Role.ACCOUNTS_CLERK: frozenset({"wagtailadmin.access_admin"}),
}
_DESK_PAGE_RIGHTS = ("add_page", "change_page", "publish_page", "lock_page")
_CHIEF_PAGE_RIGHTS = (*_DESK_PAGE_RIGHTS, "unlock_page", "bulk_delete_page")
_WRITER_FILE_RIGHTS = ("add_image", "choose_image", "add_document", "choose_document")
_EDITOR_FILE_RIGHTS = (*_WRITER_FILE_RIGHTS, "change_image", "change_document")
_FILE_RIGHTS: dict[str, tuple[str, ...]] = {
    Role.CONTRIBUTOR: _WRITER_FILE_RIGHTS,
    Role.TRANSLATOR: _WRITER_FILE_RIGHTS,
    Role.EDITOR: _EDITOR_FILE_RIGHTS,
    Role.EDITOR_IN_CHIEF: (*_EDITOR_FILE_RIGHTS, "delete_image", "delete_document"),
    # Wagtail asks for rights to collections where it asks for those to files, not among the rights to rows.
    Role.WEBMASTER: ("add_collection", "change_collection", "delete_collection"),
}
_FILE_ROOMS = ("wagtailimages", "wagtaildocs", "wagtailcore")

#: Groups and workflow that Wagtail's own migrations leave behind; they would stand beside ours.
_STOCK_GROUPS = ("Moderators", "Editors")
_STOCK_WORKFLOW = "Moderators approval"


@transaction.atomic
def set_up_roles() -> None:
    """Give each role the rights it needs and no others, and submitted stories somebody to read them.

    Safe to run at every start and before the paper has pages. Rights given by other means are taken away:
    where a role holds is for ``accounts.Scope`` to say, what it may do for this room.

    Costs: some forty small queries. A paper with any number of stories has fewer than twenty rows of page
    rights.
    """
    groups = {role: Group.objects.get_or_create(name=role)[0] for role in Role.values}
    root = Page.get_first_root_node()
    if root is None:
        return
    for role, group in groups.items():
        group.permissions.set(_permissions(_MODEL_RIGHTS[role]))
        _give_pages(group, _page_rights(role, root))
        _give_files(group, _FILE_RIGHTS.get(role, ()))
    Group.objects.filter(name__in=_STOCK_GROUPS, user=None).delete()
    _let_editors_read(root)


@transaction.atomic
def open_to_writers(space: ArticleSpace) -> None:
    """Let those who write begin stories in a language's space; does nothing twice."""
    groups = Group.objects.filter(name__in=(Role.CONTRIBUTOR, Role.TRANSLATOR))
    if not groups:
        set_up_roles()
        return
    (permission,) = _permissions(["wagtailcore.add_page"])
    for group in groups:
        GroupPagePermission.objects.get_or_create(group=group, page_id=space.pk, permission=permission)


def _page_rights(role: str, root: Page) -> set[tuple[int, str]]:
    """Return the page rights of a role: (page number, name of the right)."""
    if role in (Role.CONTRIBUTOR, Role.TRANSLATOR):
        return {(pk, "add_page") for pk in ArticleSpace.objects.values_list("pk", flat=True)}
    rights = {Role.EDITOR: _DESK_PAGE_RIGHTS, Role.EDITOR_IN_CHIEF: _CHIEF_PAGE_RIGHTS}.get(Role(role), ())
    return {(root.pk, name) for name in rights}


def _permissions(names: Iterable[str]) -> list[Permission]:
    """Return the permissions of these names; what an app has not made yet is passed over."""
    wanted = set(names)
    rows = Permission.objects.filter(
        codename__in={name.partition(".")[2] for name in wanted},
        content_type__app_label__in={name.partition(".")[0] for name in wanted},
    ).select_related("content_type")
    return [row for row in rows if f"{row.content_type.app_label}.{row.codename}" in wanted]


def _give_pages(group: Group, wanted: set[tuple[int, str]]) -> None:
    present = {
        (row.page_id, row.permission.codename): row
        for row in GroupPagePermission.objects.filter(group=group).select_related("permission")
    }
    GroupPagePermission.objects.filter(
        pk__in=[row.pk for right, row in present.items() if right not in wanted]
    ).delete()
    missing = wanted - present.keys()
    rights = {row.codename: row for row in _permissions(f"wagtailcore.{name}" for _page, name in missing)}
    for page, name in sorted(missing):
        if name in rights:
            GroupPagePermission.objects.create(group=group, page_id=page, permission=rights[name])


def _give_files(group: Group, names: Iterable[str]) -> None:
    root = Collection.get_first_root_node()
    wanted = _permissions(f"{room}.{name}" for name in names for room in _FILE_ROOMS)
    GroupCollectionPermission.objects.filter(group=group).exclude(
        collection=root, permission__in=wanted
    ).delete()
    for permission in wanted:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def _let_editors_read(root: Page) -> None:
    """Give submitted stories to those who may publish them, instead of Wagtail's stock workflow."""
    if EditorsReading.objects.exists():
        return
    WorkflowPage.objects.filter(page=root, workflow__name=_STOCK_WORKFLOW).delete()
    Workflow.objects.filter(name=_STOCK_WORKFLOW).update(active=False)
    GroupApprovalTask.objects.filter(name=_STOCK_WORKFLOW).update(active=False)
    with translation.override(settings.LANGUAGE_CODE):
        name = _("Editor’s reading")
    task = EditorsReading.objects.create(name=name)
    if _take_over_reading(root, task):
        return
    workflow = Workflow.objects.create(name=name)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=root, workflow=workflow)


def _take_over_reading(root: Page, task: EditorsReading) -> bool:
    """Put the task in the place of one that let the whole group of editors read everything."""
    former = GroupApprovalTask.objects.filter(workflow_tasks__workflow__workflow_pages__page=root)
    old = former.first()
    if old is None:
        return bool(WorkflowPage.objects.filter(page=root).exists())
    WorkflowTask.objects.filter(task_id=old.pk).update(task=task)
    TaskState.objects.filter(task_id=old.pk, status=TaskState.STATUS_IN_PROGRESS).update(task=task)
    GroupApprovalTask.objects.filter(pk=old.pk).update(active=False)
    return True
