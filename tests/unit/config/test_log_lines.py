"""A log line is one line, and says nothing about who reads."""

from __future__ import annotations

import json
import logging
import logging.config
import sys

import pytest

from azdarar.config.edge.log_lines import NotUnavailable, OneLine, WithoutQuery
from azdarar.config.edge.logs import logging_settings


def record(message: str, *args: object, name: str = "azdarar", **extra: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": name, "msg": message, "args": args, "levelname": "INFO", **extra})
    made.levelno = logging.INFO
    return made


def test_a_traceback_stays_on_one_line() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError:
        made = record("broken", exc_info=sys.exc_info())

    assert "\n" not in OneLine("%(message)s").format(made)


def test_further_facts_follow_the_message() -> None:
    line = OneLine("%(levelname)s %(message)s").format(record("answered", status=200, ms=3))

    assert line == "INFO answered status=200 ms=3"


def test_queries_are_taken_out_of_what_libraries_log() -> None:
    made = record("Not Found: %s", "/fr/search/?q=secret", name="django.request")

    WithoutQuery().filter(made)

    assert made.getMessage() == "Not Found: /fr/search/?…"


def test_a_503_is_not_logged_as_a_failure() -> None:
    assert not NotUnavailable().filter(record("Unavailable", name="django.request", status_code=503))
    assert NotUnavailable().filter(record("Broken", name="django.request", status_code=500))


def test_json_lines_are_objects(capsys: pytest.CaptureFixture[str]) -> None:
    settings = logging_settings(log_format="json", level="info")
    formatter = logging.config.DictConfigurator(settings)
    handler = formatter.configure_formatter(settings["formatters"]["line"])

    told = json.loads(handler.format(record("answered", status=200)))

    assert told["event"] == "answered"
    assert told["status"] == 200
    assert {"at", "level", "source"} <= set(told)
