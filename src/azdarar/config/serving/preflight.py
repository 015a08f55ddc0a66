"""What must hold before a server is started; each refusal is one sentence, and nothing has been touched."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import closing
from pathlib import Path

from azdarar.config import sqlite
from azdarar.config.wishes.options import Options
from azdarar.config.wishes.safety import is_loopback, network_file_system
from azdarar.errors import AzdararError


class PortTakenError(AzdararError):
    """Somebody already listens where we were asked to."""

    code = "config.port-taken"
    sentence = (
        "Something already listens on %(host)s:%(port)s, so nothing was started; "
        "stop it, or choose another place with --bind or AZDARAR_BIND."
    )


class AddressUnusableError(AzdararError):
    """The host is not ours to listen on, or the port needs rights we do not have."""

    code = "config.address-unusable"
    sentence = "This machine cannot listen on %(host)s:%(port)s (%(reason)s), so nothing was started."


class HomeNotWritableError(AzdararError):
    """The paper's home cannot be written."""

    code = "config.home-not-writable"
    sentence = (
        "The home %(home)s cannot be written by this user (%(reason)s), so nothing was started; "
        "give it to this user, or choose another with AZDARAR_HOME."
    )


class NetworkFileSystemError(AzdararError):
    """SQLite on a network file system loses data."""

    code = "config.sqlite-on-network-file-system"
    sentence = (
        "The database %(path)s is on a network file system (%(kind)s), where SQLite's locks do not hold and "
        "two writers destroy it; put the home on a local disk, or use PostgreSQL (AZDARAR_DATABASE_URL)."
    )


def refuse_taken_port(bind: tuple[str, int]) -> None:
    """Raise when the server could not listen at ``bind``."""
    host, port = bind
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as trial:
        # As the server itself does: connections of a server just stopped do not count.
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTakenError(host=host, port=port) from None
            raise AddressUnusableError(host=host, port=port, reason=error.strerror or str(error)) from None


def refuse_unwritable_home(home: Path) -> None:
    """Raise when the home, or the nearest folder above it that exists, cannot be written."""
    nearest = home
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        raise HomeNotWritableError(home=home, reason=f"{nearest} is not a folder")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise HomeNotWritableError(home=home, reason=f"no permission in {nearest}")


def refuse_network_file_system(database_file: Path | None) -> None:
    """Raise when a SQLite file lies where its locks do not hold."""
    if database_file is None:
        return
    if kind := network_file_system(database_file.parent):
        raise NetworkFileSystemError(path=database_file, kind=kind)


def remarks(options: Options) -> list[str]:
    """Return what is worth saying at start though nothing is refused."""
    said = []
    version = sqlite.version_in_use()
    if options.database_file is not None and not sqlite.is_safe_with_wal(version):
        shown = ".".join(str(part) for part in version)
        said.append(
            f"SQLite {shown} can corrupt a database in WAL mode, so the slower rollback journal is used; "
            "install the pysqlite3 package to end this."
        )
    if options.site_url.startswith("https:") and not options.proxy_count:
        said.append(
            "AZDARAR_SITE_URL is https, and this server speaks http: say with AZDARAR_PROXY_COUNT how many "
            "proxies of yours stand before it, or it cannot tell safe requests from others."
        )
    if options.email_url == "none" and not is_loopback(options.site_host):
        said.append(
            "No mail is sent, so nobody can sign up or make a new password; "
            "name a server with AZDARAR_EMAIL_URL."
        )
    return said
