"""What a name means, settled for all stories that hold it: “Pashinyan” in 812 stories is Nikol Pashinyan.

A decision is one row; it is carried out a few hundred stories at a time, each time in a transaction, by
whoever decided for as long as a person waits and by the worker after that. A process that dies leaves the
rest to the next. What was decided can be undone in the same way.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from azdarar.articles.models import NameDecision, SubjectSuggestion
from azdarar.articles.spoken_links import MOST_AT_ONCE, link, unlink
from azdarar.errors import AzdararError
from azdarar.subjects.models import Subject

Answer = SubjectSuggestion.Answer
Decided = NameDecision.Answer


class AlreadyDecidedError(AzdararError):
    """Somebody settled the same name for the same subject meanwhile."""

    code: ClassVar[str] = "articles.name-decided"
    sentence = _(
        "“%(name)s” was settled for “%(subject)s” by somebody else meanwhile. Nothing was changed; undo that "
        "decision first if it is wrong."
    )


class NothingToDecideError(AzdararError):
    """No story asks about this name and this subject."""

    code: ClassVar[str] = "articles.nothing-to-decide"
    sentence = _(
        "No story asks any more whether “%(name)s” is “%(subject)s”. Nothing was changed; reload the list."
    )


@dataclass(frozen=True, slots=True)
class Question:
    """A name in stories that one decision settles; ``sure``: those where nothing speaks against it."""

    subject: Subject
    name: str
    stories: int
    sure: int


def open_questions(*, most: int = 50, after: int = 0) -> list[Question]:
    """The questions that wait, those that settle most stories first."""
    groups = (
        _open()
        .values("subject", "name")
        .annotate(stories=Count("pk"), sure=Count("pk", filter=Q(is_sure=True)))
    )
    rows = list(groups.order_by("-stories", "subject", "name")[after : after + most])
    subjects = Subject.objects.prefetch_related("names").in_bulk({row["subject"] for row in rows})
    return [
        Question(subjects[row["subject"]], row["name"], row["stories"], row["sure"])
        for row in rows
        if row["subject"] in subjects
    ]


def waiting_counts() -> tuple[int, int]:
    """How many questions wait, and in how many stories' rows."""
    rows = _open()
    return rows.values("subject", "name").distinct().count(), rows.count()


def question_of(subject: Subject, name: str) -> Question | None:
    """One question, if it is still open."""
    rows = _open().filter(subject=subject, name=name)
    stories, sure = rows.count(), rows.filter(is_sure=True).count()
    return Question(subject, name, stories, sure) if stories else None


def suggestions_of(subject: Subject, name: str) -> QuerySet[SubjectSuggestion]:
    """The open suggestions of one question, the stories last published first."""
    rows = _open().filter(subject=subject, name=name).select_related("article")
    return rows.order_by(F("article__visible_from").desc(nulls_last=True), "-article_id")


def _open() -> QuerySet[SubjectSuggestion]:
    """What nobody answered, and no decision is about to."""
    rows = SubjectSuggestion.objects.filter(answer=Answer.OPEN, subject__joined_into=None)
    decided = NameDecision.objects.filter(is_carried_out=False, undone_at=None)
    if not decided.exists():
        return rows
    return rows.exclude(Exists(decided.filter(subject=OuterRef("subject"), name=OuterRef("name"))))


@transaction.atomic
def decide_name(*, subject: Subject, name: str, is_confirmed: bool, at: datetime) -> NameDecision:
    """Settle a name for a subject in all stories that ask; ``carry_out`` does it.

    Raises:
        NothingToDecideError: ``articles.nothing-to-decide``; nothing was changed.
        AlreadyDecidedError: ``articles.name-decided``; nothing was changed.
    """
    held = Subject.objects.select_for_update().filter(pk=subject.pk, joined_into=None).first()
    rows = SubjectSuggestion.objects.filter(subject=subject, name=name, answer=Answer.OPEN)
    last = rows.aggregate(last=Max("pk"))["last"]
    if held is None or last is None:
        raise NothingToDecideError(name=name, subject=subject.title)
    answer = Decided.YES if is_confirmed else Decided.NO
    former = NameDecision.objects.filter(subject=subject, name=name, undone_at=None).first()
    if former is not None:
        if former.answer != answer or not former.is_carried_out:
            raise AlreadyDecidedError(name=name, subject=subject.title)
        # Stories that came since, or that an editor wrote: the same answer goes on to them.
        former.last_suggestion, former.is_carried_out = last, False
        former.save(update_fields=["last_suggestion", "is_carried_out"])
        return former
    return NameDecision.objects.create(
        subject=subject, name=name, answer=answer, last_suggestion=last, decided_at=at
    )


@transaction.atomic
def undo_decision(*, decision: NameDecision, at: datetime) -> None:
    """Take a decision back: ``carry_out`` unlinks what it linked, and the stories ask again."""
    NameDecision.objects.filter(pk=decision.pk, undone_at=None).update(undone_at=at, is_carried_out=False)


def carry_out(decision: NameDecision, *, at: datetime, most: int = MOST_AT_ONCE) -> int:
    """Do some more of what a decision asks for; returns how many stories, 0 when all is done.

    One transaction; safe to run twice, and from two processes.
    """
    with transaction.atomic():
        held = NameDecision.objects.select_for_update().select_related("subject").get(pk=decision.pk)
        if held.is_carried_out:
            return 0
        done = _undo_some(held, at=at, most=most) if held.undone_at else _settle_some(held, at=at, most=most)
        if not done:
            NameDecision.objects.filter(pk=held.pk).update(is_carried_out=True)
        return done


def _settle_some(decision: NameDecision, *, at: datetime, most: int) -> int:
    rows = SubjectSuggestion.objects.filter(subject=decision.subject, name=decision.name, answer=Answer.OPEN)
    if decision.answer == Decided.YES:
        rows = rows.filter(Q(pk__lte=decision.last_suggestion) | Q(article__latest_revision=None))
    found = list(rows.order_by("pk").values_list("pk", "article_id")[: min(most, MOST_AT_ONCE)])
    SubjectSuggestion.objects.filter(pk__in=[pk for pk, _story in found]).update(
        answer=decision.answer, answered_at=at, decision=decision
    )
    if found and decision.answer == Decided.YES:
        link(decision.subject, [story for _pk, story in found], at=at)
    return len(found)


def _undo_some(decision: NameDecision, *, at: datetime, most: int) -> int:
    rows = SubjectSuggestion.objects.filter(decision=decision)
    found = list(rows.order_by("pk").values_list("pk", "article_id")[: min(most, MOST_AT_ONCE)])
    SubjectSuggestion.objects.filter(pk__in=[pk for pk, _story in found]).update(
        answer=Answer.OPEN, answered_at=None, decision=None
    )
    if found and decision.answer == Decided.YES:
        unlink(decision.subject, [story for _pk, story in found], at=at)
    return len(found)


def carry_out_waiting(*, at: datetime) -> int:
    """Do some more of each decision that is not done; returns in how many stories, 0 when none waits."""
    waiting = NameDecision.objects.filter(is_carried_out=False).order_by("pk")
    # Those of which nothing was left to do are done with: the next ones may have more.
    while some := list(waiting[:20]):
        if done := sum(carry_out(decision, at=at) for decision in some):
            return done
    return 0


def reopen_for_new_stories(pairs: set[tuple[int, str]]) -> None:
    """Let decisions that are done go on to suggestions that came since; within a transaction."""
    decisions = NameDecision.objects.filter(
        subject__in={subject for subject, _name in pairs}, undone_at=None, is_carried_out=True
    )
    again = [one.pk for one in decisions if (one.subject_id, one.name) in pairs]
    NameDecision.objects.filter(pk__in=again).update(is_carried_out=False)


def newest_decisions(*, most: int = 20) -> list[NameDecision]:
    """The decisions that stand, newest first, each with ``stories``: in how many it was carried out."""
    decisions = NameDecision.objects.filter(undone_at=None).select_related("subject")
    return list(decisions.annotate(stories=Count("settled")).order_by("-decided_at", "-pk")[:most])
