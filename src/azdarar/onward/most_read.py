"""Which stories are read most: as pages show it, and as the newsroom looks into it (ADR 25)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from azdarar.articles.models import Article
from azdarar.articles.queries import StoryCard, cards_of, visible_articles
from azdarar.onward.models import NotRanked, Ranking, ReadCount, ReadTotal
from azdarar.onward.steering import not_resting
from azdarar.press.remembering import remembered
from azdarar.press.showing import shows

#: Stories of a list that readers see.
MOST_SHOWN = 5
#: Below so many readings no share of them is told: it would say something of three people.
_LEAST_FOR_SHARE = 20


class Span(TextChoices):
    """How far back is looked."""

    HOUR = "hour", _("this hour")
    DAY = "day", _("today")
    WEEK = "week", _("this week")


#: How far back, and after what time a reading counts half.
_LOOKS_BACK: dict[str, tuple[timedelta, timedelta]] = {
    Span.HOUR: (timedelta(hours=3), timedelta(hours=1)),
    Span.DAY: (timedelta(hours=48), timedelta(hours=12)),
    Span.WEEK: (timedelta(days=8), timedelta(days=3)),
}


@dataclass(frozen=True, slots=True)
class ReadStory:
    """A story in the newsroom's table of the most read.

    ``again`` are readings that came once more from one network within an hour, and were left out: many of
    them beside few readings mean that somebody wants the story to look read.
    """

    article_id: int
    title: str
    address: str
    language: str
    section: str
    reads: int
    ends: int
    again: int
    visits_before: int
    is_kept_out: bool
    rests: bool

    @property
    def share_of_ends(self) -> int | None:
        """Of a hundred readings how many reached the end; None where there were too few to say."""
        return min(100, round(100 * self.ends / self.reads)) if self.reads >= _LEAST_FOR_SHARE else None


def most_read(*, language: str, section_id: int | None = None, at: datetime) -> list[StoryCard]:
    """The most read of a language, or of one of its sections, as it was ranked last; often nothing."""
    ids = remembered(("most read", language, section_id), partial(_ranked, language, section_id))
    return cards_of(ids, at=at)


def _ranked(language: str, section_id: int | None) -> list[int]:
    shows(f"section:{section_id}:most-read" if section_id else f"language:{language}:most-read")
    ranking = Ranking.objects.filter(language=language, section=section_id).first()
    return list(ranking.article_ids) if ranking else []


def fitness_of(*, span: str, at: datetime, least: int = 1) -> dict[int, float]:
    """How much each story is read just now: readings, of which one counts half after some time.

    Args:
        span: one of ``Span``.
        least: readings without which a story is left out.
    """
    back, half = _LOOKS_BACK[span]
    rows = ReadCount.objects.filter(is_day=False, begins_at__gt=at - back, begins_at__lte=at, reads__gt=0)
    fitness: dict[int, float] = defaultdict(float)
    reads: dict[int, int] = defaultdict(int)
    for story, begins_at, number in rows.values_list("article_id", "begins_at", "reads").iterator():
        fitness[story] += number * 0.5 ** ((at - begins_at) / half)
        reads[story] += number
    return {story: value for story, value in fitness.items() if reads[story] >= least}


def may_be_ranked(stories: QuerySet[Article]) -> QuerySet[Article]:
    """Those of the stories that nobody kept out of the most read, or let rest."""
    return not_resting(stories.exclude(Exists(NotRanked.objects.filter(article=OuterRef("pk")))))


def much_read(
    *, span: str, language: str = "", section_id: int | None = None, at: datetime, most: int = 50
) -> list[ReadStory]:
    """The newsroom's table: what is read most, with figures, those kept out included.

    Args:
        span: one of ``Span``.
    """
    fitness = fitness_of(span=span, at=at)
    stories = visible_articles(at=at, language=language or None).filter(pk__in=fitness)
    if section_id is not None:
        stories = stories.filter(section=section_id)
    ids = sorted(stories.values_list("pk", flat=True), key=lambda pk: (-fitness[pk], -pk))[:most]
    return told_of(ids, since=at - _LOOKS_BACK[span][0], at=at)


def told_of(ids: Collection[int], *, since: datetime, at: datetime) -> list[ReadStory]:
    """What is known of how often these stories were read since an instant, in their order."""
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    rows = ReadCount.objects.filter(article__in=ids, begins_at__gt=since, begins_at__lte=at)
    for pk, *numbers in rows.values_list("article_id", "reads", "ends", "again"):
        sums[pk] = [old + new for old, new in zip(sums[pk], numbers, strict=True)]
    found = Article.objects.filter(pk__in=ids).select_related("section").defer("body")
    stories = {story.pk: story for story in found}
    kept_out = set(NotRanked.objects.filter(article__in=ids).values_list("article_id", flat=True))
    rising = set(not_resting(Article.objects.filter(pk__in=ids)).values_list("pk", flat=True))
    before = dict(ReadTotal.objects.filter(article__in=ids).values_list("article_id", "visits_before"))
    return [
        ReadStory(
            article_id=pk,
            title=story.title,
            address=story.address,
            language=story.language,
            section=story.section.name if story.section else "",
            reads=sums[pk][0],
            ends=sums[pk][1],
            again=sums[pk][2],
            visits_before=before.get(pk, 0),
            is_kept_out=pk in kept_out,
            rests=pk not in rising,
        )
        for pk in ids
        if (story := stories.get(pk)) is not None
    ]


def read_to_the_end(article_ids: Collection[int]) -> Mapping[int, float]:
    """Which share of their readings reached the end, of the stories where enough were counted to say so."""
    totals = ReadTotal.objects.filter(article__in=article_ids, reads__gte=_LEAST_FOR_SHARE)
    return {
        pk: min(1.0, ends / reads) for pk, reads, ends in totals.values_list("article_id", "reads", "ends")
    }
