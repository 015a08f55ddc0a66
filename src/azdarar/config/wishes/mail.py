"""From a mail server's address to Django's mail settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from azdarar.config.wishes.safety import is_loopback

if TYPE_CHECKING:
    from azdarar.config.wishes.options import Options

SUBMISSION_PORT = 587
IMPLICIT_TLS_PORT = 465
RELAY_PORT = 25


def is_outbox_shown(options: Options) -> bool:
    """Tell whether mails that are not sent may be looked at: only on a machine that serves itself alone."""
    return options.email_url == "none" and is_loopback(options.site_host) and not options.proxy_count


def settings_for(options: Options) -> dict[str, Any]:
    """Return Django's ``EMAIL_*`` settings, as the courier reads them.

    Whatever sends a mail puts it into the courier's queue. Without a mail server (``EMAIL_HOST`` is empty)
    it stays there.
    """
    queue = {"EMAIL_BACKEND": "azdarar.courier.backend.QueueBackend"}
    if options.email_url == "none":
        return {**queue, "EMAIL_HOST": ""}
    parts = urlsplit(options.email_url)
    implicit = parts.scheme == "smtps"
    port = parts.port or (IMPLICIT_TLS_PORT if implicit else SUBMISSION_PORT)
    is_local_relay = port == RELAY_PORT and is_loopback(parts.hostname or "")
    return {
        **queue,
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": implicit,
        # A relay on port 25 of this machine rarely speaks TLS, and nobody listens in between; everything else
        # must speak it.
        "EMAIL_USE_TLS": not implicit and not is_local_relay,
    }
