"""What editors said of the lists under a story, as whoever fills these lists asks for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from azdarar.articles.models import Article, ArticleSubject
from azdarar.onward.models import LetRest
from azdarar.onward.models import Steering as SteeredCard
from azdarar.press.showing import shows


@dataclass(frozen=True, slots=True)
class Steering:
    """What holds for the lists of one story: ids of stories, the pinned ones in the editor's order.

    ``banned`` holds for every list of that story. A pin says nothing of whether readers may see the card.
    """

    related: tuple[int, ...] = ()
    discover: tuple[int, ...] = ()
    banned: frozenset[int] = frozenset()


NOTHING_SAID = Steering()


def tag_of_steering(article_id: int) -> str:
    """What a page shows for whose lists editors may say something."""
    return f"article:{article_id}:steering"


def steering_of(article_ids: Collection[int]) -> Mapping[int, Steering]:
    """What editors said of these stories' lists: one query; ``NOTHING_SAID`` where nobody said a word."""
    shows(*map(tag_of_steering, article_ids))
    pinned: dict[tuple[int, str], list[int]] = {}
    banned: dict[int, set[int]] = {}
    rows = SteeredCard.objects.filter(article__in=article_ids).order_by("rank", "pk")
    for article_id, card_id, place in rows.values_list("article_id", "card_id", "place"):
        if place == SteeredCard.Place.NOWHERE:
            banned.setdefault(article_id, set()).add(card_id)
        else:
            pinned.setdefault((article_id, place), []).append(card_id)
    return {
        pk: Steering(
            related=tuple(pinned.get((pk, SteeredCard.Place.RELATED), ())),
            discover=tuple(pinned.get((pk, SteeredCard.Place.DISCOVER), ())),
            banned=frozenset(banned.get(pk, ())),
        )
        for pk in article_ids
    }


def resting_among(article_ids: Collection[int]) -> frozenset[int]:
    """Which of these stories no list brings up: let rest themselves, or by a subject they speak of."""
    shows(*(f"article:{pk}:address" for pk in article_ids))
    stories = Article.objects.filter(pk__in=article_ids)
    return frozenset(stories.filter(_rests()).values_list("pk", flat=True))


def not_resting(stories: QuerySet[Article]) -> QuerySet[Article]:
    """Those of the stories that lists may bring up by rule."""
    return stories.exclude(_rests())


def _rests() -> Q:
    told = ArticleSubject.objects.filter(article=OuterRef("pk")).filter(
        # A subject that was joined into another keeps its peace there.
        Q(subject__let_rest__isnull=False) | Q(subject__joined_here__let_rest__isnull=False)
    )
    return Q(Exists(LetRest.objects.filter(article=OuterRef("pk")))) | Q(Exists(told))
