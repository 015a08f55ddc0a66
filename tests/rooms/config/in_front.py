"""Servers in front of a paper, from Debian: Varnish and nginx with the configurations of ``deploy``."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CHECKOUT
from tests.rooms.config.served import Served, environment, free_port

_PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin"
LONGEST_WAIT_S = 60
MODULE = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


def ask(
    port: int, path: str, *, method: str = "GET", headers: dict[str, str] | None = None, timeout_s: float = 30
) -> Answer:
    """Ask whoever listens on a port of this machine, spelled exactly as given."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)) as connection:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, told, answer.read().decode("utf-8", "replace"))


class Editor:
    """Somebody of the newsroom, in a process of its own."""

    def __init__(self, home: Path, **given: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.rooms.config.an_editor"],
            env=environment(home, **given),
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._told()

    def __call__(self, do: str, **order: Any) -> dict[str, Any]:
        """Do something; an empty answer of a process that died is told as ``died``."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **order}) + "\n")
        self._process.stdin.flush()
        return self._told()

    def _told(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        return json.loads(line) if line else {"died": self._process.wait()}

    def end(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        self._process.wait(timeout=30)


class Varnish:
    """A Varnish that runs: where it is asked, and its other configurations."""

    def __init__(self, port: int, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self.port, self.folder, self.process = port, folder, process

    def control(self, *words: str) -> str:
        command = ["varnishadm", "-n", str(self.folder), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def hits(self) -> int:
        told = subprocess.run(
            ["varnishstat", "-n", str(self.folder), "-1", "-f", "MAIN.cache_hit"],
            capture_output=True,
            text=True,
            check=True,
        )
        return int(told.stdout.split()[1])


@contextmanager
def varnish(folder: Path, *, port: int, port_of_paper: int, has_our_configuration: bool) -> Iterator[Varnish]:
    """Run Varnish before a paper, with ``deploy/varnish`` or as Debian has it."""
    binary = shutil.which("varnishd", path=_PLACES)
    if binary is None or not list(Path("/usr/lib").glob("*/varnish/vmods/libvmod_xkey.so")):
        pytest.skip("Varnish is not installed (Debian: apt-get install varnish varnish-modules)")
    folder.mkdir()
    # Without its jail: as root it would read the configuration as somebody who may not enter this folder.
    command = [binary, "-j", "none", "-F", "-n", str(folder), "-a", f"127.0.0.1:{port}", "-s", "malloc,64m"]
    command += ["-T", f"127.0.0.1:{free_port()}"]
    command += ["-p", "http_gzip_support=off"] if has_our_configuration else []
    if has_our_configuration:
        told = (CHECKOUT / "deploy" / "varnish" / "azdarar.vcl").read_text(encoding="utf-8")
        assert '.port = "8000";' in told
        configuration = folder / "azdarar.vcl"
        configuration.write_text(told.replace('.port = "8000";', f'.port = "{port_of_paper}";'))
        command += ["-f", str(configuration)]
    else:
        command += ["-b", f"127.0.0.1:{port_of_paper}"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            _until_answered(port, process, folder / "log")
            yield Varnish(port, folder, process)
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def nginx(folder: Path, paper: Served) -> Iterator[int]:
    """Run nginx with ``deploy/nginx`` before a paper; yields its port."""
    binary = shutil.which("nginx", path=_PLACES)
    if binary is None or not MODULE.exists():
        pytest.skip("nginx is not installed (Debian: apt-get install nginx libnginx-mod-http-brotli-static)")
    folder.mkdir()
    port = free_port()
    told = (CHECKOUT / "deploy" / "nginx" / "azdarar.conf").read_text(encoding="utf-8")
    for written, here in (
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{paper.port};"),
        ("listen 80;", f"listen 127.0.0.1:{port};"),
        ("server_name www.example.org;", "server_name 127.0.0.1;"),
        ("/srv/paper", str(paper.home)),
    ):
        assert written in told, written
        told = told.replace(written, here)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "" if os.geteuid() else "user root;"
    (folder / "nginx.conf").write_text(
        f"load_module {MODULE}; {user} pid {folder}/pid; daemon off; error_log {folder}/errors warn;"
        f"events {{}} http {{ access_log off; {temporary} {told} }}"
    )
    with (folder / "log").open("wb") as log:
        command = [binary, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "early")]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            _until_answered(port, process, folder / "log")
            yield port
        finally:
            process.terminate()
            process.wait(timeout=30)


def _until_answered(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + LONGEST_WAIT_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            ask(port, "/healthz")
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail(f"{process.args!r} did not start: {log.read_text(errors='replace')}")
