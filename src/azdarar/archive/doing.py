"""What the worker does of what the newsroom asked: one run at a time, each in a process of its own.

``next_in_line`` names a run; ``look`` and ``archive.actions`` do it. A process that dies leaves its run as it
was, and the next one goes on; one that dies again and again without getting further is given up, with a
sentence.
"""

import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.models import User
from azdarar.archive.actions import undo_import
from azdarar.archive.intake import intake_folder
from azdarar.archive.internal.looking import look_at
from azdarar.archive.internal.rehearsing import (
    copy_of_database,
    forget_copy,
    is_copy,
    needs_copy,
    on_a_copy,
    told_by_copy,
)
from azdarar.archive.internal.rows import progress_file
from azdarar.archive.internal.telling import told as said
from azdarar.archive.internal.turns import ImportBusyError, is_anybodys_turn
from azdarar.archive.models import ImportRun
from azdarar.errors import AzdararError
from azdarar.formats.recognise import Found, recognise, unpack
from azdarar.formats.spip import SeveralSitesError

__all__ = [
    "begin_attempt",
    "copy_of_database",
    "end_attempt",
    "fail",
    "forget_copy",
    "is_copy",
    "look",
    "needs_copy",
    "next_in_line",
    "note_progress",
    "prepare_media",
    "rehearsed_aside",
    "take_back",
    "take_over",
]

logger = logging.getLogger(__name__)
State = ImportRun.State
#: What a worker takes up, in this order; of what is at work, only what the newsroom asked for and what has
#: nobody who does it: a run of the command line is its caller's to go on with.
_IN_LINE = (State.UNDOING, State.RUNNING, State.STOPPING, State.NEW, State.WAITING)
#: Times a run may end its process without having got further.
_MOST_ATTEMPTS = 4


class UnforeseenError(AzdararError):
    """What nobody foresaw: a fault of the program, or of the machine."""

    code: ClassVar[str] = "archive.unforeseen"
    sentence = _(
        "Something went wrong that nobody foresaw (%(reason)s). What came in before is here; the log says "
        "more. Let it go on once the cause is gone."
    )


class GivenUpError(AzdararError):
    """A run that ends its process every time."""

    code: ClassVar[str] = "archive.given-up"
    sentence = _(
        "The import ended by itself %(times)s times at the same place, most likely for want of memory. What "
        "came in before is here. Ask the webmaster to look at the log, then let it go on."
    )


def next_in_line() -> int | None:
    """The number of the run to be done now; None where there is none, or somebody is at it."""
    asked = ImportRun.objects.filter(state__in=_IN_LINE, asked_by__isnull=False)
    waiting = sorted(
        asked.values_list("state", "asked_at", "pk"), key=lambda row: (_IN_LINE.index(row[0]), *row[1:])
    )
    return waiting[0][2] if waiting and is_anybodys_turn() else None


def begin_attempt(run: ImportRun) -> bool:
    """Count that a process takes a run up; False, with a sentence in the run, where it has been too often."""
    before: dict[str, Any] = run.summary.get("attempts", {})
    is_same_place = before.get("done") == run.done
    count = int(before.get("count", 0)) + 1 if is_same_place else 1
    run.summary["attempts"] = {"count": count, "done": run.done}
    run.heartbeat_at = timezone.now()
    run.save(update_fields=["summary", "heartbeat_at"])
    if count <= _MOST_ATTEMPTS:
        return True
    run.state, run.ended_at, run.problem = State.FAILED, timezone.now(), str(GivenUpError(times=count - 1))
    run.save(update_fields=["state", "ended_at", "problem"])
    return False


def end_attempt(run: ImportRun) -> None:
    """Forget the count: the run came to an end by itself."""
    told = ImportRun.objects.get(pk=run.pk)
    if told.summary.pop("attempts", None) is not None:
        told.save(update_fields=["summary"])


def look(run: ImportRun) -> None:
    """Recognise what was given, unpack it where it must be, and count what it holds.

    The run is then ready to be chosen from; where nothing can be read, it failed, with the sentence why.
    """
    try:
        found = _recognised(run.source["given"], number=run.pk)
        holdings = _held(found, prefix=str(run.options.get("prefix", "")))
    except (AzdararError, OSError) as error:
        fail(run, error)
        return
    run.system, run.state, run.problem = found.system, State.READY, ""
    run.source = {**run.source, "given": list(found.given), "media": found.media}
    run.title = (holdings["title"] or run.title)[:255]
    run.summary = {"found": holdings}
    run.save(update_fields=["system", "state", "problem", "source", "title", "summary"])


def _held(found: Found, *, prefix: str) -> dict[str, Any]:
    """What a source holds; of a dump of several sites, which they are: somebody has to choose one first."""
    try:
        return look_at(found.system, found.given, prefix=prefix).told()
    except SeveralSitesError as error:
        return {"title": "", "problem": said(error), "prefixes": error.data["prefixes"].split(", ")}


def prepare_media(run: ImportRun) -> None:
    """Make sure that a run's pictures are in a folder: unpacked once, where an archive was given.

    Raises:
        ArchiveRefusedError: ``formats.archive-refused``.
    """
    media = str(run.options.get("media", "") or run.source.get("media", ""))
    if not media:
        return
    if not Path(media).is_dir():
        folder = intake_folder() / ".unpacked" / str(run.pk) / "media"
        if not folder.is_dir():
            beginning = _emptied(folder.with_name("media-beginning"))
            unpack(Path(media), into=beginning)
            beginning.rename(folder)
        media = str(folder)
    if run.options.get("media") != media:
        run.options["media"] = media
        run.save(update_fields=["options"])


def fail(run: ImportRun, error: Exception) -> None:
    """Note that a run could not be done, and why; one that found the turn taken waits for it."""
    run.refresh_from_db()
    if isinstance(error, ImportBusyError):
        return
    if isinstance(error, AzdararError):
        run.problem = said(error)
    else:
        logger.error("an import failed", exc_info=error)
        reason = str(getattr(error, "strerror", "") or error or type(error).__name__)
        run.problem = str(UnforeseenError(reason=reason[:500]))
    run.state, run.ended_at = State.FAILED, timezone.now()
    run.save(update_fields=["state", "ended_at", "problem"])


def take_back(run: ImportRun, *, should_stop: Callable[[], bool]) -> None:
    """Take a run back in the name of whoever asked for that."""
    by = User.objects.filter(pk=run.summary.get("undo_asked_by")).first()
    undo_import(run, at=timezone.now(), by=by, should_stop=should_stop)


def take_over(run: ImportRun, copy: Path) -> None:
    """Note in the run what its rehearsal on a copy found; one that died there has failed."""
    ImportRun.objects.filter(pk=run.pk).update(**_told_of_copy(run, copy))


def _told_of_copy(run: ImportRun, copy: Path) -> dict[str, Any]:
    """What a run is to say once its rehearsal on a copy is over."""
    told = told_by_copy(run, copy)
    if told["state"] not in (State.DONE, State.STOPPED, State.FAILED):
        told["state"] = State.STOPPED
    return {**told, "ended_at": timezone.now()}


@contextmanager
def rehearsed_aside(run: ImportRun) -> Iterator[None]:
    """Rehearse a run here, on a copy of the database where others could not write meanwhile.

    The run itself then says what was found, however the block ends.

    Raises:
        NoRoomError: ``archive.no-room``: the disk has no room for the copy; nothing was changed.
    """
    if not needs_copy(run) or connection.in_atomic_block:
        yield
        return
    found: dict[str, Any] = {}
    try:
        with on_a_copy(run) as copy:
            try:
                yield
            finally:
                found = _told_of_copy(run, copy)
    finally:
        if found:
            ImportRun.objects.filter(pk=run.pk).update(**found)


def note_progress(run: ImportRun, count: int) -> None:
    """Say how far a run is where everybody can read it, also while its transaction is open."""
    path = progress_file(run.pk)
    beginning = path.with_suffix(".beginning")
    beginning.write_text(str(count), encoding="ascii")
    beginning.replace(path)


def _recognised(given: Sequence[str], *, number: int) -> Any:
    found = recognise(given)
    if not found.is_packed:
        return found
    folder = _emptied(intake_folder() / ".unpacked" / str(number) / "source")
    unpack(Path(found.given[0]), into=folder)
    return recognise([str(folder)])


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o750, parents=True)
    return folder
