"""Make the paper's fonts again from their sources: ``python -m azdarar.reader.subset_fonts FOLDER``.

``FOLDER`` holds the npm packages ``@fontsource-variable/source-serif-4``, ``…/source-sans-3``,
``…/noto-serif-armenian`` and ``…/noto-sans-armenian`` under ``node_modules``. Needs fontTools and Brotli,
which no running paper does. The licence of two of the originals reserves their names, so the subsets carry
names of their own (``static/reader/fonts/OFL.txt``).
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FONTS = Path(__file__).resolve().parent / "static" / "reader" / "fonts"

NARROW_NO_BREAK_SPACE, THIN_SPACE, HYPHEN, NO_BREAK_HYPHEN = 0x202F, 0x2009, 0x2010, 0x2011
SOFT_HYPHEN = 0xAD
#: In parts of the type size; the browser would otherwise borrow one of another width from another font.
THIN_WIDTH = 0.2

#: What French, English, German, Italian and most Spanish texts are made of; the file every page waits for.
LATIN = (
    *range(0x20, 0x7F), 0xA0, 0xA7, 0xA9, 0xAB, 0xB0, 0xB7, 0xBB, *map(ord, "ÀÂÄÇÈÉÊËÎÏÔÖÙÛÜŒ×ß"),
    *map(ord, "àáâäæçèéêëíîïñóôöùúûüÿœ"), THIN_SPACE, HYPHEN, NO_BREAK_HYPHEN, 0x2013, 0x2014, 0x2018, 0x2019,
    0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, NARROW_NO_BREAK_SPACE, 0x2032, 0x2033, 0x2039, 0x203A,
    0x2044, 0x20AC, 0x2191, 0x2212,
)  # fmt: skip
#: The rest of Latin-1: capitals and names from elsewhere, rarer signs.
LATIN_RARE = (
    *(sign for sign in range(0xA1, 0x100) if sign not in (*LATIN, SOFT_HYPHEN)), 0x131, 0x2BC, 0x2C6, 0x2DA,
    0x2DC, 0x2122, 0x2193,
)  # fmt: skip
LATIN_EXTENDED = (
    *range(0x100, 0x12C), 0x12E, 0x12F, 0x130, *range(0x134, 0x152), *range(0x154, 0x166),
    *range(0x168, 0x180), 0x18F, *range(0x218, 0x21C), 0x259, 0x1E80, 0x1E81, 0x1E9E, 0x1EF2, 0x1EF3,
)  # fmt: skip
CYRILLIC = (0x301, *range(0x400, 0x460), 0x490, 0x491, 0x4B0, 0x4B1, 0x2116)
ARMENIAN = (*range(0x531, 0x590), *range(0xFB13, 0xFB18))

WEIGHTS = {"wght": (400, 700)}
READING = {**WEIGHTS, "opsz": (20, 60)}
ITALIC = {"wght": 400, "opsz": 20}
ARMENIAN_AXES = {**WEIGHTS, "wdth": 90}

_SERIF = "source-serif-4/files/source-serif-4-{}-standard-{}.woff2"
_SANS = "source-sans-3/files/source-sans-3-{}-wght-normal.woff2"
_SERIF_HY = "noto-serif-armenian/files/noto-serif-armenian-armenian-standard-normal.woff2"
_SANS_HY = "noto-sans-armenian/files/noto-sans-armenian-armenian-standard-normal.woff2"
#: (source, subset, characters, axes, family)
SUBSETS: tuple[tuple[str, str, tuple[int, ...], dict[str, Any], str], ...] = (
    (_SERIF.format("latin", "normal"), "serif-latin", LATIN, READING, "Azdarar Serif"),
    (_SERIF.format("latin", "normal"), "serif-latin-rare", LATIN_RARE, READING, "Azdarar Serif"),
    (_SERIF.format("latin", "italic"), "serif-italic-latin", LATIN, ITALIC, "Azdarar Serif"),
    (_SERIF.format("latin", "italic"), "serif-italic-latin-rare", LATIN_RARE, ITALIC, "Azdarar Serif"),
    (_SERIF.format("latin-ext", "normal"), "serif-latin-ext", LATIN_EXTENDED, READING, "Azdarar Serif"),
    (_SERIF.format("cyrillic", "normal"), "serif-cyrillic", CYRILLIC, READING, "Azdarar Serif"),
    (_SERIF.format("cyrillic", "italic"), "serif-italic-cyrillic", CYRILLIC, ITALIC, "Azdarar Serif"),
    (_SANS.format("latin"), "sans-latin", LATIN, WEIGHTS, "Azdarar Sans"),
    (_SANS.format("latin"), "sans-latin-rare", LATIN_RARE, WEIGHTS, "Azdarar Sans"),
    (_SANS.format("latin-ext"), "sans-latin-ext", LATIN_EXTENDED, WEIGHTS, "Azdarar Sans"),
    (_SANS.format("cyrillic"), "sans-cyrillic", CYRILLIC, WEIGHTS, "Azdarar Sans"),
    (_SERIF_HY, "serif-armenian", ARMENIAN, ARMENIAN_AXES, "Azdarar Serif Armenian"),
    (_SANS_HY, "sans-armenian", ARMENIAN, ARMENIAN_AXES, "Azdarar Sans Armenian"),
)

# Records of the name table that are kept; those of the family get the new name.
_COPYRIGHT_AND_LICENCE = (0, 2, 13, 14)
_FAMILY_NAMES = {1: "{0}", 3: "{0} subset", 4: "{0}", 6: "{1}", 16: "{0}"}


def make_subset(
    source: Path, target: Path, *, characters: Iterable[int], axes: dict[str, Any], family: str
) -> None:
    """Write one subset: fewer letters, fewer axes, no hinting, the spaces French needs."""
    font = instancer.instantiateVariableFont(TTFont(source), axes)
    if NARROW_NO_BREAK_SPACE in characters:
        _add_thin_spaces(font)
    _share_hyphens(font)
    _forget_instances(font)
    _keep(font, characters=characters)
    _rename(font, family=family)
    font.flavor = "woff2"
    font.save(target)


def _add_thin_spaces(font: TTFont) -> None:
    known = font.getBestCmap()
    for character in (NARROW_NO_BREAK_SPACE, THIN_SPACE):
        if character in known:
            continue
        name = f"uni{character:04X}"
        font["glyf"].glyphs[name] = TTGlyphPen(None).glyph()
        if name not in font.getGlyphOrder():
            font.setGlyphOrder([*font.getGlyphOrder(), name])
        font["glyf"].glyphOrder = font.getGlyphOrder()
        font["hmtx"].metrics[name] = (round(font["head"].unitsPerEm * THIN_WIDTH), 0)
        if "gvar" in font:
            font["gvar"].variations.setdefault(name, [])
        if "HVAR" in font:
            del font["HVAR"]
        _map(font, character=character, name=name)


def _share_hyphens(font: TTFont) -> None:
    """Let both hyphens of Unicode be drawn as the keyboard's."""
    drawn = font.getBestCmap().get(ord("-"))
    for character in (HYPHEN, NO_BREAK_HYPHEN) if drawn else ():
        _map(font, character=character, name=drawn)


def _map(font: TTFont, *, character: int, name: str) -> None:
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[character] = name


def _forget_instances(font: TTFont) -> None:
    if "fvar" in font:
        font["fvar"].instances = []
    if "gvar" in font:
        variations = font["gvar"].variations
        font["gvar"].variations = {name: list(variations.get(name) or []) for name in font.getGlyphOrder()}


def _keep(font: TTFont, *, characters: Iterable[int]) -> None:
    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    options.layout_features = ["kern", "liga", "pnum", "tnum"]
    options.name_legacy = False
    options.name_IDs = [*_COPYRIGHT_AND_LICENCE, *_FAMILY_NAMES]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)


def _rename(font: TTFont, *, family: str) -> None:
    axes = {axis.axisNameID for axis in font["fvar"].axes} if "fvar" in font else set()
    if "STAT" in font:
        del font["STAT"]
    kept = {*_COPYRIGHT_AND_LICENCE, *_FAMILY_NAMES, *axes}
    font["name"].names = [record for record in font["name"].names if record.nameID in kept]
    for record in font["name"].names:
        if record.nameID in _FAMILY_NAMES:
            record.string = _FAMILY_NAMES[record.nameID].format(family, family.replace(" ", ""))


def main(arguments: list[str]) -> int:
    """Make every subset; returns 2 when the folder is not named."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)  # noqa: T201 (a command speaks)
        return 2
    packages = Path(arguments[0]) / "node_modules" / "@fontsource-variable"
    for source, name, characters, axes, family in SUBSETS:
        target = FONTS / f"{name}.woff2"
        make_subset(packages / source, target, characters=characters, axes=axes, family=family)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
