"""*À lire aussi* and *À découvrir*.

Both answer in a number of queries that does not depend on the size of the archive. The rules are plain
on purpose: a better ranking replaces them behind these two doors, and no template changes.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Min
from django.utils.translation import gettext as _

from azdarar.articles.models import Article, ArticleSubject, Contribution
from azdarar.articles.queries import StoryCard, in_order, story_cards, visible_articles, with_reason
from azdarar.press.showing import holds_until, shows
from azdarar.subjects.models import Subject

#: How near a shared subject brings two stories: a person or an event says more than a place.
_NEARNESS = {
    Subject.Kind.EVENT: 5,
    Subject.Kind.PERSON: 4,
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
    candidates: dict[int, _Candidate] = {}
    _gather_companions(candidates, companions)
    _gather_by_subject(candidates, article, at=at)
    _gather_by_signature(candidates, article, at=at)
    for pk in {article.pk, *exclude}:
        candidates.pop(pk, None)
    ranked = sorted(candidates, key=lambda pk: (-candidates[pk].nearness, candidates[pk].age, -pk))
    cards = story_cards(in_order(ranked[: most * 3], at=at))
    mine = [card for card in cards if card.language == article.language][:most]
    return [with_reason(card, candidates[card.id].reason) for card in mine]


def to_discover(
    article: Article, *, at: datetime, exclude: Collection[int] = (), most: int = 3
) -> list[StoryCard]:
    """Long-lived stories from other sections and older years, different under different stories.

    The choice is made by the story's own number, not by chance: a page is the same for everybody and
    the same tomorrow, until the archive changes. What has come of age joins it by the quarter, on another day
    for each story, so that time alone never makes the whole paper anew.

    Args and returns: as ``related_to``; the reason names the section and the year.
    """
    here = f"language:{article.language}:long-lived"
    shows(here)
    stories = visible_articles(at=at, language=article.language).filter(is_long_lived=True)
    oldest = stories.aggregate(instant=Min("visible_from"))["instant"]
    if oldest is None:
        return []
    begin = datetime(oldest.astimezone(UTC).year, 1, 1, tzinfo=UTC)
    newest = _of_age(article.pk, at=at)
    if newest < oldest:
        newest = oldest
        shows(f"{here}:{begin.year}")
    kept: list[int] = []
    sections = {article.section_id}
    taken = {article.pk, *exclude}
    for pivot in _pivots(article.pk, oldest=begin, newest=newest):
        far = stories.filter(visible_from__lte=pivot).exclude(section_id__in=sections).exclude(pk__in=taken)
        found = far.values_list("pk", "section_id", "visible_from").first()
        since = found[2].astimezone(UTC) if found else begin
        shows(*(f"{here}:{year}" for year in range(since.year, pivot.year + 1)))
        if found:
            kept.append(found[0])
            taken.add(found[0])
            sections.add(found[1])
        if len(kept) == most:
            break
    cards = story_cards(in_order(kept, at=at))
    return [with_reason(card, _discovery_reason(card)) for card in cards]


def _gather_companions(candidates: dict[int, _Candidate], companions: Sequence[int]) -> None:
    for distance, pk in enumerate(companions):
        candidate = candidates.setdefault(pk, _Candidate())
        candidate.add(key="dossier", nearness=_DOSSIER_NEARNESS, reason=_("Same dossier"))
        candidate.age = min(candidate.age, timedelta(days=distance))


def _gather_by_subject(candidates: dict[int, _Candidate], article: Article, *, at: datetime) -> None:
    shows(f"article:{article.pk}:text")
    shared = ArticleSubject.objects.filter(article=article).select_related("subject")
    for row in shared.prefetch_related("subject__names"):
        subject = row.subject
        shows(f"subject:{subject.pk}:stories:{article.language}")
        neighbours = ArticleSubject.objects.filter(
            subject=subject, visible_from__lte=at, article__language=article.language
        ).order_by("-visible_from")
        reason = _subject_reason(subject, language=article.language)
        for pk, instant in neighbours.values_list("article_id", "visible_from")[:_WINDOW]:
            candidate = candidates.setdefault(pk, _Candidate())
            candidate.add(
                key=f"subject:{subject.pk}", nearness=_NEARNESS[Subject.Kind(subject.kind)], reason=reason
            )
            candidate.age = min(candidate.age, _apart(article, instant))


def _gather_by_signature(candidates: dict[int, _Candidate], article: Article, *, at: datetime) -> None:
    signers = Contribution.objects.filter(article=article, contributor__kind="person")
    for contributor_id in dict.fromkeys(signers.values_list("contributor_id", flat=True)[:2]):
        shows(f"contributor:{contributor_id}", f"contributor:{contributor_id}:stories:{article.language}")
        rows = Contribution.objects.filter(
            contributor_id=contributor_id, visible_from__lte=at, article__language=article.language
        ).order_by("-visible_from")
        for pk, instant in rows.values_list("article_id", "visible_from")[:_WINDOW]:
            candidate = candidates.setdefault(pk, _Candidate())
            candidate.add(key="signature", nearness=_SIGNATURE_NEARNESS, reason=_("Same signature"))
            candidate.age = min(candidate.age, _apart(article, instant))


def _apart(article: Article, instant: datetime) -> timedelta:
    return abs(instant - article.visible_from) if article.visible_from else timedelta()


def _subject_reason(subject: Subject, *, language: str) -> str:
    name = subject.name_in(language)
    match subject.kind:
        case Subject.Kind.PERSON:
            return _("Same person: %(name)s") % {"name": name}
        case Subject.Kind.PLACE:
            return _("Same place: %(name)s") % {"name": name}
        case Subject.Kind.EVENT:
            return _("Same event: %(name)s") % {"name": name}
        case _:
            return _("Same subject: %(name)s") % {"name": name}


def _discovery_reason(card: StoryCard) -> str:
    if card.section is None:
        return str(card.published_at.year)
    return _("%(section)s, %(year)s") % {"section": card.section.name, "year": card.published_at.year}


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
