"""What the repair queues read: lines of the stories somebody may edit, along their index."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from wagtail.models import Page, ReferenceIndex

from azdarar.archive.models import ImportRun, KeptOriginal, Repair
from azdarar.articles.models import Article, editable_by
from azdarar.language.typography import TypesetText
from azdarar.media.models import Picture

#: Lines on one screen, and how far the number in the menu counts.
LINES_ON_A_SCREEN = 50
MOST_COUNTED = 999
_REMEMBERED_S = 60


@dataclass(frozen=True, slots=True)
class RepairFilter:
    """What somebody wants to see; empty fields do not restrict."""

    kind: str = ""
    section: int = 0
    run: int = 0
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class RepairLine:
    """A line of a queue, with the story it is in."""

    repair: Repair
    story: int
    headline: TypesetText
    language: str
    section: str
    address: str
    has_original: bool


def repairs_of(user: Any) -> QuerySet[Repair]:
    """The lines of stories somebody may edit; pages that are no stories are for whoever edits all of them."""
    editable = editable_by(user)
    lines = Repair.objects.all()
    return lines.filter(page_id__in=Article.objects.filter(editable).values("pk")) if editable else lines


def repair_lines(wanted: RepairFilter, *, user: Any, before: int = 0) -> tuple[list[RepairLine], int]:
    """One screen of lines, and where the next begins (0: there is none): four queries."""
    lines = _filtered(wanted, user=user)
    order = "-pk" if wanted.is_settled else "pk"
    if before:
        lines = lines.filter(pk__lt=before) if wanted.is_settled else lines.filter(pk__gt=before)
    rows = list(lines.select_related("settled_by", "page").order_by(order)[: LINES_ON_A_SCREEN + 1])
    shown = rows[:LINES_ON_A_SCREEN]
    return lines_of(shown), shown[-1].pk if len(rows) > LINES_ON_A_SCREEN else 0


def lines_of(rows: Sequence[Repair]) -> list[RepairLine]:
    """Lines with their stories: two queries, however many."""
    numbers = {row.page_id for row in rows}
    stories = Article.objects.select_related("section").defer("body").in_bulk(numbers)
    kept = set(KeptOriginal.objects.filter(page_id__in=numbers).values_list("page_id", flat=True))
    found = []
    for row in rows:
        story = stories.get(row.page_id)
        found.append(
            RepairLine(
                repair=row,
                story=row.page_id,
                headline=TypesetText(row.page.title, story.language if story else ""),
                language=story.language if story else "",
                section=story.section.name if story and story.section else "",
                address=story.address if story and story.live else "",
                has_original=row.page_id in kept,
            )
        )
    return found


def count_repairs(user: Any, *, most: int = MOST_COUNTED) -> int:
    """How many lines wait for somebody, counted up to ``most`` and one more.

    To whom nothing belongs, every line must be held against their stories to know it: that is remembered for
    a minute, because every screen asks.
    """
    key = f"newsroom.no-repairs.{user.pk}"
    if cache.get(key):
        return 0
    count = len(repairs_of(user).filter(settled_at=None).order_by().values_list("pk")[: most + 1])
    if not count and editable_by(user) and Repair.objects.filter(settled_at=None).exists():
        cache.set(key, True, _REMEMBERED_S)
    return count


def as_shown(count: int) -> str:
    """A number of lines in figures, or that there are more than are counted."""
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"


def counts_by_kind(wanted: RepairFilter, *, user: Any) -> list[tuple[str, str, int]]:
    """(kind, its name, how many wait), counted up to ``MOST_COUNTED`` each."""
    counted = []
    for kind, name in Repair.Kind.choices:
        of_kind = RepairFilter(kind, wanted.section, wanted.run)
        lines = _filtered(of_kind, user=user).order_by().values_list("pk")
        counted.append((kind, str(name), len(lines[: MOST_COUNTED + 1])))
    return [row for row in counted if row[2] or row[0] == wanted.kind]


def undescribed_in(repair: Repair) -> list[Picture]:
    """The pictures of a line's story that nobody has described, the one it names first."""
    return undescribed_of([repair])[repair.pk]


def undescribed_of(repairs: Sequence[Repair]) -> dict[int, list[Picture]]:
    """The same for several lines, by their numbers: three queries, however many."""
    stories = {repair.page_id for repair in repairs}
    shown: dict[int, set[int]] = {story: set() for story in stories}
    references = ReferenceIndex.objects.filter(
        base_content_type=ReferenceIndex._get_base_content_type(Page),
        object_id__in=[str(story) for story in stories],
        to_content_type=ReferenceIndex._get_base_content_type(Picture),
    )
    for story, number in references.values_list("object_id", "to_object_id"):
        shown[int(story)].add(int(number))
    leads = Article.objects.filter(pk__in=stories).exclude(lead_picture=None)
    for story, number in leads.values_list("pk", "lead_picture"):
        shown[story].add(number)
    wanted = set().union(*shown.values())
    pictures = Picture.objects.filter(alt_state=Picture.AltState.UNKNOWN).in_bulk(wanted)
    return {
        repair.pk: sorted(
            (pictures[number] for number in shown[repair.page_id] if number in pictures),
            key=lambda picture: (picture.title != repair.what, picture.pk),
        )
        for repair in repairs
    }


def runs_with_repairs() -> list[tuple[int, str]]:
    """Imports to filter by, the newest first."""
    rows = ImportRun.objects.filter(started_at__isnull=False).exclude(state=ImportRun.State.UNDONE)[:50]
    return [(run.pk, str(run)) for run in rows if not run.is_dry_run]


def _filtered(wanted: RepairFilter, *, user: Any) -> QuerySet[Repair]:
    lines = repairs_of(user).filter(settled_at__isnull=not wanted.is_settled)
    if wanted.kind:
        lines = lines.filter(kind=wanted.kind)
    if wanted.run:
        lines = lines.filter(run_id=wanted.run)
    if wanted.section:
        lines = lines.filter(page_id__in=Article.objects.filter(section=wanted.section).values("pk"))
    return lines
