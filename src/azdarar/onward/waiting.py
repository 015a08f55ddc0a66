"""What waits to be listed: told by the stories' news, read by whoever makes lists."""

from datetime import datetime

from azdarar.onward.models import ArchiveListing, ToList

_THE_ONE = 1
Stage = ArchiveListing.Stage


def ask_for_lists(article_id: int, *, at: datetime) -> None:
    """Have a story's lists made, or its entries in others' taken away; safe to ask twice."""
    ToList.objects.update_or_create(article_id=article_id, defaults={"asked_at": at})


def ask_for_archive(*, at: datetime) -> None:
    """Have the lists made of every story that has none; whoever is at it begins again at the newest."""
    asked = {"asked_at": at, "stage": Stage.WAITING, "changed_at": at}
    if not ArchiveListing.objects.filter(pk=_THE_ONE).update(**asked):
        ArchiveListing.objects.update_or_create(pk=_THE_ONE, defaults=asked)


def archive_listing() -> ArchiveListing | None:
    """How far the making of the whole archive's lists is; None where nobody ever asked for it."""
    return ArchiveListing.objects.filter(pk=_THE_ONE).first()


def is_archive_asked() -> bool:
    """Whether stories of the archive wait for their lists."""
    return ArchiveListing.objects.filter(pk=_THE_ONE).exclude(stage=Stage.DONE).exists()


def note_progress(stage: str, *, done: int, total: int, at: datetime) -> None:
    """Leave word of how far it is."""
    row = ArchiveListing.objects.filter(pk=_THE_ONE)
    row.update(stage=stage, done=done, total=total, changed_at=at)


def note_done(*, asked_at: datetime, total: int, at: datetime) -> None:
    """Say that it is done, unless more was asked for meanwhile."""
    row = ArchiveListing.objects.filter(pk=_THE_ONE, asked_at=asked_at)
    row.update(stage=Stage.DONE, done=total, total=total, changed_at=at)


def waiting_stories(*, most: int) -> list[tuple[int, datetime]]:
    """Stories that wait, those that wait longest first, each with when it was asked."""
    return list(ToList.objects.order_by("asked_at").values_list("article_id", "asked_at")[:most])


def note_listed(article_id: int, *, asked_at: datetime) -> None:
    """A story waits no longer, unless it was asked for again meanwhile."""
    ToList.objects.filter(article_id=article_id, asked_at=asked_at).delete()
