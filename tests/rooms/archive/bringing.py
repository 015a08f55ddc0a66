"""Imports in one breath, as most tests of them want it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone

from azdarar.archive.actions import carry_on_import, start_import
from azdarar.archive.report import ImportReport


def import_wxr(files: Sequence[Path], **options: Any) -> ImportReport:
    """Bring a WordPress site home: one export, or the several files WordPress made of one site."""
    return _bring("wordpress", files, options)


def import_spip(backup: Path, **options: Any) -> ImportReport:
    """Bring a SPIP site home."""
    return _bring("spip", [backup], options)


def _bring(system: str, given: Sequence[Path], options: dict[str, Any]) -> ImportReport:
    told = {name: str(value) if isinstance(value, Path) else value for name, value in options.items()}
    run = start_import(system=system, given=[str(one) for one in given], at=timezone.now(), options=told)
    return carry_on_import(run)
