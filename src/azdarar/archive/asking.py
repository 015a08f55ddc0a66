"""What the newsroom asks of imports: look at a source, choose, rehearse, run, stop, go on, take back, sign.

Nothing here reads a source or takes long: it is written down, and the worker does it (``do_next``), in a
process of its own that may be killed anywhere.
"""

import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.actions import record
from azdarar.accounts.models import User
from azdarar.archive.intake import intake_folder, waiting_path
from azdarar.archive.internal.report_matter import matter_of
from azdarar.archive.internal.rows import Rows, progress_file, rows_of
from azdarar.archive.models import ImportRun, ReportSignature
from azdarar.errors import AzdararError

State = ImportRun.State
#: Where a run stands still, and what may be asked of it then.
_AT_REST = (State.READY, State.STOPPED, State.FAILED, State.DONE, State.UNDONE)
_AT_WORK = (State.NEW, State.WAITING, State.RUNNING, State.STOPPING, State.UNDOING)
_CHOICES = ("language", "prefix", "media", "mapping")


class NotNowError(AzdararError):
    """A run is in another state than whoever asks saw."""

    code: ClassVar[str] = "archive.not-now"
    sentence = _("“%(title)s” is %(state)s by now: nothing was changed. Look at it again.")


class NothingToSignError(AzdararError):
    """Only what was brought home is signed."""

    code: ClassVar[str] = "archive.nothing-to-sign"
    sentence = _("“%(title)s” is not done: there is nothing to sign yet. Nothing was changed.")


def propose_import(names: Sequence[str], *, by: User, at: datetime) -> ImportRun:
    """Ask for a look at files of the folder for imports that belong to one site.

    Raises:
        NoSuchSourceError: ``archive.no-such-source``; nothing was changed.
    """
    given = [str(waiting_path(name)) for name in names]
    return ImportRun.objects.create(
        title=", ".join(names)[:255], source={"given": given}, state=State.NEW, asked_by=by, asked_at=at
    )


@transaction.atomic
def choose_site(run: ImportRun, *, prefix: str, by: User, at: datetime) -> None:
    """Say which of the sites of a dump is meant; it is looked at again.

    Raises:
        NotNowError: ``archive.not-now``: it has no site of that prefix to choose from; nothing was changed.
    """
    run = _locked(run, among=(State.READY,))
    if prefix not in run.summary.get("found", {}).get("prefixes", []):
        raise NotNowError(title=run.title, state=run.get_state_display())
    run.options, run.summary, run.state = {"prefix": prefix}, {}, State.NEW
    run.asked_by, run.asked_at = by, at
    run.save(update_fields=["options", "summary", "state", "asked_by", "asked_at"])


@transaction.atomic
def choose_import(
    run: ImportRun, *, choices: Mapping[str, Any], is_dry_run: bool, by: User, at: datetime
) -> ImportRun:
    """Ask that a source that was looked at be brought home, or rehearsed.

    A rehearsal, or a source that was brought home before, is followed by a run of its own, so that each has
    its report.

    Args:
        choices: ``language``, ``prefix``, ``media`` (the name of a folder or an archive in the folder for
            imports) and ``mapping``; what is left out is as the source says.

    Raises:
        NotNowError: ``archive.not-now``; nothing was changed.
        NoSuchSourceError: ``archive.no-such-source``; nothing was changed.
    """
    run = _locked(run, among=_AT_REST)
    options = {name: value for name in _CHOICES if (value := choices.get(name)) not in (None, "", {})}
    if "media" in options and not Path(str(options["media"])).is_absolute():
        options["media"] = str(waiting_path(str(options["media"])))
    if is_dry_run:
        options["is_dry_run"] = True
    if run.state != State.READY:
        found = {"found": run.summary["found"]} if "found" in run.summary else {}
        run = ImportRun(title=run.title, system=run.system, source=run.source, summary=found)
    run.options, run.state = options, State.WAITING
    run.asked_by, run.asked_at, run.problem = by, at, ""
    run.save()
    record(what="archive.import-asked", by=by, about=f"import:{run.pk}", data=_of(run), at=at)
    return run


def ask_to_stop(run: ImportRun) -> None:
    """Ask an import to stop after the item it is at; one that has not begun is stopped at once."""
    ImportRun.objects.filter(pk=run.pk, state=State.WAITING).update(state=State.STOPPED)
    ImportRun.objects.filter(pk=run.pk, state=State.RUNNING).update(state=State.STOPPING)
    run.refresh_from_db()


@transaction.atomic
def go_on(run: ImportRun, *, by: User, at: datetime) -> None:
    """Ask that an import that was stopped, or failed, go on where it stood.

    Raises:
        NotNowError: ``archive.not-now``; nothing was changed.
    """
    run = _locked(run, among=(State.STOPPED, State.FAILED))
    run.state = State.WAITING if run.system else State.NEW
    run.problem, run.asked_by = "", run.asked_by or by
    run.summary.pop("attempts", None)
    run.save(update_fields=["state", "problem", "summary", "asked_by"])
    record(what="archive.import-continued", by=by, about=f"import:{run.pk}", data=_of(run), at=at)


@transaction.atomic
def ask_to_undo(run: ImportRun, *, by: User, at: datetime) -> None:
    """Ask that an import be taken back whole; the worker does it.

    Raises:
        NotNowError: ``archive.not-now``: it is at work, or wrote nothing; nothing was changed.
    """
    run = _locked(run, among=(State.STOPPED, State.FAILED, State.DONE))
    if run.is_dry_run or run.started_at is None:
        raise NotNowError(title=run.title, state=run.get_state_display())
    run.state = State.UNDOING
    run.summary["undo_asked_by"], run.asked_by = by.pk, run.asked_by or by
    run.summary.pop("attempts", None)
    run.problem = ""
    run.save(update_fields=["state", "summary", "asked_by", "problem"])
    record(what="archive.import-undone", by=by, about=f"import:{run.pk}", data=_of(run), at=at)


@transaction.atomic
def forget_import(run: ImportRun, *, by: User, at: datetime) -> None:
    """Forget a run that brought nothing: a look, a rehearsal, one that failed before it began.

    Raises:
        NotNowError: ``archive.not-now``: it is at work, or stories came of it; nothing was changed.
    """
    run = _locked(run, among=_AT_REST)
    if not is_forgettable(run):
        raise NotNowError(title=run.title, state=run.get_state_display())
    record(what="archive.import-forgotten", by=by, about=f"import:{run.pk}", data=_of(run), at=at)
    number = run.pk
    run.delete()
    transaction.on_commit(lambda: _forget_files(number))


@transaction.atomic
def sign_report(run: ImportRun, *, by: User, at: datetime) -> ReportSignature:
    """Sign the report of an import: who, when, and a digest of the figures that were signed.

    Signing again renews the instant and the digest. The audit log keeps every one.

    Raises:
        NothingToSignError: ``archive.nothing-to-sign``; nothing was changed.
    """
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != State.DONE or run.is_dry_run:
        raise NothingToSignError(title=run.title)
    digest = matter_of(run, rows=Rows(rows_of(run.pk))).digest()
    signature, _is_new = ReportSignature.objects.update_or_create(
        run=run, by=by, defaults={"at": at, "digest": digest}
    )
    record(
        what="archive.report-signed",
        by=by,
        about=f"import:{run.pk}",
        data={**_of(run), "digest": digest},
        at=at,
    )
    return signature


def is_forgettable(run: ImportRun) -> bool:
    """Whether nothing of the paper came of a run."""
    at_rest = run.state in _AT_REST
    return at_rest and (run.is_dry_run or run.started_at is None) and not run.lines.exists()


def is_at_work(run: ImportRun) -> bool:
    """Whether the worker has a run in hand, or will."""
    return run.state in _AT_WORK


def _locked(run: ImportRun, *, among: Sequence[str]) -> ImportRun:
    found = ImportRun.objects.select_for_update().get(pk=run.pk)
    if found.state not in among:
        raise NotNowError(title=found.title, state=found.get_state_display())
    return found


def _of(run: ImportRun) -> dict[str, Any]:
    """What the audit log says of a run."""
    return {"label": run.title or run.site, "system": run.system, "is_rehearsal": run.is_dry_run}


def _forget_files(number: int) -> None:
    for path in (rows_of(number), progress_file(number)):
        path.unlink(missing_ok=True)
    folder = intake_folder() / ".unpacked" / str(number)
    given = ImportRun.objects.values_list("source__given", "options__media")
    # A rehearsal and the import after it read the same unpacked files.
    if not any(str(folder) in str(told) for told in given):
        shutil.rmtree(folder, ignore_errors=True)
