"""``azdarar import``: say what was given, take it in, tell what became of it; go on, list, take back.

A first Ctrl-C ends the batch at hand and stops; what was taken is whole, and the way to go on is said. A
second one ends at once: nothing is lost by that either.
"""

import argparse
import json
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from azdarar.archive.actions import carry_on_import, start_import, undo_import
from azdarar.archive.doing import rehearsed_aside
from azdarar.archive.internal.databases import shown
from azdarar.archive.internal.telling import told, words
from azdarar.archive.models import ImportRun, LedgerLine
from azdarar.archive.queries import kind_name, system_name
from azdarar.archive.report import ImportReport
from azdarar.errors import AzdararError
from azdarar.formats.recognise import Found, MixedSourcesError, NotRecognisedError, recognise
from azdarar.formats.spip import SeveralSitesError

#: What a person may call a system.
SYSTEMS = {"spip": "spip", "wordpress": "wordpress", "wxr": "wordpress", "ghost": "ghost", "pages": "pages"}
_State = ImportRun.State
_OPEN = (_State.WAITING, _State.RUNNING, _State.STOPPING, _State.STOPPED, _State.FAILED)
#: What is counted by kind, a line each.
_NOT_TAKEN = gettext_noop("counted and not made into stories, %(kind)s: %(number)s")
_NEEDS = gettext_noop("for a person to look at, %(kind)s: %(number)s")
_TAKEN_BACK = gettext_noop("taken back, %(kind)s: %(number)s")
_KEPT = gettext_noop("kept as they are here, %(kind)s: %(number)s")


class ImportCommand(BaseCommand):
    """Take what another system left into the paper."""

    help = "Take what another system left into the paper. Safe to run twice, and to stop anywhere."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "sources", nargs="*", metavar="SOURCE", help="files, a folder, an archive, or a mysql:// address"
        )
        parser.add_argument(
            "--from", dest="system", default="", choices=["", *SYSTEMS], help="which system it is"
        )
        parser.add_argument(
            "--media", metavar="DIR", default="", help="a folder that holds the site's pictures"
        )
        parser.add_argument("--language", default="", help="of the stories; otherwise what the source says")
        parser.add_argument("--prefix", default="", help="which site's tables, where a dump holds several")
        parser.add_argument(
            "--map",
            dest="mapping",
            action="append",
            default=[],
            metavar="NAME=USE",
            help="what a group becomes",
        )
        parser.add_argument("--dry-run", action="store_true", help="report, and write nothing")
        parser.add_argument("--report", metavar="DIR", help="where to write report.html, .csv and .json")
        parser.add_argument("--json", action="store_true", help="print the summary as one JSON object")
        parser.add_argument("--list", action="store_true", help="list the imports there were")
        parser.add_argument(
            "--resume", type=int, nargs="?", const=0, metavar="RUN", help="go on with an import"
        )
        parser.add_argument("--undo", type=int, metavar="RUN", help="take an import back whole")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["list"]:
                self._list()
            elif options["undo"] is not None:
                self._undo(_run_numbered(options["undo"]))
            else:
                self._import(self._run(options), options)
        except SeveralSitesError as error:
            hint = _("Name it with %(option)s.") % {"option": "--prefix"}
            raise CommandError(f"{told(error)} {hint}") from error
        except AzdararError as error:
            raise CommandError(told(error)) from error

    def _run(self, options: dict[str, Any]) -> ImportRun:
        """The import that was asked for: one that goes on, or what was given."""
        if options["resume"] is not None:
            return _run_numbered(options["resume"]) if options["resume"] else _last_open()
        if not options["sources"]:
            raise CommandError(_("Say what to bring in: azdarar import SOURCE… Nothing was imported."))
        media = options["media"]
        if media and not Path(media).is_dir():
            raise CommandError(_("There is no folder “%(name)s”. Nothing was imported.") % {"name": media})
        found = self._found(options["sources"], asked=SYSTEMS.get(options["system"], ""))
        _refuse_what_means_nothing(options, found)
        return start_import(
            system=found.system,
            given=[one if "://" in one else str(Path(one).absolute()) for one in found.given],
            at=timezone.now(),
            options={
                "language": options["language"],
                "media": str(Path(media or found.media).absolute()) if media or found.media else "",
                "prefix": options["prefix"],
                "mapping": options["mapping"] or None,
                "is_dry_run": options["dry_run"],
            },
        )

    def _found(self, sources: Sequence[str], *, asked: str) -> Found:
        """What was given; who says which system it is, is believed, and its reader judges."""
        try:
            found = recognise(sources)
        except (NotRecognisedError, MixedSourcesError):
            if not asked:
                raise
            return Found(system=asked, what="", given=tuple(sources))  # type: ignore[arg-type]
        if asked and found.system != asked:
            return Found(system=asked, what="", given=tuple(sources))  # type: ignore[arg-type]
        self.stderr.write(told_found(found))
        return found

    def _import(self, run: ImportRun, options: dict[str, Any]) -> None:
        with _stopping() as stop, rehearsed_aside(run):
            report = carry_on_import(run, progress=self._progress(run), should_stop=stop.is_asked)
        if options["report"]:
            written = report.write(Path(options["report"]))
            self.stderr.write(_("The report is in %(path)s.") % {"path": written[0]})
        if options["json"]:
            self.stdout.write(json.dumps(report.summary(), ensure_ascii=False))
        else:
            self._tell(report)
        run.refresh_from_db()
        if run.state == _State.STOPPED:
            stopped = ngettext(
                "Stopped after %(number)s item; what was taken is whole. To go on: %(command)s",
                "Stopped after %(number)s items; what was taken is whole. To go on: %(command)s",
                run.done,
            )
            command = f"azdarar import --resume {run.pk}"
            raise CommandError(stopped % {"number": run.done, "command": command})

    def _progress(self, run: ImportRun) -> Any:
        def show(count: int) -> None:
            if sys.stderr.isatty():
                self.stderr.write(f"\r{_done(count, run.total)}", ending="")

        return show

    def _undo(self, run: ImportRun) -> None:
        with _stopping() as stop:
            undone = undo_import(run, at=timezone.now(), should_stop=stop.is_asked)
        self.stdout.write(_("Import %(number)s (%(title)s):") % {"number": run.pk, "title": run})
        for sentence, kinds in ((_TAKEN_BACK, undone["taken_back"]), (_KEPT, undone["kept"])):
            for kind, number in sorted(kinds.items()) if isinstance(kinds, dict) else ():
                told = _(sentence) % {"kind": kind_name(kind, number), "number": number}
                self.stdout.write(f"  {told}")
        run.refresh_from_db()
        if run.state != _State.UNDONE:
            stopped = _("Stopped. To go on taking it back: %(command)s")
            raise CommandError(stopped % {"command": f"azdarar import --undo {run.pk}"})

    def _list(self) -> None:
        for run in ImportRun.objects.order_by("pk"):
            told = [str(run), system_name(run.system), run.get_state_display()]
            told += [_("rehearsal")] if run.is_dry_run else []
            told += [_done(run.done, run.total)]
            self.stdout.write(f"{run.pk:>4}  {' · '.join(filter(None, told))}")
            if run.problem:
                self.stdout.write(f"      {run.problem}")

    def _tell(self, report: ImportReport) -> None:
        title = f"{report.source} ({report.language})"
        if report.is_dry_run:
            title = _("A rehearsal of %(title)s: nothing was written.") % {"title": title}
        self.stdout.write(title)
        for outcome in LedgerLine.Outcome:
            if number := report.outcomes.get(outcome):
                self.stdout.write(f"  {outcome.label}: {number}")
        matter = report.matter()
        counted = [(_NOT_TAKEN, what, number) for what, number in matter.not_taken()]
        counted += [(_NEEDS, need.name, need.found) for need in matter.needs()]
        for sentence, what, number in counted:
            told = _(sentence) % {"kind": what, "number": number}
            self.stdout.write(f"  {told}")
        for remark in report.remarks[:20]:
            self.stdout.write(f"  {remark}")
        if not report.changes and not report.is_dry_run:
            self.stdout.write(f"  {_('Nothing was changed.')}")


def _refuse_what_means_nothing(options: dict[str, Any], found: Found) -> None:
    """Refuse of another system what only SPIP knows: it would be passed over in silence."""
    for name in ("mapping", "prefix"):
        if options[name] and found.system != "spip":
            sentence = _(
                "%(option)s is for SPIP, and this is %(system)s. Nothing was imported: leave it out."
            )
            option = {"mapping": "--map"}.get(name, f"--{name}")
            raise CommandError(sentence % {"option": option, "system": system_name(found.system)})


def told_found(found: Found) -> str:
    """What was recognised, in a sentence."""
    names = ", ".join(shown(one) for one in found.given[:3])
    others = len(found.given) - 3
    if others > 0:
        more = ngettext("%(names)s and %(number)s more", "%(names)s and %(number)s more", others)
        names = more % {"names": names, "number": others}
    sentence = _("Found %(what)s, packed: %(names)s.") if found.is_packed else _("Found %(what)s: %(names)s.")
    return sentence % {"what": words(found.what), "names": names}


def _done(count: int, total: int | None) -> str:
    """How far it is."""
    if total:
        return _("%(number)s of %(total)s items") % {"number": count, "total": total}
    return ngettext("%(number)s item", "%(number)s items", count) % {"number": count}


def _run_numbered(number: int) -> ImportRun:
    run = ImportRun.objects.filter(pk=number).first()
    if run is None:
        sentence = _("There is no import %(number)s. %(command)s shows those there were.")
        raise CommandError(sentence % {"number": number, "command": "azdarar import --list"})
    return run


def _last_open() -> ImportRun:
    # A run without a system was looked at in the newsroom, and nobody knew what it was.
    run = ImportRun.objects.filter(state__in=_OPEN).exclude(system="").order_by("-pk").first()
    if run is None:
        raise CommandError(_("There is no import to go on with: each one came to its end."))
    return run


class _Stop:
    """Whether somebody pressed Ctrl-C."""

    def __init__(self) -> None:
        self._asked = False

    def ask(self, number: int, frame: FrameType | None) -> None:
        """A signal came; the second of its kind ends at once."""
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True

    def is_asked(self) -> bool:
        """Whether to stop."""
        return self._asked


@contextmanager
def _stopping() -> Iterator[_Stop]:
    """Take Ctrl-C, and the wish of a service manager, as a wish to stop between two batches."""
    stop, before = _Stop(), {}
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.signal(number, stop.ask)
    except ValueError:
        # Not the main thread: whoever called has its own way to stop.
        pass
    try:
        yield stop
    finally:
        for number, action in before.items():
            signal.signal(number, action)
