"""Telling readers what is new in the searches they keep: one mail, each story once.

A search is made again when it is due, over what appeared since it was last made and two days before, in case
the index came after. What somebody was told of is written down in the transaction that queues the mail: a
process killed before it has told nothing, and after it the courier carries the mail at least once, under one
name. Nobody is told of a story twice, whichever of their searches finds it, however often it is corrected.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from azdarar.accounts.models import User
from azdarar.articles.queries import StoryCard, in_order, story_cards, visible_articles
from azdarar.courier.actions import queue_mail
from azdarar.errors import AzdararError
from azdarar.members.actions import next_look
from azdarar.members.models import SavedSearch, ToldStory
from azdarar.members.queries import asked_again
from azdarar.search.naming import title_of
from azdarar.search.queries import newest_ids

logger = logging.getLogger(__name__)

#: How far back a search looks behind the last time: an index that was being made has caught up by then.
OVERLAP = timedelta(days=2)
#: After a failure.
PUT_OFF = timedelta(minutes=30)
#: New stories of one search that are looked at; somebody told of so many reads on in the search itself.
MOST_LOOKED_AT = 200
#: Stories of one search that a mail lists.
MOST_LISTED = 10
_SALT = "azdarar.members.search-mails"
_TEMPLATE = "members/mail/new_stories"


@dataclass(frozen=True, slots=True)
class News:
    """What is new in one search: in words, where it is made, the stories listed, how many more there are."""

    title: str
    url: str
    cards: tuple[StoryCard, ...]
    more: int


def tell_of_new_stories(
    *, at: datetime, most_people: int = 50, may_go_on: Callable[[], bool] = lambda: True
) -> int:
    """Look at the searches that are due, one person at a time; returns how many mails were queued.

    Safe to be killed at any moment, and to run in several processes: a search is claimed by the instant it
    was due at.
    """
    due = SavedSearch.objects.filter(due_at__lte=at, user__is_active=True, user__erasure_due_at=None)
    people = list(due.order_by("due_at").values_list("user_id", flat=True)[: most_people * 4])
    mails = 0
    for user_id in list(dict.fromkeys(people))[:most_people]:
        if not may_go_on():
            break
        mails += _tell_or_put_off(user_id, at=at)
    return mails


def stop_address(user_id: int) -> str:
    """The full address at which somebody stops every mail about their searches, signed in or not."""
    key = signing.dumps(user_id, salt=_SALT)
    return f"{settings.SITE_URL}{reverse('members:stop_telling', args=[key])}"


def whose_key(key: str) -> int | None:
    """Whose mails a key stops; None for what is no key of ours."""
    try:
        user_id = signing.loads(key, salt=_SALT)
    except signing.BadSignature:
        return None
    return user_id if isinstance(user_id, int) else None


def _tell_or_put_off(user_id: int, *, at: datetime) -> int:
    """Tell one person; a mail that cannot be written must not hold up the others."""
    searches = list(SavedSearch.objects.filter(user_id=user_id, due_at__lte=at).order_by("pk"))
    try:
        return int(_tell(searches, at=at))
    except AzdararError as refusal:
        logger.warning("nobody told", extra={"code": refusal.code, "searches": len(searches)})
        SavedSearch.objects.filter(pk__in=[row.pk for row in searches]).update(due_at=at + PUT_OFF)
        return 0


def _tell(searches: Sequence[SavedSearch], *, at: datetime) -> bool:
    # Searches are made before anything is locked: they take longer than everything else.
    found = [(row, _new_in(row, at=at)) for row in searches]
    with transaction.atomic():
        ours = [(row, ids) for row, ids in found if _claim(row, at=at)]
        if not ours:
            return False
        # Locked: what another process tells the same person of meanwhile is read after it.
        user = User.objects.select_for_update().get(pk=searches[0].user_id)
        wanted = {pk for _row, ids in ours for pk in ids}
        told = set(
            ToldStory.objects.filter(user=user, article_id__in=wanted).values_list("article_id", flat=True)
        )
        news, new_ids = _news(ours, told, at=at)
        if not news:
            return False
        ToldStory.objects.bulk_create([ToldStory(user=user, article_id=pk, told_at=at) for pk in new_ids])
        SavedSearch.objects.filter(
            pk__in=[row.pk for row, _ids in ours], rhythm=SavedSearch.Rhythm.SOON
        ).update(due_at=next_look(SavedSearch.Rhythm.SOON, at=at, has_told=True))
        _queue(user, news, language=ours[0][0].language, at=at)
    return True


def _new_in(row: SavedSearch, *, at: datetime) -> list[int]:
    """Ids of the stories that appeared in a search since it was looked at, the newest first."""
    start = max(row.told_from, (row.looked_at or row.told_from) - OVERLAP)
    asked = asked_again(row)
    # A day of grace: what decides is the instant at which a story became visible, below.
    day = timezone.localtime(start).date() - timedelta(days=1)
    asked = replace(asked, since=max(day, asked.since or day))
    if asked.until is not None and asked.until <= asked.since:
        return []
    ids = newest_ids(asked, at=at, most=MOST_LOOKED_AT)
    new = visible_articles(at=at).filter(pk__in=ids, visible_from__gt=start)
    return list(new.order_by("-visible_from", "-pk").values_list("pk", flat=True))


def _claim(row: SavedSearch, *, at: datetime) -> bool:
    """Take a search that is due, unless another process was quicker or its owner changed it meanwhile."""
    same = SavedSearch.objects.filter(pk=row.pk, due_at=row.due_at, rhythm=row.rhythm)
    return bool(same.update(due_at=next_look(row.rhythm, at=at), looked_at=at))


def _news(
    searches: Sequence[tuple[SavedSearch, list[int]]], told: set[int], *, at: datetime
) -> tuple[list[News], list[int]]:
    """What to tell: each story once, under the first search that finds it."""
    news, new_ids = [], []
    for row, ids in searches:
        new = [pk for pk in ids if pk not in told]
        if not new:
            continue
        told.update(new)
        new_ids += new
        cards = tuple(story_cards(in_order(new[:MOST_LISTED], at=at)))
        url = f"{settings.SITE_URL}/{row.language}/search/?{row.query}&order=newest"
        news.append(News(title_of(asked_again(row)), url, cards, more=len(new) - len(cards)))
    return news, new_ids


def _queue(user: User, news: Sequence[News], *, language: str, at: datetime) -> None:
    stop_url = stop_address(user.pk)
    context: dict[str, Any] = {
        "news": list(_told(news)),
        "count": sum(len(one.cards) + one.more for one in news),
        "title": news[0].title if len(news) == 1 else "",
        "account_url": f"{settings.SITE_URL}{reverse('members:searches')}",
        "stop_url": stop_url,
    }
    queue_mail(
        template=_TEMPLATE,
        to=user.email,
        language=user.language or language,
        context=context,
        at=at,
        unsubscribe_url=stop_url,
    )


def _told(news: Sequence[News]) -> Iterator[dict[str, Any]]:
    for one in news:
        stories = [
            {
                "headline": str(card.headline),
                "standfirst": str(card.excerpt),
                "url": f"{settings.SITE_URL}{card.url}",
                "language": card.language,
                "at": card.published_at,
            }
            for card in one.cards
        ]
        yield {"title": one.title, "url": one.url, "stories": stories, "more": one.more}
