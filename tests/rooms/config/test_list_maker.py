"""The worker sends one process at a time to list an archive, and none again at once where it ends in vain."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from azdarar.config.worker import lister
from azdarar.config.worker.lister import ListMaker
from azdarar.onward.waiting import ask_for_archive, is_archive_asked


@pytest.mark.django_db
@pytest.mark.parametrize(("pause_s", "is_sent_again"), [(lister.PAUSE_S, False), (0.0, True)])
def test_whoever_ends_with_work_left_is_sent_again_after_a_pause(
    monkeypatch: pytest.MonkeyPatch, pause_s: float, is_sent_again: bool
) -> None:
    monkeypatch.setattr(lister, "COMMAND", (sys.executable, "-S", "-c", ""))  # lists nothing
    monkeypatch.setattr(lister, "MOST_HERE", -1)  # every archive is a large one
    monkeypatch.setattr(lister, "PAUSE_S", pause_s)
    ask_for_archive(at=timezone.now())
    maker = ListMaker(threading.Event())

    maker.tend()
    first = maker.child.process
    assert first is not None
    first.wait()
    maker.tend()

    assert (maker.child.process is not None) == is_sent_again
    assert maker.child.process is not first
    maker.stop()


@pytest.mark.django_db
def test_what_stories_are_compared_by_may_be_deleted_while_the_worker_runs(
    settings: Any, tmp_path: Path
) -> None:
    settings.HOME = tmp_path
    maker, file = ListMaker(threading.Event()), tmp_path / "onward.sqlite3"
    ask_for_archive(at=timezone.now())
    maker.tend()
    assert file.exists()
    for path in tmp_path.glob("onward.sqlite3*"):
        path.unlink()

    ask_for_archive(at=timezone.now())
    maker.tend()

    assert file.exists(), "the next lists are not noted in a file that is gone"
    assert not is_archive_asked()
