"""*À lire aussi* and *À découvrir*.

Both show the lists that were made for a story (``onward.listing``), and answer in a number of queries that
does not depend on the size of the archive. Until a story has its lists (an archive was just brought in) plain
rules stand in for them: shared subjects, signatures and dossiers; long-lived stories of other sections.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial

from django.db.models import Min
from django.utils.translation import gettext as _

from azdarar.articles.models import Article, Contributor
from azdarar.articles.queries import (
    StoryCard,
    newest_signed_by,
    newest_with_subject,
    subjects_told_of,
    visible_articles,
    with_reason,
)
from azdarar.onward.shown import (
    HEADS,
    Entry,
    companion_entries,
    discovery_entries,
    discovery_reason,
    lists_of,
    related_entries,
    shown_cards,
    subject_reason,
)
from azdarar.onward.shown import look_up_lists as look_up_lists
from azdarar.press.remembering import remembered
from azdarar.press.showing import holds_until, shows
from azdarar.subjects.models import Subject

#: How near a shared subject brings two stories: a person or an event says more than a place.
_NEARNESS = {
    Subject.Kind.EVENT: 5,
    Subject.Kind.PERSON: 4,
    Subject.Kind.TREATY: 4,
    Subject.Kind.ORGANISATION: 3,
    Subject.Kind.PLACE: 2,
    Subject.Kind.TOPIC: 2,
}
_DOSSIER_NEARNESS = 6
_SIGNATURE_NEARNESS = 1
#: Newest stories looked at for each subject or signature.
_WINDOW = 40
#: A story worth discovering is at least this old, unless the paper is younger.
_OLDER_THAN = timedelta(days=365)
#: How long a choice of stories to discover may hold; then those that came of age meanwhile may join it.
_CHOICE_HOLDS = timedelta(days=91)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Places in time looked at to choose stories to discover: some may hold nothing suitable.
_PIVOTS = 8


@dataclass(slots=True)
class _Candidate:
    nearness: int = 0
    age: timedelta = timedelta.max
    best: int = 0
    reason: str = ""
    seen: set[str] = field(default_factory=set)

    def add(self, *, key: str, nearness: int, reason: str) -> None:
        if key in self.seen:
            return
        self.seen.add(key)
        self.nearness += nearness
        if nearness > self.best:
            self.best, self.reason = nearness, reason


def related_to(
    article: Article,
    *,
    at: datetime,
    exclude: Collection[int] = (),
    companions: Sequence[int] = (),
    most: int = 4,
) -> list[StoryCard]:
    """Stories close to this one, nearest first, each saying why.

    Args:
        at: the reader's instant; what is not visible then is not offered.
        exclude: ids of stories that already stand on the page.
        companions: ids of the stories that share a dossier with this one, in the dossier's order.
        most: how many at the most.

    Returns:
        Cards in the story's language, ``reason`` set; empty when nothing is close.
    """
    lists = lists_of(article)
    made = related_entries(article, lists) if lists is not None else []
    if len(made) < most:  # not made yet, or little is near by its words: what plain rules find comes after it
        made += _by_rule(article, companions, at=at)
    near = companion_entries(companions)
    return shown_cards(
        article,
        [*near, *made] if lists is not None else made,
        place="related",
        at=at,
        exclude=exclude,
        most=most,
        head=HEADS["related"] if lists is not None else 0,
    )


def _by_rule(article: Article, companions: Sequence[int], *, at: datetime) -> list[Entry]:
    """What plain rules find close to a story, nearest first."""
    candidates: dict[int, _Candidate] = {}
    _gather_companions(candidates, companions)
    _gather_by_subject(candidates, article, at=at)
    _gather_by_signature(candidates, article, at=at)
    ranked = sorted(candidates, key=lambda pk: (-candidates[pk].nearness, candidates[pk].age, -pk))
    dossier = {entry.article_id: entry.thread for entry in companion_entries(companions)}
    return [Entry(pk, candidates[pk].reason, dossier.get(pk, 0)) for pk in ranked]


def to_discover(
    article: Article, *, at: datetime, exclude: Collection[int] = (), most: int = 3
) -> list[StoryCard]:
    """Stories from elsewhere in the archive, different under different stories.

    A page is the same for everybody, all day: what was chosen holds until the archive changes. Under a new
    story one of them may be of this day, a round number of years ago; that one changes at midnight.

    Args and returns: as ``related_to``; the reason names the section and the year.
    """
    lists = lists_of(article)
    if lists is None or not lists.discover:
        entries, head = [Entry(pk, "") for pk in _far_by_rule(article, exclude, at=at, most=most)], 0
    else:
        entries, head = discovery_entries(article, lists, at=at), HEADS["discover"]
    cards = shown_cards(article, entries, place="discover", at=at, exclude=exclude, most=most, head=head)
    return [card if card.reason else with_reason(card, discovery_reason(card)) for card in cards]


def _far_by_rule(article: Article, exclude: Collection[int], *, at: datetime, most: int) -> list[int]:
    """Long-lived stories from other sections and older years, chosen by the story's own number.

    What has come of age joins them by the quarter, on another day for each story, so that time alone never
    makes the whole paper anew.
    """
    language, newest = article.language, _of_age(article.pk, at=at)
    first_year = remembered(("long-lived since", language), partial(_long_lived_since, language, at=at))
    if first_year is None:
        return []
    of_year = cache(partial(_long_lived, language, at=at))
    if newest.year <= first_year:
        # None is left where the last one was taken back since the year was looked up.
        newest = max((newest, *(one[0] for one in of_year(first_year)[-1:])))
    kept: list[int] = []
    sections = {article.section_id}
    taken = {article.pk, *exclude}
    begin = datetime(first_year, 1, 1, tzinfo=UTC)
    for pivot in _pivots(article.pk, oldest=begin, newest=newest):
        years = map(of_year, range(pivot.year, first_year - 1, -1))
        far = (one for stories in years for one in stories if one[0] <= pivot)
        found = next((one for one in far if one[1] not in taken and one[2] not in sections), None)
        if found:
            kept.append(found[1])
            taken.add(found[1])
            sections.add(found[2])
        if len(kept) == most:
            break
    return kept


def _gather_companions(candidates: dict[int, _Candidate], companions: Sequence[int]) -> None:
    for distance, pk in enumerate(companions):
        candidate = candidates.setdefault(pk, _Candidate())
        candidate.add(key="dossier", nearness=_DOSSIER_NEARNESS, reason=_("Same dossier"))
        candidate.age = min(candidate.age, timedelta(days=distance))


def _gather_by_subject(candidates: dict[int, _Candidate], article: Article, *, at: datetime) -> None:
    shows(f"article:{article.pk}:text")
    for subject in subjects_told_of(article):
        neighbours = newest_with_subject(subject, language=article.language, at=at, most=_WINDOW)
        reason = subject_reason(subject, language=article.language)
        for pk, instant in neighbours:
            candidate = candidates.setdefault(pk, _Candidate())
            candidate.add(
                key=f"subject:{subject.pk}", nearness=_NEARNESS[Subject.Kind(subject.kind)], reason=reason
            )
            candidate.age = min(candidate.age, _apart(article, instant))


def _gather_by_signature(candidates: dict[int, _Candidate], article: Article, *, at: datetime) -> None:
    rows = article.contributions.all()
    signers = [row.contributor_id for row in rows if row.contributor.kind == Contributor.Kind.PERSON][:2]
    for contributor_id in dict.fromkeys(signers):
        shows(f"contributor:{contributor_id}")
        for pk, instant in newest_signed_by(contributor_id, language=article.language, at=at, most=_WINDOW):
            candidate = candidates.setdefault(pk, _Candidate())
            candidate.add(key="signature", nearness=_SIGNATURE_NEARNESS, reason=_("Same signature"))
            candidate.age = min(candidate.age, _apart(article, instant))


def _apart(article: Article, instant: datetime) -> timedelta:
    return abs(instant - article.visible_from) if article.visible_from else timedelta()


#: When a story appeared, its number, and that of its section.
_Far = tuple[datetime, int, int | None]


def _long_lived(language: str, year: int, *, at: datetime) -> list[_Far]:
    """The visible long-lived stories of a year, newest first."""

    def look() -> list[_Far]:
        shows(f"language:{language}:long-lived:{year}")
        begin, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
        stories = visible_articles(at=at, language=language).filter(is_long_lived=True)
        stories = stories.filter(visible_from__gte=begin, visible_from__lt=end)
        return list(stories.values_list("visible_from", "pk", "section_id"))

    return remembered(("long-lived", language, year), look)


def _long_lived_since(language: str, *, at: datetime) -> int | None:
    """The year of the oldest visible long-lived story."""
    shows(f"language:{language}:long-lived")
    stories = visible_articles(at=at, language=language).filter(is_long_lived=True)
    oldest: datetime | None = stories.aggregate(instant=Min("visible_from"))["instant"]
    return oldest.astimezone(UTC).year if oldest else None


def _of_age(number: int, *, at: datetime) -> datetime:
    """The instant before which a story is old enough to be discovered: it moves by the quarter."""
    own = timedelta(days=number * 37 % _CHOICE_HOLDS.days)
    latest = at - _OLDER_THAN
    instant = latest - (latest - _EPOCH - own) % _CHOICE_HOLDS
    holds_until(instant + _CHOICE_HOLDS + _OLDER_THAN)
    return instant


def _pivots(number: int, *, oldest: datetime, newest: datetime) -> Iterator[datetime]:
    """Instants between two, spread by the story's number; the newest last, so that one always answers."""
    span = newest - oldest
    for step in range(_PIVOTS):
        digest = hashlib.sha256(f"{number}:{step}".encode()).digest()
        yield oldest + span * (int.from_bytes(digest[:8], "big") / 2**64)
    yield newest
