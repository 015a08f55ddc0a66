"""What the single fields of a WordPress item become."""

import hashlib
import html
import re
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from azdarar.archive.internal import headlines
from azdarar.archive.internal.foreign_story import ForeignComment
from azdarar.formats.clean_html import plain_text
from azdarar.formats.wxr import Comment, Item

#: States of items that are counted and left out.
LEFT_OUT = frozenset({"trash", "auto-draft", "spam"})
_PUBLIC = frozenset({"publish", "future"})
_LINE_END = re.compile(r"\r\n?|\n")
#: Fields in which plugins note that a post is not for everybody, and the values that say it is.
_ACCESS = {
    "_jetpack_newsletter_access": ("", "everybody"),
    "_members_access_role": ("",),
    "rcp_subscription_level": ("", "none", "all", "0"),
    "rcp_access_level": ("", "none", "0"),
    "rcp_user_level": ("", "all", "none"),
    "_is_premium": ("", "0", "no"),
    "_lp_restricted": ("", "0", "no"),
}


def headline_of(item: Item, *, language: str) -> tuple[str, list[str]]:
    """The headline on one line; where there is none, the first sentence stands in, and that is told."""
    title = " ".join(plain_text(item.title).split())
    if title:
        return headlines.cut(title)
    otherwise = item.slug[: headlines.LONGEST] or f"({item.post_id})"
    return headlines.standing_in(plain_text(item.content), language=language, otherwise=otherwise)


def standfirst_of(item: Item) -> str:
    """The excerpt somebody wrote; without one, the description somebody wrote for search engines (Yoast).

    A description that is made of variables, or repeats how the text begins, was written by nobody.
    """
    excerpt = " ".join(plain_text(item.excerpt).split())
    if excerpt:
        return excerpt
    told = next(iter(item.meta.get("_yoast_wpseo_metadesc", ())), "")
    description = " ".join(plain_text(told).split())
    opening = " ".join(plain_text(item.content[:4000]).split())
    is_repeated = opening.startswith(description.rstrip("….")[:80])
    return "" if "%%" in description or is_repeated else description


def may_be_public(item: Item, at: datetime | None) -> tuple[bool, list[str]]:
    """Whether readers may see it, and what is to be told where its state is not simply that."""
    if item.password:
        return False, [_("It was protected by a password there: it stays a draft.")]
    if item.status in _PUBLIC and at is not None:
        if at <= timezone.now():
            return True, []
        return True, [_("It appears on %(date)s.") % {"date": f"{timezone.localtime(at):%Y-%m-%d}"}]
    if item.status in _PUBLIC:
        return False, [_("It has no date of publication: it stays a draft.")]
    if item.status == "private":
        return False, [_("It was private there: it stays a draft.")]
    if item.status == "pending":
        return False, [_("It was waiting for review there: it stays a draft.")]
    if item.status in ("draft", ""):
        return False, []
    return False, [_("Its state there was “%(state)s”: it stays a draft.") % {"state": item.status[:40]}]


def is_closed_to_some(item: Item) -> bool:
    """Whether a plugin showed all of it to members only."""
    return any(
        value.strip().casefold() not in open_values
        for name, open_values in _ACCESS.items()
        for value in item.meta.get(name, ())
    )


def instant_of(item: Item) -> datetime | None:
    """When it was published: as told with a zone, else the site's local time taken as the paper's."""
    if item.published_at is not None:
        return item.published_at
    local = item.date_local
    return timezone.make_aware(local) if local is not None and local.tzinfo is None else local


def without_comment(comment: Comment) -> str:
    """What a comment is counted as that is left out; "" for one that is kept."""
    if comment.kind in ("pingback", "trackback"):
        return comment.kind
    if comment.approved in ("spam", "trash", "post-trashed"):
        return f"comment-{comment.approved.rpartition('-')[2].removesuffix('ed')}"
    return "" if comment.kind in ("", "comment") else "comment-other"


def comments_of(item: Item, *, is_closed: bool = False) -> tuple[ForeignComment, ...]:
    """What readers said, without their addresses; what waited for approval is kept and not shown.

    Nor is what was said below a text that is not for everybody: readers quote.
    """
    is_open = not is_closed and not item.password and item.status in _PUBLIC
    return tuple(
        ForeignComment(
            foreign_id=str(comment.comment_id or f"{item.post_id}-{number}"),
            parent_id=str(comment.parent_id or ""),
            author=" ".join(html.unescape(comment.author).split()),
            at=comment.date_gmt or _local(comment.date),
            text=plain_text(_LINE_END.sub("<br>", comment.content)),
            is_public=comment.approved == "1" and is_open,
        )
        for number, comment in enumerate(item.comments)
        if not without_comment(comment)
    )


def _local(moment: datetime | None) -> datetime | None:
    return timezone.make_aware(moment) if moment is not None and moment.tzinfo is None else moment


def checksum_of(item: Item) -> str:
    """A hash of everything the file tells of an item that is written."""
    told = (
        item.title,
        item.content,
        item.excerpt,
        item.status,
        item.slug,
        item.link,
        item.guid,
        item.creator,
        item.password,
        str(item.is_sticky),
        str(item.published_at),
        str(item.date_local),
        str(item.thumbnail_id),
        *(f"{use.domain}:{use.nicename}:{use.name}" for use in item.terms),
        *(f"{name}={value}" for name in sorted(_TOLD_META & item.meta.keys()) for value in item.meta[name]),
        *(f"{one.comment_id}:{one.approved}:{one.content}" for one in item.comments),
    )
    return hashlib.sha256("\x1f".join(told).encode("utf-8", "surrogatepass")).hexdigest()


_TOLD_META = frozenset({"footnotes", "_yoast_wpseo_metadesc", "_wp_old_slug", *_ACCESS})
