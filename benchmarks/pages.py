"""How much of a story is found in saved pages, and how much that is not the story.

``python -m benchmarks.pages``. Pages of the article extraction benchmark (its ground truth, its measure: bags
of four words in a row), and French pages with words that must and must not be in the result. The whole way is
measured: what the page says of itself, the library, the reading into blocks.
"""

import gzip
import json
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import mean
from urllib.parse import urlsplit

from azdarar.formats.blocks import Block
from azdarar.formats.clean_html import plain_text
from azdarar.formats.confined import Limits, confined
from azdarar.formats.pages import LeftOut, Page
from benchmarks.budget import BUDGETS, Report

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "html-articles"
_WORD = re.compile(r"\w+")


def measure() -> Report:
    """Read all pages and compare with the ground truth."""
    report, budget = Report("pages"), BUDGETS["pages"]
    truth_file = DATA / "article-extraction-benchmark" / "ground-truth.part.json"
    if not truth_file.exists():
        report.note("MISSED: the pages of other people are not here")
        report.missed.append("pages of other people")
        return report
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    began = time.monotonic()
    found, left_out = _read_all(truth)
    seconds = time.monotonic() - began
    scores = {name: _score(found.get(name, ""), told["articleBody"]) for name, told in truth.items()}
    precision = mean(hit / (hit + wrong) for hit, wrong, _missed in scores.values() if hit + wrong)
    recall = mean(hit / (hit + missed) for hit, _wrong, missed in scores.values() if hit + missed)
    for name, (hit, wrong, missed) in sorted(scores.items(), key=lambda one: one[1][0] / max(sum(one[1]), 1))[
        :5
    ]:
        host = urlsplit(truth[name]["url"]).netloc
        report.note(f"  hardest: {host}: {hit} hit, {wrong} wrong, {missed} missed {left_out.get(name, '')}")
    report.note(
        f"{len(truth)} pages, {seconds / len(truth) * 1000:.0f} ms each; "
        f"precision {precision:.3f}, recall {recall:.3f}"
    )
    report.least(
        "F1 of the story's text", round(2 * precision * recall / (precision + recall), 3), budget["f1"]
    )
    report.most(
        "stories taken for something else", sum(name not in found for name in truth), budget["stories_lost"]
    )
    kept, wanted = _french()
    report.least("French segments kept in or out", round(kept / wanted, 3), budget["segments"])
    return report


def words_of(blocks: tuple[Block, ...]) -> str:
    """All words of a text's blocks."""
    told: list[str] = []
    for block in blocks:
        written = (getattr(block, name, None) for name in ("html", "text"))
        told += [plain_text(text) for text in written if isinstance(text, str)]
        told += [plain_text(cell) for row in getattr(block, "rows", ()) for cell in row]
    return "\n".join(told)


def _read_all(truth: dict[str, dict[str, str]]) -> tuple[dict[str, str], dict[str, str]]:
    """The words found in each page, and why others are no stories."""
    found: dict[str, str] = {}
    left_out: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in truth:
            packed = DATA / "article-extraction-benchmark" / "html" / f"{name}.html.gz"
            Path(folder, f"{name}.html").write_bytes(gzip.decompress(packed.read_bytes()))
        for record in confined("azdarar.formats.pages:read_pages", [Path(folder)], limits=Limits()):
            match record:
                case Page(place=place, blocks=blocks):
                    found[place.removesuffix(".html")] = words_of(blocks)
                case LeftOut(place=place, reason=reason):
                    left_out[place.removesuffix(".html")] = reason
    return found, left_out


def _french() -> tuple[int, int]:
    """How many of the segments are where they should be."""
    told = json.loads((DATA / "trafilatura-fr" / "evaldata.part.json").read_text(encoding="utf-8"))
    pages = {
        record.place: re.sub(r"\s+", " ", words_of(record.blocks))
        for record in confined("azdarar.formats.pages:read_pages", [DATA / "trafilatura-fr"])
        if isinstance(record, Page)
    }
    kept = wanted = 0
    for page in told.values():
        text = pages.get(page["file"], "")
        for segment in page["with"]:
            wanted, kept = wanted + 1, kept + (re.sub(r"\s+", " ", segment) in text)
        for segment in page["without"]:
            wanted, kept = wanted + 1, kept + (bool(text) and segment not in text)
    return kept, wanted


def _score(found: str, truth: str) -> tuple[int, int, int]:
    """Groups of four words in both, only in what was found, only in the truth."""
    one, other = _groups(found), _groups(truth)
    hit = sum((one & other).values())
    return hit, sum(one.values()) - hit, sum(other.values()) - hit


def _groups(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(len(words) - 3, 1))) if words else Counter()


if __name__ == "__main__":
    sys.exit(bool(measure().missed))
