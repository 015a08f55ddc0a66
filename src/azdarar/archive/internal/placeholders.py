"""What stands in a body in the place of what an import could not bring, and what is put there later.

Bodies are as they are stored: a list of blocks, each with its ``type``, ``value`` and ``id``.
"""

import re
import uuid
from html import escape
from typing import Any

Blocks = list[dict[str, Any]]


def put_picture(body: Blocks, address: str, picture: int) -> tuple[Blocks, int]:
    """Put a picture into every paragraph that only leads to it; returns the new body, and how many.

    See ``body._link`` for what an import writes: a paragraph of its own, a link to the picture. Where
    there is none (a gallery that named its pictures by number), the picture ends the text.
    """
    wanted = re.escape(escape(address))
    place = re.compile(rf'<p\b[^>]*>\s*<a\b[^>]*\bhref="{wanted}"[^>]*>.*?</a>\s*</p>', re.DOTALL)
    if not address.startswith(("https://", "http://")):
        place = re.compile(rf"<p\b[^>]*>\s*{wanted}\s*</p>")
    made: Blocks = []
    count = 0
    for block in body:
        parts = place.split(block["value"]) if block["type"] == "paragraph" else []
        if len(parts) < 2:
            made.append(block)
            continue
        for number, part in enumerate(parts):
            if number:
                made.append(_picture_block(picture))
                count += 1
            if part.strip():
                made.append({**block, "value": part, "id": block["id"] if number == 0 else _new_id()})
    if not count:
        made.append(_picture_block(picture))
    return made, count or 1


def put_story_link(body: Blocks, address: str, page: int) -> tuple[Blocks, int]:
    """Lead every link to an old address to a page of the paper; returns the new body, and how many."""
    link = re.compile(rf'<a\b[^>]*\bhref="{re.escape(escape(address))}"[^>]*>')
    count = 0

    def led(value: Any) -> Any:
        nonlocal count
        match value:
            case str():
                value, found = link.subn(f'<a linktype="page" id="{page}">', value)
                count += found
                return value
            case dict():
                return {name: led(part) for name, part in value.items()}
            case list():
                return [led(part) for part in value]
            case _:
                return value

    return [{**block, "value": led(block["value"])} for block in body], count


def _picture_block(picture: int) -> dict[str, Any]:
    value = {"picture": picture, "alt_text": "", "is_decorative": False, "caption": ""}
    return {"type": "picture", "value": value, "id": _new_id()}


def _new_id() -> str:
    return str(uuid.uuid4())
