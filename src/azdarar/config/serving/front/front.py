"""The front of one process: every connection, and for each request the way it goes.

Memory first; then a pressing, one for all who wait; then Django, through gates that let readers and staff in
apart. What is refused is refused before any of it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

from azdarar.config.edge import refusals
from azdarar.config.edge.middleware import ACCOUNT, IMPORT_UPLOAD, NEWSROOM
from azdarar.config.serving import pressed_addresses
from azdarar.config.serving.front import limits
from azdarar.config.serving.front.answers import head_of
from azdarar.config.serving.front.connection import Connection
from azdarar.config.serving.front.exchange import Exchange
from azdarar.config.serving.front.files import Files, Headers, Places
from azdarar.config.serving.front.heads import (
    END,
    LINE_END,
    Block,
    Line,
    RefusedError,
    read_block,
    read_line,
)
from azdarar.config.serving.front.negotiation import http_date
from azdarar.config.serving.front.passing import READER_S, STAFF_S, Gate, GeneralPageError, Passing
from azdarar.config.serving.front.pressed import PressedAnswers
from azdarar.config.serving.front.pressing import NothingThereError, PageFailedError, Pressing
from azdarar.onward import counting
from azdarar.press.statistics import Counters
from azdarar.press.store import Freshness, PageStore, PressedPage

logger = logging.getLogger(__name__)

#: Looked up once: in its class a member takes as long as the rest of an answer.
_FRESH, _STALE = Freshness.FRESH, Freshness.STALE
#: First lines and blocks of headers that are remembered; beyond, all are forgotten and learned again.
_MOST_LINES, _MOST_BLOCKS = 50_000, 4_000
_LONGEST_BLOCK = 2_048
#: Addresses by which staff sign in, open while the paper is under siege.
_STAFF_DOORS = (f"{ACCOUNT}login/", f"{ACCOUNT}2fa/", f"{ACCOUNT}reauthenticate/", f"{ACCOUNT}logout/")


@dataclass(frozen=True, slots=True)
class House:
    """What a front knows of its paper."""

    hosts: frozenset[str]
    #: Hosts of former days: Django leads from them to the public one.
    old_hosts: frozenset[str]
    languages: tuple[str, ...]
    session_cookie: str
    trusts_proxy: bool
    #: Whether plain http is led to https.
    needs_https: bool
    import_upload: int
    #: See ``PressedAnswers``.
    kept_s: int | None
    most_connections: int
    #: How many proxies of its own stand before it: the last of them saw who asks.
    proxies: int = 0


class Front:
    """See the module.

    Args:
        passing: to the back.
        places: of static files and pictures.
        readings: what is counted of readings; without any, Django answers and nothing is counted.
    """

    def __init__(
        self,
        house: House,
        *,
        store: PageStore,
        passing: Passing,
        places: Places,
        counters: Counters,
        readings: counting.Readings | None = None,
    ) -> None:
        self.now = time.monotonic()
        #: The date that every answer of this second bears, and the end of its head.
        self.date_end = b""
        self.is_draining = False
        self.let_go_slow = 0
        self.counters = counters
        self.connections: dict[Connection, None] = {}
        self._house = house
        self._store = store
        self._passing = passing
        self._answers = PressedAnswers(store, kept_s=house.kept_s)
        self._readers = Gate(limits.READERS_AT_ONCE, waiting=limits.READERS_WAITING)
        self._staff = Gate(limits.STAFF_AT_ONCE, waiting=limits.STAFF_WAITING)
        self._siege = Gate(limits.SIEGE_AT_ONCE, waiting=limits.STAFF_WAITING)
        presses = Gate(limits.PRESSES_AT_ONCE, waiting=limits.PRESSES_WAITING)
        self._pressing = Pressing(store, passing, presses)
        self._files = Files(places, changes=store.changes, passing=passing, gate=presses)
        self._missing = limits.Budget(limits.MISSING_EACH_S)
        self._readings = readings
        self._lines: dict[bytes, tuple[str, bool]] = {}
        self._blocks: dict[bytes, Block] = {}
        self._key_of = lru_cache(maxsize=20_000)(pressed_addresses.key_of)
        self._has_editions = lru_cache(maxsize=20_000)(pressed_addresses.has_editions)
        self.tick()

    # What connections ask

    def connected(self, connection: Connection) -> None:
        """Take a connection in; where there are too many, the one that does nothing longest goes."""
        self.connections[connection] = None
        if self.is_draining:
            connection.deadline = self.now
        if len(self.connections) > self._house.most_connections:
            oldest = next(
                (one for one in self.connections if one.exchange is None and one is not connection), None
            )
            (oldest or connection).transport.abort()

    def answer_at_once(self, connection: Connection, data: bytes) -> bool:
        """Answer a whole request both of whose halves were seen before, with a page from memory."""
        cut = data.find(LINE_END)
        asked = self._lines.get(data[:cut])
        if asked is None:
            return False
        block = self._blocks.get(data[cut + 2 : -2])
        if block is None or not data.endswith(END):
            return False
        key, is_head = asked
        if block.edition:
            key = self._in_edition(key, block)
        return self._from_memory(connection, key, block, is_head=is_head, closes=self.is_draining)

    def asked(self, connection: Connection, head: bytes) -> None:
        """Begin with a request whose head is whole.

        Raises:
            RefusedError: it is refused.
        """
        first, _end, rest = head.partition(LINE_END)
        line = read_line(first)
        block_bytes = rest + LINE_END if rest else b""
        block = self._blocks.get(block_bytes) or read_block(
            block_bytes, trusts_proxy=self._house.trusts_proxy
        )
        is_own_host = block.host in self._house.hosts
        if not is_own_host and block.host not in self._house.old_hosts:
            raise RefusedError(400)
        key = self._key(line, block) if is_own_host else None
        closes = block.is_closing or line.is_of_1_0 or self.is_draining
        if key is not None and self._from_memory(
            connection, key, block, is_head=line.method == "HEAD", closes=closes
        ):
            if not closes:
                self._remember(first, block_bytes, key, block, is_head=line.method == "HEAD")
            return
        if line.is_safe and not block.has_body and not closes:
            file = self._files.from_memory(line.path, block)
            if file is not None:
                self._write_file(connection, *file, is_head=line.method == "HEAD")
                return
        if is_own_host and line.method == "POST" and self._count_reading(connection, line, block):
            return
        self._begin(connection, line, block, key)

    def refusal(self, status: int) -> bytes:
        """The bytes of a refusal outside any exchange."""
        sentence = refusals.refusal(status).encode()
        ends = (("content-length", str(len(sentence))), ("connection", "close"))
        return head_of(status, (*refusals.HEADERS, *ends)) + self.date_end + sentence

    # What the process asks

    def tick(self) -> None:
        """Once a second: the clock, and who takes too long."""
        self.now = now = time.monotonic()
        self.date_end = f"{http_date(int(time.time()))}\r\n\r\n".encode()
        self._store.changes.find_again()
        for connection in list(self.connections):
            connection.look(now)

    def tidy(self) -> None:
        """Once in a while: let go of what is not needed."""
        self._answers.forget()

    def drain(self, *, last_word_s: float) -> None:
        """Answer what is under way, and one more request of whoever sends it within a moment."""
        self.is_draining = True
        for connection in self.connections:
            if connection.exchange is None:
                connection.deadline = min(connection.deadline, time.monotonic() + last_word_s)

    # From memory

    def _from_memory(
        self, connection: Connection, key: str, block: Block, *, is_head: bool, closes: bool
    ) -> bool:
        page = self._store.get(key)
        if page is None:
            return False
        freshness = self._store.freshness(page, now=time.time())
        if freshness is not _FRESH and (freshness is _STALE or self._house.kept_s is not None):
            # A cache in front waits for the new page: it was told to forget the old one already.
            return False
        answer = self._answers.answer(page, block, is_head=is_head, closes=closes)
        if answer is None:
            return False
        head, body, is_304 = answer
        page.hits += 1
        page.was_asked = True
        if freshness is not _FRESH:
            self._pressing.begin(key)
            self.counters.served_old += 1
        elif is_304:
            self.counters.not_modified += 1
        else:
            self.counters.hits += 1
        connection.transport.write(head + self.date_end + body)
        if closes:
            connection.end()
        return True

    def _write_file(
        self, connection: Connection, status: int, headers: Headers, body: bytes, *, is_head: bool
    ) -> None:
        length = (("content-length", str(len(body))),) if status == HTTPStatus.OK else ()
        head = head_of(status, (*headers, *length)) + self.date_end
        connection.transport.write(head if is_head else head + body)

    def _count_reading(self, connection: Connection, line: Line, block: Block) -> bool:
        """Count that a story was read; whoever says so gets one answer, counted or not."""
        found = counting.ADDRESS.fullmatch(line.path)
        if found is None or block.has_body or self._readings is None:
            return False
        sender = counting.sender_of(connection.peer, block.values, proxies=self._house.proxies)
        is_end = found[2] is not None
        self._readings.count(
            int(found[1]),
            is_end=is_end,
            sender=sender,
            headers=block.values,
            host=block.host,
            now=time.time(),
        )
        closes = block.is_closing or line.is_of_1_0 or self.is_draining
        ends = (("connection", "close"),) if closes else ()
        head = head_of(HTTPStatus.NO_CONTENT, (("cache-control", "no-store"), *ends))
        connection.transport.write(head + self.date_end)
        if closes:
            connection.end()
        return True

    def _remember(self, first: bytes, block_bytes: bytes, key: str, block: Block, *, is_head: bool) -> None:
        """Remember both halves of a request that memory answered, unless they let somebody in."""
        if not block.is_anonymous or block.has_body or len(block_bytes) > _LONGEST_BLOCK:
            return
        if len(self._lines) >= _MOST_LINES:
            self._lines.clear()
        if len(self._blocks) >= _MOST_BLOCKS:
            self._blocks.clear()
        self._lines[first] = (key.removesuffix(block.edition), is_head)
        self._blocks[block_bytes] = block

    def _key(self, line: Line, block: Block) -> str | None:
        """The key of a request that a pressed page may answer."""
        if not line.is_safe or block.has_body or (self._house.needs_https and not block.is_secure):
            return None
        key = self._key_of(line.path, line.query)
        return self._in_edition(key, block) if key is not None and block.edition else key

    def _in_edition(self, key: str, block: Block) -> str:
        """The key of a page in the edition that is asked for, where the page has editions."""
        return f"{key}{block.edition}" if self._has_editions(key) else key

    # What takes longer

    def _begin(self, connection: Connection, line: Line, block: Block, key: str | None) -> None:
        is_staff = self._has_session(block) and line.path.startswith((NEWSROOM, ACCOUNT))
        most = limits.most_body(line, block, import_upload=self._house.import_upload)
        exchange = Exchange(
            connection, line, block, most=most, is_trusted_sender=is_staff, now=time.monotonic()
        )
        exchange.body.is_handed_on = line.path == IMPORT_UPLOAD and block.length > 0
        exchange.received(connection.take_ahead())
        connection.exchange = exchange
        exchange.task = asyncio.get_running_loop().create_task(
            self._answer(exchange, key, is_staff=is_staff), name=line.path
        )

    async def _answer(self, exchange: Exchange, key: str | None, *, is_staff: bool) -> None:
        try:
            await self._find_way(exchange, key, is_staff=is_staff)
        except RefusedError as refused:
            retry = limits.RETRY_AFTER_S if refused.status == HTTPStatus.SERVICE_UNAVAILABLE else None
            exchange.refuse(refused.status, retry_after_s=retry)
        except ConnectionError:
            exchange.break_off()
        except Exception:
            logger.exception("the front could not answer", extra={"path": exchange.line.path})
            exchange.refuse(500)

    async def _find_way(self, exchange: Exchange, key: str | None, *, is_staff: bool) -> None:
        line, is_siege = exchange.line, self._store.changes.siege
        if (
            line.is_safe
            and not exchange.block.has_body
            and await self._files.answer(exchange, is_siege=is_siege)
        ):
            return
        if key is not None and await self._answer_pressed(exchange, key, is_siege=is_siege):
            return
        if is_siege and not self._passes_siege(line, is_staff=is_staff):
            exchange.refuse(503, retry_after_s=limits.SIEGE_RETRY_AFTER_S, sentence=refusals.siege_refusal())
            return
        self.counters.passed_on += 1
        exchange.say_go_on()
        try:
            status = await self._passing.pass_on(
                exchange,
                gate=self._siege if is_siege else self._staff if is_staff else self._readers,
                within_s=STAFF_S if is_staff else READER_S,
                is_handed_on=exchange.body.is_handed_on,
                is_general_enough=line.is_safe and not is_staff and not self._missing.has(time.monotonic()),
            )
        except GeneralPageError as found:
            await self._answer_general(exchange, found.language)
        else:
            if status == HTTPStatus.NOT_FOUND and not is_staff:
                self._missing.take(time.monotonic())

    async def _answer_pressed(self, exchange: Exchange, key: str, *, is_siege: bool) -> bool:
        """Answer with a page that has to be found or pressed first; False when Django has to answer."""
        self.counters.misses += 1
        try:
            page = await self._page_under_siege(key) if is_siege else await self._pressing.page(key)
        except PageFailedError:
            # An honest 500: Django's own, for a few; a sentence for all others.
            if self._missing.take(time.monotonic()):
                return False
            raise RefusedError(500) from None
        except NothingThereError:
            self.counters.misses -= 1
            if not is_siege and self._missing.has(time.monotonic()):
                return False
            first = exchange.line.path.split("/", 2)[1]
            await self._answer_general(
                exchange, first if first in self._house.languages else self._house.languages[0]
            )
            return True
        if page is None:
            self.counters.misses -= 1
            return False
        self._write(exchange, page, status=0)
        return True

    async def _page_under_siege(self, key: str) -> PressedPage | None:
        """The page as it is, unless something it shows was taken back: then it is pressed all the same."""
        page = await asyncio.to_thread(self._store.load, key)
        if page is not None and self._store.may_be_shown_still(page, now=time.time()):
            return page
        return await self._pressing.page(key)

    async def _answer_general(self, exchange: Exchange, language: str) -> None:
        """Answer for an address where nothing stands with the general page of a language."""
        try:
            page = await self._pressing.page(pressed_addresses.missing_key(language))
        except (PageFailedError, NothingThereError):
            page = None
        if page is None:
            raise RefusedError(404)
        self._write(exchange, page, status=HTTPStatus.NOT_FOUND)

    def _write(self, exchange: Exchange, page: PressedPage, *, status: int) -> None:
        closes = exchange.is_last or self.is_draining
        answer = self._answers.answer(
            page,
            exchange.block,
            is_head=exchange.line.method == "HEAD",
            status=status,
            closes=closes,
            is_old=not self._store.is_fresh(page),
        )
        if answer is None:
            raise RefusedError(503)
        page.hits += 1
        page.was_asked = True
        exchange.write_whole(answer[0] + self.date_end + answer[1], closes=closes)

    def _has_session(self, block: Block) -> bool:
        return f"{self._house.session_cookie}=" in block.values.get("cookie", "")

    @staticmethod
    def _passes_siege(line: Line, *, is_staff: bool) -> bool:
        return (is_staff and line.path.startswith(NEWSROOM)) or line.path.startswith(_STAFF_DOORS)
