"""The records of a WordPress export, and how one element of the file becomes one of them.

Names follow WordPress (``slug``, ``status``, ``creator``): translating them into the paper's own words is the
importer's decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from azdarar.formats.internal.wxr_fields import (
    Fields,
    children_named,
    family_of,
    meta_of,
    number_of,
    rfc_date_of,
    slug_of,
)
from azdarar.formats.internal.xml_builder import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """An account of the WordPress site, as declared at the head of the file."""

    login: str
    author_id: int | None = None
    email: str = ""
    display_name: str = ""
    first_name: str = ""
    last_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A declared category (its ``parent`` is a slug), tag, or term of any other taxonomy."""

    taxonomy: str
    slug: str
    name: str
    parent: str = ""
    term_id: int | None = None
    description: str = ""
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermUse:
    """A term on an item: ``domain`` is its taxonomy, ``nicename`` its slug. Either may be empty."""

    domain: str
    nicename: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A reader's comment. The address of the reader's machine is not read: nothing here may need it."""

    comment_id: int | None
    parent_id: int | None
    author: str
    author_email: str
    author_url: str
    user_id: int | None
    content: str
    approved: str
    kind: str
    date: datetime | None
    date_gmt: datetime | None
    meta: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoAuthor:
    """A signature of the Co-Authors Plus plugin, in order of signing."""

    nicename: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestAuthor:
    """A contributor without an account (Co-Authors Plus), kept as an item of type ``guest-author``."""

    login: str
    display_name: str
    first_name: str
    last_name: str
    email: str
    website: str
    description: str
    linked_account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A post, a page, an attachment or anything else WordPress keeps as a post.

    ``content`` and ``excerpt`` are raw. ``occurrence`` is 2 or more when an earlier item of the files had the
    same ``post_id``. Dates without a zone are the site's local time, which the file does not name.
    """

    file: str
    line: int
    occurrence: int
    post_id: int | None
    post_type: str
    status: str
    title: str
    link: str
    guid: str
    creator: str
    slug: str
    content: str
    excerpt: str
    description: str
    date_local: datetime | None
    date_gmt: datetime | None
    published_at: datetime | None
    modified_local: datetime | None
    modified_at: datetime | None
    unreadable_dates: tuple[str, ...]
    parent_id: int | None
    menu_order: int
    is_sticky: bool
    password: str
    comment_status: str
    ping_status: str
    attachment_url: str
    terms: tuple[TermUse, ...]
    meta: Mapping[str, tuple[str, ...]]
    comments: tuple[Comment, ...]

    @property
    def is_duplicate(self) -> bool:
        """Whether an earlier item had the same id."""
        return self.occurrence > 1

    @property
    def thumbnail_id(self) -> int | None:
        """The featured picture: the id of an attachment that may be in another file, or nowhere."""
        return next(filter(None, map(number_of, self.meta.get("_thumbnail_id", ()))), None)

    @property
    def alt_text(self) -> str:
        """The alt text of an attachment."""
        return next(iter(self.meta.get("_wp_attachment_image_alt", ())), "").strip()

    @property
    def coauthors(self) -> tuple[CoAuthor, ...]:
        """Signatures of Co-Authors Plus, each once, without the plugin's ``cap-`` prefix."""
        found = {
            use.nicename.removeprefix("cap-"): use.name
            for use in reversed(self.terms)
            if use.domain == "author"
        }
        return tuple(CoAuthor(nicename=nicename, name=found[nicename]) for nicename in reversed(found))

    @property
    def guest_author(self) -> GuestAuthor | None:
        """The person this item describes, when it is of type ``guest-author``."""
        if self.post_type != "guest-author":
            return None
        told = {name: values[0].strip() for name, values in self.meta.items() if values}
        return GuestAuthor(
            login=told.get("cap-user_login", self.slug.removeprefix("cap-")),
            display_name=told.get("cap-display_name", self.title),
            first_name=told.get("cap-first_name", ""),
            last_name=told.get("cap-last_name", ""),
            email=told.get("cap-user_email", ""),
            website=told.get("cap-website", ""),
            description=told.get("cap-description", ""),
            linked_account=told.get("cap-linked_account", ""),
        )

    @property
    def language(self) -> str:
        """The language Polylang gave the item, or ""."""
        return next((use.nicename for use in self.terms if use.domain == "language"), "")

    @property
    def translation_group(self) -> str:
        """What the translations of one story share in Polylang, or ""."""
        return next((use.nicename for use in self.terms if use.domain == "post_translations"), "")


def item_of(element: Element, *, file: str, occurrence: int, post_id: int | None) -> Item:
    """Read one ``<item>``. Never refuses: what cannot be read is empty, dates that cannot are told."""
    told = Fields(element)
    unreadable: list[str] = []
    date_local = told.date("post_date", unreadable)
    date_gmt = told.date("post_date_gmt", unreadable, aware=True)
    pub_date = rfc_date_of(told.plain("pubDate"))
    modified_gmt = told.date("post_modified_gmt", unreadable, aware=True)
    return Item(
        file=file,
        line=element.line,
        occurrence=occurrence,
        post_id=post_id,
        post_type=told.wp("post_type"),
        status=told.wp("status"),
        title=told.plain("title"),
        link=told.plain("link"),
        guid=told.plain("guid"),
        creator=told.get("dc", "creator").strip() or told.wp("author"),
        slug=slug_of(told.wp("post_name")),
        content=told.get("content", "encoded"),
        excerpt=told.get("excerpt", "encoded"),
        description=told.plain("description"),
        date_local=date_local,
        date_gmt=date_gmt,
        # A GMT date that is there but zero means "never published", and pubDate is then noise made from it.
        published_at=date_gmt if told.has("post_date_gmt") else pub_date,
        modified_local=told.date("post_modified", unreadable),
        modified_at=modified_gmt,
        unreadable_dates=tuple(unreadable),
        parent_id=number_of(told.wp("post_parent")) or None,
        menu_order=number_of(told.wp("menu_order")) or 0,
        is_sticky=told.wp("is_sticky") == "1",
        password=told.wp("post_password"),
        comment_status=told.wp("comment_status"),
        ping_status=told.wp("ping_status"),
        attachment_url=told.wp("attachment_url"),
        terms=_terms_on(element),
        meta=meta_of(element, "postmeta"),
        comments=tuple(_comment(child) for child in children_named(element, "comment")),
    )


def id_of(element: Element) -> int | None:
    """The ``post_id`` of an ``<item>``."""
    return number_of(Fields(element).wp("post_id"))


def author_of(element: Element) -> Author | None:
    """Read a declared ``<wp:author>``; None without a login."""
    told = Fields(element)
    login = told.wp("author_login")
    if not login:
        return None
    return Author(
        login=login,
        author_id=number_of(told.wp("author_id")),
        email=told.wp("author_email"),
        display_name=told.wp("author_display_name"),
        first_name=told.wp("author_first_name"),
        last_name=told.wp("author_last_name"),
    )


def term_of(element: Element) -> Term | None:
    """Read a declared ``<wp:category>``, ``<wp:tag>`` or ``<wp:term>``; None without slug and name."""
    told = Fields(element)
    match element.local:
        case "category":
            taxonomy, slug, name = "category", told.wp("category_nicename"), told.wp("cat_name")
        case "tag":
            taxonomy, slug, name = "post_tag", told.wp("tag_slug"), told.wp("tag_name")
        case _:
            taxonomy, slug, name = told.wp("term_taxonomy"), told.wp("term_slug"), told.wp("term_name")
    if not slug and not name:
        return None
    return Term(
        taxonomy=taxonomy,
        slug=slug_of(slug),
        name=name or slug,
        parent=slug_of(told.wp("category_parent") or told.wp("term_parent")),
        term_id=number_of(told.wp("term_id")),
        description=next(
            filter(None, map(told.wp, ("category_description", "tag_description", "term_description"))), ""
        ),
        meta=meta_of(element, "termmeta"),
    )


def _terms_on(element: Element) -> tuple[TermUse, ...]:
    """The item's terms in order, each once.

    WordPress before 3.1 wrote each term twice: bare, and with its domain and slug. The bare one is dropped
    when the full one is there.
    """
    uses: list[TermUse] = []
    for child in element.children:
        if child.local != "category" or family_of(child) != "":
            continue
        domain = child.attributes.get("domain", "category")
        use = TermUse(
            domain="post_tag" if domain == "tag" else domain,
            nicename=slug_of(child.attributes.get("nicename", "").strip()),
            name=child.full_text.strip(),
        )
        if use not in uses:
            uses.append(use)
    full = {(use.domain, use.name) for use in uses if use.nicename}
    return tuple(use for use in uses if use.nicename or (use.domain, use.name) not in full)


def _comment(element: Element) -> Comment:
    told = Fields(element)
    return Comment(
        comment_id=number_of(told.wp("comment_id")),
        parent_id=number_of(told.wp("comment_parent")) or None,
        author=told.wp("comment_author"),
        author_email=told.wp("comment_author_email"),
        author_url=told.wp("comment_author_url"),
        user_id=number_of(told.wp("comment_user_id")) or None,
        content=told.get("wp", "comment_content"),
        approved=told.wp("comment_approved"),
        kind=told.wp("comment_type") or "comment",
        date=told.date("comment_date", []),
        date_gmt=told.date("comment_date_gmt", [], aware=True),
        meta=meta_of(element, "commentmeta"),
    )
