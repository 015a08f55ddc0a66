"""What an answer with a pressed page says to caches in front of the paper."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from azdarar.config.serving.front.heads import read_block
from azdarar.config.serving.front.pressed import PressedAnswers
from azdarar.press.pressing import Press, RenderedPage
from azdarar.press.showing import Shown
from azdarar.press.store import PageStore

HEADERS = (("Content-Type", "text/html"),)


@pytest.mark.parametrize("condition", [b"", b"If-None-Match: *\r\n"], ids=["a page", "a page that is there"])
def test_a_cache_in_front_keeps_what_holds_and_nothing_that_changed_already(
    tmp_path: Path, condition: bytes
) -> None:
    store = PageStore(tmp_path, memory_bytes=2**20)
    shown = Shown({"front:fr"})
    page = Press(store, render=lambda key: RenderedPage(200, HEADERS, b"well", shown)).press("/", why="asked")
    assert page is not None
    block = read_block(b"Host: paper.example\r\n" + condition, trusts_proxy=False)

    def told(answers: PressedAnswers, *, is_old: bool) -> bytes:
        answer = answers.answer(page, block, is_head=False, is_old=is_old)
        assert answer is not None
        return answer[0]

    in_front, alone = PressedAnswers(store, kept_s=3_600), PressedAnswers(store, kept_s=None)
    fresh = told(in_front, is_old=False)
    store.changes.tell("a", {"front:fr"}, at=time.time())
    old = told(in_front, is_old=not store.is_fresh(page))

    assert b"\r\nsurrogate-control: max-age=3600\r\n" in fresh
    assert b"\r\nsurrogate-control: no-store\r\n" in old
    assert b"\r\ncdn-cache-control: no-store\r\n" in old
    assert b"max-age=3600" not in old
    assert told(in_front, is_old=False) == fresh, "nothing of it is remembered"
    assert b"surrogate" not in told(alone, is_old=True)
