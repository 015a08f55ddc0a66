"""``make pictures``: take the README's pictures of the demonstration paper again.

Starts the paper in a home of its own, signs the first editor in with the one-time link, and photographs the
pages in Chromium; nothing of it remains but the pictures in ``docs/pictures/``.
"""

import io
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import chromium
from benchmarks.paper import ServedPaper, served
from benchmarks.weight import STORY

FOLDER = Path(__file__).with_name("pictures")
_COLOURS = 160


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, the page, the width of the window, and how far down it goes."""

    name: str
    path: str
    width: int
    height: int
    scheme: str = "light"


SHOTS = (
    Shot("front-1280-light", "/fr/", 1280, 1500),
    Shot("front-1280-dark", "/fr/", 1280, 1500, "dark"),
    Shot("story-1280-light", STORY, 1280, 1700),
    Shot("story-360-light", STORY, 360, 1200),
    Shot("story-360-dark", STORY, 360, 1200, "dark"),
    Shot("front-hy-360-light", "/hy/", 360, 1200),
    Shot("dossier-1280-light", "/fr/dossiers/automne-2020/", 1280, 1500),
)
NEWSROOM = Shot("newsroom-story-1280-light", "/newsroom/", 1280, 1000)


def main() -> int:
    """Take every picture; returns the exit code."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        served(Path(folder) / "home", demonstration=True) as paper,
    ):
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.FLAGS)
        for shot in SHOTS:
            _take(browser, paper, shot)
        _take_newsroom(browser, paper)
        browser.close()
    return 0


def _take(browser: Browser, paper: ServedPaper, shot: Shot) -> None:
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        device_scale_factor=2 if shot.width < 600 else 1,
        color_scheme="dark" if shot.scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto(paper.url + shot.path, wait_until="networkidle")
    _keep(page, shot)
    context.close()


def _take_newsroom(browser: Browser, paper: ServedPaper) -> None:
    context = browser.new_context(
        viewport={"width": NEWSROOM.width, "height": NEWSROOM.height}, locale="fr-FR"
    )
    page = context.new_page()
    link = re.search(r"https?://\S+/account/invitation/\S+", paper.first_lines())
    if link is None:
        raise SystemExit("The paper printed no one-time link, so the newsroom was not photographed.")
    page.goto(link[0])
    page.locator("form button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    # By the paper's own name: the browser keeps the session for that.
    page.goto(link[0].partition("/account/")[0] + "/newsroom/", wait_until="networkidle")
    _keep(page, NEWSROOM)
    context.close()


def _keep(page: Page, shot: Shot) -> None:
    """Keep the picture with few colours: a README is read over slow lines too."""
    picture = Image.open(io.BytesIO(page.screenshot()))
    picture = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    picture.save(FOLDER / f"{shot.name}.png", optimize=True)
    sys.stdout.write(f"{shot.name}.png\n")


if __name__ == "__main__":
    raise SystemExit(main())
