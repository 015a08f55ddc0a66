"""Whether anything is lost on the way: items in every real file against items taken and items left out.

``python -m benchmarks.coverage``. Each file of other people's sites is rehearsed whole, as ``azdarar import
--dry-run`` does. What it holds is counted by other means than the readers: expressions over the raw bytes, a
small counter of SQL rows, plain JSON, files on disk. A figure that differs is MISSED; so is an item that was
left out without a reason.
"""

import gzip
import json
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.budget import Report
from benchmarks.paper import start_django

if TYPE_CHECKING:
    from azdarar.archive.report import ImportReport

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_FAILURE = re.compile(r"\b[A-Z]\w+(?:Error|Exception|DoesNotExist)\b")
_COMMENTS = ("comment", "pingback", "trackback")
#: What the tables of a SPIP site hold that readers read: stories; everything else is furniture of theirs.
_STORIES = ("articles", "breves")
_LANGUAGES = ["fr", "en", "hy", "ru"]


def measure() -> Report:
    """Rehearse every file and compare the figures."""
    report = Report("coverage")
    files = [(counted, path) for counted, paths in _files() for path in paths]
    if not files:
        report.note("MISSED: the files of other people are not here")
        report.missed.append("files of other people")
        return report
    with tempfile.TemporaryDirectory() as folder:
        os.environ["AZDARAR_HOME"] = folder
        os.environ["AZDARAR_LANGUAGES"] = ",".join(_LANGUAGES)
        start_django()
        from azdarar.fronts.actions import found_paper

        found_paper(languages=_LANGUAGES, name="Azdarar")
        report.note(f"{'file':<52}{'held':>7}{'taken':>7}{'left out':>9}{'counted':>9}")
        for counted, path in files:
            _compare(path, counted(path), report)
    return report


def _files() -> Iterator[tuple[Callable[[Path], Counter[str]], list[Path]]]:
    """Every file of a site, with what counts it."""
    yield _in_wxr, sorted((DATA / "wxr").rglob("*.xml"))
    yield _in_sql, sorted((DATA / "spip" / "sql").glob("*.sql"))
    yield _in_spip_xml, sorted((DATA / "spip" / "dump-1.8.2-xml").glob("*.xml*"))
    yield _in_ghost, sorted((DATA / "ghost").rglob("*.json"))
    pages = DATA / "html-articles"
    yield (
        _in_folder,
        [
            path
            for path in (
                pages / "readability",
                pages / "trafilatura-fr",
                pages / "article-extraction-benchmark" / "html",
            )
            if path.is_dir()
        ],
    )
    yield _in_warc, sorted(path for path in (DATA / "warc").rglob("*arc*") if path.is_file())


def _compare(path: Path, held: Counter[str], report: Report) -> None:
    name = str(path.relative_to(DATA))
    try:
        told = _rehearsed(path)
    except Exception as problem:  # noqa: BLE001 - one file of many; the others are compared all the same
        sentence = str(problem)
        if held.total() and not sentence.endswith("."):
            report.note(f"MISSED {name}: {type(problem).__name__}: {sentence[:120]}")
            report.missed.append(name)
        elif held["items"] and not _is_refused_on_purpose(sentence):
            report.note(f"MISSED {name}: {held['items']} items, and nothing was read: {sentence[:120]}")
            report.missed.append(name)
        else:
            report.note(f"{name:<52}{held['items']:>7}  refused: {sentence[:90]}")
        return
    rows = list(told.rows)
    left_out = [row for row in rows if row.outcome == "left-out"]
    taken = len(rows) - len(left_out)
    passed_over = sum(number for kind, number in told.counted.items() if _is_item(kind, held))
    is_equal = held["items"] == len(rows) + passed_over
    # A failure of ours is no reason: it names an error of Python.
    unexplained = [row for row in left_out if not row.notes or _FAILURE.search(" ".join(row.notes))]
    mark = "" if is_equal and not unexplained else "  MISSED"
    report.note(f"{name:<52}{held['items']:>7}{taken:>7}{len(left_out):>9}{passed_over:>9}{mark}")
    if mark:
        report.missed.append(name)
    if held["comments"]:
        comments = sum(number for kind, number in told.counted.items() if kind.startswith(_COMMENTS))
        if comments != held["comments"]:
            report.note(f"MISSED {name}: {held['comments']} comments, {comments} told")
            report.missed.append(f"{name} (comments)")


def _rehearsed(path: Path) -> "ImportReport":
    from django.utils import timezone

    from azdarar.archive.actions import carry_on_import, start_import
    from azdarar.formats.recognise import recognise

    found = recognise([str(path)])
    run = start_import(
        system=found.system,
        given=found.given,
        at=timezone.now(),
        options={"is_dry_run": True, "language": "fr"},
    )
    return carry_on_import(run)


def _is_item(kind: str, held: Counter[str]) -> bool:
    """Whether what was only counted is among the items that were counted here."""
    if held["only stories"]:
        return False
    return not kind.startswith(_COMMENTS)


def _is_refused_on_purpose(sentence: str) -> bool:
    """Files that are broken on purpose: their sentence says so."""
    return any(word in sentence for word in ("broken at line", "cut off", "is refused", "is not", "damaged"))


def _in_wxr(path: Path) -> Counter[str]:
    raw = path.read_bytes()
    return Counter(items=len(re.findall(rb"<item[ >]", raw)), comments=len(re.findall(rb"<wp:comment>", raw)))


def _in_sql(path: Path) -> Counter[str]:
    """The rows of the tables of stories, counted letter by letter."""
    rows = _sql_rows(path.read_text(encoding="utf-8", errors="replace"))
    stories = sum(number for table, number in rows.items() if table.rpartition("_")[2] in _STORIES)
    return Counter({"items": stories, "only stories": 1})


def _sql_rows(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for start in re.finditer(r"(?m)^INSERT INTO [`\"]?(\w+)[`\"]?[^;]*?VALUES\s*", text):
        at, depth, is_text = start.end(), 0, False
        while at < len(text):
            letter = text[at]
            if is_text:
                at += letter == "\\"
                is_text = letter != "'"
            elif letter == "'":
                is_text = True
            elif letter == "(":
                depth += 1
                found[start[1]] += depth == 1
            elif letter == ")":
                depth -= 1
            elif letter == ";":
                break
            at += 1
    return found


def _in_spip_xml(path: Path) -> Counter[str]:
    raw = _plain(path)
    stories = len(re.findall(rb"(?i)<(?:spip_)?(?:articles?|breves?)>", raw))
    return Counter({"items": stories, "only stories": 1})


def _in_ghost(path: Path) -> Counter[str]:
    return Counter({"items": _posts(json.loads(path.read_bytes())), "only stories": 1})


def _posts(value: object) -> int:
    if isinstance(value, dict):
        here = len(value["posts"]) if isinstance(value.get("posts"), list) else 0
        return here or sum(_posts(part) for name, part in value.items() if name in ("db", "data", "result"))
    return sum(map(_posts, value)) if isinstance(value, list) else 0


def _in_folder(path: Path) -> Counter[str]:
    return Counter(items=sum(one.is_file() for one in path.rglob("*")))


def _in_warc(path: Path) -> Counter[str]:
    raw = _plain(path)
    if raw.startswith(b"WARC/"):
        heads = re.findall(rb"(?m)^WARC/1\.\d\r?\n(?:[\w-]+: ?[^\r\n]*\r?\n)*", raw)
        kinds = (re.search(rb"(?i)WARC-Type: *(\w+)", head) for head in heads)
        told = [kind[1] for kind in kinds if kind]
        return Counter(items=sum(kind in (b"response", b"resource", b"revisit") for kind in told))
    return Counter(items=len(re.findall(rb"(?m)^https?://[^\n]* \d+ [\w/.-]+ [\w-]+\r?$", raw)))


def _plain(path: Path) -> bytes:
    raw = path.read_bytes()
    if raw[:2] != b"\x1f\x8b":
        return raw
    with gzip.open(path) as packed:
        found = bytearray()
        try:
            while piece := packed.read(2**16):
                found += piece
        except (EOFError, OSError):
            return bytes(found)
        return bytes(found)


if __name__ == "__main__":
    sys.exit(bool(measure().missed))
