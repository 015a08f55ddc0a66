"""Every mail of the house is three templates in the courier's frame, and fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from tests.architecture.house import refuse, template_files

FRAMES = {"text.txt": "courier/base.txt", "html.html": "courier/base.html"}
PARTS = {"subject.txt", *FRAMES}
_FETCHES = re.compile(r"<(?:img|script|link|iframe|object|video|audio|form)\b|\bstyle=|url\(")


def misshapen(templates: Iterable[tuple[str, str]]) -> list[str]:
    """Find mails that lack a part, stand outside the frame, or would fetch something.

    Args:
        templates: (template name, text).
    """
    texts = dict(templates)
    folders = {str(PurePosixPath(name).parent) for name in texts if PurePosixPath(name).name == "subject.txt"}
    faults = []
    for folder in sorted(folders):
        faults += [f"{folder} lacks {part}." for part in sorted(PARTS) if f"{folder}/{part}" not in texts]
        faults += [
            f"{folder}/{part} does not extend {frame}."
            for part, frame in FRAMES.items()
            if f'{{% extends "{frame}" %}}' not in texts.get(f"{folder}/{part}", f'{{% extends "{frame}" %}}')
        ]
        if found := _FETCHES.search(texts.get(f"{folder}/html.html", "")):
            faults.append(f"{folder}/html.html must not hold {found[0]}.")
    return faults


def test_every_mail_has_its_parts_in_the_frame_and_fetches_nothing() -> None:
    templates = [(name, path.read_text(encoding="utf-8")) for _, name, path in template_files()]

    refuse(misshapen(templates))
    assert sum(name.endswith("/subject.txt") for name, _ in templates) > 5


def test_planted_misshapen_mails_are_found() -> None:
    html = '{% extends "courier/base.html" %}<img src="https://spy.example/">'
    planted = [("a/subject.txt", ""), ("a/html.html", html), ("b/subject.txt", ""), ("b/text.txt", "")]

    assert misshapen(planted) == [
        "a lacks text.txt.",
        "a/html.html must not hold <img.",
        "b lacks html.html.",
        "b/text.txt does not extend courier/base.txt.",
    ]
