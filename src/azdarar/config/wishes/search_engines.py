"""What the search runs on: which engines there are, and what each needs."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

EMBEDDED, POSTGRESQL = "embedded", "postgresql"
_SCHEMES = ("opensearch+https", "opensearch+http")
# OpenSearch's own rule, and room for what is put behind it (the newsroom's index, the date of a new one).
_INDEX = re.compile(r"/[a-z0-9][a-z0-9_-]{0,99}")


def reading(raw: str) -> str:
    """Read the setting; the engine that comes with the paper is an empty address."""
    if raw in (EMBEDDED, POSTGRESQL):
        return "" if raw == EMBEDDED else raw
    parts = urlsplit(raw)
    if parts.scheme not in _SCHEMES:
        raise ValueError(
            "it must be the word embedded, the word postgresql, or begin with opensearch+https://."
        )
    if not parts.hostname or not _has_port(raw):
        raise ValueError(
            "name a host, and a port if it is not 443, as in opensearch+https://host:9200/paper."
        )
    if not _INDEX.fullmatch(parts.path) or parts.query or parts.fragment:
        raise ValueError(
            "end it with the name of an index in small letters, as in opensearch+https://host:9200/paper."
        )
    if bool(parts.username) != bool(parts.password):
        raise ValueError("write user and password, or neither; special signs in them as %40 for @.")
    if parts.scheme == "opensearch+http" and not _is_this_machine(parts.hostname):
        raise ValueError(
            "over plain http, drafts and the password can be read on the way; write opensearch+https://."
        )
    return raw


def unfit_engine(search_url: str, database_url: str) -> list[str]:
    """Say so when the search is to run in a PostgreSQL that the paper does not have."""
    if search_url == POSTGRESQL and not database_url.startswith("postgres"):
        return [
            "AZDARAR_SEARCH_URL is postgresql, but the paper's database is not: "
            "leave it out, or give AZDARAR_DATABASE_URL a PostgreSQL."
        ]
    return []


def _has_port(raw: str) -> bool:
    try:
        return urlsplit(raw).port != 0
    except ValueError:
        return False


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
