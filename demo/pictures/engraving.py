"""From light and matter to carved plates: gouge lines that swell, taper and follow the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from demo.pictures.inks import Cut, Matter
    from demo.pictures.studio import Drawing

STROKE_PX = 70
"""Mean length over which a gouge line keeps its width."""
STROKES = 512
"""Distinct lines in the table of swellings; later lines use it again."""


class NoInkError(LookupError):
    """A scene shows a matter for which it declares no inking."""


def softened(field: np.ndarray, *, turns: int = 1) -> np.ndarray:
    """The field after ``turns`` passes of a 1-2-1 kernel in both directions."""
    for _ in range(turns):
        for axis in (0, 1):
            last = field.shape[axis] - 1
            before = np.concatenate([field.take([0], axis), field.take(range(last), axis)], axis)
            after = np.concatenate([field.take(range(1, last + 1), axis), field.take([last], axis)], axis)
            field = (before + 2 * field + after) / 4
    return field


def cloud(rng: np.random.Generator, shape: tuple[int, int], *, grain: float) -> np.ndarray:
    """Smooth noise from 0 to 1 whose lumps are about ``grain`` pixels wide."""
    rows, columns = (max(2, int(side / grain) + 3) for side in shape)
    small = Image.fromarray(rng.random((rows, columns)).astype(np.float32))
    large = small.resize((shape[1], shape[0]), Image.Resampling.BICUBIC)
    return np.clip(np.asarray(large), 0, 1)


@dataclass(frozen=True)
class Board:
    """The plate being cut: where its pixels lie, how the surface faces the eye, chance to draw from."""

    x: np.ndarray
    y: np.ndarray
    facing: np.ndarray
    scale: float
    rng: np.random.Generator

    def cover(self, light: np.ndarray, cut: Cut) -> np.ndarray:
        """How much of one ink one matter takes, everywhere, from 0 to 1."""
        tint = np.clip((cut.light - light) / (cut.light - cut.dark), 0, 1)
        if cut.manner == "fade":
            return tint
        if cut.manner == "flat":
            ragged = cloud(self.rng, light.shape, grain=14 * self.scale) - 0.5
            sharpness = 14 * max(abs(cut.light - cut.dark), 0.15)
            return np.clip((tint - 0.5 + 0.05 * ragged) * sharpness + 0.5, 0, 1)
        return self._gouged(tint, cut)

    def _gouged(self, tint: np.ndarray, cut: Cut) -> np.ndarray:
        """Turn a tint into lines, each swelling and tapering by itself."""
        angle, pitch = np.radians(cut.angle), cut.pitch * self.scale
        along = self.x * np.cos(angle) - self.y * np.sin(angle)
        across = self.x * np.sin(angle) + self.y * np.cos(angle) + cut.bow * self.scale * self.facing
        phase = across / pitch + 1.1 * cloud(self.rng, tint.shape, grain=190 * self.scale)
        line = np.floor(phase)
        tint = tint + 2.48 * (self._swelling(along, line) - 0.5) * tint * (1 - tint)
        ridge = np.abs(phase - line - 0.5) * 2
        edge = 2.4 / pitch
        tint = np.where(tint <= 0.02, -1, np.where(tint >= 0.98, 2, tint * (1 + edge) - edge / 2))
        return np.clip((tint - ridge) / edge + 0.5, 0, 1)

    def _swelling(self, along: np.ndarray, line: np.ndarray) -> np.ndarray:
        """How wide each line is cut along its way, from 0 to 1."""
        table = self.rng.random((STROKES, STROKES)).astype(np.float32)
        place = along / (STROKE_PX * self.scale) + line * 37.7
        left = np.floor(place)
        part = place - left
        part = part * part * (3 - 2 * part)
        row, column = line.astype(int) % STROKES, left.astype(int)
        return table[row, column % STROKES] * (1 - part) + table[row, (column + 1) % STROKES] * part


def carve(
    drawing: Drawing, matters: dict[int, Matter], *, rng: np.random.Generator, scale: float
) -> dict[str, np.ndarray]:
    """Cut one plate per ink, each from 0 (bare) to 1 (inked).

    Args:
        scale: how coarse the gouge is; pitches, bows and grains are given in pixels for 1.

    Raises:
        NoInkError: the drawing shows a matter that ``matters`` lacks.
    """
    height, width = drawing.light.shape
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    board = Board(x=x, y=y, facing=softened(drawing.facing, turns=2), scale=scale, rng=rng)
    light = softened(drawing.light, turns=2)
    inks = sorted({ink for matter in matters.values() for ink in matter.cuts})
    plates = {ink: np.zeros((height, width), dtype=np.float32) for ink in inks}
    for number in np.unique(drawing.matter):
        if number not in matters:
            raise NoInkError(f"The scene shows matter {number}, for which it declares no inking.")
        where = softened((drawing.matter == number).astype(np.float32), turns=3)
        where = np.clip((where - 0.5) * 2.6 + 0.5, 0, 1)
        for ink, cut in matters[number].cuts.items():
            plates[ink] += where * board.cover(light, cut)
    return {ink: np.clip(plate, 0, 1) for ink, plate in plates.items()}
