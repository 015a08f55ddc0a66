"""``python -m benchmarks [name …]``: run all benchmarks, or the named ones, against ``budgets.toml``.

``python -m benchmarks names --pairs FILE`` scores a file of pairs of names.
"""

import importlib
import sys
from pathlib import Path

NAMES = (
    "start",
    "weight",
    "scale",
    "lighthouse",
    "mail",
    "sign_in",
    "enumeration",
    "confined",
    "spip_text",
    "pages",
    "coverage",
    "resolve",
    "archive",
    "archive_kill",
    "import_report",
    "names",
    "recognise",
    "search",
    "related",
    "discover",
    "publish_to_reader",
    "press",
    "floods",
    "render",
    "exact",
)


def main(names: list[str]) -> int:
    """Run benchmarks in turn; 0 when every budget is kept, 1 when one is missed, 2 for an unknown name."""
    if len(names) == 3 and names[:2] == ["names", "--pairs"]:
        return int(bool(importlib.import_module("benchmarks.names").measure(Path(names[2])).missed))
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        sys.stderr.write(f"There is no benchmark “{unknown[0]}”; choose among: {', '.join(NAMES)}.\n")
        return 2
    reports = [importlib.import_module(f"benchmarks.{name}").measure() for name in names or NAMES]
    missed = [f"{report.name}: {what}" for report in reports for what in report.missed]
    for line in missed:
        sys.stdout.write(f"missed: {line}\n")
    return int(bool(missed))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
