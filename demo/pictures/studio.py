"""The drawing studio: a headless Chromium that draws scenes (GLSL) and sheets (SVG).

A scene is a distance field traced by ``scenes/prelude.glsl``: light, matter and slope come back in the three
channels of one picture. Nothing here knows about ink.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

if TYPE_CHECKING:
    from types import TracebackType

SCENES = Path(__file__).with_name("scenes")
STRIP_PX = 40
"""Height drawn at a time: software rendering of a whole frame would trip the browser's watchdog."""


@dataclass(frozen=True)
class Drawing:
    """What a scene shows at each pixel.

    Light goes from 0 to 1; matter is a whole number; facing is 1 where the surface looks at the eye, 0 where
    it turns away.
    """

    light: np.ndarray
    matter: np.ndarray
    facing: np.ndarray

    def enlarged(self, *, width: int, height: int) -> Drawing:
        """The same drawing for a larger plate; matters keep their hard edges."""
        y = np.minimum((np.arange(height) * self.light.shape[0]) // height, self.light.shape[0] - 1)
        x = np.minimum((np.arange(width) * self.light.shape[1]) // width, self.light.shape[1] - 1)
        return Drawing(
            light=_resized(self.light, width=width, height=height),
            matter=self.matter[y][:, x],
            facing=_resized(self.facing, width=width, height=height),
        )


class Studio:
    """One browser for a whole edition: ``with Studio() as studio``."""

    def __enter__(self) -> Studio:
        self._playwright = sync_playwright().start()
        self._browser: Browser = self._playwright.chromium.launch(
            executable_path=_chromium(),
            args=["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"],
        )
        self._page: Page = self._browser.new_page(viewport={"width": 1800, "height": 1200})
        self._page.set_default_timeout(0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._browser.close()
        self._playwright.stop()

    def draw(
        self, source: str, *, width: int, height: int, sheet: bytes | None = None, who: int = 0
    ) -> Drawing:
        """Trace a scene.

        Args:
            source: what the scene's file holds, without the tracer around it.
            sheet: a PNG the scene may read as ``sheet``.
            who: which of several people the scene shows, if it shows people.
        """
        address = "data:image/png;base64," + base64.b64encode(sheet).decode() if sheet else None
        script = (SCENES / "tracer.js").read_text("utf-8")
        answer = self._page.evaluate(script, [_complete(source, who=who), address, width, height, STRIP_PX])
        drawn = _pixels(base64.b64decode(answer.partition(",")[2]))
        return Drawing(
            light=drawn[..., 0] / 255, matter=drawn[..., 1].astype(int), facing=drawn[..., 2] / 255
        )

    def sheet(self, svg: str) -> bytes:
        """Draw an SVG, 1800 × 1200 pixels, as PNG."""
        self._page.set_content(f"<style>*{{margin:0}}svg{{display:block}}</style>{svg}")
        self._page.evaluate("document.fonts.ready")
        return self._page.screenshot(type="png")

    def printed(self, html: str) -> bytes:
        """Lay an HTML page out on A4, as PDF."""
        self._page.set_content(html, wait_until="load")
        self._page.evaluate("document.fonts.ready")
        return self._page.pdf(format="A4", print_background=True, prefer_css_page_size=True, tagged=True)


def scene(name: str) -> str:
    """What ``scenes/<name>.glsl`` holds."""
    return (SCENES / f"{name}.glsl").read_text("utf-8")


def _complete(source: str, *, who: int) -> str:
    """The scene, after the bodies it may use, inside the tracer."""
    chosen = f"#define WHO {who}\n" if who else ""
    return scene("prelude").replace("//SCENE//", chosen + scene("bodies") + source)


def _pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=np.float32)


def _resized(field: np.ndarray, *, width: int, height: int) -> np.ndarray:
    picture = Image.fromarray(field.astype(np.float32))
    return np.asarray(picture.resize((width, height), Image.Resampling.BILINEAR))


def _chromium() -> str | None:
    """Debian's browser where there is one; else the one playwright installed."""
    known = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
    return next((path for path in known if Path(path).exists()), None)
