"""Mending what an import could not bring whole: every write of the repair queues.

Each mends one thing wherever it is wanted, within one transaction, in the name of whoever does it: only
stories that person may edit are touched. A public story stays public and shows the change at once; one whose
draft is ahead of what readers see is mended as a draft.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import IO, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, ReferenceIndex

from azdarar.accounts.actions import record
from azdarar.accounts.models import User
from azdarar.archive.internal.placeholders import put_picture, put_story_link
from azdarar.archive.models import ImportedComment, Repair
from azdarar.articles.actions import publish_article, withdraw_article
from azdarar.articles.models import Article, PlainPage
from azdarar.errors import AzdararError
from azdarar.media.actions import add_picture, describe_picture, forget_picture, prepared_picture
from azdarar.media.models import Picture
from azdarar.press.actions import announce

Kind = Repair.Kind
#: Places that one upload mends at once; a picture that more wait for is asked for again.
_MOST_PLACES = 500
Mend = Callable[[list[dict[str, Any]]], tuple[list[dict[str, Any]], int]]


class SettledAlreadyError(AzdararError):
    """Somebody else was quicker."""

    code: ClassVar[str] = "archive.settled-already"
    sentence = _("Somebody has settled this in the meantime: nothing was changed.")


class NowhereToMendError(AzdararError):
    """The place is not in the text any more."""

    code: ClassVar[str] = "archive.nowhere-to-mend"
    sentence = _(
        "The place is no longer in the text of “%(headline)s”: nothing was changed. Open the story, or "
        "settle this by hand."
    )


@transaction.atomic
def settle_repair(
    repair: Repair, *, by: User, at: datetime, note: str = "", is_dismissed: bool = False
) -> None:
    """Say that something is done, or will be left as it is.

    Raises:
        SettledAlreadyError: ``archive.settled-already``; nothing was changed.
        PermissionDenied: ``by`` may not edit the story.
    """
    _refuse_others(repair.page_id, by=by)
    settled = Repair.objects.filter(pk=repair.pk, settled_at=None).update(
        settled_at=at, settled_by=by, is_dismissed=is_dismissed, note=note.strip()[:500]
    )
    if not settled:
        raise SettledAlreadyError


def settle_if_open(repair: Repair, *, by: User, at: datetime) -> None:
    """Say that something was done elsewhere; nothing happens where somebody has said so already."""
    with suppress(SettledAlreadyError):
        settle_repair(repair, by=by, at=at)


@transaction.atomic
def reopen_repair(repair: Repair, *, by: User) -> None:
    """Put something settled back into its queue.

    Raises:
        PermissionDenied: ``by`` may not edit the story.
    """
    _refuse_others(repair.page_id, by=by)
    Repair.objects.filter(pk=repair.pk).update(settled_at=None, settled_by=None, is_dismissed=False, note="")


def bring_picture(
    repair: Repair,
    *,
    file: IO[bytes],
    alt_text: str,
    is_decorative: bool,
    credit_line: str = "",
    by: User,
    at: datetime,
) -> list[Any]:
    """Take a missing picture in, and put it into every place that waits for it.

    Returns:
        The stories and pages that show it now.

    Raises:
        SettledAlreadyError: ``archive.settled-already``; nothing was kept.
        NowhereToMendError: ``archive.nowhere-to-mend``; nothing was kept.
        PictureError: ``formats.*``: the file is no picture; nothing was kept.
        ValidationError: the alt text is a file name, or too long; nothing was kept.
        PermissionDenied: ``by`` may not edit the story.
    """
    _refuse_others(repair.page_id, by=by)
    if not Repair.objects.filter(pk=repair.pk, settled_at=None).exists():
        raise SettledAlreadyError
    # The slow part comes first: nobody else waits for it.
    prepared = prepared_picture(file)
    name = repair.what.rpartition("/")[2] or repair.what
    picture: Picture | None = None
    try:
        with transaction.atomic():
            picture = add_picture(
                file=file,
                title=name,
                alt_text=alt_text,
                is_decorative=is_decorative,
                credit_line=credit_line,
                by=by,
                prepared=prepared,
            )
            mended = _put_everywhere(repair, picture, by=by, at=at)
            if not mended:
                raise NowhereToMendError(headline=str(repair.page.title))
    except BaseException:
        if picture is not None:
            forget_picture(picture)
        raise
    return mended


def _put_everywhere(repair: Repair, picture: Picture, *, by: User, at: datetime) -> list[Any]:
    """Put a picture into every story that waits for it and may be edited; returns them."""
    mended: list[Any] = []
    for line in _lines_like(repair):
        story = _editable(line.page_id, by=by)
        put = partial(put_picture, address=line.what, picture=picture.pk)
        if story is not None and _mended(story, put, by=by, at=at):
            settle_repair(line, by=by, at=at)
            # What stood in the picture's place was a link to it, which may have been found broken too.
            links = Repair.objects.filter(page_id=line.page_id, kind=Kind.BROKEN_LINK, settled_at=None)
            links.filter(what=line.what).update(settled_at=at, settled_by=by)
            mended.append(story)
    return mended


@transaction.atomic
def describe(picture: Picture, *, alt_text: str, is_decorative: bool, by: User, at: datetime) -> int:
    """Say what a picture shows, or that it is decorative; returns how many lines of the queue that settles.

    Raises:
        ValidationError: a file name, or nothing; nothing was changed.
    """
    describe_picture(picture, alt_text=alt_text, is_decorative=is_decorative)
    lines = Repair.objects.filter(kind=Kind.PICTURE_WITHOUT_ALT, settled_at=None, what=picture.title)
    pages = pages_showing(picture)
    return lines.filter(page_id__in=pages).update(settled_at=at, settled_by=by)


@transaction.atomic
def lead_link(repair: Repair, *, to: Article, by: User, at: datetime) -> None:
    """Lead a broken link to a story of the paper.

    Raises:
        SettledAlreadyError, NowhereToMendError: nothing was changed.
        PermissionDenied: ``by`` may not edit the story.
    """
    _refuse_others(repair.page_id, by=by)
    story = _editable(repair.page_id, by=by)
    if story is None:
        raise PermissionDenied
    # Some sources name the address and say where it stands, others the thing and its address.
    addresses = [told for told in (repair.where, repair.what) if told and " " not in told]
    if not any(
        _mended(story, partial(put_story_link, address=address, page=to.pk), by=by, at=at)
        for address in addresses
    ):
        raise NowhereToMendError(headline=story.title)
    settle_repair(repair, by=by, at=at)


@transaction.atomic
def withdraw_duplicate(repair: Repair, *, by: User, at: datetime) -> None:
    """Take a story back that says what another says.

    Raises:
        NotLiveError: ``articles.not-live``; nothing was changed.
        SettledAlreadyError: ``archive.settled-already``; nothing was changed.
        PermissionDenied: ``by`` may not take it back.
    """
    story = Article.objects.get(pk=repair.page_id)
    withdraw_article(story, by=by)
    settle_repair(repair, by=by, at=at, note=str(_("withdrawn")))


@transaction.atomic
def hide_comment(comment: ImportedComment, *, is_hidden: bool, by: User, at: datetime) -> None:
    """Take an old comment away from readers, or show it again.

    Raises:
        PermissionDenied: ``by`` may not edit the story.
    """
    _refuse_others(comment.page_id, by=by)
    ImportedComment.objects.filter(pk=comment.pk).update(
        hidden_at=at if is_hidden else None, hidden_by=by if is_hidden else None
    )
    announce(
        "archive.comments-changed",
        tags=[f"article:{comment.page_id}:comments"],
        at=at,
        takes_away=is_hidden,
    )
    record(
        what="archive.comment-hidden" if is_hidden else "archive.comment-shown",
        by=by,
        about=f"page:{comment.page_id}",
        data={"label": Page.objects.get(pk=comment.page_id).title},
        at=at,
    )


def pages_showing(picture: Picture) -> Iterable[int]:
    """The numbers of the pages that show a picture, by the index of references."""
    found = ReferenceIndex.get_references_to(picture).values_list("object_id", flat=True)
    return [int(number) for number in found if str(number).isdecimal()]


def _lines_like(repair: Repair) -> list[Repair]:
    """Every open line that waits for the same file, this one first."""
    same = Repair.objects.filter(kind=repair.kind, what=repair.what, settled_at=None).select_related("page")
    others = list(same.exclude(pk=repair.pk).order_by("pk")[: _MOST_PLACES - 1])
    return [repair, *others]


def _mended(page: Any, mend: Mend, *, by: User, at: datetime) -> bool:
    """Change the body of a story or page, or its draft where that is ahead; False where nothing fits."""
    is_draft = page.has_unpublished_changes or not page.live
    latest = page.get_latest_revision_as_object() if is_draft else page
    blocks, count = mend([dict(block) for block in latest.body.get_prep_value()])
    if not count:
        return False
    if page.latest_revision_id is None and isinstance(page, Article):
        page.keep_as_it_was()  # or the history would begin with the mended text
    latest.body = type(page)._meta.get_field("body").to_python(blocks)
    if is_draft:
        latest.save_revision(user=by, clean=False)
    elif isinstance(latest, Article):
        publish_article(latest, at=at, by=by, is_archive=True)
    else:
        latest.save_revision(user=by, clean=False).publish(user=by)
    return True


def _editable(page_id: int, *, by: User) -> Any | None:
    """The story or page, if somebody may change what readers get of it."""
    page: Any = Page.objects.get(pk=page_id).specific
    if not isinstance(page, Article | PlainPage):
        return None
    rights = page.permissions_for_user(by)
    return page if (rights.can_publish() if page.live else rights.can_edit()) else None


def _refuse_others(page_id: int, *, by: User) -> None:
    page = Page.objects.get(pk=page_id).specific
    if not page.permissions_for_user(by).can_edit():
        raise PermissionDenied
