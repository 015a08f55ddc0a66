"""Where the links of a SPIP text lead: objects by kind and number, addresses, mail."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

#: What SPIP calls its objects in links, all spellings of twenty years.
_KINDS = {
    "": "article",
    "art": "article",
    "article": "article",
    "aut": "auteur",
    "auteur": "auteur",
    "br": "breve",
    "brève": "breve",
    "breve": "breve",
    "doc": "document",
    "document": "document",
    "emb": "document",
    "im": "document",
    "image": "document",
    "img": "document",
    "forum": "forum",
    "groupe": "groupe_mots",
    "mot": "mot",
    "rub": "rubrique",
    "rubrique": "rubrique",
    "site": "site",
    "syndic": "site",
}
_OBJECT = re.compile(r"\s*([^\W\d_]{0,30})\s*([0-9]{1,10})\s*(\?[^#\s]*)?(#\S*)?\s*")
_MAIL = re.compile(r"[^\s@:/<>\"]{1,64}@[A-Za-z0-9.-]{1,200}\.[A-Za-z]{2,20}")
_SCHEME = re.compile(r"(?i)[a-z][a-z0-9+.-]*:")


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectLink:
    """A link of a text to another thing of the same site: its kind and number there.

    ``kind`` is SPIP's own name (``article``, ``rubrique``, ``mot`` …). ``has_own_text`` is false where SPIP
    showed the title of the target.
    """

    kind: str
    object_id: int
    anchor: str = ""
    arguments: str = ""
    has_own_text: bool = True

    @property
    def address(self) -> str:
        """SPIP's own standing address of the object, which old-address resolvers answer."""
        return f"/spip.php?{self.kind}{self.object_id}{self.arguments.replace('?', '&', 1)}{self.anchor}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What stands behind the arrow of a link."""

    kind: Literal["object", "address", "anchor", "glossary"]
    href: str
    text: str = ""
    link: ObjectLink | None = None
    is_known: bool = True


def target_of(written: str, *, has_own_text: bool) -> Target:
    """Read the target of a link as it was written."""
    given = html.unescape(written).strip()
    found = _OBJECT.fullmatch(given)
    if found:
        kind = found[1].lower()
        link = ObjectLink(
            kind=_KINDS.get(kind, kind),
            object_id=int(found[2]),
            arguments=found[3] or "",
            anchor=found[4] or "",
            has_own_text=has_own_text,
        )
        return Target(
            kind="object",
            href=link.address,
            text=f"{link.kind} {link.object_id}",
            link=link,
            is_known=kind in _KINDS,
        )
    if given.startswith("#"):
        return Target(kind="anchor", href=given, text=given.lstrip("#"))
    if given.startswith("?"):
        return Target(kind="glossary", href=given.lstrip("? "), text=given.lstrip("? "))
    if _MAIL.fullmatch(given):
        return Target(kind="address", href=f"mailto:{given}", text=given)
    if re.match(r"(?i)www\.[\w-]+\.", given):
        return Target(kind="address", href=f"http://{given}", text=given)
    shown = given.removeprefix("mailto:")
    if not _SCHEME.match(given) and not given.startswith(("/", ".", "?")) and " " in given:
        given = quote(given, safe="/:?&=#%+,;@!$'()*~")
    return Target(kind="address", href=given, text=shown)


def glossary_address(term: str, *, language: str) -> str:
    """The page of the encyclopaedia SPIP linked such words to."""
    name = quote(" ".join(term.split()).replace(" ", "_"), safe="/:()',")
    return f"https://{language.partition('-')[0] or 'fr'}.wikipedia.org/wiki/{name}"
