"""What a paper must not be started with, each in one sentence that says what to do instead."""

from __future__ import annotations

import ipaddress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from azdarar.config.wishes.caches_in_front import missing_token
from azdarar.config.wishes.search_engines import unfit_engine

if TYPE_CHECKING:
    from azdarar.config.wishes.options import Options

SHORTEST_SECRET = 50
FEWEST_DIFFERENT_CHARACTERS = 5
# SQLite's locks are not kept by these, whatever their makers say: two writers corrupt the file.
NETWORK_FILE_SYSTEMS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "fuse.sshfs",
        "9p",
        "afs",
        "ceph",
        "glusterfs",
        "fuse.glusterfs",
        "ncpfs",
    }
)


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address can only mean this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def unsafe_settings(options: Options) -> list[str]:
    """Return one sentence for each setting that would endanger readers, sources or the archive."""
    found = []
    if options.debug and not is_loopback(options.bind[0]):
        found.append(
            "AZDARAR_DEBUG shows the inside of the server to everyone; "
            f"switch it off, or listen on 127.0.0.1 instead of {options.bind[0]}."
        )
    if options.debug and not is_loopback(options.site_host):
        found.append("AZDARAR_DEBUG is on while AZDARAR_SITE_URL is public; switch it off.")
    if urlsplit(options.site_url).scheme == "http" and not is_loopback(options.site_host):
        found.append(
            f"AZDARAR_SITE_URL is {options.site_url}: over plain http, passwords and drafts can be read "
            "on the way; write https:// and put a server with a certificate before Azdarar."
        )
    if options.cache_url.startswith("redis") and find_spec("redis") is None:
        found.append('AZDARAR_CACHE_URL asks for Redis: install it with pip install "azdarar[redis]".')
    if options.press_files and options.cdn_url:
        found.append(
            "AZDARAR_PRESS_FILES and AZDARAR_CDN_URL exclude each other: a cache cannot be told to forget "
            "what a web server read from a file, because files carry no keys; choose one."
        )
    found += missing_token(options.cdn_url, options.cdn_token)
    found += unfit_engine(options.search_url, options.database_url)
    found += _weak_secret(options.secret_key)
    return found


def _weak_secret(key: str) -> list[str]:
    if not key:
        return []
    if len(key) < SHORTEST_SECRET or len(set(key)) < FEWEST_DIFFERENT_CHARACTERS:
        return [
            f"AZDARAR_SECRET_KEY must be at least {SHORTEST_SECRET} characters of pure chance; "
            "leave it out and Azdarar makes one and keeps it in the home."
        ]
    return []


def network_file_system(path: Path, *, mounts: Path = Path("/proc/mounts")) -> str | None:
    """Return the kind of network file system ``path`` lies on, or None (also where this cannot be known)."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    place = path.resolve()
    best, kind = "", None
    for line in lines:
        fields = line.split()
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        if (place == Path(point) or Path(point) in place.parents) and len(point) >= len(best):
            best, kind = point, fields[2]
    return kind if kind in NETWORK_FILE_SYSTEMS else None
