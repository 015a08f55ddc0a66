"""The secret is made once, from chance, for its owner alone."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from azdarar.config.wishes import secret_key


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    home = tmp_path / "var"

    first = secret_key.of_home(home)

    assert len(first) >= 50
    assert secret_key.of_home(home) == first
    assert stat.S_IMODE((home / secret_key.FILE_NAME).stat().st_mode) == 0o600
    assert list(home.iterdir()) == [home / secret_key.FILE_NAME]


def test_two_homes_have_two_secrets(tmp_path: Path) -> None:
    assert secret_key.of_home(tmp_path / "one") != secret_key.of_home(tmp_path / "two")


def test_all_who_start_together_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_key.of_home(tmp_path), range(32)))

    assert len(keys) == 1
