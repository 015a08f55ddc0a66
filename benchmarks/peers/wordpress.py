"""Debian's WordPress (PHP-FPM, MariaDB) behind nginx: as it comes, or with nginx's page cache before it."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.paper import free_port
from benchmarks.peers.machine import MissingPeerError, install, program, running
from benchmarks.peers.nginx import nginx

WORDPRESS = Path("/usr/share/wordpress")
THEME = "wp-content/themes/twentytwentythree"
PACKAGES = (
    "wordpress-theme-twentytwentythree",
    *("wordpress", "php8.2-fpm", "php8.2-mysql", "php8.2-xml", "php8.2-mbstring", "php-cli"),
    *("mariadb-server-core", "mariadb-client-core"),
)

_CONFIGURATION = """<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $use) {{
    define($use . '_KEY', $use); define($use . '_SALT', $use);
}}
define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('WP_HOME', 'http://' . $_SERVER['HTTP_HOST']); define('WP_SITEURL', WP_HOME);
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
$table_prefix = 'wp_';
require_once ABSPATH . 'wp-settings.php';
"""

# One pool of four children: what two cores are given.
_POOL = """[global]
error_log = {folder}/fpm-error.log
daemonize = no
[www]
listen = {folder}/fpm.sock
{user}
pm = static
pm.max_children = 4
pm.max_requests = 0
php_admin_value[opcache.enable] = 1
php_admin_value[opcache.validate_timestamps] = 0
php_admin_value[memory_limit] = 256M
php_admin_value[zlib.output_compression] = On
clear_env = no
"""

_HTTP = """
  fastcgi_cache_path {folder}/cache levels=1:2 keys_zone=pages:50m max_size=2g inactive=1h;
  map $http_accept_encoding $coding {{ default ""; "~gzip" gzip; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    root {wordpress};
    index index.php;
    location / {{ try_files $uri $uri/ /index.php?$args; }}
    location ~ \\.php$ {{
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_param HTTP_ACCEPT_ENCODING $coding;
      fastcgi_pass unix:{folder}/fpm.sock;
      {cache}
    }}
  }}"""

# The usual one: everything anonymous is kept for a while, whatever WordPress says of it; compressed by PHP,
# so that nothing is compressed again for each reader.
_CACHE = """
      fastcgi_cache pages;
      fastcgi_cache_key $coding$scheme$host$request_uri;
      fastcgi_cache_valid 200 301 10m;
      fastcgi_cache_use_stale updating;
      fastcgi_cache_lock on;
      fastcgi_ignore_headers Cache-Control Expires Set-Cookie Vary;
      fastcgi_cache_bypass $http_cookie;
      fastcgi_no_cache $http_cookie;
"""


@dataclass(frozen=True, slots=True)
class WordPress:
    """Where it is asked, as it comes and behind the page cache, and what of it is asked for."""

    plain: str
    cached: str
    articles: Sequence[str]
    front: str = "/"
    feed: str = "/feed/"


@contextlib.contextmanager
def wordpress(folder: Path, stories: Sequence[dict[str, str]]) -> Iterator[WordPress]:
    """Run WordPress with these stories until the block ends.

    Raises:
        MissingPeerError: one of its parts is not installed and may not be, or does not start.
    """
    if not (WORDPRESS / THEME).exists():
        install(*PACKAGES)
    if not (WORDPRESS / THEME).exists():
        raise MissingPeerError(f"WordPress is missing (Debian: apt-get install {' '.join(PACKAGES)})")
    fpm, php = program("php-fpm8.2", package="php8.2-fpm"), program("php", package="php-cli")
    ports = {"plain": free_port(), "cached": free_port()}
    with _database(folder) as socket, contextlib.ExitStack() as servers:
        # Debian's own configuration looks for its database in /etc: a copy has one of its own.
        site = folder / "wordpress"
        shutil.copytree(WORDPRESS, site, ignore_dangling_symlinks=True)
        (site / "wp-config.php").write_text(_CONFIGURATION.format(socket=socket), encoding="utf-8")
        paths = {}
        for name, port in ports.items():
            paths[name] = _filled(php, site, f"http://127.0.0.1:{port}", stories) if not paths else []
        (folder / "pool.conf").write_text(
            _POOL.format(folder=folder, user="user = root\ngroup = root"), encoding="utf-8"
        )
        command = [fpm, "--fpm-config", str(folder / "pool.conf"), "--nodaemonize", "--allow-to-run-as-root"]
        servers.enter_context(running(command, url="", folder=folder, name="fpm"))
        urls = {}
        for name, port in ports.items():
            place = folder / name
            place.mkdir()
            cache = _CACHE if name == "cached" else ""
            http = _HTTP.format(folder=folder, port=port, wordpress=site, cache=cache)
            urls[name] = servers.enter_context(nginx(place, http, port=port)).url
        yield WordPress(urls["plain"], urls["cached"], list(paths["plain"]))


def _filled(php: str, site: Path, url: str, stories: Sequence[dict[str, str]]) -> list[str]:
    listed = site.with_name("stories.jsonl")
    listed.write_text("".join(json.dumps(story) + "\n" for story in stories), encoding="utf-8")
    script = Path(__file__).with_name("fill_wordpress.php")
    ran = subprocess.run(  # noqa: S603
        [php, str(script), str(site), url, str(listed)], capture_output=True, text=True, check=False
    )
    if ran.returncode or "[" not in ran.stdout:
        raise MissingPeerError(f"WordPress could not be filled: {ran.stdout[-400:]}{ran.stderr[-400:]}")
    paths: list[str] = json.loads(ran.stdout[ran.stdout.rindex("[") :])
    return paths


@contextlib.contextmanager
def _database(folder: Path) -> Iterator[Path]:
    """MariaDB as Debian sets it up, in a folder of its own."""
    server, client = (
        program("mariadbd", package="mariadb-server-core"),
        program("mariadb", package="mariadb-client-core"),
    )
    data, socket = folder / "mariadb", folder / "mariadb.sock"
    common = ["--no-defaults", f"--datadir={data}", "--user=root"]
    subprocess.run(  # noqa: S603
        [
            program("mariadb-install-db", package="mariadb-server-core"),
            *common,
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
        ],
        check=True,
        capture_output=True,
    )
    command = [server, *common, f"--socket={socket}", "--skip-networking", f"--pid-file={folder}/mariadb.pid"]
    command += ["--innodb-buffer-pool-size=256M", "--skip-log-bin"]
    with running(command, url="", folder=folder, name="mariadb"):
        _until_it_answers(client, socket)
        create = "CREATE DATABASE wordpress CHARACTER SET utf8mb4"
        subprocess.run([*_asking(client, socket), "-e", create], check=True, capture_output=True)  # noqa: S603
        yield socket


def _asking(client: str, socket: Path) -> list[str]:
    return [client, "--no-defaults", f"--socket={socket}", "-uroot"]


def _until_it_answers(client: str, socket: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if not subprocess.run(  # noqa: S603
            [*_asking(client, socket), "-e", "SELECT 1"], capture_output=True, check=False
        ).returncode:
            return
        time.sleep(0.1)
    raise MissingPeerError("MariaDB does not answer.")
