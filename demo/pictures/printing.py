"""From plates to a print: uneven rollers, thirsty paper, a hand that never registers quite true."""

from __future__ import annotations

import numpy as np
from PIL import Image

from demo.pictures.engraving import cloud, softened
from demo.pictures.inks import PAPER, PIGMENTS, rgb

REGISTER_PX = 2.2
"""Largest shift of a plate, at a scale of 1."""


def printed(plates: dict[str, np.ndarray], *, rng: np.random.Generator, scale: float) -> Image.Image:
    """Lay the plates on warm paper, lightest ink first."""
    shape = next(iter(plates.values())).shape
    picture = _paper(rng, shape, scale=scale)
    wander = _wander(rng, shape, scale=scale)
    for ink in sorted(plates, key=lambda name: -sum(rgb(PIGMENTS[name]))):
        shift = (rng.random(2) * 2 - 1) * REGISTER_PX * scale
        laid = _moved(plates[ink], wander[0] + shift[0], wander[1] + shift[1])
        laid = laid * _roller(rng, shape, scale=scale)
        for channel, amount in enumerate(rgb(PIGMENTS[ink])):
            picture[..., channel] *= 1 - laid * (1 - amount)
    return Image.fromarray((np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8))


def _paper(rng: np.random.Generator, shape: tuple[int, int], *, scale: float) -> np.ndarray:
    fibre = cloud(rng, shape, grain=3 * scale) * 0.5 + cloud(rng, shape, grain=40 * scale) * 0.5
    sheet = np.empty((*shape, 3), dtype=np.float32)
    for channel, amount in enumerate(rgb(PAPER)):
        sheet[..., channel] = amount * (1 + 0.022 * (fibre - 0.5))
    return sheet


def _wander(
    rng: np.random.Generator, shape: tuple[int, int], *, scale: float
) -> tuple[np.ndarray, np.ndarray]:
    """The unsteadiness of a blade: the same in every plate, for all were traced from one drawing."""
    across, down = (
        (cloud(rng, shape, grain=22 * scale) - 0.5) * 3.2 * scale
        + (cloud(rng, shape, grain=7 * scale) - 0.5) * 1.3 * scale
        for _ in range(2)
    )
    return across, down


def _moved(plate: np.ndarray, dx: np.ndarray, dy: np.ndarray) -> np.ndarray:
    height, width = plate.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = np.clip(x + dx, 0, width - 1.001), np.clip(y + dy, 0, height - 1.001)
    left, top = x.astype(int), y.astype(int)
    u, v = x - left, y - top
    above = plate[top, left] * (1 - u) + plate[top, left + 1] * u
    below = plate[top + 1, left] * (1 - u) + plate[top + 1, left + 1] * u
    return above * (1 - v) + below * v


def _roller(rng: np.random.Generator, shape: tuple[int, int], *, scale: float) -> np.ndarray:
    """How much ink the roller left: nearly all, less in patches, none on a few dry specks."""
    patches = cloud(rng, shape, grain=160 * scale) * 0.6 + cloud(rng, shape, grain=34 * scale) * 0.4
    grain = softened(rng.random(shape).astype(np.float32))
    grain = (grain - 0.5) * 3.2 + 0.5
    dry = np.clip((grain - (1.52 - 0.36 * patches)) * 3.2, 0, 1)
    return (0.985 - 0.10 * (1 - patches)) * (1 - 0.7 * dry)
