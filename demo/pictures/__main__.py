"""``python -m demo.pictures [KEY …]``: remake the pictures and the recipe of the edition."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from PIL import Image, ImageOps

from demo.pictures.edition import EDITION, entries, print_pictures
from demo.pictures.recipe import RECIPE, print_recipe

SHEET_COLUMNS = 6
SHEET_CELL_PX = (450, 300)


def main() -> int:
    """Make what was asked for, everything by default, and name each file as it is done."""
    parser = argparse.ArgumentParser(prog="python -m demo.pictures", description=__doc__)
    parser.add_argument("keys", nargs="*", metavar="KEY", help="pictures or 'recipe'; all by default")
    parser.add_argument(
        "--into", type=Path, default=EDITION, help="folder of the edition (default: %(default)s)"
    )
    parser.add_argument(
        "--contact-sheet", type=Path, metavar="FILE", help="also lay all pictures on one sheet"
    )
    wanted = parser.parse_args()
    everything = [*entries(), "recipe"]
    unknown = [key for key in wanted.keys if key not in everything]
    if unknown:
        sys.stderr.write(f"No such picture: {', '.join(unknown)}. Known: {', '.join(everything)}.\n")
        return 2
    _make(wanted.keys or everything, into=wanted.into)
    if wanted.contact_sheet:
        _lay_out(sorted((wanted.into / "pictures").glob("*.jpg"))).save(wanted.contact_sheet)
    return 0


def _make(keys: list[str], *, into: Path) -> None:
    for folder in ("pictures", "documents"):
        (into / folder).mkdir(parents=True, exist_ok=True)
    _tell(print_pictures([key for key in keys if key in entries()], into=into / "pictures"))
    if "recipe" in keys:
        _tell([print_recipe(into=into / "documents" / RECIPE)])


def _tell(paths: Iterable[Path]) -> None:
    for path in paths:
        sys.stderr.write(f"{path.name} {path.stat().st_size // 1024} kB\n")


def _lay_out(paths: list[Path]) -> Image.Image:
    width, height = SHEET_CELL_PX
    sheet = Image.new("RGB", (SHEET_COLUMNS * width, -(-len(paths) // SHEET_COLUMNS) * height), "white")
    for number, path in enumerate(paths):
        with Image.open(path) as picture:
            small = ImageOps.contain(picture, SHEET_CELL_PX, Image.Resampling.LANCZOS)
        sheet.paste(small, ((number % SHEET_COLUMNS) * width, number // SHEET_COLUMNS * height))
    return sheet


if __name__ == "__main__":
    sys.exit(main())
