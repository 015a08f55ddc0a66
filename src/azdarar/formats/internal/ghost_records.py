"""The records of a Ghost export, and how a row of its tables becomes one of them.

Names follow Ghost (``slug``, ``status``, ``visibility``): translating them into the paper's own words is the
importer's decision. What must never leave an export is not read at all: passwords, keys, addresses of people.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A tag. ``is_internal``: one that readers never saw, whose name begins with ``#``."""

    tag_id: str
    name: str
    slug: str
    description: str = ""
    is_internal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Somebody who signs. Their mail address is not read: nothing here may need it."""

    author_id: str
    name: str
    slug: str
    bio: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the export says of the site itself. Everything may be empty; its address mostly is."""

    title: str = ""
    description: str = ""
    language: str = ""
    url: str = ""
    permalinks: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post or a page.

    ``lexical`` and ``mobiledoc`` are JSON in a string, as Ghost keeps them; of the four forms of a text one
    or more are there. ``occurrence`` is 2 or more when an earlier row had the same id. Dates without a zone
    are UTC, as Ghost writes them. Addresses may begin with ``__GHOST_URL__``, which stands for the site.
    """

    post_id: str
    kind: Literal["post", "page"]
    title: str
    slug: str
    status: str
    visibility: str
    occurrence: int = 1
    legacy_id: str = ""
    uuid: str = ""
    url: str = ""
    lexical: str = ""
    mobiledoc: str = ""
    markdown: str = ""
    html: str = ""
    published_at: datetime | None = None
    updated_at: datetime | None = None
    unreadable_dates: tuple[str, ...] = ()
    locale: str = ""
    custom_excerpt: str = ""
    meta_description: str = ""
    canonical_url: str = ""
    feature_image: str = ""
    feature_image_alt: str = ""
    feature_image_caption: str = ""
    is_featured: bool = False
    is_email_only: bool = False
    has_injected_code: bool = False
    tags: tuple[Tag, ...] = ()
    authors: tuple[Author, ...] = ()

    @property
    def is_duplicate(self) -> bool:
        """Whether an earlier row had the same id."""
        return self.occurrence > 1

    @property
    def is_for_everybody(self) -> bool:
        """Whether anybody could read the whole of it."""
        return self.visibility in ("", "public")

    @property
    def public_tags(self) -> tuple[Tag, ...]:
        """The tags readers saw, the primary one first."""
        return tuple(tag for tag in self.tags if not tag.is_internal)


#: Settings that say something of the site. Everything else (keys, passwords, codes) is never read.
SITE_SETTINGS = {
    "title": "title",
    "description": "description",
    "url": "url",
    "permalinks": "permalinks",
    "locale": "language",
    "lang": "language",
    "default_locale": "language",
    "defaultLang": "language",
}


def text_of(value: object) -> str:
    """A value as a text: numbers as they are written, nothing for what is no single value."""
    match value:
        case str():
            return value
        case bool() | None:
            return ""
        case int() | Decimal():
            return str(value)
        case _:
            return ""


def is_true(value: object) -> bool:
    """Whether a value says yes, as databases write it."""
    return value in (True, 1, "1", "true")


def tag_of(row: Mapping[str, Any]) -> Tag:
    """Read a tag."""
    name = " ".join(text_of(row.get("name")).split())
    is_internal = name.startswith("#") or row.get("visibility") == "internal"
    return Tag(
        tag_id=text_of(row.get("id")) or text_of(row.get("slug")) or name,
        name=name or text_of(row.get("slug")),
        slug=text_of(row.get("slug")),
        description=text_of(row.get("description")),
        is_internal=is_internal,
    )


def author_of(row: Mapping[str, Any]) -> Author:
    """Read an account, as far as readers saw it."""
    name = " ".join(text_of(row.get("name")).split())
    return Author(
        author_id=text_of(row.get("id")) or text_of(row.get("slug")) or name,
        name=name or text_of(row.get("slug")),
        slug=text_of(row.get("slug")),
        bio=text_of(row.get("bio")),
        website=text_of(row.get("website")),
    )


def id_of(row: Mapping[str, Any]) -> str:
    """What tells a post from all others of its file."""
    return next(filter(None, (text_of(row.get(name)) for name in ("id", "uuid", "comment_id", "slug"))), "")


def kind_of(row: Mapping[str, Any]) -> Literal["post", "page"]:
    """Whether a row of ``posts`` is a post or a page: said by a flag, since Ghost 3 by its type."""
    return "page" if is_true(row.get("page")) or row.get("type") == "page" else "post"


def post_of(
    row: Mapping[str, Any],
    *,
    meta: Mapping[str, Any],
    tags: tuple[Tag, ...],
    authors: tuple[Author, ...],
    occurrence: int,
) -> Post:
    """Read a post. Never refuses: what cannot be read is empty, dates that cannot are told."""
    unreadable: list[str] = []

    def of_meta(name: str) -> str:
        return text_of(meta.get(name) or row.get(name))

    return Post(
        post_id=id_of(row),
        kind=kind_of(row),
        title=text_of(row.get("title")),
        slug=text_of(row.get("slug")),
        status=text_of(row.get("status")),
        visibility=visibility_of(row),
        occurrence=occurrence,
        legacy_id=text_of(row.get("comment_id")),
        uuid=text_of(row.get("uuid")),
        url=text_of(row.get("url")),
        lexical=_json_text(row.get("lexical")),
        mobiledoc=_json_text(row.get("mobiledoc")),
        markdown=text_of(row.get("markdown")),
        html=text_of(row.get("html")),
        published_at=instant_of(row, "published_at", unreadable),
        updated_at=instant_of(row, "updated_at", unreadable),
        unreadable_dates=tuple(unreadable),
        locale=text_of(row.get("locale")) or text_of(row.get("language")),
        custom_excerpt=text_of(row.get("custom_excerpt")),
        meta_description=of_meta("meta_description"),
        canonical_url=text_of(row.get("canonical_url")),
        feature_image=text_of(row.get("feature_image")) or text_of(row.get("image")),
        feature_image_alt=of_meta("feature_image_alt"),
        feature_image_caption=of_meta("feature_image_caption"),
        is_featured=is_true(row.get("featured")),
        is_email_only=is_true(meta.get("email_only")) or row.get("status") == "sent",
        has_injected_code=any(
            text_of(row.get(name)).strip() for name in ("codeinjection_head", "codeinjection_foot")
        ),
        tags=tags,
        authors=authors,
    )


def visibility_of(row: Mapping[str, Any]) -> str:
    """Who might read a post. A value that is no text is not understood, and so not public."""
    value = row.get("visibility")
    return value.strip() if isinstance(value, str) else "" if value is None else "unknown"


def instant_of(row: Mapping[str, Any], name: str, unreadable: list[str]) -> datetime | None:
    """Read a date of any version: text with or without a zone, or milliseconds."""
    value = row.get(name)
    if value is None or value == "" or text_of(value).startswith("0000-00-00"):
        return None
    try:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=float(value))
        moment = datetime.fromisoformat(text_of(value).strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        unreadable.append(f"{name}: {str(value)[:40]}")
        return None


def _json_text(value: object) -> str:
    """A document as JSON in a string; some exports hold it as an object."""
    return (
        json.dumps(value, ensure_ascii=False, default=str)
        if isinstance(value, dict | list)
        else text_of(value)
    )
