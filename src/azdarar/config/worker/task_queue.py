"""What the task queue lacks: tasks of a dead worker are run again, one that kills workers is set aside."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 5


def take_back_abandoned_tasks() -> int:
    """Put tasks back into the queue that a dead worker had begun; returns how many.

    Called by the only worker of a paper before it begins, so whatever is still marked as running has no one
    who runs it. A task begun ``MOST_ATTEMPTS`` times without an end is set aside as failed, because it may be
    what kills the worker.
    """
    returned = 0
    with transaction.atomic():
        for task in DBTaskResult.objects.running():
            if len(task.worker_ids) >= MOST_ATTEMPTS:
                task.status = TaskResultStatus.FAILED
                task.finished_at = timezone.now()
                task.traceback = f"Begun {len(task.worker_ids)} times; its worker died each time."
                logger.error(
                    "task set aside", extra={"task": task.task_path, "attempts": len(task.worker_ids)}
                )
            else:
                task.status = TaskResultStatus.READY
                task.started_at = None
                returned += 1
            task.save(update_fields=["status", "started_at", "finished_at", "traceback"])
    return returned
