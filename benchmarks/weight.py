"""What an article costs a reader's line: bytes over the wire by kind, requests, layout shift.

``python -m benchmarks.weight``. A real Chromium loads the demonstration's fullest story at phone size
with an empty cache, scrolls to its end, and the browser's own network log is added up. Photographs are
left out, as the budget says. Then the same of the light edition, chosen by its link, with all that is loaded.
"""

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, sync_playwright

from benchmarks import chromium
from benchmarks.budget import BUDGETS, Report
from benchmarks.paper import served

STORY = "/fr/2020/11/02/poutine-discute-du-karabakh-avec-pashinian-et-aliyev/"
#: Of the light edition: the fullest story, and the one with the most pictures.
LIGHT_STORIES = (STORY, "/fr/2008/10/11/trente-huit-lettres-et-une-qui-se-discute/")
_SHIFT = """() => new Promise(done => { let sum = 0;
  new PerformanceObserver(list => {
    for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value; })
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(sum), 1500); })"""


def measure() -> Report:
    """Load the story once and compare with the budget."""
    report, budget = Report("weight"), BUDGETS["weight"]
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "home", demonstration=True) as paper:
        sizes, hosts, shift = _load(paper.url + STORY)
        light = [_load(f"{paper.url}/edition/light/?next={story}") for story in LIGHT_STORIES]
    ours = urlsplit(paper.url).netloc
    text = sum(size for kind, size in sizes.items() if kind not in {"Image", "Media"})
    for kind, size in sorted(sizes.items()):
        report.note(f"{kind.lower()}: {size} bytes")
    report.most("article without photographs", text, budget["article_bytes"], " bytes")
    report.most("style sheets", sizes["Stylesheet"], budget["css_bytes"], " bytes")
    report.most("scripts", sizes["Script"], budget["script_bytes"], " bytes")
    report.most("requests to others", sum(host != ours for host in hosts), budget["third_party_requests"])
    report.most("layout shift", round(shift, 4), budget["layout_shift"])
    heaviest = max((sizes for sizes, _hosts, _shift in light), key=lambda sizes: sum(sizes.values()))
    report.note(
        "light edition: " + ", ".join(f"{kind.lower()} {size}" for kind, size in sorted(heaviest.items()))
    )
    report.most("light edition, all that is loaded", sum(heaviest.values()), budget["light_bytes"], " bytes")
    loaded = sum(sizes.get(kind, 0) for sizes, _hosts, _shift in light for kind in ("Image", "Font", "Media"))
    report.most("light edition, pictures and fonts", loaded, budget["light_pictures_bytes"], " bytes")
    return report


def _load(url: str) -> tuple[dict[str, int], list[str], float]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.FLAGS)
        page = browser.new_page(viewport={"width": 360, "height": 740}, device_scale_factor=2)
        log = _NetworkLog(page.context.new_cdp_session(page))
        page.goto(url, wait_until="networkidle")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_load_state("networkidle")
        shift = page.evaluate(_SHIFT)
        browser.close()
    return log.sizes, log.hosts, shift


class _NetworkLog:
    """Bytes over the wire by kind of resource, as the browser counts them, headers included."""

    def __init__(self, session: CDPSession) -> None:
        self.sizes: dict[str, int] = defaultdict(int)
        self.hosts: list[str] = []
        self._kinds: dict[str, str] = {}
        session.send("Network.enable")
        session.on("Network.responseReceived", self._received)
        session.on("Network.loadingFinished", self._finished)

    def _received(self, event: dict[str, Any]) -> None:
        self._kinds[event["requestId"]] = event["type"]
        address = urlsplit(event["response"]["url"])
        if address.scheme in {"http", "https"}:
            self.hosts.append(address.netloc)

    def _finished(self, event: dict[str, Any]) -> None:
        self.sizes[self._kinds.get(event["requestId"], "Other")] += int(event["encodedDataLength"])


if __name__ == "__main__":
    raise SystemExit(bool(measure().missed))
