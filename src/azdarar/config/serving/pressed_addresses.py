"""Which addresses are pressed, and under which key: one table of shapes, each with the queries that count.

A key is an address in one spelling: the path as people read it, ``?page=N`` where a list goes on, and
``#light`` for a page in another edition than the ordinary one (``press.editions``). What else stands in a
query is not looked at, unless it may name a thing of an old site; then Django is asked. A test compares the
table with the addresses there are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes

from django.conf import settings

from azdarar.config.edge.old_addresses import may_name_a_thing

#: The general page for what is not there, in each language; shown with status 404, stored like any other.
MISSING = "#missing"

_SLUG = r"[^/]{1,200}"
_DAY = r"\d{4}/\d{2}/\d{2}"

#: What makes a search of the page that holds its form, as ``search.asking.ADDRESS_NAMES`` has it. No search
#: is pressed, or anybody could make the paper keep as many as they can think of.
_OF_A_SEARCH = (
    "q",
    "section",
    "author",
    "subject",
    "kind",
    "language",
    "since",
    "until",
    "order",
    "exact",
    "page",
)


@dataclass(frozen=True, slots=True)
class Shape:
    """Addresses of one kind."""

    #: Name of the address, as Django reverses it.
    name: str
    #: ``{language}`` stands for any language the paper appears in.
    pattern: str
    #: Whether it is a list that goes on at ``?page=2``.
    has_pages: bool = False
    #: Names of a query that make another page of it, which is not pressed.
    not_pressed_with: tuple[str, ...] = ()
    #: Whether people read it: what machines read, and ways elsewhere, are the same in every edition.
    has_editions: bool = True


SHAPES: tuple[Shape, ...] = (
    Shape("reader:entrance", "/", has_editions=False),
    Shape("reader:front", "/{language}/"),
    Shape("reader:latest", "/{language}/latest/", has_pages=True),
    Shape("reader:corrections", "/{language}/corrections/", has_pages=True),
    Shape("reader:search", "/{language}/search/", not_pressed_with=_OF_A_SEARCH),
    Shape("reader:dossiers", "/{language}/dossiers/"),
    Shape("reader:dossier", f"/{{language}}/dossiers/{_SLUG}/", has_pages=True),
    Shape("reader:author", f"/{{language}}/authors/{_SLUG}/", has_pages=True),
    Shape("reader:subject", f"/{{language}}/tags/{_SLUG}/", has_pages=True),
    Shape("reader:story", f"/{{language}}/{_DAY}/{_SLUG}/"),
    Shape("reader:old_comments", f"/{{language}}/{_DAY}/{_SLUG}/comments/", has_pages=True),
    Shape("reader:segment", f"/{{language}}/{_SLUG}/", has_pages=True),
    Shape("feeds:paper", r"/feed\.(?:xml|json)", has_editions=False),
    Shape("feeds:language", r"/{language}/feed\.(?:xml|json)", has_editions=False),
    Shape("feeds:author", rf"/{{language}}/authors/{_SLUG}/feed\.(?:xml|json)", has_editions=False),
    Shape(
        "feeds:search",
        r"/{language}/search/feed\.(?:xml|json)",
        not_pressed_with=_OF_A_SEARCH,
        has_editions=False,
    ),
    Shape("feeds:section", rf"/{{language}}/{_SLUG}/feed\.(?:xml|json)", has_editions=False),
    Shape("feeds:sitemaps", r"/sitemap\.xml", has_editions=False),
    Shape("feeds:news_sitemap", r"/news-sitemap\.xml", has_editions=False),
    Shape("feeds:sitemap_pages", r"/sitemap-{language}\.xml", has_editions=False),
    Shape("feeds:sitemap_month", r"/sitemap-{language}-\d{4}-\d{2}\.xml", has_editions=False),
    Shape("feeds:robots", r"/robots\.txt", has_editions=False),
)

#: Public addresses that are not pressed, and why.
NOT_PRESSED: Mapping[str, str] = {
    "media_picture": "A file, kept from the newsroom's drafts; the front serves it by its own rule.",
    "wagtaildocs_serve": "A file of up to 25 MB; asked of Django each time, because its story may be closed.",
    "reader:components": "For developers alone.",
    "reader:suggestions": "It answers what somebody is typing: as many answers as there are beginnings.",
    "reader:edition": "It sets a cookie and leads back: a choice is somebody's, never a page.",
    "reader:read": "It is told something, and shows nothing.",
    "reader:read_to_the_end": "It is told something, and shows nothing.",
    "healthz": "It tells how things are at this moment.",
    "account_change_password_well_known": "It leads into the account.",
}

#: What no path of ours holds once it is read: it would be another thing to a browser, a log or a key.
_NOT_IN_A_PATH = re.compile(r"[\x00-\x20\x7f#%?\\]|//|/\.\.?/")
_PAGE = re.compile(r"[1-9][0-9]{0,4}")
_MISSING_KEY = re.compile(r"/([a-z-]+)/#missing")


def key_of(path: str, query: str = "") -> str | None:
    """The key of an address, path and query as they were sent; None for what is not pressed."""
    plain = _plain(path)
    shape = shape_of(plain) if plain is not None else None
    if plain is None or shape is None:
        return None
    if not query:
        return plain
    return _with_page(plain, query, shape) if not may_name_a_thing(path, query) else None


def shape_of(plain: str) -> Shape | None:
    """The shape of a path as people read it."""
    matched = _table(tuple(code for code, _name in settings.LANGUAGES)).fullmatch(plain)
    return SHAPES[int((matched.lastgroup or "_0")[1:])] if matched else None


def has_editions(key: str) -> bool:
    """Whether the page of a key, in whichever edition, is another one to readers who chose another."""
    shape = shape_of(re.split("[?#]", key, maxsplit=1)[0])
    return shape is not None and shape.has_editions and language_of_missing(key) is None


def address_of(key: str) -> tuple[str, str]:
    """Path, escaped as browsers send it, and query of a key, whichever edition it names."""
    plain, _mark, query = key.partition("#")[0].partition("?")
    return quote(plain, safe="/:@!$&'()+*,;=-._~"), query


def missing_key(language: str) -> str:
    """The key of the general page for what is not there."""
    return f"/{language}/{MISSING}"


def language_of_missing(key: str) -> str | None:
    """The language, if a key is that of the general page for what is not there."""
    matched = _MISSING_KEY.fullmatch(key)
    return matched[1] if matched else None


def _plain(path: str) -> str | None:
    if "%" in path:
        try:
            path = unquote_to_bytes(path).decode("utf-8")
        except UnicodeDecodeError:
            return None
    return None if _NOT_IN_A_PATH.search(path) else path


def _with_page(plain: str, query: str, shape: Shape) -> str | None:
    pages = []
    for part in query.split("&"):
        name, _equals, value = part.partition("=")
        # An escaped or hidden name could be one that counts: Django reads it, not this table.
        if "%" in name or "+" in name or name in shape.not_pressed_with:
            return None
        if name == "page":
            pages.append(value)
    if not pages or not shape.has_pages:
        return plain
    if len(pages) > 1 or _PAGE.fullmatch(pages[0]) is None:
        return None
    return plain if pages[0] == "1" else f"{plain}?page={pages[0]}"


@lru_cache(maxsize=8)
def _table(languages: tuple[str, ...]) -> re.Pattern[str]:
    language = f"(?:{'|'.join(map(re.escape, languages))})"
    parts = (
        f"(?P<_{number}>{shape.pattern.replace('{language}', language)})"
        for number, shape in enumerate(SHAPES)
    )
    return re.compile("|".join(parts))
