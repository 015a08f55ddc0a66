"""What a page says of itself: JSON-LD first, then Open Graph, meta, links, marks in its text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from lxml.etree import _Element

from azdarar.formats.clean_html import plain_text

_STORIES = {
    "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
    "blogposting",
    "liveblogposting", "backgroundnewsarticle", "reviewnewsarticle", "socialmediaposting",
    "scholarlyarticle", "report",
    "advertisercontentarticle", "review", "interview",
}  # fmt: skip
_LISTS = {"collectionpage", "searchresultspage", "profilepage", "itemlist", "blog", "website"}
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "dc.date.issued",
    "dcterms.created",
    "dc.date", "dcterms.date", "dc.date.created", "parsely-pub-date", "sailthru.date", "pubdate",
    "publishdate",
    "publish-date", "article.published", "date", "last-modified-for-publication",
    "cxenseparse:recs:publishtime",
)  # fmt: skip
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:[/.-]|$)")
_SEPARATORS = (" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " • ", " · ")
_MAX_TAGS = 12


@dataclass(slots=True)
class Metadata:
    """What was found; every text is plain and on one line."""

    headline: str = ""
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    section: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    site_name: str = ""
    picture: str = ""
    picture_alt: str = ""
    picture_caption: str = ""
    kinds: frozenset[str] = frozenset()
    og_type: str = ""
    title: str = ""
    heading: str = ""
    meta: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_story(self) -> bool:
        """Whether the page says that it is one."""
        return bool(self.kinds & _STORIES) or self.og_type == "article"

    @property
    def is_list(self) -> bool:
        """Whether the page says that it is a list."""
        return not self.is_story and bool(self.kinds & _LISTS - {"website", "blog"})


def read_metadata(root: _Element) -> Metadata:
    """Read what a page says of itself."""
    meta = _meta(root)
    found = Metadata(meta=meta, og_type=_first(meta, "og:type").lower())
    found.title = _text(next(iter(root.iter("title")), None))
    found.heading = _heading(root)
    nodes = [node for script in _ld_scripts(root) for node in _nodes(script)]
    found.kinds = frozenset(kind for node in nodes for kind in _kinds(node))
    story = next((node for node in nodes if set(_kinds(node)) & _STORIES), {})
    found.site_name = _first(meta, "og:site_name", "application-name") or _name_of(story.get("publisher"))
    _read_links(root, found)
    _read_story(story, found)
    _read_meta(found)
    _read_marks(root, found)
    found.section = _as_section(found.section) or _as_section(_breadcrumb(nodes))
    told = (
        found.headline
        or _first(meta, "og:title", "twitter:title", "dc.title")
        or found.heading
        or found.title
    )
    found.headline = without_site_name(told, site=found.site_name, heading=found.heading)
    return found


def without_site_name(text: str, *, site: str, heading: str) -> str:
    """A title as the story's own words: without the paper's name that its pages carry at the end."""
    text = " ".join(text.split())
    if heading and text != heading and text.casefold().startswith(heading.casefold()) and len(heading) > 10:
        rest = text[len(heading) :]
        if any(rest.startswith(separator) for separator in _SEPARATORS):
            return heading
    for separator in _SEPARATORS:
        before, found, after = text.rpartition(separator)
        if (
            found
            and site
            and after.casefold().replace("www.", "") in (site.casefold(), site.casefold().replace(" ", ""))
        ):
            return before.strip()
    return text


def parsed_date(text: str) -> datetime | None:
    """An instant as pages write them; without a zone where none is told."""
    text = " ".join(text.split())
    if not 8 <= len(text) <= 60:
        return None
    compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?", text)
    if compact:
        text = "-".join(compact.groups()[:3]) + (f"T{compact[4]}:{compact[5]}" if compact[4] else "")
    text = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", re.sub(r"\s+(?=[+-]\d\d:?\d\d$)", "", text))
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return found if 1500 < found.year < 2200 else None
    return None


def address_date(address: str) -> datetime | None:
    """The day that an address names."""
    found = _IN_ADDRESS.search(address)
    try:
        return datetime(int(found[1]), int(found[2]), int(found[3])) if found else None  # noqa: DTZ001 - a day
    except ValueError:
        return None


def _meta(root: _Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in root.iter("meta"):
        name = (
            element.get("property")
            or element.get("name")
            or element.get("itemprop")
            or element.get("http-equiv")
        )
        content = " ".join((element.get("content") or "").split())
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content[:2000])
    return found


def _first(meta: dict[str, list[str]], *names: str) -> str:
    return next((meta[name][0] for name in names if meta.get(name)), "")


def _ld_scripts(root: _Element) -> Iterator[Any]:
    for script in root.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            text = re.sub(
                r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*;?\s*$",
                "",
                script.text or "",
            )
            try:
                yield json.loads(text.strip().rstrip(";"), strict=False)
            except (ValueError, RecursionError):
                continue


def _nodes(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for part in value[:200]:
            yield from _nodes(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(value.get(name), depth + 1)


def _kinds(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type")
    return [
        kind.rpartition("/")[2].lower()
        for kind in (kinds if isinstance(kinds, list) else [kinds])
        if isinstance(kind, str)
    ]


def _read_links(root: _Element, found: Metadata) -> None:
    alternates = []
    for link in root.iter("link"):
        relations, target = (link.get("rel") or "").lower().split(), (link.get("href") or "").strip()
        if "alternate" in relations and link.get("hreflang") and target:
            alternates.append((link.get("hreflang") or "", target))
    found.alternates = tuple(alternates[:50])


def _read_story(story: dict[str, Any], found: Metadata) -> None:
    found.headline = _plain(story.get("headline")) or (_plain(story.get("name")) if story else "")
    found.standfirst = _plain(story.get("description"))
    found.authors = tuple(dict.fromkeys(filter(None, map(_name_of, _many(story.get("author"))))))
    found.published = parsed_date(_plain(story.get("datePublished")))
    found.section = next(filter(None, map(_plain, _many(story.get("articleSection")))), "")
    keywords = story.get("keywords")
    found.tags = _tags([_plain(word) for word in _many(keywords)])
    language = story.get("inLanguage")
    found.language = (
        _plain(language.get("alternateName") or language.get("name"))
        if isinstance(language, dict)
        else _plain(language)
    )
    picture = next(iter(_many(story.get("image"))), None)
    if isinstance(picture, dict):
        found.picture, found.picture_caption = _plain(picture.get("url")), _plain(picture.get("caption"))
    else:
        found.picture = _plain(picture)


def _read_meta(found: Metadata) -> None:
    meta = found.meta
    found.standfirst = found.standfirst or _first(meta, "og:description", "description", "dc.description")
    if not found.authors:
        told = [
            *meta.get("author", ()),
            *meta.get("article:author", ()),
            *meta.get("dc.creator", ()),
            *meta.get("parsely-author", ()),
        ]
        found.authors = tuple(dict.fromkeys(name for name in map(_as_name, told) if name))[:10]
    for name in _PUBLISHED:
        found.published = found.published or parsed_date(_first(meta, name))
    found.section = found.section or _first(meta, "article:section", "parsely-section", "section")
    if not found.tags:
        told = meta.get("article:tag") or meta.get("news_keywords") or meta.get("parsely-tags") or []
        found.tags = _tags(told)
    found.picture = found.picture or _first(meta, "og:image", "og:image:url", "twitter:image")
    found.picture_alt = _first(meta, "og:image:alt", "twitter:image:alt")
    language = (
        found.language
        or _first(meta, "content-language", "language", "dc.language")
        or _first(meta, "og:locale")
    )
    found.language = language.split(",")[0].strip()


def _read_marks(root: _Element, found: Metadata) -> None:
    """What is marked in the text: the language, the time, the names of authors."""
    xml_lang = "{http://www.w3.org/XML/1998/namespace}lang"
    html = next(iter(root.iter("html")), root)
    found.language = html.get("lang") or html.get(xml_lang) or html.get("xml:lang") or found.language
    times = [
        (one.get("itemprop") or one.get("class") or "", one.get("datetime") or "")
        for one in root.iter("time")
    ]
    if found.published is None:
        marked = [
            told
            for hint, told in times
            if "publish" in hint.lower() or "pubdate" in hint.lower() or "entry-date" in hint
        ]
        found.published = next(
            filter(None, map(parsed_date, [*marked, *(told for _hint, told in times[:3])])), None
        )
    if found.published is None:
        marked_by = root.xpath("//*[@itemprop='datePublished']")
        told = [element.get("content") or element.get("title") or _text(element) for element in marked_by]
        found.published = next(filter(None, map(parsed_date, told)), None)
    if not found.authors:
        named = root.xpath(
            "//*[(@rel='author' or @itemprop='author' or contains(@class,'byline-name'))"
            " and not(ancestor-or-self::*[contains(@class,'comment') or contains(@id,'comment')])]"
        )
        found.authors = tuple(
            dict.fromkeys(filter(None, (_as_name(_text(element)) for element in named[:10])))
        )


def _heading(root: _Element) -> str:
    headings = [text for element in root.iter("h1") if (text := _text(element))]
    return headings[0] if len(headings) == 1 else next((text for text in headings if len(text) > 20), "")


def _breadcrumb(nodes: list[dict[str, Any]]) -> str:
    """The last step but the story itself and the front page."""
    for node in nodes:
        if "breadcrumblist" in _kinds(node):
            steps = [
                _name_of(step.get("item")) or _plain(step.get("name"))
                for step in _many(node.get("itemListElement"))
                if isinstance(step, dict)
            ]
            if len(steps) > 2:
                return steps[-2]
    return ""


def names_of(text: str) -> tuple[str, ...]:
    """Names in one text, apart by a semicolon."""
    return tuple(dict.fromkeys(name for name in map(_as_name, text.split(";")) if name))[:10]


def _as_section(text: str) -> str:
    is_name = any(letter.isalpha() for letter in text) and not text.startswith(("/", "http"))
    return text if is_name and text.casefold() not in ("nil", "null", "none", "undefined", "n/a") else ""


def _tags(told: list[str]) -> tuple[str, ...]:
    words = told[0].split(",") if len(told) == 1 else told
    found = (" ".join(word.split()) for word in words)
    return tuple(dict.fromkeys(word for word in found if 1 < len(word) <= 80))[:_MAX_TAGS]


def _as_name(text: str) -> str:
    text = re.sub(
        r"^(?:par|by|автор:?|von|por|հեղինակ՝?)\s+", "", " ".join(text.split()), flags=re.IGNORECASE
    )
    is_name = 2 < len(text) <= 100 and len(text.split()) <= 8 and not re.search(r"://|@|www\.|\d\d", text)
    return text if is_name else ""


def _name_of(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        value = value[0] if value else ""
    return _as_name(_plain(value))


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _plain(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return " ".join((plain_text(value) if "<" in value or "&" in value else value).split())[:2000]


def _text(element: _Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())[:2000]
