"""Sheets a scene reads: lettering and patterns, drawn as SVG in white on black."""

from __future__ import annotations

import base64
import random
import tomllib
from collections.abc import Callable
from pathlib import Path

FONTS = Path(__file__).parents[2] / "src/azdarar/reader/static/reader/fonts"
SCENES = Path(__file__).with_name("scenes")


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
        f'<style>{faces}text{{font-family:"Type";fill:#fff}}</style>'
        f'<rect width="1800" height="1200" fill="#000"/>{body}</svg>'
    )


def _armenian() -> str:
    return font_face("Type", "serif-armenian.woff2")


def first_letters() -> str:
    """A row of letters for the board of the nine pupils."""
    rows = ("Աա Բբ Գգ Դդ", "Եե Զզ Էէ Ըը")
    body = "".join(
        f'<text x="900" y="{430 + 420 * i}" font-size="262" word-spacing="50" '
        f'text-anchor="middle">{row}</text>'
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
    lines = "".join(
        f'<path d="M60 {134 + 68 * row}H1740" stroke="#00f" stroke-width="3"/>' for row in range(16)
    )
    pen = 'fill="none" stroke-linecap="round" stroke-linejoin="round" style="mix-blend-mode:lighten"'
    return _sheet(
        f'{lines}<path d="{"".join(text)}" {pen} stroke="#0f0" stroke-width="6.5"/>'
        f'<path d="{"".join(marks)}" {pen} stroke="#f00" stroke-width="7"/>'
    )


def _plan(points: list[list[float]]) -> str:
    """Longitudes and latitudes as a path in the frame of the map of Karabakh."""
    places = ((900 + (east - 46.34) * 397.76, 600 - (north - 39.74) * 517.24) for east, north in points)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def karabakh() -> str:
    """Water in red, the ground held until autumn 2020 in green, the road in blue."""
    lands = tomllib.loads((SCENES / "carte-karabakh.toml").read_text("utf-8"))
    mixed = 'stroke-linejoin="round" stroke-linecap="round" style="mix-blend-mode:lighten"'
    areas = ((lands["held"], "#0f0"), (lands["sevan"], "#f00"))
    lines = (
        (lands["kura"], "#f00", "none"),
        (lands["aras"], "#f00", "none"),
        (lands["road"], "#00f", "17 15"),
    )
    return _sheet(
        "".join(f'<path d="{_plan(points)}Z" fill="{colour}" {mixed}/>' for points, colour in areas)
        + "".join(
            f'<path d="{_plan(points)}" fill="none" stroke="{colour}" stroke-width="9" '
            f'stroke-dasharray="{dashes}" {mixed}/>'
            for points, colour, dashes in lines
        )
    )


SHEETS: dict[str, Callable[[], str]] = {
    "ecole-neuf-eleves": first_letters,
    "tableau-alphabet": alphabet,
    "caractere-plomb": type_faces,
    "lettre-manuscrite": handwriting,
    "carte-karabakh": karabakh,
}
