"""Imports: from what another system left to stories of the paper.

The command line and the newsroom ask for an import the same way: ``start_import`` writes down what was asked,
``carry_on_import`` does it, and may be killed anywhere. What is in the ledger and has not changed is passed
over, what somebody has edited here since is never overwritten, so an import that is begun again goes on, and
one that is run again on a newer dump takes the differences. ``undo_import`` takes one back whole.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.actions import record
from azdarar.accounts.models import User
from azdarar.archive.internal.databases import without_password
from azdarar.archive.internal.foreign_story import ForeignSource, ForeignStory, Setting, spoken
from azdarar.archive.internal.ledger import Ledger
from azdarar.archive.internal.picks import tell_visits
from azdarar.archive.internal.sources import media_of, open_source
from azdarar.archive.internal.telling import told as said
from azdarar.archive.internal.turns import Pace, one_at_a_time, rare_collections
from azdarar.archive.internal.undoing import undo
from azdarar.archive.internal.writing import take_batch
from azdarar.archive.models import ImportRun
from azdarar.archive.report import ImportReport, Rows, rows_of
from azdarar.articles.actions import NoSpaceError, digests_made_elsewhere
from azdarar.articles.models import ArticleSpace
from azdarar.errors import AzdararError
from azdarar.rows import roomy_cache

State = ImportRun.State
#: Called after each item with the number of items so far.
Progress = Callable[[int], None]
#: Asked between two items: whether to stop.
ShouldStop = Callable[[], bool]

_UNFINISHED = (State.WAITING, State.RUNNING, State.STOPPING, State.STOPPED, State.FAILED)
_UNDOABLE = (State.RUNNING, State.STOPPING, State.STOPPED, State.FAILED, State.DONE, State.UNDOING)
#: What SQLite may hold in memory meanwhile.
_CACHE_MB = 64
#: Items between two looks at whether somebody asked to stop, where few of them are stories.
_LOOK_EVERY = 1_000


class UnknownLanguageError(AzdararError):
    """The paper does not appear in the language of the import."""

    code: ClassVar[str] = "archive.unknown-language"
    sentence = _(
        "The export is in “%(language)s”, and the paper appears in %(known)s. Nothing was imported: choose "
        "one with --language, or add the language to AZDARAR_LANGUAGES."
    )


class ImportOverError(AzdararError):
    """Only what is not done can be gone on with."""

    code: ClassVar[str] = "archive.import-over"
    sentence = _(
        "The import “%(title)s” is over: nothing was changed. Ask for it again to take what is newer."
    )


class _Rehearsed(Exception):
    """Undoes what a dry run wrote."""


def start_import(
    *,
    system: str,
    given: Sequence[str],
    at: datetime,
    options: Mapping[str, Any] | None = None,
    title: str = "",
    by: User | None = None,
) -> ImportRun:
    """Write down that an import is asked for; nothing is read yet.

    The same import that was begun and did not come to its end goes on: its run is returned.

    Args:
        system: one of ``LedgerLine.System``.
        given: paths of files or folders, or one address of a database.
        at: the caller's clock.
        options: ``language``, ``media``, ``prefix``, ``mapping``, ``is_dry_run``; all may be missing.
        by: who asks, from the newsroom.
    """
    source = {"given": [without_password(str(one)) for one in given]}
    chosen = {name: value for name, value in (options or {}).items() if value not in (None, "", False)}
    begun = ImportRun.objects.filter(system=system, state__in=_UNFINISHED)
    for run in begun:
        if run.source == source and run.options == chosen:
            return run
    return ImportRun.objects.create(
        system=system, source=source, options=chosen, title=title[:255], asked_by=by, asked_at=at
    )


def carry_on_import(
    run: ImportRun,
    *,
    progress: Progress = lambda count: None,
    should_stop: ShouldStop = lambda: False,
) -> ImportReport:
    """Begin an import, or go on where it stood, until it is done or somebody asks to stop.

    One transaction for each item. May be killed anywhere: ask again, and it goes on.

    Args:
        progress: called after each item with their number so far.
        should_stop: asked between two items; ``asking.ask_to_stop`` is heeded all the same.

    Returns:
        What became of every item; ``remarks`` also holds the sentence of a file that ended too early.

    Raises:
        ImportOverError: ``archive.import-over``: it was done, or taken back.
        ImportBusyError: ``archive.import-busy``: another import is running.
        AzdararError: the source cannot be read, or is in a language the paper does not appear in; the run
            is noted as failed, with the sentence.
    """
    with one_at_a_time(), roomy_cache(_CACHE_MB), rare_collections(), digests_made_elsewhere():
        _claim(run, State.RUNNING, among=_UNFINISHED)
        try:
            report = _run(run, progress=progress, should_stop=should_stop)
        except Exception as error:
            _end(run, State.FAILED, problem=said(error) if isinstance(error, AzdararError) else repr(error))
            raise
        return report


def undo_import(
    run: ImportRun,
    *,
    at: datetime,
    by: User | None = None,
    should_stop: ShouldStop = lambda: False,
) -> dict[str, object]:
    """Take an import back: what it made goes, what it changed becomes what it was.

    What somebody has edited here since stays, and so does what something of the paper's own shows, links to
    or hangs on; their ledger lines say so. Files go with their pictures. A transaction for each batch: may be
    killed anywhere, and goes on when it is asked for again.

    Args:
        at: the caller's clock.
        by: who asks, from the newsroom; None from the command line. The audit log says so.

    Returns:
        What went and what stayed, earlier stretches of an undo that was stopped included:
        ``{"taken_back": {kind: number}, "kept": {kind: number}}``, also kept in the run's summary.

    Raises:
        ImportOverError: ``archive.import-over``: it was taken back already, or never begun.
        ImportBusyError: ``archive.import-busy``: an import is running.
    """
    with one_at_a_time(), roomy_cache(_CACHE_MB):
        _claim(run, State.UNDOING, among=_UNDOABLE)
        undone = undo(run, at=at, should_stop=should_stop)
        earlier = run.summary.get("undone", {}).get("taken_back", {})
        told: dict[str, object] = {
            "taken_back": dict(undone.taken_back + Counter(earlier)),
            "kept": dict(undone.kept),
        }
        run.summary = {**run.summary, "undone": told}
        if undone.is_whole:
            with transaction.atomic():
                _end(run, State.UNDONE)
                if by is None:  # who asks in the newsroom was written down when they asked
                    record(what="archive.import-undone", by=None, about=f"import:{run.pk}", at=at)
        else:
            run.save(update_fields=["summary"])
        return told


def _claim(run: ImportRun, state: str, *, among: Sequence[str]) -> None:
    """Take a run up, whatever became of the process that had it; we alone have the turn."""
    now = timezone.now()
    claimed = ImportRun.objects.filter(pk=run.pk, state__in=among).update(
        state=state, heartbeat_at=now, ended_at=None, problem=""
    )
    run.refresh_from_db()
    if not claimed:
        raise ImportOverError(title=str(run))
    if run.started_at is None:
        run.started_at = now
        run.save(update_fields=["started_at"])


def _run(run: ImportRun, *, progress: Progress, should_stop: ShouldStop) -> ImportReport:
    source = open_source(run.system, run.source["given"], run.options)
    asked = run.options.get("language", "")
    language = _language_of(source.language, asked)
    if not ArticleSpace.objects.filter(locale__language_code=language).exists():
        raise NoSpaceError(language=language)
    run.title, run.site, run.total = (run.title or source.title)[:255], source.name, source.total
    run.save(update_fields=["title", "site", "total"])
    report = ImportReport(
        source=source.title,
        language=language,
        is_dry_run=run.is_dry_run,
        run=run,
        rows=Rows(rows_of(run.pk)),
    )
    ledger = Ledger(system=source.system, site=source.name, run=None if run.is_dry_run else run)
    media = run.options.get("media", "") or media_of(source)
    setting = Setting(
        ledger=ledger,
        languages=frozenset(ArticleSpace.objects.values_list("locale__language_code", flat=True)),
        language=language,
        is_language_asked=bool(asked),
        media=Path(media) if media else None,
        is_rehearsal=run.is_dry_run,
        options=run.options,
    )
    with _rehearsed() if run.is_dry_run else nullcontext():
        source.prepare(setting)
        is_whole = _take_all(source, ledger, report, run=run, progress=progress, should_stop=should_stop)
        if is_whole:
            source.finish()
            tell_visits(run)
        if run.is_dry_run:
            report.keep_sample()
    report.remarks += source.remarks
    report.counted.update({what: number for what, number in source.counted.items() if number})
    _end(run, State.DONE if is_whole else State.STOPPED, summary=report.summary())
    return report


def _take_all(
    source: ForeignSource,
    ledger: Ledger,
    report: ImportReport,
    *,
    run: ImportRun,
    progress: Progress,
    should_stop: ShouldStop,
) -> bool:
    """Take everything a source tells, batch by batch; False where it was stopped before the end."""
    batch: list[ForeignStory] = []
    pace = Pace(run.options.get("batch", 0))
    count = 0
    for count, told in enumerate(source.told(), start=1):
        if told is not None:
            batch.append(told)
        if len(batch) < pace.most and count % _LOOK_EVERY:
            continue
        with pace.measured(len(batch)):
            _take(batch, source, ledger, report, run=run, count=count)
        batch = []
        progress(count)
        if should_stop() or ImportRun.objects.filter(pk=run.pk, state=State.STOPPING).exists():
            return False
    _take(batch, source, ledger, report, run=run, count=count)
    progress(count)
    return True


def _take(
    batch: list[ForeignStory],
    source: ForeignSource,
    ledger: Ledger,
    report: ImportReport,
    *,
    run: ImportRun,
    count: int,
) -> None:
    """Take a batch, and say how far the run is in the same breath."""
    if batch:
        take_batch(batch, source=source, ledger=ledger, report=report)
    run.done = count
    ImportRun.objects.filter(pk=run.pk).update(done=count, heartbeat_at=timezone.now())


def _end(
    run: ImportRun, state: State, *, summary: dict[str, object] | None = None, problem: str = ""
) -> None:
    run.state, run.ended_at, run.problem = state, timezone.now(), problem
    run.summary = {**run.summary, **(summary or {})}
    run.save(update_fields=["state", "ended_at", "problem", "summary", "done"])


@contextmanager
def _rehearsed() -> Iterator[None]:
    """Write, and take it back."""
    try:
        with transaction.atomic():
            yield
            raise _Rehearsed
    except _Rehearsed:
        pass


def _language_of(told: str, asked: str) -> str:
    code = asked or told or settings.LANGUAGES[0][0]
    known = [language for language, _name in settings.LANGUAGES]
    language = spoken(code, languages=known)
    if not language:
        raise UnknownLanguageError(language=code.replace("_", "-").lower(), known=", ".join(known))
    return language
