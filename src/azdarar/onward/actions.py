"""What an editor does to the lists under a story, each deed announced to the pages it changes."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from azdarar.articles.models import Article, ArticleSubject
from azdarar.errors import AzdararError
from azdarar.onward.models import LetRest, Steering
from azdarar.onward.ranking import rank_most_read
from azdarar.press.actions import announce
from azdarar.press.showing import EVERYTHING
from azdarar.subjects.models import Subject

#: A list shows four cards at the most; more pins than that would never be seen.
MOST_PINNED = 4
#: Beyond so many stories of a subject the whole paper is made anew, instead of naming each.
_MOST_NAMED = 2_000


class OwnCardError(AzdararError):
    """A story is no card under itself."""

    code: ClassVar[str] = "onward.own-card"
    sentence = _("A story cannot be recommended under itself. Nothing was changed; choose another story.")


class TooManyPinnedError(AzdararError):
    """The list has no room for another pin."""

    code: ClassVar[str] = "onward.too-many-pinned"
    sentence = _(
        "%(most)s stories are pinned there, as many as the list shows. Nothing was changed; unpin one first."
    )


@transaction.atomic
def pin_card(*, article: Article, card: Article, place: str, at: datetime) -> Steering:
    """Keep a story in a list under another, after what is pinned there; a ban on it ends.

    Args:
        place: one of ``Steering.Place``, not the empty one.

    Raises:
        OwnCardError: ``onward.own-card``.
        TooManyPinnedError: ``onward.too-many-pinned``.
    """
    pinned = Steering.objects.filter(article=article, place=place).exclude(card=card)
    if pinned.count() >= MOST_PINNED:
        raise TooManyPinnedError(most=MOST_PINNED)
    last = pinned.order_by("rank").last()
    return _steer(article, card, place=place, rank=last.rank + 1 if last else 0, at=at)


@transaction.atomic
def ban_card(*, article: Article, card: Article, at: datetime) -> Steering:
    """Show a story in no list under another, whatever the rules find; a pin of it ends.

    Raises:
        OwnCardError: ``onward.own-card``.
    """
    return _steer(article, card, place=Steering.Place.NOWHERE, rank=0, at=at)


@transaction.atomic
def let_go_of_card(*, article: Article, card: Article, at: datetime) -> bool:
    """Leave a card to the rules again; returns whether anybody had said something of it."""
    found = Steering.objects.filter(article=article, card=card).delete()[0]
    if found:
        _tell_steered(article, at=at)
    return bool(found)


@transaction.atomic
def let_rest(*, thing: Article | Subject, why: str, at: datetime) -> LetRest:
    """Let a story, or all that speak of a subject, be brought up by no list that fills itself.

    Args:
        why: for the newsroom alone.
    """
    key = {"article": thing} if isinstance(thing, Article) else {"subject": thing}
    rest, _is_new = LetRest.objects.update_or_create(**key, defaults={"why": why[:300], "since": at})
    _tell_rest(thing, at=at)
    rank_most_read(at=at, takes_away=True)  # it leaves that list at once as well
    return rest


@transaction.atomic
def bring_up_again(*, thing: Article | Subject, at: datetime) -> bool:
    """End what ``let_rest`` began; returns whether it was let rest."""
    key = {"article": thing} if isinstance(thing, Article) else {"subject": thing}
    found = LetRest.objects.filter(**key).delete()[0]
    if found:
        _tell_rest(thing, at=at)
    return bool(found)


def _steer(article: Article, card: Article, *, place: str, rank: int, at: datetime) -> Steering:
    if article.pk == card.pk:
        raise OwnCardError
    steering, _is_new = Steering.objects.update_or_create(
        article=article, card=card, defaults={"place": place, "rank": rank, "steered_at": at}
    )
    _tell_steered(article, at=at)
    return steering


def _tell_steered(article: Article, *, at: datetime) -> None:
    announce("onward.list-steered", tags=[f"article:{article.pk}:steering"], at=at)


def _tell_rest(thing: Article | Subject, *, at: datetime) -> None:
    announce("onward.let-rest", tags=_tags_of_rest(thing), at=at)


def _tags_of_rest(thing: Article | Subject) -> Iterable[str]:
    if isinstance(thing, Article):
        return [f"article:{thing.pk}:address"]
    told = ArticleSubject.objects.filter(subject=thing.standing).values_list("article_id", flat=True)
    stories = set(told[: _MOST_NAMED + 1])
    return [f"article:{pk}:address" for pk in stories] if len(stories) <= _MOST_NAMED else [EVERYTHING]
