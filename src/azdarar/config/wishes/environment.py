"""The settings of a paper, read from the environment once, all mistakes told together.

Nothing here needs Django: the command reads the settings before it loads anything heavy.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from azdarar.config.wishes import readings
from azdarar.config.wishes.options import PREFIX, TABLE, Options
from azdarar.config.wishes.safety import unsafe_settings
from azdarar.errors import AzdararError


class SettingsError(AzdararError):
    """The paper's settings cannot be used; all mistakes are in the sentence."""

    code = "config.unusable-settings"
    sentence = "The settings cannot be used, so nothing was started.\n%(mistakes)s"


def read_options(environ: Mapping[str, str]) -> Options:
    """Read and complete the table's settings.

    Touches no file. The secret key stays empty when the environment has none; ``secret_key.of_home`` fills
    it.

    Raises:
        SettingsError: ``config.unusable-settings``, with every mistake on a line of its own.
    """
    given, mistakes = _read_table(environ)
    # A setting that could not be read counts as its default here, and the defaults are safe.
    options = _complete(given)
    mistakes += _unknown_names(environ) + unsafe_settings(options)
    if mistakes:
        raise SettingsError(mistakes="\n".join(f"- {mistake}" for mistake in mistakes))
    return options


def _read_table(environ: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    given: dict[str, Any] = {}
    mistakes: list[str] = []
    for option in TABLE:
        raw = environ.get(option.variable, "").strip()
        if not raw:
            continue
        try:
            given[option.name] = option.read(raw)
        except ValueError as error:
            shown = "the value given" if option.secret else repr(raw)
            mistakes.append(f"{option.variable}: {shown} is not a {option.kind}: {error}")
    return given, mistakes


def _unknown_names(environ: Mapping[str, str]) -> list[str]:
    known = [option.variable for option in TABLE]
    mistakes = []
    for name in sorted(environ):
        if not name.startswith(PREFIX) or name in known:
            continue
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
        hint = f"did you mean {near[0]}?" if near else "see docs/reference/settings.md for those that are."
        mistakes.append(f"{name} is not a setting of Azdarar; {hint}")
    return mistakes


def _complete(given: dict[str, Any]) -> Options:
    home: Path = given.get("HOME") or readings.directory("./var")
    bind: tuple[str, int] = given.get("BIND") or ("127.0.0.1", 8000)
    site_url: str = given.get("SITE_URL") or address_of(bind)
    host = urlsplit(site_url).hostname or "localhost"
    return Options(
        home=home,
        bind=bind,
        site_url=site_url,
        paper_name=given.get("PAPER_NAME", "Azdarar"),
        languages=given.get("LANGUAGES", ("fr", "en", "hy", "ru")),
        time_zone=given.get("TIME_ZONE", "UTC"),
        database_url=given.get("DATABASE_URL") or f"sqlite:///{home / 'azdarar.sqlite3'}",
        cache_url=given.get("CACHE_URL", "database"),
        email_url=given.get("EMAIL_URL", "none"),
        email_ca_file=given.get("EMAIL_CA_FILE"),
        mail_from=given.get("MAIL_FROM") or f"azdarar@{host}",
        secret_key=given.get("SECRET_KEY", ""),
        allowed_hosts=given.get("ALLOWED_HOSTS", ()),
        old_hosts=given.get("OLD_HOSTS", ()),
        proxy_count=given.get("PROXY_COUNT", 0),
        workers=given.get("WORKERS") or min(4, os.cpu_count() or 1),
        press_memory_mb=given.get("PRESS_MEMORY_MB", 64),
        search_url=given.get("SEARCH_URL", ""),
        search_ca_file=given.get("SEARCH_CA_FILE"),
        cdn_url=given.get("CDN_URL", ""),
        cdn_token=given.get("CDN_TOKEN", ""),
        press_files=given.get("PRESS_FILES", False),
        import_upload_mb=given.get("IMPORT_UPLOAD_MB", 2_048),
        import_password=given.get("IMPORT_PASSWORD", ""),
        log_format=given.get("LOG_FORMAT", "text"),
        log_level=given.get("LOG_LEVEL", "info"),
        debug=given.get("DEBUG", False),
    )


def address_of(bind: tuple[str, int]) -> str:
    """Return the http address of a place the server listens on, as a browser would write it.

    This machine is named and not numbered: a passkey belongs to a name, and browsers make none for a number.
    """
    host, port = bind
    if host in ("0.0.0.0", "::", "127.0.0.1", "::1"):  # noqa: S104 - compared, never bound here
        host = "localhost"
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}" if port == 80 else f"http://{shown}:{port}"
