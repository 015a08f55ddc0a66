"""What people picked: for a story, a section, the paper; each with why, by whom, and from when until when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import prefetch_related_objects

from azdarar.articles.models import Article, Contributor, Recommendation, Section
from azdarar.fronts.models import Front, PaperPick, SectionPick
from azdarar.press.ahead import looked_up
from azdarar.press.remembering import remembered
from azdarar.press.showing import holds_until, shows


@dataclass(frozen=True, slots=True)
class Pick:
    """A story somebody picked. Without dates it is shown from now on, and until somebody takes it away."""

    article_id: int
    reason: str
    chosen_by: Contributor | None
    begins_at: datetime | None = None
    ends_at: datetime | None = None


def running(picks: Iterable[Pick], *, at: datetime) -> list[Pick]:
    """Those of the picks that are to be shown at an instant; whatever shows them holds until the next one."""
    shown = []
    for pick in picks:
        if pick.begins_at is not None and pick.begins_at > at:
            holds_until(pick.begins_at)
        elif pick.ends_at is None or pick.ends_at > at:
            if pick.ends_at is not None:
                holds_until(pick.ends_at)
            shown.append(pick)
    return shown


def story_picks(article: Article) -> list[Pick]:
    """What was picked for a story alone; for a draft, what is picked in it."""
    pk = article.pk
    shows(f"article:{pk}:picks")
    drafted = getattr(article, "_cluster_related_objects", {}).get("recommendations")
    if drafted is not None:
        return _noted(map(_of_story, drafted))
    return _noted(looked_up("picks", pk, lambda: picks_of_stories([pk])[pk]))


def picks_of_stories(article_ids: Sequence[int]) -> dict[int, list[Pick]]:
    """What was picked for each of these stories alone."""
    picks: dict[int, list[Pick]] = {pk: [] for pk in article_ids}
    rows = Recommendation.objects.filter(article__in=article_ids).select_related("chosen_by")
    for row in rows.prefetch_related("chosen_by__profiles").order_by("sort_order", "pk"):
        picks[row.article_id].append(_of_story(row))
    return picks


def _of_story(row: Recommendation) -> Pick:
    return Pick(row.recommended_id, row.reason, row.chosen_by, row.begins_at, row.ends_at)


def picks_of_section(section: Section) -> list[Pick]:
    """What the editors of a section picked, in their order."""
    return remembered(("picks of a section", section.pk), partial(_of_section, section.pk))


def _of_section(pk: int) -> list[Pick]:
    shows(f"section:{pk}:picks")
    return _rows(SectionPick.objects.filter(section=pk))


def picks_of_paper(language: str, *, of_front: bool = True) -> list[Pick]:
    """What the paper picked in a language, then what its front page's own bands of picks hold."""
    return remembered(
        ("picks of the paper", language, of_front), partial(_of_paper, language, of_front=of_front)
    )


def _of_paper(language: str, *, of_front: bool) -> list[Pick]:
    shows(f"language:{language}:picks")
    picks = _rows(PaperPick.objects.filter(language=language))
    if not of_front:
        return picks
    shows(f"front:{language}")
    fronts = Front.objects.live().filter(locale__language_code=language)
    front: Front | None = fronts.select_related("locale").first()
    values = [child.value for child in front.containers if child.value["kind"] == "picks"] if front else []
    look_up_names(values)
    return [*picks, *_noted(paper_rows(values))]


def paper_rows(values: Sequence[Any]) -> list[Pick]:
    """The picks in containers of a front page."""
    return [
        Pick(
            pick["article"].pk, pick["reason"], pick["chosen_by"], pick.get("begins_at"), pick.get("ends_at")
        )
        for value in values
        for pick in value["picks"]
        if pick["article"]
    ]


def look_up_names(values: Sequence[Any]) -> None:
    """Look up at once how those who picked are called in each language."""
    people = [pick["chosen_by"] for value in values for pick in value["picks"] if pick["chosen_by"]]
    prefetch_related_objects(people, "profiles")


def _rows(picks: Any) -> list[Pick]:
    rows = picks.select_related("chosen_by").prefetch_related("chosen_by__profiles")
    return _noted(
        Pick(row.article_id, row.reason, row.chosen_by, row.begins_at, row.ends_at)
        for row in rows.order_by("sort_order", "pk")
    )


def _noted(picks: Iterable[Pick]) -> list[Pick]:
    """Picks as they are remembered: they hold whoever chose, by name."""
    told = list(picks)
    shows(*(f"contributor:{pick.chosen_by.pk}" for pick in told if pick.chosen_by))
    return told
