"""The rows of a run on disk, one line each: a report of a million items takes no more memory than of ten."""

import json
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, overload

from azdarar.archive.intake import intake_folder
from azdarar.archive.models import ImportRun
from azdarar.archive.naming import item_name


@dataclass(frozen=True, slots=True)
class Row:
    """One item: what it was there, what became of it here, every sentence about it, what needs a person.

    ``needs`` holds (kind, what, where) each; see ``foreign_story.Need``.
    """

    kind: str
    foreign_id: str
    title: str
    outcome: str
    notes: tuple[str, ...] = ()
    address: str = ""
    year: int | None = None
    needs: tuple[tuple[str, str, str], ...] = ()

    @property
    def name(self) -> str:
        """What an editor calls it: its kind, and its number there."""
        return item_name(self.kind, self.foreign_id)


class Rows:
    """Rows in the order they were told; read as often as one likes, also while more are written.

    Args:
        path: where they are kept; without one, in a file that goes with the process.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._writer: IO[str] | None = None
        self._count = 0

    def add(self, row: Row) -> None:
        """Keep a row. The first one begins the file anew."""
        if self._writer is None:
            self._writer = self._begun()
            weakref.finalize(self, self._writer.close)
        told = [
            row.kind,
            row.foreign_id,
            row.title,
            row.outcome,
            row.notes,
            row.address,
            row.year,
            row.needs,
        ]
        self._writer.write(json.dumps(told, ensure_ascii=False) + "\n")
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None

    def __iter__(self) -> Iterator[Row]:
        if self._writer is not None:
            self._writer.flush()
        path = self._path or (Path(self._writer.name) if self._writer else None)
        if path is None or not path.exists():
            return
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if not line.endswith("\n"):
                    return  # the process was killed in the middle of it
                yield _row_of(json.loads(line))

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        return list(self)[place]

    def _begun(self) -> IO[str]:
        if self._path is None:
            # Named, so that it can be read while it is written; it goes when it is closed.
            kept: Any = tempfile.NamedTemporaryFile(  # noqa: SIM115 - open as long as the report
                "w", encoding="utf-8", errors="replace", suffix=".jsonl"
            )
            return kept  # type: ignore[no-any-return]
        self._path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        # A file of its own: what an earlier run of this number has still to write goes with that one's.
        self._path.unlink(missing_ok=True)
        return self._path.open("w", encoding="utf-8", errors="replace")


def rows_of(run_id: int) -> Path:
    """Where the rows of a run are kept."""
    return intake_folder() / ".reports" / f"import-{run_id}.jsonl"


def progress_file(run_id: int) -> Path:
    """Where a process that does a run says how far it is."""
    path = rows_of(run_id).with_suffix(".progress")
    path.parent.mkdir(mode=0o750, exist_ok=True)
    return path


def progress_of(run: ImportRun) -> int:
    """How many records a run has been through, also while its transaction is open."""
    with suppress(OSError, ValueError):
        return max(run.done, int(progress_file(run.pk).read_text(encoding="ascii")))
    return run.done


def _row_of(told: list[Any]) -> Row:
    kind, foreign_id, title, outcome, notes, address, year, needs = told
    return Row(
        kind, foreign_id, title, outcome, tuple(notes), address, year, tuple((*need,) for need in needs)
    )
