"""The notes of a SPIP text: where each ends, what it is called, which mark points to it."""

from __future__ import annotations

import re

from azdarar.formats.blocks import Note
from azdarar.formats.internal.spip_atoms import Scanned

#: Letters of a note's mark, as the paper keeps them.
_MAX_MARK = 12
_NOTE_NAME = re.compile(r"\s*<([^<>'\"]{0,40})>")


def add_note(scanned: Scanned, text: str, *, name: str | None) -> str:
    """Keep a note and give its mark; "" for a note that no mark points to.

    A name that comes again without a text points to the note it had.
    """
    marks, notes = scanned.note_marks, scanned.context.notes
    name = re.sub(r"[\s\[\]]+", "", name)[:_MAX_MARK] if name else name
    if name and not text:
        if name not in marks:
            scanned.context.tell("note-missing", name)
        return marks.get(name, name)
    if not text:
        return ""
    if name == "":
        mark = "*"
    elif name and name not in scanned.used_marks:
        mark = name
    else:
        mark = _next_mark(scanned)
    if name:
        marks.setdefault(name, mark)
    scanned.used_marks.add(mark)
    notes.append(Note(mark=mark, html=scanned.finish_note(text)))
    return "" if name == "" else mark


def _next_mark(scanned: Scanned) -> str:
    scanned.last_number += 1
    while str(scanned.last_number) in scanned.used_marks:
        scanned.last_number += 1
    return str(scanned.last_number)


def name_of_note(note: str) -> tuple[str | None, str]:
    """The name a note begins with, and what follows; None for a note that is only numbered."""
    named = _NOTE_NAME.match(note)
    if named is None or _is_tag(named[1], note):
        return None, note
    return named[1].strip(), note[named.end() :]


def _is_tag(name: str, note: str) -> bool:
    """Whether what a note begins with is HTML, and not the note's own name: it is closed further on."""
    word = re.match(r"/?([A-Za-z0-9]*)", name)
    return bool(word and word[1] and f"</{word[1]}>" in note) or name.startswith(("br", "img"))


def note_ends(text: str) -> dict[int, int]:
    """Where each ``[[`` has its ``]]``. In ``]]]`` the first bracket ends a link of the note's own."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for found in re.finditer(r"\[\[|\]\]+", text):
        if found[0] == "[[":
            opened.append(found.start())
            continue
        position = found.start() + len(found[0]) % 2
        while opened and position + 2 <= found.end():
            ends[opened.pop()] = position
            position += 2
    return ends
