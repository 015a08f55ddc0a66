"""The drawing studio: a headless Chromium that draws scenes (GLSL) and sheets (SVG).

A scene is a distance field traced by ``scenes/prelude.glsl``. It is drawn twice: once for light, matter and detail,
once for the direction of each surface and its distance. Nothing here knows about ink.
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

_DRAW = """
async ([source, sheet, width, height, strip]) => {
  const canvas = document.createElement('canvas');
  canvas.width = width; canvas.height = height;
  const gl = canvas.getContext('webgl2', {preserveDrawingBuffer: true, antialias: false});
  const shader = (type, text) => {
    const one = gl.createShader(type);
    gl.shaderSource(one, text); gl.compileShader(one);
    if (!gl.getShaderParameter(one, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(one));
    return one;
  };
  const program = gl.createProgram();
  gl.attachShader(program, shader(gl.VERTEX_SHADER, `#version 300 es
    void main() { vec2 v = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4. - 1.; gl_Position = vec4(v, 0, 1); }`));
  gl.attachShader(program, shader(gl.FRAGMENT_SHADER, source));
  gl.linkProgram(program); gl.useProgram(program);
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, true);
  gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
  if (sheet) {
    const image = new Image(); image.src = sheet; await image.decode();
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image);
  } else gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 1, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  gl.uniform2f(gl.getUniformLocation(program, 'size'), width, height);
  gl.viewport(0, 0, width, height); gl.enable(gl.SCISSOR_TEST);
  const drawn = [];
  for (const turn of [0, 1]) {
    gl.uniform1i(gl.getUniformLocation(program, 'turn'), turn);
    for (let y = 0; y < height; y += strip) {
      gl.scissor(0, y, width, strip); gl.drawArrays(gl.TRIANGLES, 0, 3); gl.finish();
    }
    drawn.push(canvas.toDataURL('image/png'));
  }
  return drawn;
}
"""


@dataclass(frozen=True)
class Drawing:
    """What a scene shows at each pixel: light (0 to 1), matter (a whole number), surface direction and distance."""

    light: np.ndarray
    matter: np.ndarray
    detail: np.ndarray
    normal: np.ndarray
    distance: np.ndarray


class Studio:
    """One browser for a whole edition: ``with Studio() as studio``."""

    def __init__(self, *, width: int, height: int) -> None:
        self.width = width
        self.height = height

    def __enter__(self) -> Studio:
        self._playwright = sync_playwright().start()
        self._browser: Browser = self._playwright.chromium.launch(
            executable_path=_chromium(),
            args=["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"],
        )
        self._page: Page = self._browser.new_page(viewport={"width": self.width, "height": self.height})
        self._page.set_default_timeout(0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._browser.close()
        self._playwright.stop()

    def draw(self, scene: str, *, sheet: bytes | None = None) -> Drawing:
        """Trace ``scenes/<scene>.glsl``; ``sheet`` is a PNG the scene may read as ``sheet``."""
        source = _with_includes((SCENES / f"{scene}.glsl").read_text("utf-8"))
        address = "data:image/png;base64," + base64.b64encode(sheet).decode() if sheet else None
        answer = self._page.evaluate(_DRAW, [source, address, self.width, self.height, STRIP_PX])
        first, second = (_pixels(base64.b64decode(url.partition(",")[2])) for url in answer)
        return Drawing(
            light=first[..., 0] / 255,
            matter=first[..., 1].astype(int),
            detail=first[..., 2] / 255,
            normal=second[..., :2] / 127.5 - 1,
            distance=second[..., 2] / 255,
        )

    def sheet(self, svg: str) -> bytes:
        """Draw an SVG on white, at the studio's size, as PNG."""
        self._page.set_content(f"<style>*{{margin:0}}svg{{display:block}}</style>{svg}")
        self._page.evaluate("document.fonts.ready")
        return self._page.screenshot(type="png")

    def printed(self, html: str) -> bytes:
        """Lay an HTML page out on A4, as PDF."""
        self._page.set_content(html, wait_until="load")
        self._page.evaluate("document.fonts.ready")
        return self._page.pdf(format="A4", print_background=True, prefer_css_page_size=True, tagged=True)


def _pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), dtype=np.float32)


def _with_includes(source: str) -> str:
    """The scene, after the bodies it may use, inside the tracer."""
    bodies = (SCENES / "bodies.glsl").read_text("utf-8")
    return (SCENES / "prelude.glsl").read_text("utf-8").replace("//SCENE//", bodies + source)


def _chromium() -> str | None:
    """Debian's browser where there is one; else the one playwright installed."""
    for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"):
        if Path(path).exists():
            return path
    return None
