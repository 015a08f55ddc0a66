"""Stories told from lists, feeds, front pages and pages that say they are not there."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from lxml.etree import _Element

from azdarar.formats.internal.page_metadata import Metadata
from azdarar.formats.internal.page_text import Text

#: Letters of running text below which a page has none; a short brief has more.
_FEW, _SOME, _MANY = 120, 250, 600
_NOT_FOUND = re.compile(
    r"(?i)\b(?:(?:error|erreur|ошибка|սխալ|http) ?:?#? ?404|404 ?(?:error|erreur|not found|[-–—:|]|$)"
    r"|page (?:not found|introuvable|non trouvée|inconnue)|not found|introuvable|n[’']existe (?:pas|plus)"
    r"|страница не найдена|не найден[ао]?|ничего не найдено|էջը չի գտնվել|չի գտնվել|seite nicht gefunden"
    r"|página no encontrada)"
)
_LIST_ADDRESS = re.compile(
    r"(?i)/(?:tags?|category|categories|categorie|authors?|auteurs?|search|recherche|rubriques?|mots?|feed)(?:/|$)"
    r"|/page/\d+/?$|/(?:archives?|sitemap|plan)(?:\.\w+)?/?$|/(?:19|20)\d\d/(?:\d\d/?)?$"
    r"|/(?:rubrique|mot|auteur)\d+(?:\.\w+)?$|\?(?:.*&)?(?:rubrique|mot|auteur)\d+(?:&|$)"
    r"|[?&](?:s|q|cat|tag|author|paged|page|recherche|id_rubrique|id_mot|id_auteur)="
)


def is_feed(content_type: str, head: bytes) -> bool:
    """Whether a capture is a feed, whatever it calls itself."""
    start = head[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    is_xml = "xml" in content_type and "xhtml" not in content_type
    named = content_type in ("application/rss+xml", "application/atom+xml", "application/feed+json")
    return named or (is_xml and re.search(rb"<(?:rss|feed|rdf:RDF)[\s>]", start) is not None)


def says_not_found(told: Metadata, story: Text) -> bool:
    """Whether a page that was answered with 200 says that there is none.

    A story may have such words in its headline; a page that is not there has next to nothing below it.
    """
    if told.is_story or len(story.words) > _MANY:
        return False
    titles = [title for title in (told.heading, told.title) if title]
    return any(len(title) < 90 and _NOT_FOUND.search(title) for title in titles[:2])


def kind_of(
    told: Metadata, story: Text, root: _Element, *, address: str
) -> Literal["story", "page", "list", "none"]:
    """What a page is.

    Who says that it is a story is believed if it has a text. Of the others, a list betrays itself by its
    address, by what it says, by several headlines that are links, or by a text made of links.
    """
    length = len(story.words)
    if length < _FEW:
        return "list" if told.is_list or _is_list_address(address) else "none"
    if told.is_story:
        return "story"
    headlines = _linked_headlines(root)
    if _is_front(address) or told.is_list or _is_list_address(address) or story.linked > 0.6:
        return "list"
    if headlines >= 5 and length < _MANY * 2:
        return "list"
    if told.published is not None:
        return "story"
    if length < _SOME:
        return "none"
    return "story" if told.authors or not _is_standing(address) else "page"


def _is_front(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) and parts.path in ("", "/") and not parts.query


def _is_standing(address: str) -> bool:
    """Whether it lies next to the front page under a name of its own: who we are, how to subscribe."""
    parts = urlsplit(address)
    way = parts.path.strip("/")
    return (
        bool(parts.netloc)
        and "/" not in way
        and not parts.query
        and not re.search(r"\d", way)
        and way.count("-") < 3
    )


def _is_list_address(address: str) -> bool:
    parts = urlsplit(address)
    return _LIST_ADDRESS.search(f"{parts.path}?{parts.query}" if parts.query else parts.path) is not None


def _linked_headlines(root: _Element) -> int:
    """Headings that lead elsewhere: of a list, one for each story."""
    return int(root.xpath("count(//article//*[self::h1 or self::h2 or self::h3][.//a[@href]])") or 0)
