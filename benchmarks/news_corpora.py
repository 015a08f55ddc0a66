"""Other people's news with labels, to see whether stories called near are of one thing.

Read from ``../shared/data/news-corpora``; test data, never shown nor shipped.
"""

import csv
import html
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "shared/data/news-corpora"
_STORY = re.compile(r"<REUTERS(.*?)</REUTERS>", re.DOTALL)
_NUMBER = re.compile(r"#(\d+);")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, and what somebody said it is about."""

    headline: str
    text: str
    labels: frozenset[str]


def corpora() -> Iterator[tuple[str, list[Labelled]]]:
    """The corpora that are here, by name."""
    if not DATA.exists():
        return
    yield "Reuters", list(_reuters())
    yield "BBC sport", list(_bbc())
    yield "AG", list(_ag())


def _reuters() -> Iterator[Labelled]:
    for path in sorted((DATA / "reuters-21578").glob("*.sgm")):
        for story in _STORY.findall(path.read_text(encoding="latin-1")):
            topics = re.findall("<D>(.*?)</D>", _between(story, "TOPICS"))
            text = _between(story, "BODY")
            if topics and text:
                yield Labelled(
                    html.unescape(_between(story, "TITLE")), html.unescape(text), frozenset(topics)
                )


def _between(story: str, name: str) -> str:
    found = re.search(f"<{name}>(.*?)</{name}>", story, re.DOTALL)
    return found.group(1) if found else ""


def _bbc() -> Iterator[Labelled]:
    with zipfile.ZipFile(DATA / "bbc/bbcsport-fulltext.zip") as packed:
        for name in sorted(packed.namelist()):
            if name.endswith(".txt") and name.count("/") == 2:
                headline, _line, text = packed.read(name).decode("latin-1").partition("\n")
                yield Labelled(headline, text, frozenset([name.split("/")[1]]))


def _ag() -> Iterator[Labelled]:
    with (DATA / "ag-news/test.csv").open(encoding="utf-8", newline="") as file:
        for label, headline, text in csv.reader(file):
            yield Labelled(_read(headline), _read(text), frozenset([label]))


def _read(text: str) -> str:
    """Its entities lost their ampersands."""
    return html.unescape(_NUMBER.sub(r"&#\1;", text)).replace("\\", " ")
