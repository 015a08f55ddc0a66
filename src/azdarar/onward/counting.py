"""Readings of stories, counted without knowing by whom (ADR 25). Pure: no Django, no database.

A story's page says, once it was looked at for ten seconds and once its end was reached, that it was read: a
request without cookies, to which a process of the front answers by itself. Each process keeps ``Readings``
and leaves what it counted as small sheets in a folder; the background worker takes them in
(``azdarar.onward.ranking``).

Who reads is remembered nowhere. So that nobody counts without end, a process keeps a number made of the
network that asks, the story and a salt: in memory alone, forgotten with the salt at the next full hour. Of
the readings of one story that come from one network in an hour only the first, the second, the fourth, the
eighth … are counted: a school counts for a few, a machine that asks a million times for twenty.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import logging
import os
import re
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

logger = logging.getLogger(__name__)

#: Where a page says that its story was read, and (with ``end/`` after it) that its end was reached.
ADDRESS = re.compile(r"/read/([1-9][0-9]{0,17})/(end/)?")
HOUR_S = 3600
EVERY_S = 10.0
VERSION = 1
#: Networks and stories of an hour told apart in one process; beyond, who came longest ago is forgotten.
MOST_SEEN = 50_000
#: Stories that are counted in one process between two sheets: who makes numbers up fills no memory.
MOST_STORIES = 20_000
#: A neighbourhood rather than a device: one household or office has at least so much of the address.
_BITS = {4: 24, 6: 48}
#: Words in which machines name themselves; CUBOT makes telephones.
_ROBOTS = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|scrap|fetch|preview|monitor|headless|lighthouse|pagespeed|phantom|selenium|"
    r"puppeteer|playwright|python|curl|wget|httpx|okhttp|java/|libwww|go-http|node|axios|feed|archiv",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Count:
    """What was counted of a story in an hour; ``again`` came once more from a network, and does not count."""

    reads: int = 0
    ends: int = 0
    again: int = 0

    def add(self, other: Count) -> None:
        """Take another count in."""
        self.reads += other.reads
        self.ends += other.ends
        self.again += other.again


#: Hour since the epoch and number of the story.
Counted = dict[tuple[int, int], Count]


class Readings:
    """What one process counts.

    Safe with one thread that counts and another that takes.
    """

    def __init__(self, *, most_seen: int = MOST_SEEN, most_stories: int = MOST_STORIES) -> None:
        self._most_seen, self._most_stories = most_seen, most_stories
        self._counted: Counted = {}
        self._lock = threading.Lock()
        self._seen: dict[bytes, int] = {}
        self._hour = -1
        self._salt = b""

    def count(
        self, story: int, *, is_end: bool, sender: str, headers: Mapping[str, str], host: str, now: float
    ) -> bool:
        """Count a reading, if it is one; returns whether it was.

        Args:
            sender: the network address it comes from.
            headers: of the request, names in lower case.
            host: the paper's own name, as the request bears it.
        """
        if not is_from_a_page(headers, host=host):
            return False
        hour = int(now // HOUR_S)
        if hour != self._hour:
            self._hour, self._salt, self._seen = hour, secrets.token_bytes(16), {}
        is_first = self._is_told_apart(f"{'end' if is_end else 'read'} {story} {network_of(sender)}")
        with self._lock:
            count = self._counted.get((hour, story))
            if count is None:
                if len(self._counted) >= self._most_stories:
                    return False
                count = self._counted[hour, story] = Count()
            if not is_first:
                count.again += 1
            elif is_end:
                count.ends += 1
            else:
                count.reads += 1
        return is_first

    def take(self) -> Counted:
        """Return what was counted since the last time, to be written down."""
        with self._lock:
            counted, self._counted = self._counted, {}
        return counted

    def give_back(self, counted: Counted) -> None:
        """Take back what could not be written."""
        with self._lock:
            for key, count in counted.items():
                self._counted.setdefault(key, Count()).add(count)

    def _is_told_apart(self, what: str) -> bool:
        """Whether something is the first of its hour, or the second, the fourth, the eighth …"""
        mark = hashlib.blake2b(what.encode(), digest_size=8, key=self._salt).digest()
        times = self._seen.pop(mark, 0) + 1
        if len(self._seen) >= self._most_seen:
            del self._seen[next(iter(self._seen))]
        self._seen[mark] = times
        return times & (times - 1) == 0


def is_from_a_page(headers: Mapping[str, str], *, host: str) -> bool:
    """Whether a browser sent it from a page of this paper that somebody looks at; robots say who they are.

    A browser says of every such request from which site's page it comes, and no script can make it say
    something else: another site's readers are not counted here.
    """
    origin = headers.get("origin", "").lower()
    came_from = re.sub(r"^https?://|:[0-9]+$", "", origin)
    agent = headers.get("user-agent", "")
    return (
        came_from == host
        and headers.get("sec-fetch-site", "same-origin") == "same-origin"
        and not headers.get("sec-purpose", headers.get("purpose", ""))
        and not _is_robot(agent)
    )


@lru_cache(maxsize=1_000)
def _is_robot(agent: str) -> bool:
    """Whether a machine says that it is one, or nothing a browser would say."""
    return not agent.startswith("Mozilla/") or _ROBOTS.search(agent) is not None


@lru_cache(maxsize=4_000)
def network_of(sender: str) -> str:
    """The network an address belongs to, as one counts: a neighbourhood, no device."""
    try:
        address = ipaddress.ip_address(sender.strip().strip("[]").partition("%")[0])
    except ValueError:
        return ""
    if address.version == 6 and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return str(ipaddress.ip_network((address, _BITS[address.version]), strict=False).network_address)


def sender_of(peer: str, headers: Mapping[str, str], *, proxies: int) -> str:
    """The address a request comes from: the one that the outermost of our own proxies saw.

    Args:
        proxies: how many stand before the paper; what is said of more is said by whoever asks.
    """
    named = [part.strip() for part in headers.get("x-forwarded-for", "").split(",") if part.strip()]
    return named[-proxies] if 0 < proxies <= len(named) else peer


@dataclass(slots=True)
class Sheet:
    """A file of counts, whole: its name is unlike any other's, so that it is taken in once."""

    name: str
    counted: Counted = field(default_factory=dict)


class Leaving:
    """Leaves what a process counts as sheets in a folder, every few seconds, in a thread of its own.

    Made in the process that counts, after it was forked.
    """

    def __init__(self, folder: Path, readings: Readings) -> None:
        self._folder = folder
        self._readings = readings
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_in_trouble = False

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread = threading.Thread(target=self._keep_leaving, name="readings", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Leave a last sheet and end."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(timeout=EVERY_S)
        self.leave()

    def leave(self) -> bool:
        """Write what was counted since the last sheet; a disk that takes nothing is said once.

        Returns:
            Whether a sheet was written: none is where nothing was counted.
        """
        counted = self._readings.take()
        if not counted:
            return False
        try:
            write_sheet(self._folder, counted)
        except OSError as error:
            self._readings.give_back(counted)
            if not self._is_in_trouble:
                logger.warning("readings cannot be written", extra={"why": str(error)})
            self._is_in_trouble = True
            return False
        self._is_in_trouble = False
        return True

    def _keep_leaving(self) -> None:
        while not self._ended.wait(EVERY_S):
            try:
                self.leave()
            except Exception:
                logger.exception("readings failed")


def write_sheet(folder: Path, counted: Counted) -> str:
    """Write a sheet whole; returns its name."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{time.time_ns():020d}-{secrets.token_hex(6)}"
    rows = [[hour, story, one.reads, one.ends, one.again] for (hour, story), one in counted.items()]
    unfinished = folder / f".{name}"
    unfinished.write_text(json.dumps({"version": VERSION, "counted": rows}), encoding="ascii")
    os.replace(unfinished, folder / f"{name}.json")
    return name


def read_sheets(folder: Path, *, most: int) -> list[Sheet]:
    """The oldest sheets of a folder; what cannot be read counts nothing, and is removed like the others."""
    paths = sorted(path for path in folder.glob("*.json") if not path.name.startswith("."))
    return [_read(path) for path in paths[:most]]


def remove_sheets(folder: Path, sheets: list[Sheet]) -> None:
    """Remove sheets that were taken in."""
    for sheet in sheets:
        (folder / f"{sheet.name}.json").unlink(missing_ok=True)


def _read(path: Path) -> Sheet:
    sheet = Sheet(path.stem)
    try:
        data = json.loads(path.read_text(encoding="ascii"))
        if data["version"] == VERSION:
            for hour, story, *numbers in data["counted"]:
                sheet.counted.setdefault((int(hour), int(story)), Count()).add(Count(*map(int, numbers)))
    except (OSError, ValueError, KeyError, TypeError):
        logger.warning("a sheet of readings cannot be read", extra={"sheet": path.name})
        sheet.counted = {}
    return sheet
