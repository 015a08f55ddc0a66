"""Where the samples lie, and how blocks are turned into words for a comparison."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


def shared_files(folder: str, *patterns: str) -> list[Path]:
    """The real files of a shared folder; an empty list where the folder is not there."""
    return sorted(path for pattern in patterns for path in (SHARED / folder).glob(pattern))


def need_shared(folder: str) -> Path:
    """The shared folder; a test without it is skipped, and says so."""
    if not (SHARED / folder).is_dir():
        pytest.skip(f"The real files of shared/data/{folder} are not beside this checkout: not tried.")
    return SHARED / folder


def texts_in(value: object) -> Iterator[str]:
    """Every text of a record, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from texts_in(part)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts_in(getattr(value, field.name))
