"""Sheets a scene reads: lettering and patterns, drawn as SVG in white on black."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from pathlib import Path

FONTS = Path(__file__).with_name("fonts")


def font_face(family: str, file: str, *, style: str = "normal") -> str:
    """An ``@font-face`` rule that carries the font with it."""
    data = base64.b64encode((FONTS / file).read_bytes()).decode()
    return (
        f'@font-face{{font-family:"{family}";font-style:{style};font-weight:400 700;'
        f"src:url(data:font/woff2;base64,{data})}}"
    )


def _sheet(body: str, *, faces: str = "") -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1800 1200" width="100vw" height="100vh">'
        f'<style>{faces}text{{font-family:"Type";fill:#fff}}</style><rect width="1800" height="1200" fill="#000"/>{body}</svg>'
    )


def _armenian() -> str:
    return font_face("Type", "serif-armenian.woff2")


def first_letters() -> str:
    """A row of letters for the board of the nine pupils."""
    rows = ("Աա Բբ Գգ Դդ", "Եե Զզ Էէ Ըը")
    body = "".join(
        f'<text x="900" y="{430 + 420 * i}" font-size="330" text-anchor="middle" word-spacing="60">{row}</text>'
        for i, row in enumerate(rows)
    )
    return _sheet(body, faces=_armenian())


def alphabet() -> str:
    """The thirty-eight letters, by six rows, as they stand on the board."""
    letters = "ԱԲԳԴԵԶԷԸԹԺԻԼԽԾԿՀՁՂՃՄՅՆՇՈՉՊՋՌՍՎՏՐՑՒՓՔՕՖ"
    small = letters.lower()
    cells = []
    for i, (capital, letter) in enumerate(zip(letters, small, strict=True)):
        x, y = 130 + (i % 8) * 208, 205 + (i // 8) * 235
        tilt = (i * 37 % 7) - 3
        cells.append(
            f'<text x="{x}" y="{y}" font-size="150" transform="rotate({tilt} {x} {y})">{capital}'
            f'<tspan font-size="118" dx="4">{letter}</tspan></text>'
        )
    return _sheet("".join(cells), faces=_armenian())


def type_faces() -> str:
    """Letters as a founder sees them: one to a cell, eight columns of six, mirrored."""
    letters = "ՄԲԳԵԷԸԹԺԻԼԽԾԿՀՁՂՃՅՆՇԱՈՉՊՋՌՍՎՏՑՓՔՕՖԱԶԴԱՐԱՐՓԵԹՀԺԾ"
    cells = [
        f'<g transform="translate({(i % 8) * 225 + 112} {(i // 8) * 200 + 100}) scale(-1 1)">'
        f'<text y="58" font-size="172" font-weight="700" text-anchor="middle">{letter}</text></g>'
        for i, letter in enumerate(letters)
    ]
    return _sheet("".join(cells), faces=_armenian())


def _word(rng: random.Random, *, x: float, y: float) -> tuple[str, float]:
    """A written word that says nothing: loops, stems and a tail; returns its path and where it ends."""
    path = [f"M{x:.0f} {y:.0f}"]
    for _ in range(rng.randint(3, 9)):
        tall = rng.choice((14, 14, 16, 18, 18, 40, -26))
        step = rng.uniform(15, 24)
        path.append(
            f"c{step * 0.9:.1f} {-tall * 0.2:.1f} {step * 1.1:.1f} {-tall:.1f} {step * 0.45:.1f} {-tall:.1f}"
            f"c{-step * 0.5:.1f} 0 {-step * 0.3:.1f} {tall:.1f} {step * 0.55:.1f} {tall:.1f}"
        )
        x += step
    return "".join(path), x + rng.uniform(22, 34)


def handwriting() -> str:
    """A page of handwriting in red and green: green is the text, red its corrections; blue is the ruling."""
    rng = random.Random(1896)
    text, marks = [], []
    for row in range(15):
        y, x = 120 + row * 68, 130.0 + (70 if row in (0, 6, 11) else 0)
        while x < (1230 if row in (5, 10, 14) else 1610):
            start = x
            word, x = _word(rng, x=x, y=y)
            text.append(word)
            if rng.random() < 0.07:
                marks.append(f"M{start - 6:.0f} {y - 4:.0f}L{x - 22:.0f} {y - 14:.0f}")
                marks.append(_word(rng, x=start + 4, y=y - 36)[0])
    lines = "".join(f'<path d="M60 {134 + 68 * row}H1740" stroke="#00f" stroke-width="3"/>' for row in range(16))
    pen = 'fill="none" stroke-linecap="round" stroke-linejoin="round" style="mix-blend-mode:lighten"'
    return _sheet(
        f'{lines}<path d="{"".join(text)}" {pen} stroke="#0f0" stroke-width="6.5"/>'
        f'<path d="{"".join(marks)}" {pen} stroke="#f00" stroke-width="7"/>'
    )


def _plan(points: tuple[tuple[float, float], ...]) -> str:
    """Longitudes and latitudes as a path in the frame of the map of Karabakh."""
    places = (((east - 46.34) * 0.769 / 1.16 * 600 + 900, 600 - (north - 39.74) / 1.16 * 600) for east, north in points)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def karabakh() -> str:
    """Water in red, the ground held until autumn 2020 in green, the road from Goris in blue; all approximate."""
    sevan = ((44.98, 40.62), (45.08, 40.58), (45.16, 40.50), (45.30, 40.42), (45.48, 40.28), (45.60, 40.17),
             (45.45, 40.13), (45.25, 40.16), (45.14, 40.30), (45.02, 40.42), (44.93, 40.52))  # fmt: skip
    kura = ((45.6, 41.0), (46.2, 40.92), (46.75, 40.80), (47.1, 40.70), (47.5, 40.42), (47.9, 40.22), (48.2, 40.02),
            (48.45, 39.98), (48.7, 39.85))  # fmt: skip
    aras = ((44.0, 40.05), (44.4, 39.92), (44.75, 39.68), (45.05, 39.42), (45.35, 39.12), (45.6, 38.94), (46.0, 38.86),
            (46.5, 38.89), (46.85, 39.08), (47.2, 39.28), (47.6, 39.50), (47.95, 39.72), (48.45, 39.98))  # fmt: skip
    held = ((45.97, 40.28), (46.15, 40.36), (46.5, 40.37), (46.78, 40.33), (46.98, 40.22), (47.02, 40.05), (47.08, 39.85),
            (47.2, 39.68), (47.28, 39.50), (47.24, 39.33), (46.92, 39.14), (46.62, 38.95), (46.52, 38.92), (46.50, 39.18),
            (46.42, 39.38), (46.50, 39.52), (46.42, 39.66), (46.2, 39.72), (45.96, 39.92), (45.86, 40.08))  # fmt: skip
    road = ((46.34, 39.51), (46.44, 39.55), (46.55, 39.63), (46.66, 39.68), (46.765, 39.725), (46.752, 39.835), (46.78, 40.0),
            (46.82, 40.21))  # fmt: skip
    mixed = 'stroke-linejoin="round" stroke-linecap="round" style="mix-blend-mode:lighten"'
    return _sheet(
        f'<path d="{_plan(held)}Z" fill="#0f0" {mixed}/><path d="{_plan(sevan)}Z" fill="#f00" {mixed}/>'
        f'<path d="{_plan(kura)}" fill="none" stroke="#f00" stroke-width="9" {mixed}/>'
        f'<path d="{_plan(aras)}" fill="none" stroke="#f00" stroke-width="9" {mixed}/>'
        f'<path d="{_plan(road)}" fill="none" stroke="#00f" stroke-width="9" stroke-dasharray="17 15" {mixed}/>'
    )


SHEETS: dict[str, Callable[[], str]] = {
    "ecole-neuf-eleves": first_letters,
    "tableau-alphabet": alphabet,
    "caractere-plomb": type_faces,
    "lettre-manuscrite": handwriting,
    "carte-karabakh": karabakh,
}
