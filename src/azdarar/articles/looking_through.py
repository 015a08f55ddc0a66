"""Looking through the archive for what it speaks of, a few stories at a time, for as long as it takes.

Three kinds of work, in this order: stories whose text changed (``WaitingStory``); all stories once, by
number, going on where new ones begin (an import makes many); and, when subjects got new names, all stories
again for these names alone. Each step is read without a lock and written in one transaction together with how
far it came: a process that is killed loses a step and counts nothing twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, Max

from azdarar.articles.deciding import reopen_for_new_stories
from azdarar.articles.models import (
    Article,
    ArticleSubject,
    NameDecision,
    RecognitionPass,
    SubjectSuggestion,
    WaitingStory,
)
from azdarar.articles.new_names import count_new_names
from azdarar.articles.suggesting import Telling, names_refused, tellings, text_parts
from azdarar.subjects.models import KnownName
from azdarar.subjects.recognising import NamesAtHand, NamesInDatabase, NamesInMemory, Recognised, recognise

ALL = "all"
STEP = 20
#: New names wait for company: a pass for each would read the archive again and again.
REST = timedelta(minutes=10)
Answer = SubjectSuggestion.Answer


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the archive is looked through."""

    looked_through: int
    stories: int
    waiting: int
    is_done: bool
    problem: str


@dataclass(frozen=True, slots=True)
class _Looked:
    """One story that was looked through; ``is_open`` when readers may see it now."""

    story: int
    language: str
    is_open: bool
    recognised: Recognised
    parts: tuple[str, ...]
    tellings: tuple[Telling, ...]


class Looker:
    """Whoever looks through. Holds all names in memory where told to, and reads them again when one is new.

    Args:
        in_memory: for a command that does nothing else; the worker asks the database, which costs it nothing
            while nobody imports.
    """

    def __init__(self, *, in_memory: bool = False) -> None:
        self._in_memory = in_memory
        self._held: tuple[object, NamesAtHand] | None = None

    def step(self, *, at: datetime, most: int = STEP) -> int:
        """Look through some more; returns how many stories, 0 when there is nothing to do."""
        return self._changed(at, most) or self._all(at, most) or self._again(at, most)

    def _changed(self, at: datetime, most: int) -> int:
        rows = list(WaitingStory.objects.order_by("since").values_list("pk", "article_id", "since")[:most])
        if not rows:
            return 0
        looked = self._look(Article.objects.filter(pk__in=[story for _pk, story, _since in rows]), at=at)
        with transaction.atomic():
            for pk, _story, since in rows:  # what changed again meanwhile waits on
                WaitingStory.objects.filter(pk=pk, since=since).delete()
            _write(looked, at=at)
        return len(rows)

    def _all(self, at: datetime, most: int) -> int:
        one, _made = RecognitionPass.objects.get_or_create(scope=ALL, defaults={"begun_at": at})
        return self._walk(one, at=at, most=most, until=_newest_story())

    def _again(self, at: datetime, most: int) -> int:
        one = RecognitionPass.objects.exclude(scope=ALL).filter(ended_at=None).first()
        if one is None:
            one = _begin_again(at)
        if one is None:
            return 0
        done = self._walk(one, at=at, most=most, until=one.until)
        if not done:
            RecognitionPass.objects.filter(pk=one.pk).update(ended_at=at)
        return done

    def _walk(self, one: RecognitionPass, *, at: datetime, most: int, until: int) -> int:
        stories = Article.objects.filter(pk__gt=one.cursor, pk__lte=until).order_by("pk")
        numbers = list(stories.values_list("pk", flat=True)[:most])
        if not numbers:
            if one.until < until:
                RecognitionPass.objects.filter(pk=one.pk).update(until=until)
            return 0
        live = Article.objects.filter(pk__in=numbers, live=True).exclude(visible_from=None)
        looked = self._look(live, at=at, since=one.names_since)
        with transaction.atomic():
            moved = RecognitionPass.objects.filter(pk=one.pk, cursor=one.cursor).update(
                cursor=numbers[-1],
                until=max(until, one.until),
                stories=F("stories") + len(numbers),
                found=F("found") + sum(len(story.tellings) for story in looked),
                problem=next((story.recognised.problem for story in looked if story.recognised.problem), "")[
                    :500
                ],
            )
            if moved:  # else somebody else was quicker
                is_first = one.names_since is None
                _write(looked, at=at, is_whole=is_first)
                if is_first:
                    _count(looked, stories_before=one.stories)
        return len(numbers)

    def _look(
        self, stories: Iterable[Article], *, at: datetime, since: datetime | None = None
    ) -> list[_Looked]:
        names = self._names(since)
        return [_look_through(story, names, at=at) for story in stories]

    def _names(self, since: datetime | None) -> NamesAtHand:
        if since is None and not self._in_memory:
            return NamesInDatabase()
        state = (since, _state_of_names())
        if self._held is None or self._held[0] != state:
            self._held = (state, NamesInMemory(since=since))
        return self._held[1]


def _look_through(story: Article, names: NamesAtHand, *, at: datetime) -> _Looked:
    parts = text_parts(story)
    recognised = recognise(parts, language=story.language, names=names)
    return _Looked(
        story=story.pk,
        language=story.language,
        is_open=bool(story.live and story.visible_from and story.visible_from <= at),
        recognised=recognised,
        parts=tuple(parts),
        tellings=tuple(tellings(recognised, parts, language=story.language)),
    )


def _write(looked: Sequence[_Looked], *, at: datetime, is_whole: bool = True) -> None:
    """Replace (or, where only some names were looked for, complete) what is open of these stories."""
    numbers = [one.story for one in looked]
    rows = SubjectSuggestion.objects.filter(article__in=numbers)
    if is_whole:
        rows.filter(answer=Answer.OPEN).delete()
    held = set(rows.values_list("article_id", "subject_id"))
    linked = ArticleSubject.objects.filter(article__in=numbers)
    held |= set(linked.values_list("article_id", "subject_id"))
    told = [
        (one.story, told) for one in looked for told in one.tellings if (one.story, told.subject) not in held
    ]
    refused = names_refused((one.subject, one.name) for _story, one in told)
    new = [
        SubjectSuggestion(
            article_id=story,
            subject_id=one.subject,
            name=one.name[:200],
            sentence=one.sentence[:600],
            mark_start=one.mark_start,
            mark_end=one.mark_end,
            times=one.times,
            is_sure=one.is_sure,
        )
        for story, one in told
        if (one.subject, one.name) not in refused
    ]
    SubjectSuggestion.objects.bulk_create(new, ignore_conflicts=True)
    if NameDecision.objects.filter(undone_at=None).exists():
        reopen_for_new_stories({(one.subject_id, one.name) for one in new})


def _count(looked: Sequence[_Looked], *, stories_before: int) -> None:
    """Count the unknown names of stories that anybody may read."""
    count_new_names(
        [(one.recognised.unknown, one.parts, one.language) for one in looked if one.is_open],
        stories_before=stories_before,
        stories=len(looked),
    )


def _newest_story() -> int:
    return Article.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _begin_again(at: datetime, *, rest: timedelta = REST) -> RecognitionPass | None:
    """Begin a pass for the names added since the last one, when they have rested."""
    passes = RecognitionPass.objects.all()
    since = passes.aggregate(last=Max("begun_at"))["last"]
    whole = passes.filter(scope=ALL).first()
    if since is None or whole is None or not whole.cursor:
        return None
    newest = KnownName.objects.filter(added_at__gte=since).aggregate(newest=Max("added_at"))["newest"]
    if newest is None or (rest and newest > at - rest):
        return None
    return RecognitionPass.objects.create(
        scope=at.isoformat(), names_since=since, until=whole.cursor, begun_at=at
    )


def _state_of_names() -> object:
    told = KnownName.objects.aggregate(newest=Max("added_at"), many=Count("pk"))
    return told["newest"], told["many"]


def let_wait(article_id: int, *, at: datetime) -> None:
    """Have a story looked through again; its text changed."""
    WaitingStory.objects.update_or_create(article_id=article_id, defaults={"since": at})


def look_for_new_names_now(*, at: datetime) -> None:
    """Begin the pass for new names without waiting for company."""
    if not RecognitionPass.objects.exclude(scope=ALL).filter(ended_at=None).exists():
        _begin_again(at, rest=timedelta(0))


def progress() -> Progress:
    """How far the archive is looked through."""
    whole = RecognitionPass.objects.filter(scope=ALL).first()
    newest = _newest_story()
    again = RecognitionPass.objects.exclude(scope=ALL).filter(ended_at=None).first()
    waiting = WaitingStory.objects.count()
    is_done = bool(whole and whole.cursor >= newest and again is None and not waiting) or not newest
    current = again or whole
    return Progress(
        looked_through=current.stories if current else 0,
        stories=Article.objects.count(),
        waiting=waiting,
        is_done=is_done,
        problem=current.problem if current else "",
    )
