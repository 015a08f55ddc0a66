"""From light and matter to carved plates: gouge lines that swell, taper and follow the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from demo.pictures.inks import Cut, Matter

if TYPE_CHECKING:
    from demo.pictures.studio import Drawing

STROKE_PX = 70.0
"""Mean length over which a gouge line keeps its width."""


def softened(field: np.ndarray, *, turns: int = 1) -> np.ndarray:
    """The field after ``turns`` passes of a 1-2-1 kernel in both directions."""
    for _ in range(turns):
        for axis in (0, 1):
            before = np.concatenate([field.take([0], axis), field.take(range(field.shape[axis] - 1), axis)], axis)
            after = np.concatenate([field.take(range(1, field.shape[axis]), axis), field.take([-1], axis)], axis)
            field = (before + 2 * field + after) / 4
    return field


def cloud(rng: np.random.Generator, shape: tuple[int, int], *, grain: float) -> np.ndarray:
    """Smooth noise from 0 to 1 whose lumps are about ``grain`` pixels wide."""
    from PIL import Image

    rows, columns = (max(2, int(side / grain) + 3) for side in shape)
    small = Image.fromarray(rng.random((rows, columns)).astype(np.float32))
    large = small.resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
    return np.clip(np.asarray(large), 0, 1)


@dataclass(frozen=True)
class Board:
    """The plate being cut: pixel coordinates, noise to draw from, and how the surface stands at each pixel."""

    x: np.ndarray
    y: np.ndarray
    lean: np.ndarray
    scale: float
    rng: np.random.Generator

    def gouged(self, cover: np.ndarray, cut: Cut) -> np.ndarray:
        """Turn a tint (0 to 1) into lines, each swelling and tapering by itself."""
        angle = np.radians(cut.angle)
        pitch = cut.pitch * self.scale
        bow = cut.bow * self.scale
        along = self.x * np.cos(angle) - self.y * np.sin(angle)
        across = self.x * np.sin(angle) + self.y * np.cos(angle) + bow * self.lean
        drift = cloud(self.rng, cover.shape, grain=190 * self.scale)
        phase = across / pitch + 1.1 * drift
        line = np.floor(phase)
        table = self.rng.random((512, 512)).astype(np.float32)
        place = along / (STROKE_PX * self.scale) + line * 37.7
        left = np.floor(place)
        part = place - left
        part = part * part * (3 - 2 * part)
        row = line.astype(int) % 512
        swell = table[row, left.astype(int) % 512] * (1 - part) + table[row, (left.astype(int) + 1) % 512] * part
        middle = cover * (1 - cover) * 4
        cover = cover + .62 * (swell - .5) * middle
        ridge = np.abs(phase - line - .5) * 2
        edge = 2.4 / pitch
        cover = np.where(cover <= .02, -1, np.where(cover >= .98, 2, cover * (1 + edge) - edge / 2))
        return np.clip((cover - ridge) / edge + .5, 0, 1)

    def cover(self, light: np.ndarray, cut: Cut) -> np.ndarray:
        """How much of this ink this matter takes, everywhere."""
        tint = np.clip((cut.light - light) / (cut.light - cut.dark), 0, 1)
        if cut.manner == "fade":
            return tint
        if cut.manner == "flat":
            ragged = cloud(self.rng, light.shape, grain=14 * self.scale) - .5
            return np.clip((tint - .5 + .05 * ragged) * 14 * max(abs(cut.light - cut.dark), .15) + .5, 0, 1)
        return self.gouged(tint, cut)


def carve(drawing: Drawing, matters: dict[int, Matter], *, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Cut one plate per ink."""
    height, width = drawing.light.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    scale = width / 1800
    leaning = np.sqrt(np.clip(1 - drawing.normal[..., 0] ** 2 - drawing.normal[..., 1] ** 2, 0, 1))
    board = Board(x=x, y=y, lean=softened(leaning, turns=2), scale=scale, rng=rng)
    light = softened(drawing.light, turns=2)
    inks = sorted({ink for matter in matters.values() for ink in matter.cuts})
    plates = {ink: np.zeros((height, width), dtype=np.float32) for ink in inks}
    for number in np.unique(drawing.matter):
        if number not in matters:
            raise KeyError(f"The scene shows matter {number}, which takes no ink.")
        matter = matters[number]
        where = softened((drawing.matter == number).astype(np.float32), turns=2)
        where = np.clip((where - .5) * 2.2 + .5, 0, 1)
        for ink, cut in matter.cuts.items():
            plates[ink] += where * board.cover(light, cut)
    return {ink: np.clip(plate, 0, 1) for ink, plate in plates.items()}
