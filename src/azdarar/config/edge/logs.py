"""One line an event, as text or JSON, without anything that says who was reading."""

from __future__ import annotations

from typing import Any

TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def logging_settings(*, log_format: str, level: str) -> dict[str, Any]:
    """Return Django's ``LOGGING``.

    Everything goes to standard error, one line each; standard output belongs to what commands answer.
    ``django.request`` and ``django.server`` are silent below errors: they would write the query, which may
    hold a search or a one-time link, and our own request log says the rest.
    """
    json_form = {
        "()": "pythonjsonlogger.json.JsonFormatter",
        "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        "rename_fields": {"asctime": "at", "levelname": "level", "name": "source", "message": "event"},
    }
    text_form = {"()": "azdarar.config.edge.log_lines.OneLine", "format": TEXT}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": json_form if log_format == "json" else text_form},
        "filters": {
            "without_query": {"()": "azdarar.config.edge.log_lines.WithoutQuery"},
            "not_unavailable": {"()": "azdarar.config.edge.log_lines.NotUnavailable"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["without_query", "not_unavailable"],
            },
        },
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "django_tasks": {"level": "WARNING"},
            "django_tasks_db": {"level": "ERROR"},
            "PIL": {"level": "WARNING"},
            # It tells every saved page; who did what is kept in the audit log.
            "wagtail": {"level": "WARNING"},
        },
    }
