"""Sheets a scene reads: lettering and patterns, drawn as SVG in white on black."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

FONTS = Path(__file__).with_name("fonts")


def font_face(family: str, file: str, *, folder: Path = FONTS) -> str:
    """An ``@font-face`` rule that carries the font with it."""
    data = base64.b64encode((folder / file).read_bytes()).decode()
    return f'@font-face{{font-family:"{family}";src:url(data:font/woff2;base64,{data});font-weight:400 700}}'


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


SHEETS: dict[str, Callable[[], str]] = {
    "ecole-neuf-eleves": first_letters,
    "tableau-alphabet": alphabet,
    "caractere-plomb": type_faces,
}
