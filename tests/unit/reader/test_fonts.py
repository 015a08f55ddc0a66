"""The style sheet promises of each font file exactly what the file holds."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from unicodedata import combining

import pytest
from fontTools.ttLib import TTFont

READER = Path(__file__).resolve().parents[3] / "src" / "azdarar" / "reader" / "static" / "reader"


def faces() -> list[tuple[str, tuple[str, bool], set[int]]]:
    """Every face of the style sheet that has a file: its name, its family and slope, its characters."""
    sheet = (READER / "css" / "tokens.css").read_text(encoding="utf-8")
    found = []
    for face in re.findall(r"@font-face \{(.*?)\n\}", sheet, re.DOTALL):
        file = re.search(r"fonts/([\w-]+\.woff2)", face)
        if file is None:
            continue
        family = re.search(r'font-family: "([^"]+)"', face)
        ranges = re.search(r"unicode-range:([^;]+);", face)
        assert family is not None
        assert ranges is not None
        characters: set[int] = set()
        for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", ranges[1]):
            characters |= set(range(int(first, 16), int(last or first, 16) + 1))
        found.append((file[1], (family[1], "italic" in face), characters))
    return found


@pytest.mark.parametrize(("file", "family", "characters"), faces(), ids=[face[0] for face in faces()])
def test_a_face_promises_what_its_file_holds(
    file: str, family: tuple[str, bool], characters: set[int]
) -> None:
    font = TTFont(READER / "fonts" / file)
    held = set(font.getBestCmap())

    assert {sign for sign in held - characters if not combining(chr(sign))} == set()
    # Signs may come from the reader's own fonts; a letter that did would stand out in the word.
    assert {sign for sign in characters - held if chr(sign).isalpha()} == set()


def test_no_character_is_fetched_twice_in_one_voice() -> None:
    voices = defaultdict(list)
    for file, family, characters in faces():
        voices[family].append((file, characters))

    doubled = {
        (one, other): sorted(hex(sign) for sign in first & second)
        for voice in voices.values()
        for (one, first), (other, second) in combinations(voice, 2)
        if first & second
    }

    # The number sign is both French and Russian; each of the two files has its own.
    assert all(signs == ["0x2116"] for signs in doubled.values()), doubled
