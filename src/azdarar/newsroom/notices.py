"""Mails about what was submitted: to whoever may publish that story, and to nobody else."""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.admin.mail import GroupApprovalTaskStateSubmissionEmailNotifier
from wagtail.models import TaskState
from wagtail.signals import task_submitted

from azdarar.accounts.models import User
from azdarar.accounts.queries import EDITING
from azdarar.newsroom.models import EditorsReading


class ReadingNotifier(GroupApprovalTaskStateSubmissionEmailNotifier):
    """Wagtail's own notice of a submission, for the paper's own task."""

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return isinstance(instance, TaskState) and isinstance(instance.task.specific, EditorsReading)

    def get_recipient_users(self, task_state: Any, **kwargs: Any) -> QuerySet[User]:
        submitted_by = kwargs.get("user")
        story = task_state.revision.as_object()
        appointed = Q(scopes__role__in=EDITING) | Q(is_superuser=True)
        readers = [
            user.pk
            for user in User.objects.filter(appointed, is_active=True).distinct()
            if user != submitted_by and story.permissions_for_user(user).can_publish()
        ]
        return User.objects.filter(pk__in=readers)


_notifier = ReadingNotifier()


def connect() -> None:
    """Listen to submissions."""
    task_submitted.connect(_notifier, dispatch_uid="newsroom.reading_notice")
