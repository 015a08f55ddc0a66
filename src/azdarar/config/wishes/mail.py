"""From a mail server's address to Django's mail settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from azdarar.config.wishes.options import Options

SUBMISSION_PORT = 587
IMPLICIT_TLS_PORT = 465


def settings_for(options: Options) -> dict[str, Any]:
    """Return Django's ``EMAIL_*`` settings.

    Without a mail server nothing is lost: each mail becomes a file in the home's mail folder.
    """
    if options.email_url == "file":
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": options.home / "mail",
        }
    parts = urlsplit(options.email_url)
    implicit = parts.scheme == "smtps"
    port = parts.port or (IMPLICIT_TLS_PORT if implicit else SUBMISSION_PORT)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": implicit,
        # Port 25 on this machine is a local relay that rarely speaks TLS; everything else must.
        "EMAIL_USE_TLS": not implicit and port != 25,
    }
