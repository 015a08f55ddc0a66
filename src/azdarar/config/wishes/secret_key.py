"""The paper's secret: made once from chance, kept in the home, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

FILE_NAME = "secret_key"
RANDOM_BYTES = 48  # 64 characters, 384 bits


def of_home(home: Path) -> str:
    """Return the home's secret key, making home and key when they are missing.

    Two processes that start together agree: the one that comes second reads what the first wrote.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o750)
    path = home / FILE_NAME
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> None:
    # Written beside and then linked, so that nobody ever reads half a key; mkstemp makes it 0600.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{FILE_NAME}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(RANDOM_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return
    finally:
        draft.unlink(missing_ok=True)
