"""Lighthouse, mobile profile, on the paper's main page kinds.

``python -m benchmarks.lighthouse``; needs Node.js 20 and npm, and installs the pinned Lighthouse from the
npm registry into a folder of its own. Each page is measured ``RUNS`` times; the median score counts.
"""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import chromium
from benchmarks.budget import BUDGETS, Report
from benchmarks.paper import served
from benchmarks.weight import STORY

VERSION = "12.8.2"  # 13 wants a newer Node than Debian's machines have
RUNS = 3
TRIES = 3
PAGES = {
    "front": "/fr/",
    "article": STORY,
    "section": "/fr/armenie/",
    "dossier": "/fr/dossiers/automne-2020/",
    "search": "/fr/search/",
    "search results": "/fr/search/?q=lac",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def measure() -> Report:
    """Score every page kind."""
    report, budget = Report("lighthouse"), BUDGETS["lighthouse"]
    if shutil.which("npm") is None:
        report.missed.append("not measured: npm is missing; on Debian: apt-get install nodejs npm")
        return report
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "home", demonstration=True) as paper:
        command = _install(Path(folder) / "tool")
        for name, path in PAGES.items():
            runs = [_scores(command, paper.url + path, Path(folder)) for _ in range(RUNS)]
            for category in CATEGORIES:
                if name == "search results" and category == "seo":
                    report.note(f"search results, seo: {median(run[category] for run in runs):g} (noindex)")
                    continue
                report.least(f"{name}, {category}", median(run[category] for run in runs), budget["score"])
    return report


def _install(folder: Path) -> str:
    folder.mkdir()
    npm = shutil.which("npm") or "npm"
    subprocess.run(  # noqa: S603 (a pinned tool from the npm registry)
        [
            npm,
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--prefix",
            str(folder),
            f"lighthouse@{VERSION}",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return str(folder / "node_modules" / ".bin" / "lighthouse")


def _scores(command: str, url: str, folder: Path) -> dict[str, float]:
    out = folder / "report.json"
    asked = [
        command,
        url,
        "--quiet",
        "--output=json",
        f"--output-path={out}",
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new " + " ".join(chromium.FLAGS),
    ]
    for _ in range(TRIES):
        # A browser that does not start, or is killed, has measured nothing: it is asked again.
        ran = subprocess.run(  # noqa: S603
            asked,
            check=False,
            env={**os.environ, "CHROME_PATH": chromium.path()},
            capture_output=True,
            text=True,
        )
        if ran.returncode == 0:
            categories = json.loads(out.read_text(encoding="utf-8"))["categories"]
            return {name: round((categories[name]["score"] or 0) * 100) for name in CATEGORIES}
    raise SystemExit(f"Lighthouse failed {TRIES} times on {url}. It said last: {ran.stderr.strip()[-600:]}")


if __name__ == "__main__":
    raise SystemExit(bool(measure().missed))
