"""Every read of curated pages another room may use.

A front is assembled from its containers: picks first, then the rule fills up; no story stands twice on
a page, and a container with nothing to show is left out.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from azdarar.articles.models import Article, Section
from azdarar.articles.queries import (
    SectionRef,
    StoryCard,
    cards_of,
    newest_articles,
    section_ref,
    visible_articles,
    with_reason,
)
from azdarar.fronts.internal.picks import (
    Pick,
    look_up_names,
    paper_rows,
    picks_of_paper,
    picks_of_section,
    picks_of_stories,
    running,
    story_picks,
)
from azdarar.fronts.models import Dossier, DossierStory, Front
from azdarar.language.typography import TypesetText
from azdarar.media.queries import PictureUse, picture_use
from azdarar.press.ahead import Ahead, looked_up
from azdarar.press.editions import edition
from azdarar.press.remembering import remembered, remembered_each
from azdarar.press.showing import holds_until, is_recording, shows

#: The newest stories a backfill looks through to find enough that are not on the page yet.
_BACKFILL_WINDOW = 60


@dataclass(frozen=True, slots=True)
class ThreadPoint:
    """One date of a dossier's thread; ``url`` is empty where no story tells it."""

    day: date
    text: TypesetText
    url: str
    article_id: int | None


@dataclass(frozen=True, slots=True)
class DossierCard:
    """A dossier as other pages show it."""

    id: int
    language: str
    url: str
    title: TypesetText
    kicker: TypesetText
    standfirst: TypesetText
    picture: PictureUse | None
    thread: tuple[ThreadPoint, ...]
    story_count: int
    is_running: bool


@dataclass(frozen=True, slots=True)
class FilledContainer:
    """A container with what it shows: never empty, but for a ranking, which readers make."""

    kind: str
    title: TypesetText
    url: str
    cards: tuple[StoryCard, ...]
    section: SectionRef | None = None
    dossier: DossierCard | None = None


def front_of(language: str) -> Front | None:
    """The published front page of a language."""
    shows(f"front:{language}")
    fronts = Front.objects.live().filter(locale__language_code=language)
    front: Front | None = fronts.select_related("locale").first()
    return front


def assemble_front(front: Front, *, at: datetime) -> list[FilledContainer]:
    """Fill a front's containers for an instant.

    Returns:
        Containers in the editors' order, the empty ones left out, no story in two of them. A story
        picked by hand further down is not taken by an earlier container's rule.
    """
    values = remembered(("containers", front.pk), partial(_containers, front.pk)) if is_recording() else None
    values = [child.value for child in front.containers] if values is None else values
    picks = [pick for value in values for pick in _picks_in(value, language=front.language)]
    picked = {pick.article_id for pick in running(picks, at=at)}
    shown: set[int] = set()
    filled: list[FilledContainer] = []
    for value in values:
        container = _fill(value, front=front, at=at, shown=shown, reserved=picked)
        if container is not None:
            shown |= {card.id for card in container.cards}
            filled.append(container)
    return filled


def _containers(pk: int) -> list[Any]:
    """The containers of a published front, with all they name looked up: read anew, to be remembered."""
    front: Front = Front.objects.select_related("locale").get(pk=pk)
    shows(f"front:{front.language}")
    values = [child.value for child in front.containers]
    look_up_names(values)
    for value in values:
        if value["section"]:
            section_ref(value["section"])
        if value["subject"]:
            shows(f"subject:{value['subject'].pk}", f"subject:{value['subject'].pk}:page")
        for pick in value["picks"]:
            if pick["chosen_by"]:
                pick["chosen_by"].name_in(front.language)
    return values


def recommended_for(
    article: Article, *, at: datetime, exclude: Collection[int] = (), most: int = 4
) -> list[StoryCard]:
    """*La rédaction vous conseille*: picked for this story, else the section's, else the paper's.

    Each card carries the editor's sentence and name. Only visible stories, never the story itself, and only
    while the editor wanted them shown.

    Args:
        exclude: ids of stories that already stand on the page.
    """
    language, taken = article.language, {article.pk, *exclude}
    own = running(story_picks(article), at=at)
    cards = _picked_cards(own, language=language, at=at, without=taken, most=most)
    if not cards and article.section is not None:
        picks = running(picks_of_section(article.section), at=at)
        cards = _picked_cards(picks, language=language, at=at, without=taken, most=most)
    if not cards:
        picks = running(picks_of_paper(language), at=at)
        cards = _picked_cards(picks, language=language, at=at, without=taken, most=most)
    return cards


def section_picks(section: Section, *, at: datetime, most: int = 4) -> list[StoryCard]:
    """What the editors of a section recommend, in their order."""
    picks = running(picks_of_section(section), at=at)
    return _picked_cards(picks, language=section.language, at=at, without=(), most=most)


def dossiers_of(article: Article, *, at: datetime) -> list[DossierCard]:
    """The published dossiers a story belongs to."""
    shows(f"article:{article.pk}:dossiers")
    ids = looked_up("dossiers", article.pk, lambda: _dossiers_holding([article.pk])[article.pk])
    return _cards_of_dossiers(ids, at=at)


def _dossiers_holding(article_ids: Sequence[int]) -> dict[int, list[int]]:
    """The numbers of the published dossiers that hold each of these stories."""
    rows = DossierStory.objects.filter(article_id__in=article_ids, dossier__live=True).order_by("dossier_id")
    found: dict[int, list[int]] = {pk: [] for pk in article_ids}
    for article_id, dossier_id in rows.values_list("article_id", "dossier_id").distinct():
        found[article_id].append(dossier_id)
    return found


def look_up_dossiers(ahead: Ahead, article_ids: Sequence[int]) -> None:
    """Look up which dossiers hold these stories, before their pages ask for it."""
    ahead.add("dossiers", _dossiers_holding(article_ids))


def look_up_picks(ahead: Ahead, article_ids: Sequence[int]) -> None:
    """Look up what was picked for these stories, before their pages ask for it."""
    ahead.add("picks", picks_of_stories(article_ids))


def _cards_of_dossiers(ids: list[int], *, at: datetime) -> list[DossierCard]:
    """The cards of dossiers, in the order of their ids."""

    def load(missing: list[int]) -> dict[int, Callable[[], DossierCard]]:
        dossiers = Dossier.objects.live().filter(pk__in=missing).select_related("locale", "picture")
        return {dossier.pk: partial(dossier_card, dossier, at=at) for dossier in dossiers}

    cards = remembered_each("dossier", ids, load)
    return [cards[pk] for pk in ids if pk in cards]


def dossier_companions(article: Article) -> list[int]:
    """Ids of the stories that share a published dossier with a story, nearest in the dossier first."""
    shows(f"article:{article.pk}:dossiers")
    rows = list(
        DossierStory.objects.filter(
            dossier__in=Dossier.objects.live().filter(dossier_stories__article=article)
        )
        .order_by("dossier_id", "sort_order")
        .values_list("dossier_id", "article_id")
    )
    shows(*{f"dossier:{row[0]}" for row in rows})
    ordered: list[tuple[int, int]] = []
    for dossier_id in dict.fromkeys(row[0] for row in rows):
        ids = [row[1] for row in rows if row[0] == dossier_id]
        place = ids.index(article.pk)
        ordered += [(abs(index - place), pk) for index, pk in enumerate(ids) if pk != article.pk]
    return list(dict.fromkeys(pk for _distance, pk in sorted(ordered)))


def dossier_at(*, language: str, slug: str) -> Dossier | None:
    """The published dossier at an address."""
    dossiers = Dossier.objects.live().filter(locale__language_code=language, slug=slug)
    dossier: Dossier | None = dossiers.select_related("locale", "picture").first()
    return dossier


def dossier_list(*, language: str, at: datetime) -> list[DossierCard]:
    """Every published dossier of a language, running ones first."""
    return _cards_of_dossiers(list(_dossiers(language).values_list("pk", flat=True)), at=at)


def dossier_addresses(*, language: str) -> list[str]:
    """The addresses of the published dossiers of a language, running ones first."""
    return [dossier.address for dossier in _dossiers(language)]


def _dossiers(language: str) -> QuerySet[Dossier]:
    shows(f"language:{language}:dossiers")
    dossiers: QuerySet[Dossier] = Dossier.objects.live().filter(locale__language_code=language)
    return dossiers.select_related("locale").order_by("-is_running", "-last_published_at")


def dossier_card(dossier: Dossier, *, at: datetime) -> DossierCard:
    """A dossier as other pages show it; its thread links only to stories readers may see."""
    shows(f"dossier:{dossier.pk}")
    language = dossier.language
    entries = list(dossier.thread.all())
    ids = [entry.article_id for entry in entries if entry.article_id]
    visible = (
        dict(visible_articles(at=at).filter(pk__in=ids).values_list("pk", "canonical_path")) if ids else {}
    )
    story_ids = [row.article_id for row in dossier.dossier_stories.all()]
    shows(*(f"article:{pk}:address" for pk in {*ids, *story_ids}))
    return DossierCard(
        id=dossier.pk,
        language=language,
        url=dossier.address,
        title=TypesetText(dossier.title, language),
        kicker=TypesetText(dossier.kicker, language),
        standfirst=TypesetText(dossier.standfirst, language),
        picture=picture_use(dossier.picture, language=language)
        if dossier.picture and edition().has_pictures
        else None,
        thread=tuple(
            ThreadPoint(
                entry.day,
                TypesetText(entry.text, language),
                visible.get(entry.article_id, ""),
                entry.article_id,
            )
            for entry in sorted(entries, key=lambda entry: entry.day)
        ),
        story_count=visible_articles(at=at).filter(pk__in=story_ids).count(),
        is_running=dossier.is_running,
    )


def dossier_stories(dossier: Dossier, *, at: datetime) -> list[StoryCard]:
    """A dossier's visible stories, in the editors' order."""
    shows(f"dossier:{dossier.pk}")
    return cards_of([row.article_id for row in dossier.dossier_stories.all()], at=at)


def _fill(
    value: Any, *, front: Front, at: datetime, shown: set[int], reserved: set[int]
) -> FilledContainer | None:
    language = front.language
    if value["kind"] == "ranking":
        return FilledContainer(kind="ranking", title=TypesetText(value["title"], language), url="", cards=())
    most = value["most"]
    picks = running(_picks_in(value, language=language), at=at)
    cards = _picked_cards(picks, language=language, at=at, without=shown, most=most)
    card = _card_of_dossier(value["dossier"], at=at) if value["kind"] == "dossier" else None
    if len(cards) < most:
        taken = shown | reserved | {card.id for card in cards}
        cards += _backfill(value, dossier=card, language=language, at=at, taken=taken, most=most - len(cards))
    if not cards and not (card and card.thread):
        return None
    section = value["section"]
    ref = section_ref(section) if section else None
    title = value["title"] or (card.title.clean if card else ref.name.clean if ref else "")
    return FilledContainer(
        kind=value["kind"],
        title=TypesetText(title, language),
        url=card.url if card else ref.url if ref else "",
        cards=tuple(cards),
        section=ref,
        dossier=card,
    )


def _card_of_dossier(page: Page | None, *, at: datetime) -> DossierCard | None:
    if page is None:
        return None
    shows(f"dossier:{page.pk}")
    return next(iter(_cards_of_dossiers([page.pk], at=at)), None)


def _stories_of_dossier(pk: int) -> list[int]:
    shows(f"dossier:{pk}")
    rows = DossierStory.objects.filter(dossier_id=pk).order_by("sort_order")
    return list(rows.values_list("article_id", flat=True))


def _backfill(
    value: Any, *, dossier: DossierCard | None, language: str, at: datetime, taken: set[int], most: int
) -> list[StoryCard]:
    if value["kind"] == "dossier":
        ids = (
            remembered(("stories of a dossier", dossier.id), partial(_stories_of_dossier, dossier.id))
            if dossier
            else []
        )
        return [card for card in cards_of(ids, at=at) if card.id not in taken][:most]
    key = (
        "newest",
        value["rule"],
        language,
        *(one.pk if one else 0 for one in (value["section"], value["subject"])),
    )
    window = _BACKFILL_WINDOW + len(taken)
    newest = remembered((*key, window), partial(_newest, value, language=language, at=at, most=window))
    days = value["max_age_days"]
    young = [row for row in newest if not days or row[1] > at - timedelta(days=days)]
    chosen = [row for row in young if row[0] not in taken][:most]
    if days and chosen:
        # By the clock alone: once the oldest of them is too old.
        holds_until(chosen[-1][1] + timedelta(days=days))
    return cards_of([pk for pk, _since in chosen], at=at)


def _newest(value: Any, *, language: str, at: datetime, most: int) -> list[tuple[int, datetime]]:
    """Number and instant of the newest stories that a rule finds."""
    rule = _rule(value, language=language, at=at)
    return list(rule.values_list("pk", "visible_from")[:most]) if rule is not None else []


def _rule(value: Any, *, language: str, at: datetime) -> QuerySet[Article] | None:
    stories = visible_articles(at=at, language=language)
    match value["rule"]:
        case "latest":
            return newest_articles(at=at, language=language)
        case "section" if value["section"]:
            shows(f"section:{value['section'].pk}:stories")
            return stories.filter(section=value["section"])
        case "subject" if value["subject"]:
            subject = value["subject"].standing
            shows(f"subject:{value['subject'].pk}:page", f"subject:{subject.pk}:stories:{language}")
            return stories.filter(article_subjects__subject=subject)
        case "opinion":
            shows(f"language:{language}:opinions")
            return stories.filter(form=Article.Form.OPINION)
        case _:
            return None


def _picks_in(value: Any, *, language: str) -> list[Pick]:
    """What a container's editors chose; a band of picks shows those of the paper after its own."""
    if value["kind"] == "ranking":
        return []
    picks = paper_rows([value])
    return [*picks, *picks_of_paper(language, of_front=False)] if value["kind"] == "picks" else picks


def _picked_cards(
    picks: Sequence[Pick], *, language: str, at: datetime, without: Collection[int], most: int
) -> list[StoryCard]:
    """Cards of picked stories that readers may see, in the editors' order, with their sentences."""
    said = {pick.article_id: pick for pick in reversed(picks)}
    ids = dict.fromkeys(pick.article_id for pick in picks if pick.article_id not in without)
    cards = []
    for card in cards_of(list(ids), at=at)[:most]:
        pick = said[card.id]
        name = pick.chosen_by.name_in(language) if pick.chosen_by else ""
        cards.append(with_reason(card, TypesetText(pick.reason, language), chosen_by=name))
    return cards
