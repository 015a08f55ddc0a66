"""What the desk keeps of its own: who reads what was submitted."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState


class EditorsReading(Task):
    """Reading what was submitted: for whoever may publish that very story, not for all of a group.

    Wagtail's own task lets every member of a group approve everything that is submitted, and approving
    publishes.
    """

    class Meta:
        verbose_name = _("editor’s reading")
        verbose_name_plural = _("editors’ readings")

    @classmethod
    def get_description(cls) -> str:
        """Say what the task is for, where workflows are made."""
        return str(_("Whoever may publish the story reads it, and publishes it or asks for changes"))

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return _publishes(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return not _publishes(obj, user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return _publishes(obj, user)

    def user_can_unlock(self, obj: Any, user: Any) -> bool:
        """Whether somebody may take away a lock that a colleague left: who may so outside of a reading."""
        return "unlock" in obj.permissions_for_user(user).permissions

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not _publishes(obj, user):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **_options: Any) -> QuerySet[TaskState]:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        mine = [
            state.pk
            for state in waiting.select_related("revision")
            if _publishes(state.revision.as_object(), user)
        ]
        return waiting.filter(pk__in=mine)


def _publishes(obj: Any, user: Any) -> bool:
    return bool(obj.permissions_for_user(user).can_publish())
