"""The inks of the demonstration edition, and how a scene says what each of its matters takes of them.

Inks bear the names of the pigments of the scriptoria, as the colours of the theme do. A picture is printed
with three to six of them, one plate each; where two plates overlap the paper shows their product, as in a
real press.

A scene carries its inking in its first lines, one matter a line::

    //: 2 ivory | ochre .18 .62 | night .04 .34 angle 35 bow 60 | lines pitch 11

Matter 2 takes ochre fully where the light is below .18 and none above .62, night likewise; between the two
the cutter's gouge makes lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

PIGMENTS: dict[str, str] = {
    "night": "#14181c",
    "karmir": "#9b1230",
    "lapis": "#1c4c86",
    "orpiment": "#e9b44c",
    "azure": "#a5c3d6",
    "verdigris": "#3c7567",
    "sage": "#a9bd9a",
    "ochre": "#c98b4a",
    "tuff": "#dda38a",
    "umber": "#6a4a36",
    "smoke": "#a7a9a8",
}
"""Colour of each ink laid solid on white."""

PAPER = "#f6f0e3"
MANNERS = ("line", "flat", "fade")


class InkingError(ValueError):
    """A scene asks for an ink or a manner that does not exist."""


@dataclass(frozen=True)
class Cut:
    """How one ink covers one matter: fully where the light is below ``dark``, not at all above ``light``.

    ``manner`` says what happens between the two: ``line`` (a gouge, whose lines run at ``angle`` degrees,
    ``pitch`` pixels apart, bulging with the form by ``bow`` pixels), ``flat`` (a clean edge halfway) or
    ``fade`` (ink rolled out to nothing). With ``dark`` above ``light`` the ink lies in the lights instead.
    """

    dark: float
    light: float
    manner: str = "line"
    angle: float = 20.0
    pitch: float = 11.0
    bow: float = 0.0


@dataclass(frozen=True)
class Matter:
    """What one material of a scene takes of each ink."""

    name: str
    cuts: dict[str, Cut] = field(default_factory=dict)


def rgb(code: str) -> tuple[float, float, float]:
    """The three channels of ``#rrggbb``, each from 0 to 1."""
    return (int(code[1:3], 16) / 255, int(code[3:5], 16) / 255, int(code[5:7], 16) / 255)


def inking_of(source: str) -> dict[int, Matter]:
    """The matters a scene declares, by number."""
    matters = {0: Matter(name="bare paper")}
    for number, name, rest in re.findall(r"^//: (\d+) ([^|\n]*)((?:\|[^\n]*)?)$", source, flags=re.M):
        parts = [part.split() for part in rest.split("|") if part.strip()]
        common = {
            key: value
            for words in parts
            if words[0] == "lines"
            for key, value in _settings(words[1:]).items()
        }
        cuts = {
            words[0]: replace(_cut(words), **{**common, **_settings(words[1:])})
            for words in parts
            if words[0] != "lines"
        }
        matters[int(number)] = Matter(name=name.strip(), cuts=cuts)
    return matters


def _cut(words: list[str]) -> Cut:
    ink, *rest = words
    if ink not in PIGMENTS:
        raise InkingError(f"No such ink: {ink}. Inks: {', '.join(PIGMENTS)}.")
    manner = next((word for word in rest if word in MANNERS), "line")
    if rest[0] == "solid":
        return Cut(2, 3, manner="flat")
    return Cut(float(rest[0]), float(rest[1]), manner=manner)


def _settings(words: list[str]) -> dict[str, float]:
    return {word: float(value) for word, value in pairwise(words) if word in ("angle", "pitch", "bow")}
