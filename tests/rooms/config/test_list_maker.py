"""The worker sends one process at a time to list an archive, and none again at once where it ends in vain."""

from __future__ import annotations

import sys
import threading

import pytest
from django.utils import timezone

from azdarar.config.worker import lister
from azdarar.config.worker.lister import ListMaker
from azdarar.onward.waiting import ask_for_archive


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
    first = maker.process
    assert first is not None
    first.wait()
    maker.tend()

    assert (maker.process is not None) == is_sent_again
    assert maker.process is not first
    maker.stop()
