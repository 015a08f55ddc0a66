"""A PostgreSQL server of our own for one test run: in a temporary folder, on a free port, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

# A test database that survives no power cut is a fast one.
FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=2GB")


class NoPostgreSQLError(Exception):
    """There is no server to start here; the message says why."""


@contextmanager
def temporary_server() -> Iterator[str]:
    """Start a server and yield its address, for ``AZDARAR_DATABASE_URL``.

    PostgreSQL refuses to run as root, so root hands the server to the user ``postgres`` of Debian's package.

    Raises:
        NoPostgreSQLError: it is not installed, or root finds no such user.
    """
    programs, owner = _programs(), _owner()
    with tempfile.TemporaryDirectory(prefix="azdarar-postgresql-") as name:
        folder = Path(name)
        if owner:
            shutil.chown(folder, user=owner)
        data, port = folder / "data", _free_port()
        _run(
            programs / "initdb",
            "-D",
            data,
            "-U",
            "azdarar",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            owner=owner,
        )
        settings = [
            f"-c {setting}" for setting in (*FORGETFUL, f"port={port}", f"unix_socket_directories={folder}")
        ]
        control = (programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log")
        _run(*control, "-o", " ".join([*settings, "-c listen_addresses=127.0.0.1"]), "start", owner=owner)
        try:
            yield f"postgres://azdarar@127.0.0.1:{port}/azdarar"
        finally:
            _run(*control, "-m", "immediate", "stop", owner=owner)


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise NoPostgreSQLError("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    return found[-1].parent if found else Path(str(on_path)).parent


def _owner() -> str | None:
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise NoPostgreSQLError(
            "root may not run PostgreSQL, and there is no user postgres to run it"
        ) from None


def _free_port() -> int:
    with closing(socket.socket()) as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def _run(*command: object, owner: str | None) -> None:
    words = [str(word) for word in command]
    identity = {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []} if owner else {}
    # Not a pipe: the server would inherit it and keep it open.
    with tempfile.TemporaryFile("w+") as output:
        outcome = subprocess.run(
            words,
            cwd="/",
            stdout=output,
            stderr=output,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
            **identity,
        )
        if outcome.returncode:
            output.seek(0)
            raise NoPostgreSQLError(f"{Path(words[0]).name} failed: {' '.join(output.read().split())}")
