"""The plan of the house, read from the import contract, so that there is one list of layers."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "src" / "azdarar"
LANGUAGES = ("fr", "en", "hy", "ru")


@functools.cache
def layers() -> tuple[frozenset[str], ...]:
    """Return the layers from the top down; rooms on one layer may not know each other."""
    configuration = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = configuration["tool"]["importlinter"]["contracts"]
    rooms = next(contract for contract in contracts if contract["id"] == "rooms")
    return tuple(
        frozenset(name.strip().strip("()") for name in layer.split("|")) for layer in rooms["layers"]
    )


def room_of(dotted: str) -> str | None:
    """Return the room of ``azdarar.<room>.…``, or None for anything outside the house."""
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "azdarar" else None


def height_of(room: str) -> int:
    """Return how far a room is from the roof: 0 is the highest."""
    for height, layer in enumerate(layers()):
        if room in layer:
            return height
    raise LookupError(f"The room {room} has no place in the layers of pyproject.toml.")


def may_look_at(room: str, other: str) -> bool:
    """Tell whether a room may know another: itself, or one on a lower layer."""
    return room == other or height_of(room) < height_of(other)


def rooms() -> list[str]:
    """Return the rooms that exist."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def python_files(*, of: str | None = None) -> Iterator[Path]:
    """Yield our Python files, of one room or of all, without migrations."""
    root = PACKAGE / of if of else PACKAGE
    yield from sorted(path for path in root.rglob("*.py") if "migrations" not in path.parts)


def module_name(path: Path) -> str:
    """Return the dotted name of a file of the package."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def template_files() -> Iterator[tuple[str, str, Path]]:
    """Yield (room, template name, file) of every template of ours."""
    for folder in sorted(PACKAGE.glob("*/templates")):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield folder.parent.name, path.relative_to(folder).as_posix(), path


def refuse(faults: list[str]) -> None:
    """Fail with every fault on a line of its own."""
    assert not faults, "\n" + "\n".join(faults)
