"""Press a page for the front, and say whether readers may see a picture."""

from __future__ import annotations

import re
from typing import Any

from django.utils import timezone

from azdarar.config.serving.back.standing import is_elsewhere, may_stand
from azdarar.errors import AzdararError
from azdarar.media.serving import is_picture_kept_back
from azdarar.press.at_home import press_at_home
from azdarar.press.showing import recording
from azdarar.press.store import marks

_PICTURE = re.compile(r"[0-9a-f]{2}/([0-9a-f]{32})[0-9a-z.-]*\.(?:avif|webp|jpg|png|gif)")


def press(key: str) -> str:
    """Press a page.

    Returns:
        ``kept`` when it is in the store; ``none`` where nothing stands and nothing ever stood; ``elsewhere``
        where Django has another answer than a page for all; ``failed``.
    """
    if not may_stand(key):
        return "elsewhere" if is_elsewhere(key) else "none"
    try:
        page = press_at_home().press(key, why="asked")
    except AzdararError:  # told in the log by whoever raised it
        return "failed"
    if page is not None:
        return "kept"
    return "elsewhere" if is_elsewhere(key) else "none"


def see_picture(name: str) -> dict[str, Any]:
    """Whether readers may see a rendition now, and what that hangs on."""
    match = _PICTURE.fullmatch(name)
    if match is None:
        return {"is_open": False, "marks": [], "is_loose": False}
    with recording() as shown:
        is_open = not is_picture_kept_back(match[1], at=timezone.now())
    # Without a story that shows it nothing is announced when it is kept back: it is asked about again soon.
    is_loose = not any(tag.startswith("article:") for tag in shown.tags)
    return {"is_open": is_open, "marks": list(marks(shown.tags)), "is_loose": is_loose}
