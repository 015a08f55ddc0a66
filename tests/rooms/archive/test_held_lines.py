"""A ledger holds a line in few bytes, in whichever order its source tells them."""

from __future__ import annotations

import random
import tracemalloc

from azdarar.archive.internal.held_lines import HeldLines


def test_a_line_is_found_whatever_the_order() -> None:
    dice = random.Random(27)
    numbers: list[int | str] = [*range(1, 70_000), "page d’accueil", 10**17]
    dice.shuffle(numbers)
    held = HeldLines()
    told: dict[int | str, int] = {}
    for place, number in enumerate([*numbers, *numbers[:500]]):
        held.put(number, place)
        told[number] = place

    assert len(held) == len(told)
    assert {number: held.get(number) for number in held} == told
    assert 5 in held
    assert held.get(70_001) is None
    assert "5" not in held


def test_lines_in_order_take_sixteen_bytes() -> None:
    held = HeldLines()
    tracemalloc.start()
    for number in range(50_000):
        held.put(number, number * 64 + 2**40)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 50_000 * 40
