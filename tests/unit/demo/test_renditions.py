"""The store of the edition's renditions: made once, made again when anything they depend on changes."""

from pathlib import Path

import pytest
from PIL import Image

from demo.loader.writing.renditions import forget_others, prepared_pictures


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A small picture."""
    path = tmp_path / "abricots.jpg"
    Image.linear_gradient("L").resize((400, 300)).convert("RGB").save(path)
    return path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Where renditions are kept; nothing is there yet."""
    return tmp_path / "store"


def _kept(store: Path) -> dict[Path, float]:
    return {path: path.stat().st_mtime_ns for path in store.rglob("*") if path.is_file()}


def test_renditions_are_made_once(picture: Path, store: Path) -> None:
    made = prepared_pictures([picture], kept_in=store)
    kept = _kept(store)

    found = prepared_pictures([picture], kept_in=store)

    assert found == made
    assert {file.format for file in found[picture].files} == {"avif", "webp", "fallback"}
    assert _kept(store) == kept


def test_another_picture_under_the_same_name_is_made_anew(picture: Path, store: Path) -> None:
    before = prepared_pictures([picture], kept_in=store)[picture]
    Image.new("RGB", (500, 200), "sienna").save(picture)

    after = prepared_pictures([picture], kept_in=store)[picture]
    forget_others([picture], kept_in=store)

    assert (before.width_px, after.width_px) == (400, 500)
    assert len(list(store.iterdir())) == 1


def test_a_damaged_store_is_no_obstacle(picture: Path, store: Path) -> None:
    made = prepared_pictures([picture], kept_in=store)
    whole = _kept(store).keys()
    for path in store.rglob("avif-*"):
        path.unlink()

    assert prepared_pictures([picture], kept_in=store) == made
    assert _kept(store).keys() == whole


def test_a_place_nobody_may_write_to_is_no_obstacle(picture: Path, tmp_path: Path) -> None:
    obstacle = tmp_path / "file"
    obstacle.touch()

    assert prepared_pictures([picture], kept_in=obstacle / "store")[picture].files
