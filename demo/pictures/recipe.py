"""The recipe to print: one A4 page laid out from the story itself, so that the two never disagree."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from azdarar.language.typography import TypesetText
from demo.pictures.sheets import font_face
from demo.pictures.studio import Studio

STORY = Path(__file__).parents[1] / "edition/stories/fr/recette-tolma-de-careme.md"
RECIPE = "recette-tolma.pdf"
_STARTED = b"20230219080000+00'00'"
"""Stands for the moment of printing, so that the same story gives the same bytes."""

_LOOK = """
@page { size: A4; margin: 14mm 18mm 12mm }
* { margin: 0; padding: 0; box-sizing: border-box }
body { font: 9.3pt/1.38 "Serif"; color: #14171a; font-optical-sizing: auto }
header { display: flex; justify-content: space-between; align-items: baseline; border-block-end: 2.4pt solid;
  padding-block-end: 2.4mm; margin-block-end: 1mm }
header + hr { border: 0; border-block-start: .6pt solid; margin-block-end: 6mm }
.plate { font: 700 19pt/1 "Serif"; letter-spacing: -.02em }
.plate i { display: inline-block; inline-size: .17em; block-size: .17em; background: #9b1230; rotate: 45deg;
  margin-inline-start: .1em; translate: 0 -.06em; box-shadow: -.33em -.33em 0 #9b1230 }
.from { font: 8pt "Sans"; color: #4b5259 }
.kicker { font: 700 8.6pt "Sans"; color: #9b1230 }
h1 { font: 600 25pt/1.06 "Serif"; letter-spacing: -.024em; text-wrap: balance; margin-block: 1.4mm 3mm }
.standfirst { font-size: 12.2pt; line-height: 1.36; max-inline-size: 152mm; margin-block-end: 6mm }
main { display: grid; grid-template-columns: 55mm 1fr; gap: 9mm }
aside { border-block-start: 2.4pt solid #9b1230; padding-block-start: 2.4mm; align-self: start }
h2 { font: 700 10pt/1.25 "Sans"; margin-block: 0 2mm }
section + section { margin-block-start: 4.4mm }
aside li { list-style: none; border-block-end: .5pt solid #d3d7da; padding-block: 1.05mm; font-size: 9.2pt;
  line-height: 1.34 }
ol { padding-inline-start: 5.4mm }
ol li { margin-block-end: 1.1mm; padding-inline-start: .8mm; text-wrap: pretty; hyphens: auto }
ol li::marker { font: 700 8.6pt "Sans"; color: #9b1230 }
blockquote { font: italic 11.4pt/1.36 "Serif"; border-block-start: .6pt solid #14171a;
  margin-block-start: 5mm; padding-block-start: 2.6mm }
blockquote footer { font: 8pt "Sans"; color: #4b5259; margin-block-start: 1mm }
em { font-style: italic } sup { font-size: .68em; line-height: 0 }
"""


def print_recipe(*, into: Path) -> Path:
    """Lay the recipe out as a PDF."""
    with Studio() as studio:
        pdf = studio.printed(_page(STORY.read_text("utf-8")))
    into.write_bytes(re.sub(rb"(?<=Date \(D:)\d{14}[^)]{7}", _STARTED, pdf))
    return into


def _page(source: str) -> str:
    _, head, body = source.split("+++\n", 2)
    story = tomllib.loads(head)
    faces = "".join(
        font_face(family, file, style=style)
        for family, file, style in (
            ("Serif", "serif-latin.woff2", "normal"),
            ("Serif", "serif-italic-latin.woff2", "italic"),
            ("Sans", "sans-latin.woff2", "normal"),
        )
    )
    title, needed = _box(body)
    return (
        f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>{_set(story["headline"])}</title>'
        f"<style>{faces}{_LOOK}</style>"
        f'<header><span class="plate">Azdarar<i></i></span>'
        f'<span class="from">{_set("Édition de démonstration")}</span></header><hr>'
        f'<p class="kicker">{_set(story["kicker"])}</p><h1>{_set(story["headline"])}</h1>'
        f'<p class="standfirst">{_set(story["standfirst"])}</p><main><aside><h2>{_set(title)}</h2>'
        f"<ul>{_items(needed)}</ul>{_quotation(body)}</aside><div>{''.join(_steps(body))}</div></main></html>"
    )


def _box(body: str) -> tuple[str, list[str]]:
    found = re.search(r"^:::box (.+?)\n(.*?)^:::$", body, flags=re.M | re.S)
    if found is None:
        raise ValueError("The story of the recipe has no box of ingredients.")
    return found[1], re.findall(r"^- (.+)$", found[2], flags=re.M)


def _steps(body: str) -> Iterator[str]:
    for title, text in re.findall(r"^## (.+?)\n(.*?)(?=^## |^> |\Z)", body, flags=re.M | re.S):
        steps = re.findall(r"^\d+\. (.+)$", text, flags=re.M)
        yield f"<section><h2>{_set(title)}</h2><ol>{_items(steps)}</ol></section>"


def _quotation(body: str) -> str:
    found = re.search(r"^> (?!—)(.+)\n> — (.+)$", body, flags=re.M)
    return f"<blockquote>{_set(found[1])}<footer>{_set(found[2])}</footer></blockquote>" if found else ""


def _items(texts: list[str]) -> str:
    return "".join(f"<li>{_set(text)}</li>" for text in texts)


def _set(text: str) -> str:
    """The text in French typography, escaped, its italics kept."""
    return re.sub(r"\*(.+?)\*", r"<em>\1</em>", TypesetText(text, "fr").rich)
