"""What a person reads for things of other systems, for what waits for somebody, and for addresses."""

import re
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

_SECTIONS = ngettext_lazy("section", "sections", "number")
_PAGES = ngettext_lazy("page", "pages", "number")
_AUTHORS = ngettext_lazy("author", "authors", "number")
_FILES = ngettext_lazy("picture or file", "pictures and files", "number")
_COMMENTS = ngettext_lazy("comment", "comments", "number")
_SITES = ngettext_lazy("referenced site", "referenced sites", "number")
_NOTICES = ngettext_lazy("notice from another site", "notices from other sites", "number")
#: What the systems call their things; other words stand as they are.
_THINGS: dict[str, Any] = {
    "article": ngettext_lazy("article", "articles", "number"),
    "breve": ngettext_lazy("brief", "briefs", "number"),
    "post": ngettext_lazy("post", "posts", "number"),
    "page": _PAGES,
    "site": _SITES,
    "rubrique": _SECTIONS,
    "mot": ngettext_lazy("keyword", "keywords", "number"),
    "auteur": _AUTHORS,
    "author": _AUTHORS,
    "category": ngettext_lazy("category", "categories", "number"),
    "tag": ngettext_lazy("tag", "tags", "number"),
    "attachment": _FILES,
    "document": _FILES,
    "forum": _COMMENTS,
    "comment": _COMMENTS,
    "nav_menu_item": ngettext_lazy("entry of a menu", "entries of menus", "number"),
    "html": _PAGES,
    "picture": _FILES,
    "file": _FILES,
    "files": _FILES,
    "section": _SECTIONS,
    "source": ngettext_lazy("source", "sources", "number"),
    "site reference": _SITES,
    "keyword group": ngettext_lazy("group of keywords", "groups of keywords", "number"),
    "keyword not taken": ngettext_lazy(
        "keyword that was not wanted", "keywords that were not wanted", "number"
    ),
    "comment below what is no story": ngettext_lazy(
        "comment below what is no story", "comments below what is no story", "number"
    ),
    "comment-spam": ngettext_lazy("comment that was spam", "comments that were spam", "number"),
    "comment-trash": ngettext_lazy("comment in the waste bin", "comments in the waste bin", "number"),
    "comment-other": ngettext_lazy(
        "note of a plug-in among the comments", "notes of plug-ins among the comments", "number"
    ),
    "pingback": _NOTICES,
    "trackback": _NOTICES,
    "revision": ngettext_lazy("earlier version", "earlier versions", "number"),
    "trash": ngettext_lazy("text in the waste bin", "texts in the waste bin", "number"),
    "auto-draft": ngettext_lazy("draft without a word", "drafts without a word", "number"),
    "spam": ngettext_lazy("text that was spam", "texts that were spam", "number"),
    "redirects": ngettext_lazy("redirect", "redirects", "number"),
    "feeds": ngettext_lazy("feed", "feeds", "number"),
    "older captures": ngettext_lazy("older capture", "older captures", "number"),
    "requests and notes": ngettext_lazy(
        "request or note of whoever saved the site", "requests and notes of whoever saved the site", "number"
    ),
}
#: What waits for a person, by the kinds of ``archive.models.Repair``.
_NEEDS: dict[str, Any] = {
    "missing-picture": ngettext_lazy("missing picture", "missing pictures", "number"),
    "picture-without-alt": ngettext_lazy(
        "picture without a description", "pictures without a description", "number"
    ),
    "unknown-embed": ngettext_lazy("unknown embed", "unknown embeds", "number"),
    "broken-link": ngettext_lazy("broken link", "broken links", "number"),
    "doubtful-date": ngettext_lazy("doubtful date", "doubtful dates", "number"),
    "encoding-repaired": ngettext_lazy(
        "text with repaired characters", "texts with repaired characters", "number"
    ),
    "possible-duplicate": ngettext_lazy("possible duplicate", "possible duplicates", "number"),
}
#: Words of a system within a name of ours.
_WITHIN: tuple[tuple[re.Pattern[str], Any], ...] = (
    (re.compile(r"rows of (?P<name>.+)"), _("rows of the table %(name)s")),
    (re.compile(r"comment \((?P<name>.+)\)"), _("comments nobody was shown (%(name)s)")),
    (re.compile(r"(?P<name>.+): change"), _("%(name)s (changes)")),
)


def kind_name(kind: str, number: int = 2) -> str:
    """What an editor calls so many things of a kind of the old site."""
    for pattern, phrase in _WITHIN:
        found = pattern.fullmatch(kind)
        if found is not None:
            return str(phrase % {"name": kind_name(found["name"], number)})
    return _counted(_THINGS, kind, number)


def item_name(kind: str, number: str) -> str:
    """What an editor calls one thing of the old site: its kind, and its number there."""
    return f"{kind_name(kind, 1)} {number}".rstrip()


def need_name(kind: str, number: int) -> str:
    """What so many things are called that wait for a person."""
    return _counted(_NEEDS, kind, number)


def _counted(names: dict[str, Any], kind: str, number: int) -> str:
    return str(names[kind] % {"number": number}) if kind in names else kind


def legible(address: str) -> str:
    """An address with its letters in the place of their percent signs, where they are letters."""
    try:
        told = unquote(address, errors="strict")
    except UnicodeDecodeError:
        return address
    return told if told.isprintable() else address
