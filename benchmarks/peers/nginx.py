"""Debian's nginx with one worker, kept on the servers' core."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from benchmarks.paper import free_port
from benchmarks.peers.machine import MissingPeerError, Server, install, program, running

BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")

# As Debian has it, without a log; connections live as long as wrk wants, as the paper lets them.
_FRAME = """
{modules}
worker_processes 1;
pcre_jit on;
worker_rlimit_nofile 65536;
pid {folder}/nginx.pid;
daemon off;
error_log {folder}/nginx-error.log error;
{user}
events {{ worker_connections 32768; }}
http {{
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  access_log off;
  server_tokens off;
  types_hash_max_size 2048;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  include /etc/nginx/mime.types;
{http}
}}
"""


def write_frame(folder: Path, http: str) -> Path:
    """Write a configuration whose ``http`` block holds the given lines; returns the file."""
    import os

    configuration = folder / "nginx.conf"
    configuration.write_text(
        _FRAME.format(
            folder=folder,
            http=http,
            user="" if os.geteuid() else "user root;",
            modules=f"load_module {BROTLI};" if BROTLI.exists() else "",
        ),
        encoding="utf-8",
    )
    return configuration


@contextlib.contextmanager
def nginx(
    folder: Path, http: str, *, port: int, asked: str = "/", any_status: bool = True
) -> Iterator[Server]:
    """Run nginx with the given lines of its ``http`` block.

    Raises:
        MissingPeerError: it is not installed and may not be, or does not start.
    """
    binary = program("nginx", package="nginx")
    if not BROTLI.exists():
        install("libnginx-mod-http-brotli-static")
    if not BROTLI.exists():
        raise MissingPeerError(
            "nginx has no brotli (Debian: apt-get install libnginx-mod-http-brotli-static)"
        )
    url = f"http://127.0.0.1:{port}"
    command = [
        binary,
        "-p",
        str(folder),
        "-c",
        str(write_frame(folder, http)),
        "-e",
        str(folder / "early.log"),
    ]
    with running(command, url=f"{url}{asked}", folder=folder, name="nginx", any_status=any_status) as process:
        yield Server(url, process.pid)


@contextlib.contextmanager
def static_nginx(folder: Path, root: Path, *, headers: str) -> Iterator[Server]:
    """Serve a folder as static files, compressed beforehand, with further headers."""
    port = free_port()
    http = f"""
  map $arg_page $page {{ default /page-$arg_page.html; "" /index.html; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    root {root};
    brotli_static on;
    gzip_static on;
    gzip_vary on;
    types {{ }}
    default_type "text/html; charset=utf-8";
    {headers}
    location / {{ try_files $uri$page =404; }}
  }}"""
    with nginx(folder, http, port=port) as server:
        yield server
