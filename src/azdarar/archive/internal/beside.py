"""What stands beside an imported story: old comments, its source, what needs a person, old addresses."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from azdarar.archive.internal.foreign_story import Details
from azdarar.archive.internal.ledger import Ledger
from azdarar.archive.models import ImportedComment, KeptOriginal, Repair
from azdarar.archive.old_addresses import remember_many
from azdarar.press.actions import announce
from azdarar.rows import write_values


def forget_beside(page: Any) -> None:
    """Make room for what a newer dump says; what somebody has settled stays settled."""
    KeptOriginal.objects.filter(page_id=page.pk).delete()
    Repair.objects.filter(page_id=page.pk, settled_at=None).delete()
    ImportedComment.objects.filter(page_id=page.pk, hidden_at=None).delete()
    announce("archive.comments-changed", tags=[f"article:{page.pk}:comments"], at=timezone.now())


def put_beside(told: Sequence[tuple[Any, Details]], *, ledger: Ledger) -> None:
    """Write what stands beside stories: old comments, sources, what needs a person, old addresses."""
    run = ledger.run.pk if ledger.run else None
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    write_values(
        KeptOriginal,
        ("page", "run", "format", "text"),
        [
            (page.pk, run, details.original.format, details.original.text)
            for page, details in told
            if details.original is not None
        ],
    )
    write_values(
        Repair,
        ("page", "run", "kind", "what", "where", "found_at", "note", "is_dismissed"),
        [
            (page.pk, run, str(need.kind), need.what, need.where[:500], now, "", False)
            for page, details in told
            for need in details.needs
        ],
    )
    ImportedComment.objects.bulk_create(
        [
            ImportedComment(
                page_id=page.pk,
                run_id=run,
                foreign_id=comment.foreign_id[:120],
                parent_foreign_id=comment.parent_id[:120],
                author=comment.author[:200],
                said_at=comment.at,
                text=comment.text,
                is_public=comment.is_public,
            )
            for page, details in told
            for comment in {comment.foreign_id: comment for comment in details.comments}.values()
        ],
        ignore_conflicts=True,
    )
    addresses = [(page, details.addresses) for page, details in told if details.addresses]
    if addresses:
        remember_many(addresses, system=ledger.system, rule="told by the source")
