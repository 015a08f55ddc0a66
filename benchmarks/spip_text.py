"""What it costs to read the texts of a SPIP site: the processor's time, and how many go the short way.

``python -m benchmarks.spip_text``. Texts are those of the generated paper (``benchmarks.spip_paper``): some
three thousand characters, nine of ten without anything odd.
"""

import tempfile
import time
from pathlib import Path

from azdarar.formats.internal.spip_plain import read_plainly
from azdarar.formats.spip import Article, SPIPReader
from azdarar.formats.spip_story import Reading, read_story
from azdarar.formats.spip_text import to_blocks
from benchmarks.budget import BUDGETS, Report
from benchmarks.spip_paper import write_dump


def measure() -> Report:
    """Read a generated dump, then its texts, then whole records."""
    report, budget = Report("spip_text"), BUDGETS["spip_text"]
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder, "paper.sql")
        write_dump(dump, articles=budget["articles"])
        started = time.process_time()
        records = list(SPIPReader(dump))
        rows_us = (time.process_time() - started) / len(records) * 1e6
    articles = [record for record in records if isinstance(record, Article)]
    texts = [article.texte.replace("\r\n", "\n") for article in articles]
    short = sum(read_plainly(text, breaks_lines=True, title_of=_title) is not None for text in texts)
    started = time.process_time()
    for text in texts:
        to_blocks(text, language="fr", title_of=_title)
    text_ms = (time.process_time() - started) / len(texts) * 1e3
    reading = Reading(languages=("fr", "en", "hy", "ru"), fallback="fr")
    started = time.process_time()
    for article in articles:
        read_story(article, reading=reading)
    story_ms = (time.process_time() - started) / len(articles) * 1e3
    characters = sum(map(len, texts)) / len(texts)
    report.note(f"{len(records)} rows, {len(texts)} texts of {characters:.0f} characters")
    report.most("a row of the dump, read", round(rows_us, 1), budget["row_us"], " µs")
    report.most("a text, converted", round(text_ms, 3), budget["text_ms"], " ms")
    report.most("a whole article, converted", round(story_ms, 3), budget["story_ms"], " ms")
    report.least("texts that go the short way", round(short / len(texts), 3), budget["short_way"])
    return report


def _title(kind: str, number: int) -> str:
    return f"{kind} {number}"


if __name__ == "__main__":
    raise SystemExit(bool(measure().missed))
