"""What there is before anything is read: captures in short, the best of each address, what leads where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from azdarar.formats.internal.page_captures import HEAD_BYTES, Archives, Capture
from azdarar.formats.internal.page_encoding import head_text
from azdarar.formats.internal.page_kinds import is_feed
from azdarar.formats.internal.page_records import LeftOut, Reason

_PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif")
#: What only says who came, and from where.
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|mc_[ce]id|igshid|ref|xtor|PHPSESSID|jsessionid)", re.IGNORECASE
)
_CANONICAL = re.compile(r"<link[^>]{0,300}?rel\s*=\s*[\"']?canonical[\"']?[^>]{0,600}>", re.IGNORECASE)
_REFRESH = re.compile(
    r"<meta[^>]{0,80}http-equiv\s*=\s*[\"']?refresh[\"']?[^>]{0,80}content\s*=\s*[\"']?\s*(\d{1,5})[^>]{0,20}?"
    r"url\s*=\s*[\"']?([^\"'>\s]{1,500})",
    re.IGNORECASE,
)
_HREF = re.compile(r"href\s*=\s*[\"']([^\"']{1,600})", re.IGNORECASE)
_SCRIPT = re.compile(r"<(script|style)\b", re.IGNORECASE)


def identity_of(address: str) -> str:
    """What makes an address one: host, path and query, without scheme, ``www.``, tracking and index pages."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    host = (parts.netloc.rpartition("@")[2]).lower().removeprefix("www.")
    host = re.sub(r":(?:80|443)$", "", host)
    path = re.sub(r"/(?:index|default)\.(?:html?|php3?|aspx?)$", "/", parts.path or "/") or "/"
    asked = sorted(
        pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])
    )
    return f"{host}{path}" + (f"?{urlencode(asked)}" if asked else "") if host or parts.path else ""


@dataclass(slots=True)
class Known:
    """The best capture of one address, and every address that leads to it."""

    capture: Capture
    addresses: dict[str, None] = field(default_factory=dict)
    canonical: str = ""


class Index:
    """All captures in short: which to read, which not, and what leads where."""

    def __init__(self) -> None:
        self.pages: dict[str, Known] = {}
        #: By identity: when, what kind, and where; of a large site there are very many.
        self.pictures: dict[str, tuple[datetime, str, tuple[str, int]]] = {}
        self.passed_over: Counter[str] = Counter()
        self.left_out: list[LeftOut] = []
        self.hosts: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.site_name = ""
        self.captures = 0
        self._names: Counter[str] = Counter()
        self._by_digest: dict[str, Capture] = {}
        self._revisits: list[Capture] = []
        self._redirects: list[tuple[Capture, str]] = []

    def add(self, capture: Capture, head: bytes, archives: Archives) -> None:
        """Take a capture into the index."""
        self.captures += 1
        if capture.kind == "other":
            return self.leave(capture, "other")
        if capture.kind == "revisit":
            self._revisits.append(capture)
            return None
        if capture.digest:
            self._by_digest.setdefault(capture.digest, capture)
        if capture.location:
            self._redirects.append((capture, archives.resolve(capture.location, capture)))
            return None
        if capture.status != 200:
            return self.leave(capture, "error", status=str(capture.status))
        if capture.content_type in _PICTURES:
            self._keep_picture(capture)
            return self.leave(capture, "file")
        if is_feed(capture.content_type, head):
            return self.leave(capture, "feed")
        if not capture.is_html:
            return self.leave(capture, "file")
        return self._add_page(capture, head, archives)

    def _add_page(self, capture: Capture, head: bytes, archives: Archives) -> None:
        text = head_text(head)
        refresh = _REFRESH.search(text)
        if refresh and len(head) < HEAD_BYTES and _only_leads_on(text, refresh):
            self._redirects.append((capture, archives.resolve(refresh[2], capture)))
            return
        link = _CANONICAL.search(text)
        target = _HREF.search(link[0]) if link else None
        canonical = archives.resolve(target[1], capture) if target else ""
        if not urlsplit(capture.address).netloc and canonical.startswith("http"):
            # A page saved without a word about where: it says itself.
            capture = replace(capture, address=canonical)
        self.hosts[urlsplit(capture.address).netloc] += 1
        self._note_site(text)
        key = identity_of(capture.address) or capture.place[0]
        known = self.pages.get(key)
        if known is None:
            self.pages[key] = Known(capture, {capture.address: None}, canonical)
            return
        newer, older = sorted((capture, known.capture), key=_captured, reverse=True)
        known.capture, known.addresses[capture.address] = newer, None
        known.canonical = canonical if newer is capture else known.canonical
        self.leave(older, "newer")

    def _note_site(self, text: str) -> None:
        language = re.search(r"<html[^>]{0,300}?\blang\s*=\s*[\"']?([A-Za-z-]{2,10})", text, re.IGNORECASE)
        if language:
            self.languages[language[1].lower()] += 1
        name = re.search(
            r"<meta[^>]{0,60}og:site_name[\"'][^>]{0,20}content\s*=\s*[\"']([^\"']{1,120})", text
        )
        if name:
            self._names[name[1].encode("latin-1", "replace").decode("utf-8", "replace")] += 1

    def _keep_picture(self, capture: Capture) -> None:
        key = identity_of(capture.address) or capture.place[0]
        known = self.pictures.get(key)
        if known is None or _captured(capture) > known[0]:
            self.pictures[key] = (_captured(capture), capture.content_type, capture.place)

    def leave(self, capture: Capture, reason: Reason, **data: str) -> None:
        """Note that a capture is no story; of what never was a page, only that there was one more."""
        if reason in ("file", "other"):
            self.passed_over[reason] += 1
            return
        place = told_place(capture)
        self.left_out.append(LeftOut(address=capture.address, place=place, reason=reason, data=data))

    def settle(self) -> None:
        """Join what is one page, when all is known."""
        for revisit in self._revisits:
            self._settle_revisit(revisit)
        targets = {identity_of(capture.address): target for capture, target in self._redirects}
        for capture, target in self._redirects:
            known = self._page_behind(target, targets)
            if known is not None:
                known.addresses[capture.address] = None
            self.leave(capture, "redirect", target=target)
        self._join_canonicals()
        self.site_name = self._names.most_common(1)[0][0] if self._names else ""

    def _settle_revisit(self, revisit: Capture) -> None:
        key = identity_of(revisit.address)
        original = self._by_digest.get(revisit.digest)
        known = self.pages.get(key)
        if known is not None:
            known.addresses[revisit.address] = None
            self.leave(revisit, "newer")
        elif original is not None:
            # The same text under an address that has no capture of its own.
            same = self.pages.get(identity_of(original.address))
            if same is not None:
                same.addresses[revisit.address] = None
            self.leave(revisit, "duplicate", target=original.address)
        elif revisit.location:
            self.leave(revisit, "redirect", target=revisit.location)
        else:
            self.leave(revisit, "unreferenced")

    def _page_behind(self, target: str, targets: Mapping[str, str]) -> Known | None:
        """The page that a redirect leads to in the end; ``targets`` says where each of the others leads."""
        seen: set[str] = set()
        key = identity_of(target)
        while key and key in targets and key not in seen and key not in self.pages:
            seen.add(key)
            key = identity_of(targets[key])
        return self.pages.get(key)

    def _join_canonicals(self) -> None:
        """Pages that name another as the true one are that page, unless all name the front page."""
        named = Counter(identity_of(known.canonical) for known in self.pages.values() if known.canonical)
        own = {host.lower().removeprefix("www.") for host in self.hosts}
        for key, known in list(self.pages.items()):
            canonical = identity_of(known.canonical)
            is_own = canonical.partition("/")[0] in own or own <= {""}
            if not canonical or canonical == key or _is_front(canonical) or not is_own:
                continue
            other = self.pages.get(canonical)
            if other is not None and other is not known:
                other.addresses.update(known.addresses)
                del self.pages[key]
                self.leave(known.capture, "duplicate", target=other.capture.address)
            elif other is None and named[canonical] <= 3:
                known.addresses[known.canonical] = None
                self.pages[canonical] = known
                del self.pages[key]


def without_scripts(text: str) -> str:
    """The text without scripts and styles, whose strings are full of tags: in one pass, closed or not."""
    kept: list[str] = []
    at = 0
    for found in _SCRIPT.finditer(text):
        if found.start() < at:
            continue
        kept.append(text[at : found.start()])
        closed = re.compile(f"</{found[1]}", re.IGNORECASE).search(text, found.end())
        at = closed.start() if closed else len(text)
    return "".join([*kept, text[at:]])


def _only_leads_on(text: str, refresh: re.Match[str]) -> bool:
    """Whether a page does nothing but send its reader elsewhere, and soon."""
    if int(refresh[1]) > 10 or re.search(r"(?i)<body", text[: refresh.start()]):
        return False
    words = re.sub(r"<[^>]*>", " ", without_scripts(text))
    return len(" ".join(words.split())) < 300


def told_place(capture: Capture) -> str:
    _name, offset = capture.place
    return capture.shown if offset < 0 else f"{capture.shown}@{offset}"


def _captured(capture: Capture) -> datetime:
    return capture.captured_at or datetime.min.replace(tzinfo=UTC)


def _is_front(identity: str) -> bool:
    return identity.partition("/")[2] == ""
