"""What changed, in one file that every process of the paper has mapped.

The writer's process appends what was announced, after its commit; a counter in the head of the file tells
every other process at its next look, for the price of reading eight bytes: no service, no poll. Nothing here
knows which page shows what: a page remembers the counter at which its rendering began, and asks whether one
of its tags has changed since.

The head (one page of memory, little-endian)::

    0   8s  kind and version of the file
    8   Q   counter: the number of the newest record
    16  Q   bytes of records
    24  Q   epoch: another number means that the file began anew
    32  Q   horizon: what was rendered before this number is old, whatever it shows
    40  Q   siege: 1 while only pressed pages are answered
    48  Q   number of the newest announcement told here
    56  32s fingerprint of the paper (its code and settings)

Records (``change_records``) follow it. They go to the disk before the announcement counts as delivered, so
that none is lost with the power.
"""

from __future__ import annotations

import fcntl
import logging
import mmap
import os
import struct
import threading
import time
import weakref
from array import array
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from azdarar.press.internal.change_records import IS_DUE, TAKES_AWAY, Change, are_whole, record, records

logger = logging.getLogger(__name__)

_MAGIC = b"AZDCHG\x00\x01"
_HEAD_BYTES = 4096
_COUNTER, _LENGTH, _EPOCH, _HORIZON, _SIEGE, _ANNOUNCED, _FINGERPRINT = 8, 16, 24, 32, 40, 48, 56
_NUMBER = struct.Struct("<Q")
#: More tags than this are not told apart in one process: everything pressed before counts as old instead.
MOST_TAGS = 300_000
#: A file that grew beyond this begins anew when the paper is started.
LONGEST_FILE = 32 * 2**20
#: Changes whose instants and facts are remembered, to say why a page is old.
_REMEMBERED = 2_000


@lru_cache(maxsize=200_000)
def mark(tag: str) -> int:
    """A tag as a number of 64 bits: two that meet cost one needless pressing in a thousand years."""
    return int.from_bytes(blake2b(tag.encode(), digest_size=8).digest(), "little")


def marks(tags: Iterable[str]) -> array[int]:
    """The tags as numbers, in order."""
    return array("Q", sorted({mark(tag) for tag in tags}))


class Changes:
    """The file of what changed, as one process sees it.

    Safe from several threads and processes. ``look`` is what a reader's request pays.

    Args:
        file: made where it is missing; one that is damaged begins anew, and every stored page is old.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.counter = 0
        self.horizon = 0
        self._epoch = 0
        self._read = 0
        self._last: dict[int, int] = {}
        self._taken: dict[int, int] = {}
        self._due: dict[int, list[float]] = {}
        self._told: dict[int, Change] = {}
        self._lock = threading.RLock()
        self._open()
        self.look()

    # What a reader's request pays

    def look(self) -> int:
        """The counter, after taking in what other processes told since the last look."""
        if _NUMBER.unpack_from(self._map, _COUNTER)[0] != self.counter:
            self._take_in()
        return self.counter

    @property
    def siege(self) -> bool:
        """Whether only pressed pages and staff are answered."""
        return bool(self._map[_SIEGE])

    def find_again(self) -> None:
        """Open the file anew where somebody removed or replaced it; asked every second by who serves."""
        with self._lock:
            try:
                here = os.stat(self.file)
            except FileNotFoundError:
                here = None
            held = os.fstat(self._handle)
            if here is None or (here.st_ino, here.st_dev) != (held.st_ino, held.st_dev):
                logger.error("the file of changes was taken away and begins anew")
                # The old map is left to whoever is just looking at it.
                self._close()
                self._open()
                self.look()

    # What a page asks, once for each time the counter moved

    def newest(self, tags: Iterable[int], *, since: int) -> tuple[int, bool]:
        """The number of the newest change of one of these tags after ``since``, and whether any took away.

        Returns:
            ``(0, False)`` when nothing changed.
        """
        if since < self.horizon:
            return self.horizon, True
        last, taken = self._last, self._taken
        newest, takes_away = 0, False
        for tag in tags:
            number = last.get(tag, 0)
            if number > since:
                newest = max(newest, number)
                takes_away = takes_away or taken.get(tag, 0) > since
        return newest, takes_away

    def next_due(self, tags: Iterable[int], *, after: float) -> float:
        """The first instant after another at which one of these tags changes by the clock, or infinity."""
        due = self._due
        found = float("inf")
        if due:
            for tag in tags:
                for instant in due.get(tag, ()):
                    if after < instant < found:
                        found = instant
        return found

    def next_due_of_all(self, *, after: float) -> float:
        """The first instant after another at which anything changes by the clock, or infinity."""
        instants = [instant for many in list(self._due.values()) for instant in many if instant > after]
        return min(instants, default=float("inf"))

    def told(self, number: int) -> Change | None:
        """What was told under a number, if it is recent."""
        return self._told.get(number)

    # What writers do

    def tell(
        self,
        fact: str,
        tags: Collection[str],
        *,
        at: float,
        takes_away: bool = True,
        due: Iterable[float] = (),
        announcement: int = 0,
    ) -> int:
        """Append a change, on the disk when this returns, seen by every process at its next look.

        Args:
            at: seconds since the epoch.
            due: instants at which the same tags change again by the clock.
            announcement: its number, so that a database of another day can be told from this one.

        Returns:
            The number of the change.

        Raises:
            OSError: the disk refused instants to come; everything pressed so far is old, and the caller tries
                again.
        """
        wanted, due = marks(tags), list(due)
        try:
            self.find_again()
            with self._alone():
                number = self._append(fact, wanted, at=at, takes_away=takes_away, due=due)
                self._set(_ANNOUNCED, max(self._number(_ANNOUNCED), announcement))
                self._map.flush()
        except OSError as problem:
            # The head is mapped and needs neither room nor a file: everything is old, which is true enough.
            logger.error("a change could not be written, so every pressed page is old: %s", problem)
            number = self._number(_COUNTER) + 1
            self._set(_HORIZON, number)
            self._set(_COUNTER, number)
            if due:
                raise
        self.look()
        return number

    def forget_everything(self) -> None:
        """Begin anew: everything pressed before is old, whatever it shows."""
        with self._alone():
            self._begin_anew()
        self.look()

    def begin(self, *, fingerprint: bytes, newest_announcement: int, now: float) -> str:
        """Make sure, when a paper is started, that what is stored belongs to it.

        Args:
            fingerprint: of the code and the settings: pages made by others are old.
            newest_announcement: of the database; if a later one was told here, it is one of another day.
            now: due instants that are past are left behind when the file is made shorter.

        Returns:
            Why everything counts as old, as a word: ``""`` when nothing does.
        """
        told = fingerprint[:32].ljust(32, b"\x00")
        why = ""
        if self._map[_FINGERPRINT : _FINGERPRINT + 32] != told:
            why = "paper-changed"
        elif self._number(_ANNOUNCED) > newest_announcement:
            why = "another-database"
        elif self._number(_LENGTH) > LONGEST_FILE:
            why = "file-grown-long"
        if why:
            kept = {tag: [i for i in many if i > now] for tag, many in self._due.items()}
            with self._alone():
                self._begin_anew(told)
                # A database of another day has other embargoes; the same one keeps those to come.
                if why != "another-database":
                    self._write_due(kept)
            self.look()
        return why

    def set_siege(self, is_on: bool) -> None:
        """Let only pressed pages and staff be answered, or everything again; heeded at the next request."""
        with self._alone():
            self._set(_SIEGE, int(is_on))
            self._map.flush()

    # Inside

    def _append(self, fact: str, tags: array[int], *, at: float, takes_away: bool, due: list[float]) -> int:
        number, length = self._number(_COUNTER) + 1, self._number(_LENGTH)
        told = record(TAKES_AWAY if takes_away else 0, number, at, fact, tags)
        told += b"".join(record(IS_DUE, number, instant, fact, tags) for instant in due)
        _write_whole(self._handle, told, _HEAD_BYTES + length)
        os.fdatasync(self._handle)
        self._set(_LENGTH, length + len(told))
        self._set(_COUNTER, number)
        return number

    def _open(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self._handle = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        # Closed with the last who looks through it, or when the file is opened anew.
        self._close = weakref.finalize(self, os.close, self._handle)
        with self._alone():
            if not self._is_whole():
                self._begin_anew()
        self._map = mmap.mmap(self._handle, _HEAD_BYTES)

    def _take_in(self) -> None:
        with self._lock:
            # In this order: what is read later is never older, so that nothing told is passed over.
            counter, epoch, length = map(self._number, (_COUNTER, _EPOCH, _LENGTH))
            # Before anything is forgotten: who asks meanwhile, without the lock, finds everything old.
            self.horizon = max(self.horizon, self._number(_HORIZON))
            if epoch != self._epoch:
                self._epoch, self._read = epoch, 0
                self._last.clear()
                self._taken.clear()
                self._due.clear()
            data = os.pread(self._handle, max(0, length - self._read), _HEAD_BYTES + self._read)
            for flags, change, tags in records(data):
                self._take(flags, change, tags)
            self._read += len(data)
            self.counter = counter
            if len(self._last) > MOST_TAGS:
                self.horizon = counter
                self._last.clear()
                self._taken.clear()

    def _take(self, flags: int, change: Change, tags: array[int]) -> None:
        if flags & IS_DUE:
            for tag in tags:
                instants = self._due.setdefault(tag, [])
                if change.at not in instants:
                    instants.append(change.at)
            return
        self._told[change.number] = change
        if len(self._told) > _REMEMBERED:
            del self._told[next(iter(self._told))]
        self._last.update(dict.fromkeys(tags, change.number))
        if change.takes_away:
            self._taken.update(dict.fromkeys(tags, change.number))

    def _number(self, place: int) -> int:
        number: int = _NUMBER.unpack_from(self._map, place)[0]
        return number

    def _set(self, place: int, number: int) -> None:
        _NUMBER.pack_into(self._map, place, number)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the file against every other thread and process."""
        with self._lock:
            # A handle of its own: one that came over a fork would share its lock with the parent.
            handle = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                yield
            finally:
                os.close(handle)

    def _is_whole(self) -> bool:
        head = os.pread(self._handle, _HEAD_BYTES, 0)
        if len(head) < _HEAD_BYTES or head[:8] != _MAGIC:
            return False
        (length,) = _NUMBER.unpack_from(head, _LENGTH)
        if os.fstat(self._handle).st_size < _HEAD_BYTES + length:
            return False
        data = os.pread(self._handle, length, _HEAD_BYTES)
        return are_whole(data)

    def _begin_anew(self, fingerprint: bytes | None = None) -> None:
        old = os.pread(self._handle, _HEAD_BYTES, 0).ljust(_HEAD_BYTES, b"\x00")
        was_ours = old[:8] == _MAGIC
        # Never a number that was used before: pages pressed in another life must not look new.
        begun = max(_NUMBER.unpack_from(old, _COUNTER)[0] if was_ours else 0, time.time_ns() // 1000) + 1
        head = bytearray(_HEAD_BYTES)
        head[:8] = _MAGIC
        for place in (_HORIZON, _EPOCH):
            _NUMBER.pack_into(head, place, begun)
        if was_ours:
            head[_SIEGE : _SIEGE + 8] = old[_SIEGE : _SIEGE + 8]
        if fingerprint is not None:
            head[_FINGERPRINT : _FINGERPRINT + 32] = fingerprint[:32].ljust(32, b"\x00")
        elif was_ours:
            head[_FINGERPRINT : _FINGERPRINT + 32] = old[_FINGERPRINT : _FINGERPRINT + 32]
        head[_COUNTER : _COUNTER + 8] = old[_COUNTER : _COUNTER + 8]
        _write_whole(self._handle, bytes(head), 0)
        # Last, because it is what others look at.
        _write_whole(self._handle, _NUMBER.pack(begun), _COUNTER)
        os.fdatasync(self._handle)

    def _write_due(self, kept: dict[int, list[float]]) -> None:
        number, length = self._number(_COUNTER), self._number(_LENGTH)
        told = b"".join(
            record(IS_DUE, number, instant, "", array("Q", [tag]))
            for tag, many in kept.items()
            for instant in many
        )
        _write_whole(self._handle, told, _HEAD_BYTES + length)
        os.fdatasync(self._handle)
        self._set(_LENGTH, length + len(told))
        self._set(_EPOCH, self._number(_EPOCH) + 1)
        self._set(_COUNTER, number + 1)


def _write_whole(handle: int, data: bytes, place: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(handle, view, place)
        view, place = view[written:], place + written
