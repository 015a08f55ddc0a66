"""What every test shares: the paths of the checkout, and a database that is there at once.

The database begins as a copy of the empty, migrated one that set-up keeps (``config.empty_paper``): two
hundred migrations would cost every run more than ten seconds. PostgreSQL runs them as a paper would.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stack import with_room

# A test that starts a paper starts five processes: each would compile the house anew where keeping bytecode
# is switched off, as it often is in containers.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED_DATA = CHECKOUT.parent / "shared" / "data"


def pytest_configure(config: pytest.Config) -> None:
    """Prepare the empty database before parallel workers begin, so that they do not all make one."""
    if hasattr(config, "workerinput") or config.getoption("--collect-only", default=False):
        return
    from django.apps import apps

    if apps.ready:
        _prepare_empty_paper()


def _prepare_empty_paper() -> None:
    from django.conf import settings
    from django.db import connection

    from azdarar.config.serving import empty_paper

    if connection.vendor != "sqlite" or empty_paper.path_of_copy().exists():
        return
    # In a process of its own, because here the database is closed until a test asks for it.
    command = [sys.executable, "-m", "azdarar.config", "manage", "prepare_empty_paper"]
    subprocess.run(
        command, env={**os.environ, "DJANGO_SETTINGS_MODULE": str(settings.SETTINGS_MODULE)}, check=False
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep on one worker what shares something costly; see ``tests.together``."""
    if config.getvalue("dist") != "loadgroup":
        return None
    from tests.together import TogetherScheduling

    return TogetherScheduling(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin every test that commits with the rows migrations made, which the one before it emptied.

    On PostgreSQL, leave out what asks for no database: it was tested without one already.
    """
    from django.conf import settings

    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        config.hook.pytest_deselected(items=[item for item in items if not _asks_for_a_database(item)])
        items[:] = filter(_asks_for_a_database, items)
    for item in items:
        if {"live_server", "transactional_db"} & set(getattr(item, "fixturenames", ())):
            item.fixturenames.insert(0, "django_db_serialized_rollback")  # type: ignore[attr-defined]
        for mark in item.iter_markers("django_db"):
            if mark.kwargs.get("transaction"):
                mark.kwargs.setdefault("serialized_rollback", True)  # type: ignore[attr-defined]


def _asks_for_a_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "live_server", "django_db_setup"}
    return item.get_closest_marker("django_db") is not None or bool(
        fixtures & set(getattr(item, "fixturenames", ()))
    )


def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays to the end anyway: modules and tests are a million objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Begin with an empty index; before the fixtures, whose stories a test looks for."""
    index_file = sys.modules.get("azdarar.search.internal.index_file")
    if index_file is not None:
        index_file.throw_everything_away()


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Run a test where there is room on the stack; see ``tests.stack``."""
    # Databases of tests are rolled back without a word to whoever remembers parts of pages.
    remembering = sys.modules.get("azdarar.press.remembering")
    if remembering is not None:
        remembering.forget_everything()
    test = pyfuncitem.obj
    pyfuncitem.obj = lambda **arguments: with_room(test, arguments)
    try:
        return (yield)
    finally:
        pyfuncitem.obj = test


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Let the test database be a copy of the empty one, in memory where there is such a file system."""
    from django.conf import settings
    from django.db import connection

    from azdarar.config.serving import empty_paper

    if connection.vendor != "sqlite":
        yield
        return
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None, prefix="azdarar-") as folder:
        path = Path(folder) / "test.sqlite3"
        empty_paper.lay_in(path)
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(path)
        connection.settings_dict["TEST"]["NAME"] = str(path)
        settings.AZDARAR_SEARCH_FOLDER = Path(folder) / "search"
        yield


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Migrate what is there instead of beginning anew; on PostgreSQL each run begins anew."""
    from django.db import connection

    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let tests that commit empty the database after them: the guard of the audit log would refuse."""
    from django.db import connection

    from azdarar.accounts.internal.append_only import unguard

    with django_db_blocker.unblock():
        unguard(connection)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the checkout."""
    return CHECKOUT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real exports and samples kept beside the checkout; without them, a test that needs them is skipped."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"The shared samples are not here ({SHARED_DATA}), so this test was not run.")
    return SHARED_DATA


@pytest.fixture(autouse=True, scope="session")
def _signed_in_just_now() -> None:
    """Let ``client.force_login`` stand for a sign-in of this very moment, as a person's own would be.

    Real sign-ins leave word of when and how they were made; without it nobody publishes from a new browser.
    """
    from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
    from django.contrib.auth.signals import user_logged_in

    def remember(sender: object, *, request: Any, user: Any, **_: object) -> None:
        if request is not None and not request.path:
            record = {"method": "password", "at": time.time()}
            request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [record]
            request.session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)

    user_logged_in.connect(remember, weak=False, dispatch_uid="tests.signed_in_just_now")
