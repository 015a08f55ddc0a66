"""The import contracts hold, and each would notice a planted import."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import CHECKOUT, height_of, layers, may_look_at, rooms

PLANTED = [
    pytest.param(
        "press/actions.py", "from azdarar.articles import models", "Rooms look down only", id="upwards"
    ),
    pytest.param(
        "rights/queries.py", "import azdarar.subjects.models", "Rooms look down only", id="sideways"
    ),
    pytest.param(
        "media/queries.py",
        "def late():\n    from azdarar.articles import queries",
        "Rooms look down only",
        id="upwards, inside a function",
    ),
    pytest.param(
        "formats/planted.py",
        "from django.utils import timezone",
        "Formats, language and errors know neither Django nor Wagtail",
        id="Django in formats",
    ),
    pytest.param(
        "articles/planted.py",
        "import azdarar.formats.internal",
        "A cupboard opens to its own room only",
        id="another room's cupboard",
    ),
    pytest.param(
        "lobby/__init__.py", "'''A room nobody planned.'''", "Rooms look down only", id="an unplanned room"
    ),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the import linter on a checkout or on a copy of one."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_contract_is_kept() -> None:
    outcome = lint(CHECKOUT)

    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize(("file", "line", "contract"), PLANTED)
def test_a_planted_import_breaks_its_contract(tmp_path: Path, file: str, line: str, contract: str) -> None:
    shutil.copytree(
        CHECKOUT / "src" / "azdarar",
        tmp_path / "src" / "azdarar",
        ignore=shutil.ignore_patterns("__pycache__", "static", "templates", "locale"),
    )
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    planted = tmp_path / "src" / "azdarar" / file
    planted.parent.mkdir(exist_ok=True)
    with planted.open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")

    outcome = lint(tmp_path)

    assert outcome.returncode != 0
    assert f"{contract} BROKEN" in outcome.stdout, outcome.stdout


def test_the_layers_say_who_may_know_whom() -> None:
    assert may_look_at("reader", "articles")
    assert may_look_at("articles", "articles")
    assert not may_look_at("articles", "fronts")
    assert not may_look_at("rights", "subjects")
    assert height_of("config") == 0


def test_every_room_has_its_place() -> None:
    placed = frozenset().union(*layers())

    assert set(rooms()) <= placed
