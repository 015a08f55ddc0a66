"""Every mail of the house is three templates in the courier's frame, and fetches nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from tests.architecture.house import refuse, template_files

FRAMES = {"text.txt": "courier/base.txt", "html.html": "courier/base.html"}
PARTS = {"subject.txt", *FRAMES}
_EXTENDS = re.compile(r'{% extends "([^"]+)" %}')
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
        for part, frame in FRAMES.items():
            names = _up_to(frame, f"{folder}/{part}", texts)
            if names and names[-1] != frame:
                faults.append(f"{folder}/{part} does not extend {frame}.")
        for name in _up_to("courier/base.html", f"{folder}/html.html", texts):
            if name != "courier/base.html" and (found := _FETCHES.search(texts[name])):
                faults.append(f"{name} must not hold {found[0]}.")
    return faults


def _up_to(frame: str, name: str, texts: dict[str, str]) -> list[str]:
    """A template and those it extends, one after the other; the frame is the last, where it stands in it."""
    names: list[str] = []
    while name in texts and name not in names:
        names.append(name)
        extended = _EXTENDS.search(texts[name])
        name = extended[1] if extended else ""
        if name == frame:
            return [*names, frame]
    return names


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


def test_what_a_mail_extends_on_its_way_to_the_frame_is_looked_at() -> None:
    planted = [
        *(("a/subject.txt", ""), ("a/text.txt", '{% extends "notice.txt" %}'), ("notice.txt", "A notice.")),
        ("a/html.html", '{% extends "notice.html" %}'),
        ("notice.html", '{% extends "courier/base.html" %}<p style="color: red">'),
    ]

    assert misshapen(planted) == [
        "a/text.txt does not extend courier/base.txt.",
        "notice.html must not hold style=.",
    ]
