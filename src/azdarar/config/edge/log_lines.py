"""The form of a log line: one line whatever happens, further facts as ``name=value``, no queries."""

from __future__ import annotations

import logging
import re

# What every record carries; anything else was given by the caller and is worth printing.
_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "taskName",
    "request",
    "status_code",
}
_QUERY = re.compile(r"\?[^\s\"']*")


class OneLine(logging.Formatter):
    """Write a record on one line; a traceback's line ends become `` | ``."""

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        facts = [f"{name}={value}" for name, value in vars(record).items() if name not in _ORDINARY]
        return " ".join([line, *facts]).replace("\r", "").replace("\n", " | ")


class NotUnavailable(logging.Filter):
    """Leave out that 503 was answered: ``/healthz`` says it on purpose, to whoever asks each second."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.name == "django.request" and getattr(record, "status_code", None) == 503)


class WithoutQuery(logging.Filter):
    """Take the query out of addresses that libraries log: it may hold a search, a name or a one-time link."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith(("django.", "allauth")) and isinstance(record.args, tuple):
            record.args = tuple(_QUERY.sub("?…", arg) if isinstance(arg, str) else arg for arg in record.args)
        return True
