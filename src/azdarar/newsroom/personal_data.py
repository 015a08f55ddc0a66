"""What the newsroom keeps of somebody who works in it, in its own tables and Wagtail's."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile

from azdarar.accounts.models import User
from azdarar.accounts.queries import PersonalData
from azdarar.archive.models import ImportedComment, ImportRun, Repair, ReportSignature
from azdarar.articles.models import Contributor
from azdarar.media.models import Picture, StoryDocument


def export(user: User, at: datetime) -> dict[str, Any]:
    """Everything the newsroom keeps of a person; empty for readers.

    What they wrote belongs to the paper and is named here, not handed out: it is in the stories.
    """
    profile = UserProfile.objects.filter(user=user).first()
    return {
        "preferences": _preferences(profile),
        "bylines": _rows(Contributor.objects.filter(account=user), name="name"),
        "pages_begun": _rows(Page.objects.filter(owner=user), page="title", begun_at="first_published_at"),
        "pages_locked": _rows(Page.objects.filter(locked_by=user), page="title", locked_at="locked_at"),
        "versions": _rows(Revision.objects.filter(user=user), page="object_str", saved_at="created_at"),
        "deeds": [*_deeds(PageLogEntry, user), *_deeds(ModelLogEntry, user)],
        "comments": _rows(Comment.objects.filter(user=user), text="text", written_at="created_at"),
        "comments_resolved": _rows(Comment.objects.filter(resolved_by=user), text="text", at="resolved_at"),
        "replies": _rows(CommentReply.objects.filter(user=user), text="text", written_at="created_at"),
        "notices_wished": _rows(PageSubscription.objects.filter(user=user), page="page__title"),
        "submitted": _rows(WorkflowState.objects.filter(requested_by=user), at="created_at"),
        "decided": _rows(TaskState.objects.filter(finished_by=user), at="finished_at", comment="comment"),
        "pictures": _uploads(Picture, user),
        "documents": _uploads(StoryDocument, user),
        "files_half_uploaded": _rows(UploadedFile.objects.filter(uploaded_by_user=user), name="file"),
        "screens_open": _rows(EditingSession.objects.filter(user=user), seen_at="last_seen_at"),
        "forms_unsaved": _rows(FormState.objects.filter(user=user), text="data"),
        "imports_asked_for": _rows(ImportRun.objects.filter(asked_by=user), name="title", at="asked_at"),
        "repairs_settled": _rows(Repair.objects.filter(settled_by=user), text="what", at="settled_at"),
        "old_comments_hidden": _rows(ImportedComment.objects.filter(hidden_by=user), at="hidden_at"),
        "reports_signed": _rows(ReportSignature.objects.filter(by=user), name="run__title", at="at"),
        "keys_of_programs": _rows(
            APIToken.objects.filter(user=user), name="name", at="created", used_at="last_used_at"
        ),
    }


def erase(user: User, at: datetime) -> None:
    """Cut the byline from the account; what they did stays, under a number that then names nobody."""
    Contributor.objects.filter(account=user).update(account=None)


def _preferences(profile: UserProfile | None) -> dict[str, Any]:
    if profile is None:
        return {}
    return {
        "language": profile.preferred_language,
        "time_zone": profile.current_time_zone,
        "theme": profile.theme,
        "density": profile.density,
        "avatar": profile.avatar.name if profile.avatar else "",
    }


def _rows(rows: Any, **columns: str) -> list[dict[str, Any]]:
    named = list(columns)
    return [
        dict(zip(named, values, strict=True))
        for values in rows.order_by("pk").values_list(*columns.values()).iterator()
    ]


def _uploads(model: Any, user: User) -> list[dict[str, Any]]:
    return _rows(model.objects.filter(uploaded_by_user=user), name="title", at="created_at")


def _deeds(model: Any, user: User) -> list[dict[str, Any]]:
    kinds = ContentType.objects.get_for_id
    return [
        {"at": when, "what": action, "about": label, "kind": kinds(kind).name if kind else ""}
        for when, action, label, kind in model.objects.filter(user_id=user.pk)
        .order_by("timestamp")
        .values_list("timestamp", "action", "label", "content_type_id")
        .iterator()
    ]


PERSONAL_DATA = PersonalData(
    key="newsroom",
    title=_("Newsroom"),
    covers=(
        "archive.ImportRun.asked_by",
        "archive.ImportedComment.hidden_by",
        "archive.Repair.settled_by",
        "archive.ReportSignature.by",
        "articles.Contributor.account",
        "media.Picture.uploaded_by_user",
        "media.StoryDocument.uploaded_by_user",
        "wagtailadmin.EditingSession.user",
        "wagtailadmin.FormState.user",
        "wagtailcore.APIToken.user",
        "wagtailcore.Comment.resolved_by",
        "wagtailcore.Comment.user",
        "wagtailcore.CommentReply.user",
        "wagtailcore.ModelLogEntry.user",
        "wagtailcore.Page.locked_by",
        "wagtailcore.Page.owner",
        "wagtailcore.PageLogEntry.user",
        "wagtailcore.PageSubscription.user",
        "wagtailcore.Revision.user",
        "wagtailcore.TaskState.finished_by",
        "wagtailcore.UploadedFile.uploaded_by_user",
        "wagtailcore.WorkflowState.requested_by",
        "wagtaildocs.Document.uploaded_by_user",
        "wagtailimages.Image.uploaded_by_user",
        "wagtailusers.UserProfile.user",
    ),
    export=export,
    erase=erase,
    labels={
        "preferences": _("preferences"),
        "language": _("language"),
        "time_zone": _("time zone"),
        "theme": _("theme"),
        "density": _("density"),
        "avatar": _("picture of you"),
        "bylines": _("bylines"),
        "name": _("name"),
        "pages_begun": _("stories and pages begun"),
        "page": _("page"),
        "begun_at": _("published first at"),
        "pages_locked": _("pages locked"),
        "locked_at": _("locked at"),
        "versions": _("versions saved"),
        "saved_at": _("saved at"),
        "deeds": _("what you did"),
        "at": _("at"),
        "what": _("what"),
        "about": _("about"),
        "kind": _("kind"),
        "comments": _("comments"),
        "text": _("text"),
        "written_at": _("written at"),
        "comments_resolved": _("comments resolved"),
        "replies": _("replies"),
        "notices_wished": _("notices wished for"),
        "imports_asked_for": _("imports you asked for"),
        "repairs_settled": _("repairs you settled"),
        "submitted": _("submitted"),
        "decided": _("decided"),
        "comment": _("comment"),
        "pictures": _("pictures uploaded"),
        "documents": _("documents uploaded"),
        "files_half_uploaded": _("files half uploaded"),
        "screens_open": _("screens open"),
        "seen_at": _("seen last"),
        "forms_unsaved": _("forms not saved yet"),
        "old_comments_hidden": _("comments of the old site hidden"),
        "reports_signed": _("reports of imports signed"),
        "keys_of_programs": _("keys of programs"),
        "used_at": _("used last"),
    },
)
