"""An import killed over and over, against one that nobody disturbed: the two papers must be the same.

``python -m benchmarks.archive_kill [ARTICLES KILLS]``. A generated SPIP dump (``benchmarks.spip_paper``) is
taken into two copies of one paper. In the second the import is ended with SIGKILL at random moments, and goes
on each time, until it comes to its end; then both databases are read side by side, row by row: only instants
of the import itself and random numbers may differ.

Two things are killed. A dozen times the import with all its processes: it begins again and reads the dump
from its start. All other kills fall upon a process that takes one batch, begun for it with nothing in memory
but the batch: as after any other kill, it has what the database says and nothing else. So a thousand of them
take minutes, and not a thousand readings of the dump.
"""

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

from benchmarks.budget import BUDGETS, Report
from benchmarks.paper import start_django
from benchmarks.spip_paper import write_dump

LONGEST_WAIT_S = 300.0
SEED = 20_261_127
#: Stories in a transaction: few, so that many kills fall between two and in one.
BATCH = 20
#: Kills of the whole import; what is more falls upon single batches.
WHOLE_KILLS = 12
#: Said in the place of what is chance: numbers of families and blocks.
_CHANCE = re.compile(r"\b[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\b")
#: When something was written here; when a story appeared is no such instant.
_OF_THE_RUN = re.compile(
    r"added_at|imported_at|found_at|remembered_at|(first|last)_published_at|latest_revision_created_at|timestamp"
    r"|announced_at|delivered_at|heartbeat_at|started_at|ended_at|asked_at|created_at|attempts|last_error"
)
#: What says how an import went and not what it made, and queues of what is done.
_NOT_COMPARED = re.compile(
    r"archive_importrun|sqlite_.*|django_(migrations|session|tasks.*)|config_cache"
    r"|search_waiting.*|onward_archivelisting"
)


def measure(articles: int = 0, kills: int = 0) -> Report:
    """Import twice, compare."""
    report, budget = Report("archive_kill"), BUDGETS["archive_kill"]
    with tempfile.TemporaryDirectory() as folder:
        tally = compare(Path(folder), articles=articles or budget["articles"], kills=kills or budget["kills"])
    report.note(
        f"{tally['articles']} articles, {tally['kills']} kills, {tally['seconds']:.0f} s; "
        f"{tally['kills_in_writing']} of the kills after the first story was written, "
        f"{tally['rows']} rows compared in {tally['tables']} tables"
    )
    for difference in tally["differences"][:10]:
        report.note(difference)
    report.most("tables that differ", len(tally["differences"]), 0)
    report.least("kills", tally["kills"], kills or budget["kills"])
    return report


def compare(folder: Path, *, articles: int, kills: int) -> dict[str, Any]:
    """Take a dump in with and without kills; returns the tally."""
    begun = time.monotonic()
    dump, calm, killed = folder / "paper.sql", folder / "calm", folder / "killed"
    write_dump(dump, articles=articles)
    _run(calm, "found")
    shutil.copytree(calm, killed)
    _run(calm, "calm", dump)
    whole = min(kills, WHOLE_KILLS)
    told = _run(killed, "killed", dump, whole, articles, kills)
    if kills > whole:
        more = _run(killed, "dying", dump, kills - whole)
        told = {name: told[name] + more[name] for name in told}
    tables, rows, differences = 0, 0, []
    for table, count, difference in differing(calm / "azdarar.sqlite3", killed / "azdarar.sqlite3"):
        tables, rows = tables + 1, rows + count
        differences += [f"{table}: {difference}"] if difference else []
    return {
        **told,
        "articles": articles,
        "tables": tables,
        "rows": rows,
        "differences": differences,
        "seconds": time.monotonic() - begun,
    }


def differing(one: Path, other: Path) -> Iterator[tuple[str, int, str]]:
    """Each table, the number of its rows, and the first row in which two databases differ, or ""."""
    with closing(_opened(one)) as first, closing(_opened(other)) as second:
        names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        tables = [row[0] for row in first.execute(names)]
        if tables != [row[0] for row in second.execute(names)]:
            yield "tables", 0, "the databases do not have the same tables"
            return
        for table in tables:
            if not _NOT_COMPARED.fullmatch(table):
                yield table, *_compared(first, second, table)


def _compared(first: sqlite3.Connection, second: sqlite3.Connection, table: str) -> tuple[int, str]:
    columns = [row[1] for row in first.execute(f"PRAGMA table_info({table})")]
    kept = [name for name in columns if not _OF_THE_RUN.fullmatch(name)]
    names = ", ".join(f'"{name}"' for name in kept)
    query = f'SELECT {names} FROM "{table}" ORDER BY 1, {min(2, len(kept))}'  # noqa: S608 (names of our own tables)
    count = 0
    for left, right in zip_longest(first.execute(query), second.execute(query)):
        count += 1
        if left is None or right is None:
            return count, f"row {count} is in one of the two only"
        for name, mine, yours in zip(kept, left, right, strict=True):
            if _plain(mine) != _plain(yours):
                return count, f"row {count}, {name}: {str(mine)[:200]!r} and {str(yours)[:200]!r}"
    return count, ""


def _plain(value: object) -> object:
    if not isinstance(value, str):
        return value
    plain = _CHANCE.sub("·", value)
    # The order of tags follows the numbers in them.
    return sorted(json.loads(plain)) if plain.startswith('["article:') else plain


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def _run(home: Path, *arguments: object) -> dict[str, Any]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AZDARAR_")}
    environment |= {"AZDARAR_HOME": str(home), "AZDARAR_LOG_LEVEL": "error"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "benchmarks.archive_kill", *map(str, arguments)]
    ran = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)  # noqa: S603
    lines = ran.stdout.splitlines()
    told: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    return told


def found() -> None:
    """Found the paper of this home."""
    start_django()
    from azdarar.fronts.actions import found_paper

    found_paper(languages=["fr", "en", "hy", "ru"], name="Azdarar")


def take_in(dump: str) -> None:
    """Begin an import of a dump, or go on with it."""
    from django.utils import timezone

    from azdarar.archive.actions import carry_on_import, start_import

    options = {"batch": BATCH}
    carry_on_import(start_import(system="spip", given=[dump], at=timezone.now(), options=options))


def take_in_under_kills(dump: str, *, kills: int, articles: int, of: int) -> dict[str, int]:
    """Take a dump in with a process that is killed ``kills`` times at random moments.

    Where they are all there are to be (``of``), it is then taken to its end; else the others go on with it.
    """
    start_django()
    from django.conf import settings
    from django.db import connections

    dice, done, in_writing, span = random.Random(SEED), 0, 0, 1.0
    before, path = 0, settings.HOME / "azdarar.sqlite3"
    while done < kills or kills == of:
        connections.close_all()
        child = os.fork()
        if not child:
            os.setpgid(0, 0)  # its readers die with it
            _end_quietly(partial(take_in, dump))
        # As many kills as are wanted must fall before the end: none may get further than its share.
        # A tenth is left out of the share: what the dump has of refused and binned texts.
        most = before + max(BATCH, (articles * 9 // 10 - before) // (kills - done + 1 + (of > kills)))
        seconds = dice.uniform(0.0, span) if done < kills else None
        if done == kills - 1 and not in_writing:
            seconds = LONGEST_WAIT_S  # on a slow machine the last one waits until there is something to kill
        has_ended = _killed_after(child, seconds, partial(_has_stories, path, most))
        if has_ended:
            return {"kills": done, "kills_in_writing": in_writing}
        done += 1
        now = _stories(path)
        in_writing += now > 0
        # And each should have a chance to get somewhere: reading the dump takes its time first.
        span = span * (1.3 if now == before else 0.9)
        before = now
    return {"kills": done, "kills_in_writing": in_writing}


def take_in_with_dying_writers(dump: str, *, kills: int) -> dict[str, int]:
    """Go on with an import to its end, each batch in a process that may be killed; so many of them are."""
    start_django()
    from azdarar.archive import actions

    writers = _DyingWriters(actions._take, kills=kills)
    actions._take = writers.take  # the loop of an import itself, with another way to take a batch
    take_in(dump)
    return {"kills": writers.done, "kills_in_writing": writers.done}


class _DyingWriters:
    """Takes batches of an import, each in a process of its own, and kills some at a random moment.

    The kills are shared out among the batches that are still to come; those that are left fall upon the last.
    """

    def __init__(self, take: Callable[..., None], *, kills: int) -> None:
        self._take, self._kills, self.done = take, kills, 0
        self._dice = random.Random(SEED)
        self._typical = 0.2

    def take(self, batch: list[Any], source: Any, ledger: Any, report: Any, *, run: Any, count: int) -> None:
        """What ``archive.actions`` calls for each batch."""
        batches = max(0, run.total - count) // BATCH
        for _kill in range(self._share(batches) if batch else 0):
            if self._taken(batch, source, ledger, report, run=run, count=count, is_mortal=True):
                break
        else:
            self._taken(batch, source, ledger, report, run=run, count=count, is_mortal=False)
        # What the processes knew went with them: the next has only what is written.
        source.give_up()
        ledger.forget()
        run.done = count

    def _share(self, batches: int) -> int:
        left = self._kills - self.done
        if batches < _LAST_BATCHES:
            return left
        many, rest = divmod(left, batches)
        return many + (self._dice.random() < rest / batches)

    def _taken(self, *batch: Any, is_mortal: bool, **told: Any) -> bool:
        """Take a batch; returns whether it came to its end."""
        from django.db import connections

        connections.close_all()
        begun = time.monotonic()
        child = os.fork()
        if not child:
            _end_quietly(partial(self._written, *batch, **told))
        seconds = self._dice.uniform(0.0, self._typical) if is_mortal else None
        if not _killed_after(child, seconds, lambda: False, is_alone=True):
            self.done += 1
            return False
        self._typical = 0.9 * self._typical + 0.1 * (time.monotonic() - begun)
        return True

    def _written(self, *batch: Any, **told: Any) -> None:
        from azdarar.articles import digesting

        digesting._current.set(None)  # the process that digests is another's
        self._take(*batch, **told)


#: Batches before the end among which no kill is left over.
_LAST_BATCHES = 5


def _end_quietly(do: Callable[[], None]) -> None:
    code = 1
    try:
        do()
        code = 0
    except Exception:  # noqa: BLE001 (told, and the exit code says so)
        traceback.print_exc()
    finally:
        os._exit(code)


def _killed_after(
    child: int, seconds: float | None, is_enough: Callable[[], bool], *, is_alone: bool = False
) -> bool:
    """Let a process live for so long, or until it is enough; returns whether it ended by itself.

    With it die those it began; one that ``is_alone`` began none.
    """
    until = None if seconds is None else time.monotonic() + seconds
    while until is None or (time.monotonic() < until and not is_enough()):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            if status:
                raise RuntimeError(f"The import ended with status {status}.")
            return True
        time.sleep(0.003)
    with suppress(ProcessLookupError):
        (os.kill if is_alone else os.killpg)(child, signal.SIGKILL)
    _child, status = os.waitpid(child, 0)
    return is_alone and os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def _has_stories(path: Path, most: int) -> bool:
    return _stories(path) >= most


def _stories(path: Path) -> int:
    with closing(_opened(path)) as database:
        count: int = database.execute("SELECT count(*) FROM articles_article").fetchone()[0]
        return count


def _main(arguments: list[str]) -> int:
    match arguments:
        case ["found"]:
            found()
        case ["calm", dump]:
            start_django()
            take_in(dump)
        case ["killed", dump, kills, articles, of]:
            told = take_in_under_kills(dump, kills=int(kills), articles=int(articles), of=int(of))
            sys.stdout.write(json.dumps(told) + "\n")
        case ["dying", dump, kills]:
            sys.stdout.write(json.dumps(take_in_with_dying_writers(dump, kills=int(kills))) + "\n")
        case [articles, kills]:
            return bool(measure(int(articles), int(kills)).missed)
        case _:
            return bool(measure().missed)
    return 0


if __name__ == "__main__":
    raise SystemExit(_main(sys.argv[1:]))
