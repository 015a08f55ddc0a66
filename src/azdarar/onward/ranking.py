"""From sheets of readings to the most read: taken in, ranked, grown old (ADR 25). Every write of it.

The worker alone calls it; what an editor keeps out leaves the lists at once.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import TruncDay

from azdarar.articles.models import Article
from azdarar.articles.queries import visible_articles
from azdarar.onward.counting import HOUR_S, Count, Counted, Sheet, read_sheets, remove_sheets
from azdarar.onward.models import NotRanked, Ranking, ReadCount, ReadTotal, TakenSheet
from azdarar.onward.most_read import MOST_SHOWN, Span, fitness_of, may_be_ranked
from azdarar.press.actions import announce

#: Sheets that are taken in within one transaction.
_AT_ONCE = 200
#: A sheet that waited longer tells nothing of what is read today; one from the future nothing at all.
_LATEST = timedelta(days=7)
KEEP_HOURS = timedelta(days=9)
KEEP_DAYS = timedelta(days=400)
_KEEP_NAMES = timedelta(days=2)
#: Readings of a span without which a story is not called much read, and stories without which no list is.
LEAST_READS, LEAST_STORIES = 3, 3


def take_in_readings(folder: Path, *, at: datetime) -> int:
    """Take in the sheets that the processes of the front left, each once even if this process dies.

    Returns:
        How many readings they brought.
    """
    brought = 0
    while sheets := read_sheets(folder, most=_AT_ONCE):
        brought += _take_in(sheets, at=at)
        remove_sheets(folder, sheets)
    return brought


@transaction.atomic
def _take_in(sheets: list[Sheet], *, at: datetime) -> int:
    known = set(
        TakenSheet.objects.filter(name__in=[sheet.name for sheet in sheets]).values_list("name", flat=True)
    )
    new = [sheet for sheet in sheets if sheet.name not in known]
    counted: Counted = {}
    for sheet in new:
        for key, count in sheet.counted.items():
            counted.setdefault(key, Count()).add(count)
    counted = _of_stories(counted, at=at)
    _add_to_hours(counted)
    _add_to_totals(counted)
    TakenSheet.objects.bulk_create([TakenSheet(name=sheet.name, taken_at=at) for sheet in new])
    return sum(count.reads for count in counted.values())


def _of_stories(counted: Counted, *, at: datetime) -> Counted:
    """What was counted of stories readers may see, within the time that still matters."""
    oldest, newest = (int(instant.timestamp()) // HOUR_S for instant in (at - _LATEST, at))
    within = {key: count for key, count in counted.items() if oldest <= key[0] <= newest}
    ids = {story for _hour, story in within}
    visible = set(visible_articles(at=at).filter(pk__in=ids).values_list("pk", flat=True))
    return {key: count for key, count in within.items() if key[1] in visible}


def _add_to_hours(counted: Counted) -> None:
    instants = {hour: datetime.fromtimestamp(hour * HOUR_S, tz=UTC) for hour, _story in counted}
    stories = {story for _hour, story in counted}
    rows = ReadCount.objects.filter(is_day=False, begins_at__in=instants.values(), article__in=stories)
    there = {(int(row.begins_at.timestamp()) // HOUR_S, row.article_id): row for row in rows}
    new = []
    for (hour, story), count in counted.items():
        row = there.get((hour, story))
        if row is None:
            row = ReadCount(article_id=story, begins_at=instants[hour])
            new.append(row)
        row.reads, row.ends, row.again = (
            row.reads + count.reads,
            row.ends + count.ends,
            row.again + count.again,
        )
    ReadCount.objects.bulk_create(new)
    ReadCount.objects.bulk_update(there.values(), ["reads", "ends", "again"], batch_size=200)


def _add_to_totals(counted: Counted) -> None:
    sums: dict[int, Count] = defaultdict(Count)
    for (_hour, story), count in counted.items():
        sums[story].add(count)
    there = ReadTotal.objects.in_bulk(list(sums))
    for story, row in there.items():
        row.reads, row.ends = row.reads + sums[story].reads, row.ends + sums[story].ends
    ReadTotal.objects.bulk_update(there.values(), ["reads", "ends"], batch_size=200)
    ReadTotal.objects.bulk_create(
        ReadTotal(article_id=story, reads=count.reads, ends=count.ends)
        for story, count in sums.items()
        if story not in there
    )


@transaction.atomic
def note_former_visits(visits: Mapping[int, int]) -> None:
    """Write down how often stories were opened on the site they were imported from; the last word counts."""
    ReadTotal.objects.bulk_create(
        [
            ReadTotal(article_id=story, visits_before=visits[story])
            for story in Article.objects.filter(pk__in=visits).values_list("pk", flat=True)
        ],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["visits_before"],
    )


@transaction.atomic
def let_counts_grow_old(*, at: datetime) -> int:
    """Add hours up to days once nobody asks for them, and forget days that lie far back.

    Returns:
        How many rows went.
    """
    first = (at - KEEP_HOURS).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    old = ReadCount.objects.filter(is_day=False, begins_at__lt=first)
    days = old.annotate(day=TruncDay("begins_at", tzinfo=UTC)).values("article_id", "day")
    days = days.annotate(total=Sum("reads"), ended=Sum("ends"), repeated=Sum("again")).order_by("day")
    there = {
        (row.article_id, row.begins_at): row
        for row in ReadCount.objects.filter(is_day=True, begins_at__in={row["day"] for row in days})
    }
    new = []
    for day in days:
        row = there.get((day["article_id"], day["day"]))
        if row is None:
            row = ReadCount(article_id=day["article_id"], begins_at=day["day"], is_day=True)
            new.append(row)
        row.reads, row.ends, row.again = (
            row.reads + day["total"],
            row.ends + day["ended"],
            row.again + day["repeated"],
        )
    ReadCount.objects.bulk_create(new, batch_size=1_000)
    ReadCount.objects.bulk_update(there.values(), ["reads", "ends", "again"], batch_size=200)
    gone = old.delete()[0]
    gone += ReadCount.objects.filter(is_day=True, begins_at__lt=at - KEEP_DAYS).delete()[0]
    TakenSheet.objects.filter(taken_at__lt=at - _KEEP_NAMES).delete()
    return gone


@transaction.atomic
def rank_most_read(*, at: datetime, takes_away: bool = False) -> int:
    """Rank what is read most in each language and section, and announce the lists that changed.

    Args:
        takes_away: whether something left a list that must not be served a second longer.

    Returns:
        How many lists changed.
    """
    lists = _lists(at=at)
    former = {(row.language, row.section_id): row for row in Ranking.objects.all()}
    changed: list[str] = []
    for (language, section_id), ids in lists.items():
        row = former.pop((language, section_id), None)
        if row is None:
            row = Ranking(language=language, section_id=section_id)
        elif row.article_ids == ids:
            continue
        row.article_ids, row.ranked_at = ids, at
        row.save()
        changed.append(_tag(language, section_id))
    for (language, section_id), row in former.items():
        row.delete()
        changed.append(_tag(language, section_id))
    if changed:
        announce("onward.most-read-ranked", tags=changed, at=at, takes_away=takes_away)
    return len(changed)


@transaction.atomic
def keep_out_of_ranking(*, article: Article, why: str, at: datetime) -> NotRanked:
    """Let a story be in no list of the most read, from now on."""
    kept, _is_new = NotRanked.objects.update_or_create(
        article=article, defaults={"why": why[:300], "since": at}
    )
    rank_most_read(at=at, takes_away=True)
    return kept


@transaction.atomic
def let_into_ranking(*, article: Article, at: datetime) -> bool:
    """End what ``keep_out_of_ranking`` began; returns whether the story was kept out."""
    was_kept = bool(NotRanked.objects.filter(article=article).delete()[0])
    if was_kept:
        rank_most_read(at=at)
    return was_kept


def _tag(language: str, section_id: int | None) -> str:
    return f"section:{section_id}:most-read" if section_id else f"language:{language}:most-read"


def _lists(*, at: datetime) -> dict[tuple[str, int | None], list[int]]:
    """What is read most today, by language and by section; what was read most elsewhere fills up."""
    fitness = fitness_of(span=Span.DAY, at=at, least=LEAST_READS)
    stories = may_be_ranked(visible_articles(at=at).filter(pk__in=fitness))
    lists: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    rows = {
        pk: (language, section) for pk, language, section in stories.values_list("pk", "language", "section")
    }
    for pk in sorted(rows, key=lambda pk: (-fitness[pk], -pk)):
        language, section_id = rows[pk]
        for key in {(language, None), (language, section_id)}:
            if len(lists[key]) < MOST_SHOWN:
                lists[key].append(pk)
    for language, _name in settings.LANGUAGES:
        _fill_up(lists[language, None], language=language, at=at)
    return {key: ids for key, ids in lists.items() if len(ids) >= LEAST_STORIES}


def _fill_up(ids: list[int], *, language: str, at: datetime) -> None:
    """Until a paper has counted for itself, what readers opened most on its old site stands there."""
    if len(ids) >= MOST_SHOWN:
        return
    most = ReadTotal.objects.filter(visits_before__gt=0).order_by("-visits_before", "-article")
    most = most.filter(article__language=language).exclude(article__in=ids)
    found = list(most.values_list("article_id", flat=True)[: MOST_SHOWN * 10])
    visible = may_be_ranked(visible_articles(at=at).filter(pk__in=found))
    known = set(visible.values_list("pk", flat=True))
    ids += [pk for pk in found if pk in known][: MOST_SHOWN - len(ids)]
