"""A MariaDB server of our own for one test: in a temporary folder, on a free port, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# A test database that survives no power cut is a fast one, and these files are small.
FORGETFUL = (
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-buffer-pool-size=8M",
    "--innodb-log-file-size=4M",
    "--skip-log-bin",
    "--performance-schema=OFF",
)
_START_SECONDS = 30


class NoMariaDBError(Exception):
    """There is no server to start here; the message says why."""


class Server:
    """A server that runs. ``port`` answers on 127.0.0.1; ``run`` gives it SQL as its master."""

    def __init__(self, *, socket: Path, port: int) -> None:
        self._socket, self.port = socket, port

    def run(self, statements: str) -> None:
        """Run SQL."""
        asked = ["mariadb", "--no-defaults", f"--socket={self._socket}", "-uroot"]
        subprocess.run(
            [*asked, "--default-character-set=utf8mb4"],
            input=statements.encode(),
            check=True,
            capture_output=True,
        )


@contextmanager
def temporary_server(*, port: int) -> Iterator[Server]:
    """Start a server on a port.

    Raises:
        NoMariaDBError: Debian's package ``mariadb-server`` is not installed, or does not start.
    """
    places = f"{os.environ.get('PATH', '')}:/usr/sbin"
    programs = [shutil.which(name, path=places) for name in ("mariadbd", "mariadb", "mariadb-install-db")]
    if not all(programs):
        raise NoMariaDBError("MariaDB is not installed (Debian: apt-get install mariadb-server)")
    with tempfile.TemporaryDirectory(prefix="azdarar-mariadb-") as name:
        data, socket = Path(name, "data"), Path(name, "s")
        common = ["--no-defaults", f"--datadir={data}", *(["--user=root"] if os.geteuid() == 0 else [])]
        subprocess.run(
            ["mariadb-install-db", *common, "--auth-root-authentication-method=normal", "--skip-test-db"],
            check=True,
            capture_output=True,
        )
        process = subprocess.Popen(
            [
                str(programs[0]),
                *common,
                *FORGETFUL,
                f"--socket={socket}",
                f"--port={port}",
                "--bind-address=127.0.0.1",
                f"--pid-file={name}/pid",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(socket, process)
            yield Server(socket=socket, port=port)
        finally:
            process.kill()
            process.wait()


def _wait_for(socket: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while not socket.exists():
        if process.poll() is not None or time.monotonic() > until:
            raise NoMariaDBError("MariaDB did not start")
        time.sleep(0.05)
