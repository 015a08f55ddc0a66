"""``azdarar serve``: look, prepare, serve, and tell where the paper is."""

from __future__ import annotations

import http.client
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from azdarar.config.process_family import hold
from azdarar.config.serving import handover, preflight
from azdarar.config.wishes.environment import read_options
from azdarar.config.wishes.options import Options
from azdarar.config.wishes.safety import is_loopback
from azdarar.config.worker import heartbeat
from azdarar.errors import AzdararError

LOCK_NAME = "serve.lock"
UNFINISHED_NAME = "demonstration_unfinished"
LONGEST_START_S = 60.0


class AlreadyServedError(AzdararError):
    """The paper in this home is being served by another process."""

    code = "config.already-served"
    sentence = (
        "The paper in %(home)s is already being served by another process; a second one was not started."
    )


class NoEditionError(AzdararError):
    """There is no demonstration edition in this installation."""

    code = "config.no-demonstration-edition"
    sentence = (
        "The demonstration edition lies in a checkout of Azdarar, beside the package, and this installation "
        "has none; nothing was changed."
    )


def serve(*, bind: str | None, with_demonstration: bool) -> int:
    """Serve the paper until told to stop; returns the exit code.

    Refusals come first, while nothing has been touched: settings, the port, the home's permissions, the file
    system under SQLite, a second server. Then the database is looked at and migrated, static files are
    collected when they changed, and the server starts with its background worker.
    """
    # Asked to begin anew while it begins: it does that already.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if bind is not None:
        os.environ["AZDARAR_BIND"] = bind
    options = read_options(os.environ)
    preflight.refuse_unwritable_home(options.home)
    preflight.refuse_network_file_system(options.database_file)
    before = handover.handed_over()
    if before is None:
        preflight.refuse_taken_port(options.bind)
    for remark in preflight.remarks(options):
        print(remark, file=sys.stderr)
    if with_demonstration:
        use_checkout_settings()
    lock = hold(options.home / LOCK_NAME) if before is None else before.lock
    if lock is None:
        raise AlreadyServedError(home=options.home)
    try:
        _prepare(options, with_demonstration=with_demonstration)
        return _run(options, lock=lock, before=before)
    finally:
        os.close(lock)


def use_checkout_settings() -> None:
    """Choose the settings that know the demonstration edition.

    Raises:
        NoEditionError: ``config.no-demonstration-edition``.
    """
    checkout = Path(__file__).resolve().parents[4]
    if not (checkout / "demo" / "apps.py").is_file():
        raise NoEditionError
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azdarar.config.settings_dev")


def _prepare(options: Options, *, with_demonstration: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "azdarar.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connections

    from azdarar.config.serving import database_start, static_files, stored_pages
    from azdarar.config.worker.checkpointer import checkpointing

    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    heartbeat.forget(options.home)
    database_start.refuse_unusable_database()
    was_empty = database_start.is_empty()
    with checkpointing():
        database_start.bring_up_to_date()
        static_files.collect_when_changed()
        if with_demonstration:
            _load_demonstration(options.home / UNFINISHED_NAME, was_empty=was_empty)
        stored_pages.make_sure_they_belong()
    connections.close_all()


def _load_demonstration(unfinished: Path, *, was_empty: bool) -> None:
    """Fill an empty paper; one whose filling was cut short is filled again, any other is left as it is."""
    from azdarar.config.serving.room_command import run_room_command

    if not was_empty and not unfinished.exists():
        return
    unfinished.touch()
    run_room_command("load_demo")
    unfinished.unlink()


def _run(options: Options, *, lock: int, before: handover.Handover | None) -> int:
    from azdarar.config.serving import web
    from azdarar.config.serving.background import BackgroundWorker
    from azdarar.config.worker.run import run_worker

    listener = web.take_listener(before.listener) if before else web.open_listener(options.bind)
    door = web.open_door(options.home, kept=before.door if before else None)
    keeper = web.make_keeper(options, listener, door, on_ready=_when_ready(options, before))
    worker = BackgroundWorker(run_worker)
    worker.start()
    try:
        while keeper.run() == "reload":
            if handover.comes_up():
                worker.stop()
                handover.become_new(listener, lock, keeper.process_ids, door[1])
            keeper.go_on()
    finally:
        worker.stop()
        door[1].unlink(missing_ok=True)
    return 0


def _when_ready(options: Options, before: handover.Handover | None) -> Callable[[], None]:
    """What is done once this paper's processes answer: the old ones end, or whoever started it is told."""
    told = partial(_announce_when_ready, options) if before is None else partial(_take_over, before)
    return lambda: threading.Thread(target=told, name="announce", daemon=True).start()


def _take_over(before: handover.Handover) -> None:
    """End the program before this one; what it pressed meanwhile was pressed by old code."""
    from azdarar.press.at_home import changes_at_home

    before.end_old()
    changes_at_home().forget_everything()


def _announce_when_ready(options: Options) -> None:
    deadline = time.monotonic() + LONGEST_START_S
    while not _answers(options):
        if time.monotonic() > deadline:
            print("The server did not become ready within a minute; see the lines above.", file=sys.stderr)
            return
        time.sleep(0.05)
    print("\n".join(_three_lines(options)), flush=True)


def _answers(options: Options) -> bool:
    host, port = options.bind
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    try:
        with closing(http.client.HTTPConnection(target, port, timeout=5)) as connection:
            connection.request("GET", "/healthz", headers={"Host": options.site_host})
            return connection.getresponse().status == http.client.OK
    except OSError:
        return False


def _three_lines(options: Options) -> list[str]:
    return [
        f"The paper      {options.site_url}/",
        f"The newsroom   {options.site_url}/newsroom/",
        f"Sign in        {_way_in(options)}",
    ]


def _way_in(options: Options) -> str:
    """Return a one-time link while no member of staff has signed in yet, afterwards the sign-in page."""
    sign_in = f"{options.site_url}/account/login/"
    if find_spec("azdarar.accounts.actions") is None:
        return sign_in
    from django.contrib.auth import get_user_model
    from django.db import connections
    from django.utils import timezone

    from azdarar.accounts.actions import invite_staff

    try:
        if get_user_model().objects.filter(is_staff=True, last_login__isnull=False).exists():
            return sign_in
        host = "localhost" if is_loopback(options.site_host) else options.site_host
        return invite_staff(email=f"editor@{host}", role="administrator", at=timezone.now())
    finally:
        connections.close_all()
