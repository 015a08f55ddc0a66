"""What an address on another site is: its provider, and the address a person would open.

Players and their addresses change (Flash, ``/v/``, ``/embed/``); the page of the work does not, so it is the
one that is stored.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, urlsplit

from azdarar.formats.blocks import Embed

_PROVIDERS = {
    "youtube.com": "YouTube",
    "youtube-nocookie.com": "YouTube",
    "youtu.be": "YouTube",
    "vimeo.com": "Vimeo",
    "dailymotion.com": "Dailymotion",
    "dai.ly": "Dailymotion",
    "twitter.com": "X",
    "x.com": "X",
    "facebook.com": "Facebook",
    "instagram.com": "Instagram",
    "tiktok.com": "TikTok",
    "soundcloud.com": "SoundCloud",
    "spotify.com": "Spotify",
    "deezer.com": "Deezer",
    "mixcloud.com": "Mixcloud",
    "bandcamp.com": "Bandcamp",
    "flickr.com": "Flickr",
    "flic.kr": "Flickr",
    "slideshare.net": "SlideShare",
    "scribd.com": "Scribd",
    "issuu.com": "Issuu",
    "ted.com": "TED",
    "rutube.ru": "Rutube",
    "vk.com": "VK",
    "t.me": "Telegram",
    "bsky.app": "Bluesky",
    "reddit.com": "Reddit",
    "imgur.com": "Imgur",
    "giphy.com": "Giphy",
    "ina.fr": "INA",
    "arte.tv": "ARTE",
    "maps.google.com": "Google Maps",
    "openstreetmap.org": "OpenStreetMap",
    "datawrapper.dwcdn.net": "Datawrapper",
    "flourish.studio": "Flourish",
    "archive.org": "Internet Archive",
    "wordpress.tv": "WordPress.tv",
    "videopress.com": "VideoPress",
}
#: (path pattern, page of the work); {0} is the id.
_WORKS = {
    "YouTube": (
        (r"/(?:embed|v|e|shorts|live)/([\w-]{6,20})", "https://www.youtube.com/watch?v={0}"),
        (r"/([\w-]{6,20})", "https://www.youtube.com/watch?v={0}"),
    ),
    "Vimeo": ((r"/(?:video/)?(\d{3,12})", "https://vimeo.com/{0}"),),
    "Dailymotion": (
        (r"/(?:embed/)?(?:video|swf)/(?:video/)?([A-Za-z0-9]+)\S*", "https://www.dailymotion.com/video/{0}"),
        (r"/swf/([A-Za-z0-9]+)", "https://www.dailymotion.com/video/{0}"),
    ),
}
_ADDRESS_ALONE = re.compile(r"https?://[^\s<>\"'\[\]]{4,2000}")
_IDS = {
    "youtube": "https://www.youtube.com/watch?v={0}",
    "vimeo": "https://vimeo.com/{0}",
    "dailymotion": "https://www.dailymotion.com/video/{0}",
    "wpvideo": "https://videopress.com/v/{0}",
    "videopress": "https://videopress.com/v/{0}",
    "googlevideo": "https://video.google.com/videoplay?docid={0}",
    "tweet": "https://x.com/i/status/{0}",
}


def embed_at(url: str, *, title: str = "", known_only: bool = False) -> Embed | None:
    """The embed behind an address; None when it is not http(s), or not of a known site when that is asked."""
    parts = _split(url)
    if parts is None:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    provider = next(
        (name for site, name in _PROVIDERS.items() if host == site or host.endswith("." + site)), ""
    )
    if "google." in host and parts.path.startswith("/maps"):
        provider = "Google Maps"
    if not provider and known_only:
        return None
    return Embed(url=_work(parts, provider), provider=provider or host, title=title)


def embed_of_id(site: str, given: str, *, title: str = "") -> Embed | None:
    """The embed of a shortcode that names a site and gives an id or an address."""
    given = given.strip().removeprefix("=").strip("\"'")
    if re.match(r"(?:https?:)?//", given):
        return embed_at(given, title=title)
    pattern = _IDS.get(site)
    if pattern is None or not re.fullmatch(r"[\w-]{3,40}", given):
        return None
    return embed_at(pattern.format(given), title=title)


def is_address_alone(text: str) -> bool:
    """Whether a text is one address and nothing else."""
    return _ADDRESS_ALONE.fullmatch(text.strip()) is not None


def _split(url: str) -> SplitResult | None:
    url = url.strip()
    if url.startswith("//"):
        url = f"https:{url}"
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and host and "." in host else None


def _work(parts: SplitResult, provider: str) -> str:
    asked = parse_qs(parts.query, max_num_fields=50) if parts.query.count("&") < 50 else {}
    match provider:
        case "YouTube" if parts.path == "/watch" and asked.get("v"):
            return f"https://www.youtube.com/watch?v={asked['v'][0]}"
        case "Vimeo" if asked.get("clip_id"):
            return f"https://vimeo.com/{asked['clip_id'][0]}"
        case "SoundCloud" | "Facebook" if asked.get("url") or asked.get("href"):
            inner = _split((asked.get("url") or asked["href"])[0])
            return inner.geturl() if inner else parts.geturl()
    for pattern, page in _WORKS.get(provider, ()):
        found = re.fullmatch(pattern, re.split(r"[&?;]", parts.path)[0].rstrip("/"))
        if found and (provider != "YouTube" or "/" in found[0][1:] or parts.hostname == "youtu.be"):
            return page.format(found[1])
    return parts.geturl()
