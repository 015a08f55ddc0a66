"""The addresses of WordPress sites: by number, by date and name, archives, feeds, files."""

import re
from collections.abc import Iterator

from azdarar.formats.internal.asked_address import Asked
from azdarar.formats.internal.identity import (
    Identity,
    Service,
    View,
    named,
    numbered,
    picture_names,
    service,
    title_words,
    written,
)

_NUMBER = re.compile(r"\d{1,10}")
_YEAR, _TWO = re.compile(r"(?:19|20)\d\d"), re.compile(r"\d{1,2}")
_FEED_FORMS = frozenset({"feed", "rss", "rss2", "atom", "rdf"})
#: The paper's own, under a section or an author that has another name by now.
_OWN_FEEDS = frozenset({"feed.xml", "feed.json"})
#: What ends an address without naming another thing; the page numbers behind "page" fall with it.
_TAILS = frozenset({"amp", "embed", "trackback", "print", "printer", "emailpopup", "email", "comments"})
_COMMENT_PAGE = re.compile(r"comment-page-\d+")
_SCRIPTS = re.compile(r"wp-(?:feed|rss2?|atom|rdf|commentsrss2)\.php")
#: How archives begin, in WordPress's own words and in those that French sites put in their place.
_ARCHIVES = {
    "category": "category",
    "categorie": "category",
    "categories": "category",
    "cat": "category",
    "rubrique": "category",
    "topics": "category",
    "tag": "tag",
    "tags": "tag",
    "mot-clef": "tag",
    "mot-cle": "tag",
    "etiquette": "tag",
    "sujet": "tag",
    "author": "author",
    "auteur": "author",
    "authors": "author",
}
_HERE = {"category": "section", "tag": "subject", "author": "contributor"}


def wordpress_identities(address: Asked) -> Iterator[Identity]:
    """What an address means on a WordPress site, most likely first."""
    segments, view = _without_tail(address.segments)
    if address.get("feed") or _SCRIPTS.fullmatch(address.last.lower()):
        view = View.FEED
    yield from _by_number(address, view=view)
    yield from _by_name(address, view=view)
    yield from _files(address)
    if segments and segments != address.segments:
        yield written("/" + "/".join(segments), rule="wordpress-tail", view=view)
    yield from _archive(segments, view=view)
    yield from _by_path_number(segments, view=view)
    yield from _by_date(segments, view=view)
    yield from _service(address, segments, view=view)


def _without_tail(segments: tuple[str, ...]) -> tuple[tuple[str, ...], View]:
    """The thing an address is about: feeds, further pages, print and comment pages are views of it."""
    left, view = list(segments), View.PAGE
    while left:
        last = left[-1].lower()
        if last in _OWN_FEEDS and len(left) > 2:
            left.pop()
            return tuple(left), View.FEED
        if last in _FEED_FORMS and (
            last == "feed" or len(left) == 1 or left[-2].lower() in ("feed", *_ARCHIVES)
        ):
            view = View.FEED
        elif last in _FEED_FORMS and len(left) > 2 and left[-3].lower() in _ARCHIVES:
            view = View.FEED  # Ghost: /tag/name/rss/
        elif len(left) > 1 and left[-2].lower() in ("page", "paged") and _NUMBER.fullmatch(last):
            left.pop()
        elif not (last in _TAILS or _COMMENT_PAGE.fullmatch(last)):
            break
        left.pop()
    return tuple(left), view


def _by_number(address: Asked, *, view: View) -> Iterator[Identity]:
    """``?p=12`` and its kin, in any order; the smallest thing first."""
    for name, kinds in (
        ("attachment_id", ("attachment",)),
        ("p", ("post", "page", "attachment")),
        ("page_id", ("page", "post")),
        ("post", ("post", "page")),
        ("cat", ("category",)),
        ("tag_id", ("tag",)),
        ("author", ("author",)),
    ):
        value = address.get(name)
        if _NUMBER.fullmatch(value):
            for kind in kinds:
                yield numbered("wordpress", kind, value, rule=f"wordpress-{name}", view=view)


def _by_name(address: Asked, *, view: View) -> Iterator[Identity]:
    """``?name=``, ``?pagename=``, ``?tag=``, ``?category_name=``, ``?author_name=``: plain permalinks."""
    year, month, day = (address.get(name) for name in ("year", "monthnum", "day"))
    slug = address.get("name") or address.get("pagename") or address.get("attachment")
    if slug:
        dated = [part.zfill(2) for part in (year, month, day) if part]
        yield written("/" + "/".join([*dated, slug.strip("/")]), rule="wordpress-name", view=view)
        yield written("/" + slug.strip("/"), rule="wordpress-name", view=view)
    for name, kind in (
        ("category_name", "category"),
        ("cat", "category"),
        ("tag", "tag"),
        ("author_name", "author"),
        ("author", "author"),
    ):
        value = address.get(name).strip("/")
        if value and not _NUMBER.fullmatch(value):
            yield from _term(kind, value, view=view)


def _archive(segments: tuple[str, ...], *, view: View) -> Iterator[Identity]:
    """``/category/parent/child/``, wherever the site had put it."""
    for place, segment in enumerate(segments[:-1]):
        kind = _ARCHIVES.get(segment.lower())
        if kind:
            yield from _term(kind, "/".join(segments[place + 1 :]), view=view)
            return


def _term(kind: str, slug: str, *, view: View) -> Iterator[Identity]:
    leaf = slug.rpartition("/")[2]
    yield written(f"/{kind}/{slug}", rule=f"wordpress-{kind}", hint=kind, view=view)
    if leaf != slug:
        yield written(f"/{kind}/{leaf}", rule=f"wordpress-{kind}", hint=kind, view=view)
    for system in ("wordpress", "ghost"):
        yield Identity(rule=f"wordpress-{kind}", system=system, kind=kind, foreign_id=leaf, view=view)
    yield named(_HERE[kind], leaf, rule=f"wordpress-{kind}", view=view)


def _by_path_number(segments: tuple[str, ...], *, view: View) -> Iterator[Identity]:
    """``/archives/12``, ``/12/title``, ``/2005/03/12/title-12``: permalinks that hold the number."""
    if not segments:
        return
    last = segments[-1].removesuffix(".html").removesuffix(".htm")
    if _NUMBER.fullmatch(last) and (
        len(segments) == 1 or segments[-2].lower() in ("archives", "archive", "post", "p")
    ):
        yield numbered("wordpress", "post", last, rule="wordpress-number", view=view, is_guess=True)
    words = title_words(last)
    if len(segments) > 1 and words and _NUMBER.fullmatch(segments[-2]) and not _TWO.fullmatch(segments[-2]):
        yield numbered(
            "wordpress", "post", segments[-2], rule="wordpress-number", view=view, words=words, is_guess=True
        )
    match = re.fullmatch(r"(?:.*[-_])?(\d{1,10})", last)
    if match and words:
        yield numbered(
            "wordpress", "post", match[1], rule="wordpress-number", view=view, words=words, is_guess=True
        )


def _by_date(segments: tuple[str, ...], *, view: View) -> Iterator[Identity]:
    """``/2005/03/12/name/`` where the site later changed the form; whole days and months."""
    dated = next((place for place, segment in enumerate(segments) if _YEAR.fullmatch(segment)), None)
    if dated is None:
        if len(segments) > 1:
            yield written(f"/{segments[-1]}", rule="wordpress-leaf", view=view, is_guess=True)
        return
    rest = list(segments[dated + 1 :])
    while rest and _TWO.fullmatch(rest[0]):
        rest.pop(0)
    head = segments[dated : len(segments) - len(rest)]
    if not rest:
        yield service(Service.LATEST, rule="wordpress-date", is_guess=True)
        return
    yield written("/" + "/".join([*head, *rest]), rule="wordpress-date", view=view)
    while len(rest) > 1:
        # Further pages of one text, and attachments, stand below their post.
        rest.pop()
        yield written("/" + "/".join([*head, *rest]), rule="wordpress-below", view=view)
    yield written(f"/{rest[0]}", rule="wordpress-date", view=view, is_guess=True)


def _service(address: Asked, segments: tuple[str, ...], *, view: View) -> Iterator[Identity]:
    searched = address.get("s")
    if searched or (len(segments) == 2 and segments[0].lower() == "search"):
        yield service(Service.SEARCH, rule="wordpress-search", words=searched or segments[-1])
    elif _NUMBER.fullmatch(address.get("m")) or (address.get("year") and not address.get("name")):
        yield service(Service.LATEST, rule="wordpress-date")
    elif view is View.FEED and _is_of_the_site(address, segments):
        yield service(Service.FEED, rule="wordpress-feed")
    elif address.last.lower() in (
        "sitemap_index.xml",
        "wp-sitemap.xml",
        "post-sitemap.xml",
        "page-sitemap.xml",
    ):
        yield service(Service.SITEMAP, rule="wordpress-sitemap")
    elif not segments and address.segments and view is View.PAGE:
        yield service(Service.LATEST, rule="wordpress-page")


def _is_of_the_site(address: Asked, segments: tuple[str, ...]) -> bool:
    if not segments or _SCRIPTS.fullmatch(address.last.lower()):
        return True
    return len(segments) == 1 and segments[0].lower() == address.language


_UPLOADS = re.compile(r"/(?:wp-content/uploads|files|wp-content/blogs\.dir/\d+/files)/", re.IGNORECASE)
_SITE_OF_MANY = re.compile(r"(?<=/uploads/)sites/\d+/", re.IGNORECASE)


def _files(address: Asked) -> Iterator[Identity]:
    """Uploads, in every size WordPress cut them to."""
    match = _UPLOADS.search(address.path)
    if match is None:
        return
    inside = address.path[match.start() :]
    for path in dict.fromkeys((address.path, inside, _SITE_OF_MANY.sub("", inside))):
        yield written(path, rule="wordpress-file")
        for original in picture_names(path):
            yield written(original, rule="wordpress-file-size")
