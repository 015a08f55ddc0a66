"""Every setting of a paper, in one table: name, type, default, one sentence, secret or not.

``environment.py`` reads it; ``docs/reference/settings.md`` is written from it (``make docs``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from azdarar.config.wishes import caches_in_front, readings, search_engines

PREFIX = "AZDARAR_"


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: its name without the prefix, how it is read, what it means."""

    name: str
    kind: str
    default: str
    sentence: str
    read: Callable[[str], Any]
    secret: bool = False

    @property
    def variable(self) -> str:
        return PREFIX + self.name


TABLE: tuple[Option, ...] = (
    Option(
        "HOME",
        "directory",
        "./var",
        "Where all this paper owns is kept: database, pictures, secret key, collected files.",
        readings.directory,
    ),
    Option(
        "BIND",
        "host:port",
        "127.0.0.1:8000",
        "Where the server listens; `azdarar serve --bind` wins over it.",
        readings.host_and_port,
    ),
    Option(
        "SITE_URL",
        "address",
        "http:// and the address the server listens on",
        "The paper's public address, used in feeds, mail and metadata; https, unless it is this machine.",
        readings.site_url,
    ),
    Option(
        "PAPER_NAME",
        "text",
        "Azdarar",
        "The paper's name, on every page, in feeds and in mail.",
        readings.text,
    ),
    Option(
        "LANGUAGES",
        "list of fr, en, hy, ru",
        "fr,en,hy,ru",
        "The languages the paper appears in; the first is the one a reader gets when nothing says otherwise.",
        readings.languages,
    ),
    Option(
        "TIME_ZONE",
        "time zone name",
        "UTC",
        "The clock of the newsroom: days in addresses, printed dates and schedules follow it.",
        readings.time_zone,
    ),
    Option(
        "DATABASE_URL",
        "database address",
        "SQLite, in the file azdarar.sqlite3 of the home",
        "`sqlite:///path` or `postgres://user:password@host:port/name`.",
        readings.database_url,
        secret=True,
    ),
    Option(
        "CACHE_URL",
        "cache address",
        "database",
        "Where short-lived counts are kept (sign-in limits): `database`, or `redis://host:port/0` "
        "once the `redis` extra is installed.",
        readings.cache_url,
        secret=True,
    ),
    Option(
        "EMAIL_URL",
        "mail server address",
        "none",
        "`smtp://user:password@host:587` (STARTTLS, or nothing is sent), `smtps://…:465`, or `none`: "
        "mails are kept, and shown at /account/outbox/ to whoever sits at this machine.",
        readings.email_url,
        secret=True,
    ),
    Option(
        "EMAIL_CA_FILE",
        "file",
        "the certificates this machine trusts",
        "Certificates (PEM) that vouch for the mail server, when it is a newsroom's own with one of its own.",
        readings.existing_file,
    ),
    Option(
        "MAIL_FROM",
        "mail address",
        "azdarar@ and the host of the public address",
        "The sender of the paper's mail.",
        readings.mail_address,
    ),
    Option(
        "SECRET_KEY",
        "text of at least 50 characters",
        "made at first start and kept in the file secret_key of the home",
        "Signs sessions and one-time links; changing it signs everybody out.",
        readings.text,
        secret=True,
    ),
    Option(
        "ALLOWED_HOSTS",
        "list of host names",
        "the host of the public address",
        "Further host names the paper answers to.",
        readings.hosts,
    ),
    Option(
        "OLD_HOSTS",
        "list of host names",
        "the public address with or without `www.`",
        "Host names the paper had in former days: every address of theirs leads to the public one.",
        readings.hosts,
    ),
    Option(
        "PROXY_COUNT",
        "whole number, 0 to 5",
        "0",
        "How many reverse proxies of yours stand before the server; "
        "only then is their word believed about https and the reader's address.",
        readings.whole_number(0, 5),
    ),
    Option(
        "WORKERS",
        "whole number, 1 to 64",
        "one for each processor, at most 4",
        "How many server processes answer readers.",
        readings.whole_number(1, 64),
    ),
    Option(
        "PRESS_MEMORY_MB",
        "whole number, 8 to 65536",
        "64",
        "What pressed pages may take of each server process's memory, in megabytes; the others are read from "
        "their files.",
        readings.whole_number(8, 65_536),
    ),
    Option(
        "SEARCH_URL",
        "search engine",
        "embedded",
        "What the search runs on: `embedded` (files of its own in the home), `postgresql` (tables in the "
        "paper's PostgreSQL), or `opensearch+https://user:password@host:port/index`.",
        search_engines.reading,
        secret=True,
    ),
    Option(
        "SEARCH_CA_FILE",
        "file",
        "the certificates this machine trusts",
        "Certificates (PEM) that vouch for the OpenSearch server, when it has one of its own making.",
        readings.existing_file,
    ),
    Option(
        "CDN_URL",
        "address of a cache",
        "none",
        "The cache in front of the paper that is told what to forget: `varnish+http://127.0.0.1:6081` "
        "(several hosts with commas), `fastly://SERVICE`, `cloudflare://ZONE`, `surrogate+https://…` (any "
        "purge by `Surrogate-Key`), `purge+http://host:port` (PURGE of each address), or "
        "`wagtail:path.of.a.frontend_cache.Backend?PARAMETER=…`.",
        caches_in_front.reading,
    ),
    Option(
        "CDN_TOKEN",
        "text",
        "none",
        "What lets the paper purge that cache: the token of its interface.",
        readings.text,
        secret=True,
    ),
    Option(
        "PRESS_FILES",
        "yes or no",
        "no",
        "Lay pressed pages out as plain files too, in the folder `press/exposed` of the home, for a web "
        "server in front that reads them itself (`deploy/nginx`).",
        readings.yes_or_no,
    ),
    Option(
        "IMPORT_UPLOAD_MB",
        "whole number, 1 to 102400",
        "2048",
        "The longest export the newsroom takes as an upload, in megabytes; a longer one is put into the "
        "folder `imports` of the home by hand.",
        readings.whole_number(1, 102_400),
    ),
    Option(
        "IMPORT_PASSWORD",
        "text",
        "what stands in the address itself",
        "The password of an old site's database that is read over the network: for imports that the worker "
        "does, or that go on after a stop. It is written nowhere else.",
        readings.text,
        secret=True,
    ),
    Option(
        "LOG_FORMAT", "text or json", "text", "How log lines are written.", readings.one_of("text", "json")
    ),
    Option(
        "LOG_LEVEL",
        "debug, info, warning or error",
        "info",
        "The least important log line that is written.",
        readings.one_of("debug", "info", "warning", "error"),
    ),
    Option(
        "DEBUG",
        "yes or no",
        "no",
        "Show a developer the inside of a failure; refused when anybody else could see it.",
        readings.yes_or_no,
    ),
)


@dataclass(frozen=True, slots=True)
class Options:
    """What the environment said, read and completed."""

    home: Path
    bind: tuple[str, int]
    site_url: str
    paper_name: str
    languages: tuple[str, ...]
    time_zone: str
    database_url: str
    cache_url: str
    email_url: str
    email_ca_file: Path | None
    mail_from: str
    secret_key: str
    allowed_hosts: tuple[str, ...]
    old_hosts: tuple[str, ...]
    proxy_count: int
    workers: int
    press_memory_mb: int
    search_url: str
    search_ca_file: Path | None
    cdn_url: str
    cdn_token: str
    press_files: bool
    import_upload_mb: int
    import_password: str
    log_format: str
    log_level: str
    debug: bool

    @property
    def site_host(self) -> str:
        return urlsplit(self.site_url).hostname or "localhost"

    @property
    def every_old_host(self) -> tuple[str, ...]:
        """Hosts of former days, each with and without ``www.``; the public one is none of them."""
        names = [name.lower() for name in (*self.old_hosts, self.site_host) if "." in name]
        both = [form for name in names for form in (name, _other_form(name))]
        served = {self.site_host, *self.allowed_hosts}
        return tuple(name for name in dict.fromkeys(both) if name not in served and not name[-1].isdigit())

    @property
    def database_file(self) -> Path | None:
        """The SQLite file, or None when the database is a server."""
        if not self.database_url.startswith("sqlite:"):
            return None
        return Path(self.database_url.removeprefix("sqlite:///"))


def _other_form(host: str) -> str:
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
