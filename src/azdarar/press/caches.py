"""The caches a paper may have in front of it, and how each is made to forget.

One that knows keys is told the keys; one that knows addresses only is told the addresses of all stored pages
that show what changed, and of all that were pressed since: whichever of the two the cache holds, it goes.
"""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from azdarar.errors import AzdararError
from azdarar.press.for_caches import KEPT_BY_ADDRESS_S, KEPT_BY_KEY_S, keys_of_change
from azdarar.press.internal.changes import marks
from azdarar.press.internal.outgoing import TIMEOUT_S, NotAnsweredError, ask
from azdarar.press.store import PageStore

#: Keys of one request: Fastly takes 256, Cloudflare 100 tags; a header of a hundred keys is 900 bytes.
_MOST_KEYS = 100


class CacheFailedError(AzdararError):
    """The cache in front of the paper did not take a purge."""

    code = "press.cache-failed"
    sentence = _(
        "The cache in front of the paper did not forget what changed: %(reason)s The paper itself shows the "
        "new pages; what waits is tried again until the cache answers."
    )


class Cache(Protocol):
    """A cache in front of the paper. ``kept_s``: how long it may keep a page by itself."""

    kept_s: int

    def forget(self, tags: Collection[str], *, since: float) -> None:
        """Make it forget every page that shows one of these things.

        Args:
            since: when the first of them changed, in seconds since the epoch.

        Raises:
            CacheFailedError: ``press.cache-failed``; some pages may be forgotten already.
        """


def cache_of(url: str, *, token: str, site_url: str, store: PageStore) -> Cache:
    """The cache of an address as the setting has it (``config.wishes.caches_in_front`` checked it)."""
    scheme, _colon, rest = url.partition(":")
    match scheme:
        case "varnish+http" | "varnish+https":
            return Varnish([f"{scheme.removeprefix('varnish+')}://{host}" for host in rest[2:].split(",")])
        case "surrogate+http" | "surrogate+https":
            return KeyApi(url.removeprefix("surrogate+"), {"Authorization": f"Bearer {token}"})
        case "fastly":
            return KeyApi(f"https://api.fastly.com/service/{rest[2:]}/purge", {"Fastly-Key": token})
        case "cloudflare":
            return Cloudflare(rest[2:], token)
        case "purge+http" | "purge+https":
            return ByAddress(PurgeRequests(url.removeprefix("purge+")), site_url=site_url, store=store)
        case _:
            return ByAddress(WagtailBackend(rest, token=token), site_url=site_url, store=store)


class Varnish:
    """Varnish with ``deploy/varnish/azdarar.vcl``, whose module xkey forgets by key; one or several."""

    kept_s = KEPT_BY_KEY_S

    def __init__(self, urls: list[str]) -> None:
        self._urls = urls

    def forget(self, tags: Collection[str], *, since: float) -> None:
        for url in self._urls:
            for keys in _in_parts(keys_of_change(tags)):
                status, headers, _answer = _asked("PURGE", url, headers={"xkey-purge": " ".join(keys)})
                # A Varnish of another configuration passes the question on to the paper, and forgets nothing.
                if status != 200 or "azdarar-forgotten" not in headers:
                    raise CacheFailedError(reason=f"{url}: {status}, and not by deploy/varnish/azdarar.vcl.")


class KeyApi:
    """A service that forgets by the keys of one ``Surrogate-Key`` header, as Fastly has it."""

    kept_s = KEPT_BY_KEY_S

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self._url, self._headers = url, headers

    def forget(self, tags: Collection[str], *, since: float) -> None:
        for keys in _in_parts(keys_of_change(tags)):
            headers = {**self._headers, "Surrogate-Key": " ".join(keys), "Accept": "application/json"}
            status, _headers, answer = _asked("POST", self._url, headers=headers, body=b"")
            if not 200 <= status < 300:
                raise CacheFailedError(reason=f"{_host(self._url)}: {status} {answer[:120]}")


class Cloudflare:
    """Cloudflare, by cache tags."""

    kept_s = KEPT_BY_KEY_S

    def __init__(self, zone: str, token: str, *, api: str = "https://api.cloudflare.com/client/v4") -> None:
        self._url, self._token = f"{api}/zones/{zone}/purge_cache", token

    def forget(self, tags: Collection[str], *, since: float) -> None:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        for keys in _in_parts(keys_of_change(tags)):
            body = json.dumps({"tags": keys}).encode()
            status, _headers, answer = _asked("POST", self._url, headers=headers, body=body)
            if status != 200 or '"success":true' not in answer.replace(" ", ""):
                raise CacheFailedError(reason=f"Cloudflare: {status} {answer[:120]}")


class AddressPurger(Protocol):
    """Whatever makes a cache forget one address after the other."""

    def forget_addresses(self, urls: list[str]) -> None:
        """Raises: CacheFailedError."""


class ByAddress:
    """A cache that knows no keys: the addresses are looked up in the store."""

    kept_s = KEPT_BY_ADDRESS_S

    def __init__(self, purger: AddressPurger, *, site_url: str, store: PageStore) -> None:
        self._purger, self._site_url, self._store = purger, site_url, store

    def forget(self, tags: Collection[str], *, since: float) -> None:
        named = {tag.removeprefix("address:") for tag in tags if tag.startswith("address:")}
        keys = sorted({key.partition("#")[0] for key in self._concerned(tags, since)} | named)
        for part in _in_parts(keys):
            self._purger.forget_addresses([f"{self._site_url}{key}" for key in part])

    def _concerned(self, tags: Collection[str], since: float) -> Iterator[str]:
        changed = set(marks(tags))
        for page in self._store.heads():
            # A clock of whole seconds somewhere on the way must not hide a page pressed in the same one.
            if page.pressed_at >= since - 1 or not changed.isdisjoint(page.marks):
                yield page.key


class PurgeRequests:
    """The method PURGE for each address, as many caches know it."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")

    def forget_addresses(self, urls: list[str]) -> None:
        for url in urls:
            parts = urlsplit(url)
            target = f"{self._url}{parts.path}{f'?{parts.query}' if parts.query else ''}"
            status, _headers, _answer = _asked("PURGE", target, headers={"Host": parts.netloc})
            # 404: it did not hold the page.
            if status not in (200, 201, 202, 204, 404):
                raise CacheFailedError(reason=f"{_host(self._url)}: {status} to PURGE.")


class WagtailBackend:
    """One of Wagtail's frontend-cache backends (CloudFront, Azure, …) by its name, with its parameters.

    They log what fails and raise nothing, so what they log is taken for what it is; and they ask without a
    time limit, so they are given one.
    """

    LOGGER = "wagtail.frontendcache"

    def __init__(self, named: str, *, token: str) -> None:
        path, _question, query = named.partition("?")
        parameters: dict[str, Any] = dict(parse_qsl(query))
        self._name = path.rpartition(".")[2]
        self._backend = import_string(path)({**parameters, **({"BEARER_TOKEN": token} if token else {})})

    def forget_addresses(self, urls: list[str]) -> None:
        listener = _Listener()
        loggers = [logging.getLogger(self.LOGGER), logging.getLogger()]
        for logger in loggers:
            logger.addHandler(listener)
        try:
            with _time_limit():
                self._backend.purge_batch(urls)
        except Exception as problem:
            raise CacheFailedError(
                reason=f"{self._name}: {type(problem).__name__}: {problem}"[:300]
            ) from problem
        finally:
            for logger in loggers:
                logger.removeHandler(listener)
        if listener.told:
            raise CacheFailedError(reason=f"{self._name}: {listener.told[0]}"[:300])


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # Its Cloudflare backend tells some failures to the root logger, from its own file.
        if record.name == WagtailBackend.LOGGER or "frontend_cache" in record.pathname:
            self.told.append(record.getMessage())


@contextmanager
def _time_limit() -> Iterator[None]:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(TIMEOUT_S)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _asked(
    method: str, url: str, *, headers: dict[str, str], body: bytes | None = None
) -> tuple[int, dict[str, str], str]:
    try:
        return ask(method, url, headers=headers, body=body)
    except NotAnsweredError as problem:
        raise CacheFailedError(reason=f"{_host(url)}: {problem}.") from None


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _in_parts(keys: Iterable[str]) -> Iterator[list[str]]:
    together = list(keys)
    for first in range(0, len(together), _MOST_KEYS):
        yield together[first : first + _MOST_KEYS]
