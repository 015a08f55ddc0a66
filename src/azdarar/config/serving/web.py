"""How a paper is served: a front for every connection, a back for Django, a keeper over both.

``azdarar serve`` is one command and one port. Inside it is one process of each kind for every worker that is
wished for: the front holds connections and answers pressed pages without ever running Django, so that neither
a slow sender nor a long rendering holds anybody else up (ADR 21).
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import resource
import signal
import socket
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from azdarar.config.collector import collect_seldom
from azdarar.config.serving import preflight
from azdarar.config.serving.front import limits
from azdarar.config.serving.front.process import BACKLOG, DRAIN_S
from azdarar.config.serving.keeper import Keeper, Kind
from azdarar.config.wishes.options import Options

logger = logging.getLogger(__name__)

#: Own memory beyond which a process is replaced.
LARGEST_BACK_MB, LARGEST_FRONT_MB = 600, 600
BACK_STOP_S = 20.0
#: Connections one process of the front holds, where the system lets it have as many files.
MOST_CONNECTIONS = 20_000
_OWN_FILES = 512
#: A socket's path may be no longer.
_LONGEST_DOOR = 100
DOORS = "back-*.sock"


def open_listener(bind: tuple[str, int]) -> socket.socket:
    """Return the socket readers come by, listening.

    Raises:
        PortTakenError: ``config.port-taken``.
    """
    host, port = bind
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        # Somebody came in between; said in a sentence.
        preflight.refuse_taken_port(bind)
        raise
    listener.setblocking(False)
    return listener


def take_listener(handle: int) -> socket.socket:
    """Return the socket readers come by, as the program before this one left it."""
    os.set_inheritable(handle, False)
    listener = socket.socket(fileno=handle)
    listener.setblocking(False)
    return listener


def open_door(home: Path, *, kept: Path | None = None) -> tuple[socket.socket, Path]:
    """Return the socket by which the front asks the back, listening, and its path; for this user alone.

    Args:
        kept: a door that is still used; what others left behind is removed.
    """
    for left in home.glob(DOORS):
        if left != kept:
            left.unlink(missing_ok=True)
    door = home / f"back-{os.getpid()}-{os.urandom(3).hex()}.sock"
    if len(str(door)) > _LONGEST_DOOR:
        door = Path(tempfile.mkdtemp(prefix="azdarar-")) / "back.sock"
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(str(door))
    finally:
        os.umask(before)
    listener.listen(1_024)
    return listener, door


def make_keeper(
    options: Options,
    listener: socket.socket,
    door: tuple[socket.socket, Path],
    *,
    on_ready: Callable[[], None],
) -> Keeper:
    """Return the keeper of a paper's processes, which are forked from this one.

    Django is loaded already: they start at once and share its memory. The collector is told to leave that
    memory alone, or it would be copied page by page.
    """
    raise_file_limit()
    multiprocessing.set_start_method("fork", force=True)
    _load_for_all()
    gc.collect()
    gc.freeze()

    def front(tell: Callable[[], None]) -> None:
        door[0].close()
        _be_front(options, listener, door[1], tell)

    def back(tell: Callable[[], None]) -> None:
        listener.close()
        _be_back(options, door[0], tell)

    kinds = [
        Kind("front", options.workers, front, DRAIN_S + 2, LARGEST_FRONT_MB),
        Kind("back", options.workers, back, BACK_STOP_S, LARGEST_BACK_MB),
    ]
    return Keeper(kinds, on_all_ready=on_ready)


def _load_for_all() -> None:
    """Load what the back and the worker both come to need: what is loaded before the fork is there once."""
    from django.conf import settings
    from django.urls import get_resolver
    from django.utils import translation
    from django.utils.formats import get_format

    import azdarar.config.wsgi  # noqa: F401 (the middleware)

    get_resolver()._populate()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            translation.gettext("Languages")
            get_format("DATE_FORMAT")


def raise_file_limit() -> None:
    """Let each process have as many connections as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + _OWN_FILES
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _be_front(options: Options, listener: socket.socket, door: Path, tell: Callable[[], None]) -> None:
    from django.db import connections

    from azdarar.config.serving.front.process import run_front
    from azdarar.onward.at_home import leaving_at_home
    from azdarar.press.at_home import statistics_at_home

    connections.close_all()
    statistics_at_home().start()
    leaving_at_home().start()
    try:
        run_front(listener, lambda: _front(options, door), on_ready=tell)
    finally:
        leaving_at_home().stop()
        statistics_at_home().stop()


def _front(options: Options, door: Path) -> Any:
    from django.conf import settings

    from azdarar.config.serving.front.files import Places
    from azdarar.config.serving.front.front import Front, House
    from azdarar.config.serving.front.passing import Passing
    from azdarar.onward.at_home import readings_at_home
    from azdarar.press.at_home import counters_at_home, store_at_home

    house = House(
        hosts=frozenset(_plain(host) for host in settings.ALLOWED_HOSTS)
        - frozenset(settings.AZDARAR_OLD_HOSTS),
        old_hosts=frozenset(_plain(host) for host in settings.AZDARAR_OLD_HOSTS),
        languages=tuple(code for code, _name in settings.LANGUAGES),
        session_cookie=settings.SESSION_COOKIE_NAME,
        trusts_proxy=bool(options.proxy_count),
        needs_https=bool(settings.SECURE_SSL_REDIRECT),
        import_upload=settings.IMPORT_UPLOAD_BYTES,
        kept_s=settings.CDN_KEPT_S if settings.CDN_URL else None,
        most_connections=min(MOST_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - _OWN_FILES),
        proxies=options.proxy_count,
    )
    media = urlsplit(settings.MEDIA_URL).path
    places = Places(
        static_url=urlsplit(settings.STATIC_URL).path,
        static_root=Path(settings.STATIC_ROOT),
        pictures_url=f"{media}pictures/",
        pictures_root=Path(settings.MEDIA_ROOT) / "pictures",
        headers=_headers_of_files(),
    )
    store, counters = store_at_home(), counters_at_home()
    return Front(
        house,
        store=store,
        passing=Passing(door),
        places=places,
        counters=counters,
        readings=readings_at_home(),
    )


def _headers_of_files() -> tuple[tuple[str, str], ...]:
    from django.conf import settings

    headers = [("x-content-type-options", "nosniff"), ("referrer-policy", settings.SECURE_REFERRER_POLICY)]
    if settings.SITE_IS_HTTPS and settings.SECURE_HSTS_SECONDS:
        headers.append(("strict-transport-security", f"max-age={settings.SECURE_HSTS_SECONDS}"))
    return tuple(headers)


def _plain(host: str) -> str:
    return host.lower().rstrip(".")


def _be_back(options: Options, door: socket.socket, tell: Callable[[], None]) -> None:
    from django.db import connections

    from azdarar.config.serving.back.answering import Answering
    from azdarar.config.serving.back.pressing import press, see_picture
    from azdarar.config.serving.back.process import Back
    from azdarar.config.wsgi import application
    from azdarar.press.at_home import statistics_at_home

    connections.close_all()
    collect_seldom()
    answering = Answering(application, press=press, picture=see_picture, server=options.bind)
    back = Back(door, answering, threads=limits.THREADS)
    statistics_at_home().start()
    signal.signal(signal.SIGTERM, lambda _number, _frame: back.stop())
    for number in (signal.SIGINT, signal.SIGHUP):  # the parent decides
        signal.signal(number, signal.SIG_IGN)
    tell()
    try:
        back.run()
    finally:
        statistics_at_home().stop()
