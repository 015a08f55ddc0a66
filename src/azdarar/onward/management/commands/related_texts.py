"""``azdarar related FOLDER``: what would stand under each text of a folder as “Read also”, and why."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

#: Files of a folder that are read, and bytes of each.
_MOST_FILES, _LONGEST_FILE = 50_000, 1_000_000
_TEXTS = frozenset({".txt", ".md", ".text", ""})


class Command(BaseCommand):
    """Prints lists for files that are no stories of the paper; changes nothing."""

    help = (
        "Print for each text file of a folder those nearest to it, how near they are and the words they "
        "share. The first line of a file is its headline. Nothing is changed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", metavar="FOLDER", type=Path)
        parser.add_argument("--language", default="fr")
        parser.add_argument("--most", type=int, default=5)
        parser.add_argument("--plain", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, folder: Path, language: str, most: int, **options: Any) -> None:
        from azdarar.onward.texts import nearest_texts  # numpy: for this command alone

        if most < 1:
            raise CommandError("--most must be at least 1: nothing was printed.")
        names, texts = _read(folder)
        lists = nearest_texts(texts, language=language, most=most, is_plain=options["plain"])
        for name, near in zip(names, lists, strict=True):
            if options["json"]:
                found = [
                    {"file": names[one.number], "nearness": round(one.nearness, 3), "words": list(one.words)}
                    for one in near
                ]
                self.stdout.write(json.dumps({"file": name, "related": found}, ensure_ascii=False))
                continue
            self.stdout.write(name)
            for one in near:
                why = ", ".join(one.words)
                self.stdout.write(f"  {one.nearness:.3f}  {names[one.number]}{f'  ({why})' if why else ''}")


def _read(folder: Path) -> tuple[list[str], list[tuple[str, str]]]:
    if not folder.is_dir():
        raise CommandError(f"There is no folder “{folder}”: nothing was read.")
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _TEXTS and path.is_file())
    if len(paths) > _MOST_FILES:
        raise CommandError(
            f"“{folder}” holds {len(paths):,} files; {_MOST_FILES:,} are read at the most. Nothing was read."
        )
    if len(paths) < 2:
        raise CommandError(
            f"“{folder}” holds fewer than two text files (.txt, .md): there is nothing to compare."
        )
    texts = []
    for path in paths:
        with path.open("rb") as file:
            headline, _line, text = file.read(_LONGEST_FILE).decode("utf-8", "replace").partition("\n")
        texts.append((headline.strip(), text))
    return [str(path.relative_to(folder)) for path in paths], texts
