"""How the words of the environment become values: each reading returns one, or says why it cannot."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

LANGUAGES = ("fr", "en", "hy", "ru")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")


def text(raw: str) -> str:
    return raw


def directory(raw: str) -> Path:
    return Path(raw).expanduser().absolute()


def host_and_port(raw: str) -> tuple[str, int]:
    host, colon, port = raw.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host:
        raise ValueError("write a host and a port, such as 127.0.0.1:8000.")
    if not port.isdecimal() or not 0 < int(port) < 65_536:
        raise ValueError("the port must be a number from 1 to 65535.")
    return host, int(port)


def site_url(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("write it in full, such as https://www.example.org.")
    if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
        raise ValueError("only the scheme and the host belong in it, no path, name or question mark.")
    return raw.rstrip("/")


def languages(raw: str) -> tuple[str, ...]:
    chosen = tuple(part.strip() for part in raw.split(",") if part.strip())
    unknown = [code for code in chosen if code not in LANGUAGES]
    if unknown:
        raise ValueError(f"{', '.join(unknown)} is not among {', '.join(LANGUAGES)}.")
    if not chosen or len(set(chosen)) != len(chosen):
        raise ValueError("name each language once, separated by commas.")
    return chosen


def time_zone(raw: str) -> str:
    try:
        zoneinfo.ZoneInfo(raw)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("use a name such as Europe/Paris or Asia/Yerevan.") from None
    return raw


def database_url(raw: str) -> str:
    scheme = urlsplit(raw).scheme
    if scheme not in ("sqlite", "postgres", "postgresql"):
        raise ValueError("it must begin with sqlite:/// or postgres://.")
    if scheme == "sqlite":
        path = raw.removeprefix("sqlite:///")
        if path == raw or not path:
            raise ValueError(
                "write three slashes and the file, such as sqlite:////srv/paper/azdarar.sqlite3."
            )
        return f"sqlite:///{Path(path).expanduser().absolute()}"
    return raw


def cache_url(raw: str) -> str:
    if raw != "database" and urlsplit(raw).scheme not in ("redis", "rediss"):
        raise ValueError("it must be the word database, or begin with redis://.")
    return raw


def email_url(raw: str) -> str:
    parts = urlsplit(raw)
    if raw != "none" and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
        raise ValueError("it must be the word none, or begin with smtp:// or smtps:// and name a host.")
    return raw


def existing_file(raw: str) -> Path:
    path = Path(raw).expanduser().absolute()
    if not path.is_file():
        raise ValueError("there is no such file.")
    return path


def mail_address(raw: str) -> str:
    if not _MAIL.fullmatch(raw):
        raise ValueError("write it as name@host.")
    return raw


def hosts(raw: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in raw.split(",") if part.strip())
    for name in names:
        if "*" in name or name.startswith("."):
            raise ValueError(f"{name} would let anybody choose the host; name each host in full.")
        if not _HOST.fullmatch(name):
            raise ValueError(f"{name} is not a host name (no scheme, no port, no path).")
    return names


def whole_number(least: int, most: int) -> Callable[[str], int]:
    def read(raw: str) -> int:
        if not raw.isdecimal() or not least <= int(raw) <= most:
            raise ValueError(f"it must be a whole number from {least} to {most}.")
        return int(raw)

    return read


def one_of(*words: str) -> Callable[[str], str]:
    def read(raw: str) -> str:
        if raw.lower() not in words:
            raise ValueError(f"it must be {' or '.join(words)}.")
        return raw.lower()

    return read


def yes_or_no(raw: str) -> bool:
    word = raw.lower()
    if word in ("yes", "true", "on", "1"):
        return True
    if word in ("no", "false", "off", "0"):
        return False
    raise ValueError("it must be yes or no.")
