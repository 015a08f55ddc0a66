"""Links of a text to its own old site: they lead to this paper, where the same thing is, or they are told.

A link is not bound to a story by its number: the story may come later in the file, be edited, or be taken
back. It keeps the old address without its host, which the paper answers for good.
"""

import html
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from azdarar.archive.internal.body import ImportedBody
from azdarar.formats.old_addresses import Asked, asked, identities, key_of

_LINK = re.compile(r'(<a\b[^>]*?\bhref=")([^"]*)(")')
_FILES = re.compile(r"/(?:wp-content/(?:uploads|blogs\.dir)|content/(?:images|media|files))/", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)


class KnownThings:
    """What a source holds, by its addresses and numbers; 8 bytes are kept of each."""

    def __init__(self, *, site: str, system: str) -> None:
        self.site, self._system = site.rstrip("/"), system
        self._host = asked(site).host if site else ""
        self._keys: set[int] = set()

    def add(self, *, kind: str = "", number: object = "", addresses: Iterable[str] = ()) -> None:
        """Note a thing that will be here."""
        if kind and number:
            self._keys.add(key_of(f"{kind} {number}"))
        self._keys.update(key_of(asked(address).text) for address in addresses if address)

    def is_own(self, link: str) -> Asked | None:
        """What a link asks of the old site; None for one that leads elsewhere, or within the page."""
        if not link.startswith(("http://", "https://", "//", "/", "?")) or link.startswith("#"):
            return None
        said = asked(link)
        return said if not said.host or said.host == self._host else None

    def holds(self, said: Asked) -> bool:
        """Whether the source tells what stands at an address."""
        is_root = said.path == "/" and not said.pairs and not said.bare
        # The address as the export tells it, before anything it may mean.
        if is_root or key_of(said.text) in self._keys:
            return True
        return any(self._is_known(identity) for identity in identities(said) if not identity.is_guess)

    def _is_known(self, identity: Any) -> bool:
        if identity.kind == "service":
            return True
        if identity.text:
            return key_of(identity.text) in self._keys
        return (
            identity.system == self._system and key_of(f"{identity.kind} {identity.foreign_id}") in self._keys
        )


class Links:
    """Turns the links of texts. ``has_file`` says whether a file of the old site is at hand."""

    def __init__(self, known: KnownThings, *, has_file: Callable[[str], bool]) -> None:
        self._known, self._has_file = known, has_file

    def turn(self, body: ImportedBody) -> ImportedBody:
        """Turn every link of a body; what leads nowhere any more is in its ``needs``."""

        def turned(value: Any) -> Any:
            match value:
                case str():
                    return _LINK.sub(
                        lambda found: f"{found[1]}{self._turned(found[2], body)}{found[3]}", value
                    )
                case dict():
                    return {name: turned(part) for name, part in value.items()}
                case list():
                    return [turned(part) for part in value]
                case _:
                    return value

        body.blocks = [(kind, value if kind == "table" else turned(value)) for kind, value in body.blocks]
        return body

    def _turned(self, escaped: str, body: ImportedBody) -> str:
        link = html.unescape(escaped)
        said = self._known.is_own(link)
        if said is None:
            return escaped
        is_file = _FILES.search(said.path) is not None
        if self._has_file(link) if is_file else self._known.holds(said):
            return html.escape(_from_root(link))
        if not (is_file and _PICTURE.search(said.path)):
            why = _("The old site’s export does not hold what this link leads to.")
            body.needs.append(("broken-link", link, why))
        is_bare = not said.host and self._known.site
        return html.escape(f"{self._known.site}{link}") if is_bare else escaped


def _from_root(link: str) -> str:
    """A link without its scheme and host."""
    if link.startswith(("/", "?")) and not link.startswith("//"):
        return link if link.startswith("/") else f"/{link}"
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{parts.path or '/'}{query}{fragment}"
