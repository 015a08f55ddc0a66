"""Embeds that load nothing by themselves: which of them can be opened in place, and where."""

import re
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.conf import settings

_YOUTUBE = frozenset({"youtube.com", "m.youtube.com", "youtube-nocookie.com"})
_VIDEO_ID = re.compile(r"[\w-]{6,20}")
_VIMEO_ID = re.compile(r"[0-9]{5,12}")
_ARCHIVE_ID = re.compile(r"\w[\w.-]{0,99}")


def frame_address(address: str) -> str:
    """Where the content of an address can be shown in a frame, or an empty string.

    Only the hosts of ``settings.EMBED_FRAME_HOSTS``, which the content policy allows too, and only
    addresses whose shape is known: anything else stays a link.
    """
    parts = _split(address)
    framed = _framed(site_name(address), parts.path, parse_qs(parts.query))
    allowed = any(framed.startswith(f"{origin}/") for origin in settings.EMBED_FRAME_HOSTS)
    return framed if allowed else ""


def site_name(address: str) -> str:
    """The host of an address as a reader knows it."""
    return (_split(address).hostname or "").removeprefix("www.")


def _split(address: str) -> SplitResult:
    """The pieces of an address; of none where it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _framed(host: str, path: str, query: dict[str, list[str]]) -> str:
    segments = [segment for segment in path.split("/") if segment]
    last = segments[-1] if segments else ""
    if host in _YOUTUBE or host == "youtu.be":
        video = query.get("v", [last])[0]
        return f"https://www.youtube-nocookie.com/embed/{video}" if _VIDEO_ID.fullmatch(video) else ""
    if host in ("vimeo.com", "player.vimeo.com"):
        return f"https://player.vimeo.com/video/{last}" if _VIMEO_ID.fullmatch(last) else ""
    if host == "archive.org" and len(segments) > 1 and segments[0] in ("details", "embed"):
        return f"https://archive.org/embed/{segments[1]}" if _ARCHIVE_ID.fullmatch(segments[1]) else ""
    return ""
