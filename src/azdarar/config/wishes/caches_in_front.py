"""The address of a cache in front of the paper: which kinds there are, and what each needs."""

from __future__ import annotations

import re
from importlib.util import find_spec
from urllib.parse import urlsplit

_HOSTS = re.compile(r"[A-Za-z0-9.\-\[\]:]+(,[A-Za-z0-9.\-\[\]:]+)*/?")
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_BY_KEY_AT_A_HOST = ("surrogate+http", "surrogate+https")
_BY_ADDRESS = ("purge+http", "purge+https")
_BY_NAME = ("fastly", "cloudflare")


def reading(raw: str) -> str:
    """Read the setting; ``none`` is an empty address."""
    if raw == "none":
        return ""
    scheme, colon, rest = raw.partition(":")
    if scheme == "wagtail" and colon:
        _refuse_unknown_backend(rest.partition("?")[0])
        return raw
    if not rest.startswith("//") or len(rest) < 3:
        raise ValueError(
            "it must be the word none, or begin with varnish+http://, surrogate+https://, fastly://, "
            "cloudflare://, purge+http:// or wagtail:."
        )
    if scheme in ("varnish+http", "varnish+https"):
        if not _HOSTS.fullmatch(rest[2:]):
            raise ValueError("name hosts and ports, such as varnish+http://127.0.0.1:6081,127.0.0.2:6081.")
    elif scheme in (*_BY_KEY_AT_A_HOST, *_BY_ADDRESS):
        if not urlsplit(raw).hostname:
            raise ValueError("name a host after the two slashes.")
    elif scheme in _BY_NAME:
        if not _NAME.fullmatch(rest[2:]):
            raise ValueError("name the service or the zone by its identifier.")
    else:
        raise ValueError(f"no kind of cache is called {scheme}.")
    return raw.rstrip("/")


def _refuse_unknown_backend(path: str) -> None:
    module = path.rpartition(".")[0]
    try:
        is_there = bool(module) and find_spec(module) is not None
    except (ImportError, ValueError):
        is_there = False
    if not is_there:
        raise ValueError(
            "name a backend by its path, such as "
            "wagtail:wagtail.contrib.frontend_cache.backends.CloudfrontBackend?DISTRIBUTION_ID=E2ABC."
        )


def is_told_addresses(url: str) -> bool:
    """Whether the cache forgets by address only, so that it may keep pages for a short time at most."""
    return url.startswith((*(f"{scheme}:" for scheme in _BY_ADDRESS), "wagtail:"))


def missing_token(url: str, token: str) -> list[str]:
    """Say so when a cache is named that takes no purge without a token."""
    if url.startswith(("fastly:", "cloudflare:")) and not token:
        kind = url.partition(":")[0].capitalize()
        return [f"AZDARAR_CDN_URL names {kind}, which forgets nothing without AZDARAR_CDN_TOKEN."]
    return []
