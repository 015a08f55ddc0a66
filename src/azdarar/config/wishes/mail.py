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


def settings_for(options: Options) -> dict[str, Any]:
    """Return Django's ``EMAIL_*`` settings, as the courier reads them.

    Whatever sends a mail puts it into the courier's queue. Without a mail server (``EMAIL_HOST`` is empty)
    it is kept there, and shown to a developer at ``/account/outbox/`` when nobody else can ask.
    """
    queue = {
        "EMAIL_BACKEND": "azdarar.courier.backend.QueueBackend",
        "MAIL_CA_FILE": str(options.email_ca_file) if options.email_ca_file else None,
    }
    if options.email_url == "none":
        is_private = is_loopback(options.site_host) and not options.proxy_count
        return {**queue, "EMAIL_HOST": "", "MAIL_OUTBOX_IS_SHOWN": is_private}
    parts = urlsplit(options.email_url)
    implicit = parts.scheme == "smtps"
    port = parts.port or (IMPLICIT_TLS_PORT if implicit else SUBMISSION_PORT)
    is_local_relay = port == RELAY_PORT and is_loopback(parts.hostname or "")
    return {
        **queue,
        "MAIL_OUTBOX_IS_SHOWN": False,
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": implicit,
        # A relay on port 25 of this machine rarely speaks TLS, and nobody listens in between; everything else
        # must speak it.
        "EMAIL_USE_TLS": not implicit and not is_local_relay,
    }
