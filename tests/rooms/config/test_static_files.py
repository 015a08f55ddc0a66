"""Static files are collected once, under names that carry their hash, small on the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.test import override_settings
from pytest_django import Settings

from azdarar.config.serving import static_files

# Collecting compresses some thousand files: the tests that look at them share one collection.
pytestmark = pytest.mark.xdist_group("static files")


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with every static file of the house, as a first start leaves it."""
    folder = tmp_path_factory.mktemp("collected") / "static"
    storage = {"BACKEND": "azdarar.config.serving.static_files.HashedStaticFiles"}
    with override_settings(STATIC_ROOT=folder, STORAGES={**settings.STORAGES, "staticfiles": storage}):
        assert static_files.collect_when_changed()
        yield folder


def test_what_is_collected_is_whole_and_collected_once(collected: Path) -> None:
    names = json.loads((collected / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    sheet = collected / names["reader/css/paper.css"]
    screen = collected / names["wagtailadmin/css/core.css"]

    assert "@import" not in sheet.read_text(encoding="utf-8")
    assert sheet.with_name(sheet.name + ".br").exists()
    assert sheet.with_name(sheet.name + ".gz").exists()
    assert screen.with_name(screen.name + ".gz").exists()
    assert not screen.with_name(screen.name + ".br").exists()
    assert not (collected / "reader/css/paper.css").exists()
    assert not static_files.collect_when_changed()
    assert storages["staticfiles"].url("reader/css/paper.css").startswith("/static/reader/css/paper.")


def test_scripts_import_each_other_by_their_hashed_names(collected: Path) -> None:
    for script in collected.glob("reader/js/**/*.js"):
        for line in script.read_text(encoding="utf-8").splitlines():
            if not line.startswith(("import ", "export ")) or '"' not in line:
                continue
            imported = line.split('"')[1]
            assert (script.parent / imported).is_file(), f"{script.name} imports {imported}"


def test_a_sheet_that_imports_a_missing_one_is_refused(settings: Settings, tmp_path: Path) -> None:
    planted = tmp_path / "planted" / "reader" / "css"
    planted.mkdir(parents=True)
    (planted / "broken.css").write_text('a { background: url("no_such_picture.svg"); }\n', encoding="utf-8")
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [tmp_path / "planted"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "azdarar.config.serving.static_files.HashedStaticFiles"},
    }

    with pytest.raises(static_files.MissingStaticFileError, match="no_such_picture"):
        static_files.collect_when_changed()
