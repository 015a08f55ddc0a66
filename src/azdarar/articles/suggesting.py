"""What a story may speak of: found in its words, shown with them, answered once.

A confirmed subject is the story's at once, for readers too where the story is public; a refused one is never
suggested for it again, whatever becomes of the text.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.models import Article, NameDecision, SubjectSuggestion
from azdarar.articles.spoken_links import link, unlink
from azdarar.errors import AzdararError
from azdarar.language.sentences import split_sentences
from azdarar.subjects.models import Subject
from azdarar.subjects.recognising import Recognised, SpokenOf, recognise

_LONGEST_SENTENCE = 500
_AROUND = 200
Answer = SubjectSuggestion.Answer


class NoSuchSubjectError(AzdararError):
    """What was answered is about a subject that is not there, or was joined into another."""

    code = "articles.no-such-subject"
    sentence = _(
        "The subject is not there any more: it was deleted, or joined into another. Nothing was changed; "
        "reload the page."
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence, and the words in it that gave a subject away."""

    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """A subject a story may speak of. ``name`` is what was found, folded; ``times`` how often."""

    subject: Subject
    name: str
    evidence: Evidence
    times: int
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What may be suggested for a story, the surest first; ``problem``: a sentence where something failed."""

    open: tuple[Suggested, ...]
    confirmed: tuple[Subject, ...]
    refused: tuple[Subject, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """The places of one story that speak of one subject, and the one that tells most."""

    subject: int
    name: str
    sentence: str
    mark_start: int
    mark_end: int
    times: int
    is_sure: bool


def text_parts(article: Article, *, reader: object | None = None) -> list[str]:
    """What of a story somebody may read, part by part: headline, standfirst, then the text."""
    text = article.body_for(disclosure_for(article=article, reader=reader))
    blocks = [part for _kind, block in text.parts() for part in block.split("\n\n")]
    return [
        part for part in (article.title, article.standfirst, *blocks, article.post_scriptum) if part.strip()
    ]


def suggestions_for(article: Article, *, reader: object | None = None) -> Suggestions:
    """What a story as it is held here may speak of, for its editor.

    Args:
        reader: whoever asks; of a closed text only what they may read is looked through.
    """
    parts = text_parts(article, reader=reader)
    recognised = recognise(parts, language=article.language)
    answers = dict(
        SubjectSuggestion.objects.filter(article_id=article.pk)
        .exclude(answer=Answer.OPEN)
        .values_list("subject_id", "answer")
    )
    held = {row.subject_id for row in article.article_subjects.all()}
    told = [one for one in tellings(recognised, parts, language=article.language) if one.subject not in held]
    refused_names = names_refused((one.subject, one.name) for one in told)
    told = [
        one for one in told if one.subject not in answers and (one.subject, one.name) not in refused_names
    ]
    subjects = Subject.objects.in_bulk({*(one.subject for one in told), *answers})
    return Suggestions(
        open=tuple(
            Suggested(
                subjects[one.subject],
                one.name,
                evidence_of(one.sentence, one.mark_start, one.mark_end),
                one.times,
                one.is_sure,
            )
            for one in told
            if one.subject in subjects
        ),
        confirmed=tuple(one for one in _answered(subjects, answers, Answer.YES) if one.pk in held),
        refused=_answered(subjects, answers, Answer.NO),
        problem=recognised.problem,
    )


def _answered(subjects: dict[int, Subject], answers: dict[int, str], answer: str) -> tuple[Subject, ...]:
    found = [subjects[pk] for pk, said in answers.items() if said == answer and pk in subjects]
    return tuple(sorted(found, key=lambda subject: subject.title))


def names_refused(pairs: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Those pairs of a subject and a name that somebody refused wherever the name stands."""
    wanted = set(pairs)
    rows = NameDecision.objects.filter(
        subject__in={subject for subject, _name in wanted},
        answer=NameDecision.Answer.NO,
        undone_at=None,
    )
    return wanted & set(rows.values_list("subject_id", "name"))


def tellings(recognised: Recognised, parts: Sequence[str], *, language: str) -> list[Telling]:
    """One for each subject: the surest first, then those named most often."""
    by_subject: dict[int, list[SpokenOf]] = {}
    for one in recognised.spoken_of:
        by_subject.setdefault(one.subject, []).append(one)
    sentences = cache(lambda part: split_sentences(parts[part], language=language))
    told = [_telling(places, parts, sentences) for places in by_subject.values()]
    return sorted(told, key=lambda one: (not one.is_sure, -one.times, one.subject))


def _telling(
    places: Sequence[SpokenOf], parts: Sequence[str], sentences: Callable[[int], list[str]]
) -> Telling:
    best = min(places, key=lambda one: (not one.is_sure, -one.name.count(" "), one.part, one.start))
    sentence, start = _sentence_around(parts[best.part], best.start, best.end, sentences(best.part))
    return Telling(
        subject=best.subject,
        name=best.name,
        sentence=sentence,
        mark_start=start,
        mark_end=min(start + best.end - best.start, len(sentence)),
        times=min(len({(one.part, one.start) for one in places}), 32_000),
        is_sure=any(one.is_sure for one in places),
    )


def _sentence_around(text: str, start: int, end: int, sentences: Iterable[str]) -> tuple[str, int]:
    """The sentence that holds a place, and where the place begins in it; a piece of a very long one."""
    first = 0
    for sentence in sentences:
        first = text.find(sentence, first)
        if first <= start and end <= first + len(sentence):
            if len(sentence) <= _LONGEST_SENTENCE:
                return sentence, start - first
            break
        first += len(sentence)
    left = max(0, start - _AROUND)
    return text[left : min(len(text), max(end, left + 2 * _AROUND))][:_LONGEST_SENTENCE], start - left


def evidence_of(sentence: str, start: int, end: int) -> Evidence:
    """A stored sentence cut at its mark."""
    return Evidence(sentence[:start], sentence[start:end], sentence[end:])


@transaction.atomic
def answer_suggestion(
    *, article: Article, subject: Subject, is_confirmed: bool, name: str = "", at: datetime
) -> None:
    """Say once whether a story speaks of a subject.

    A confirmed one is linked at once, in the draft too; after the commit every page that shows it is told
    (fact ``articles.subjects-decided``). To say the same twice changes nothing; to say the opposite takes the
    first answer back.

    Raises:
        NoSuchSubjectError: ``articles.no-such-subject``; nothing was changed.
    """
    if not Subject.objects.select_for_update().filter(pk=subject.pk, joined_into=None).exists():
        raise NoSuchSubjectError
    row, _made = SubjectSuggestion.objects.get_or_create(
        article=article, subject=subject, defaults={"name": name[:200]}
    )
    was_confirmed = row.answer == Answer.YES
    row.answer = Answer.YES if is_confirmed else Answer.NO
    row.answered_at, row.decision = at, None
    row.save(update_fields=["answer", "answered_at", "decision"])
    if is_confirmed:
        link(subject, [article.pk], at=at)
    elif was_confirmed:
        unlink(subject, [article.pk], at=at)


@transaction.atomic
def take_answer_back(*, article: Article, subject: Subject, at: datetime) -> None:
    """Ask again: an answer is forgotten, and what it linked is unlinked."""
    row = SubjectSuggestion.objects.select_for_update().filter(article=article, subject=subject).first()
    if row is None or row.answer == Answer.OPEN:
        return
    if row.answer == Answer.YES:
        unlink(subject, [article.pk], at=at)
    row.answer, row.answered_at, row.decision = Answer.OPEN, None, None
    row.save(update_fields=["answer", "answered_at", "decision"])


__all__ = [
    "Evidence",
    "NoSuchSubjectError",
    "Suggested",
    "Suggestions",
    "Telling",
    "answer_suggestion",
    "evidence_of",
    "names_refused",
    "suggestions_for",
    "take_answer_back",
    "tellings",
    "text_parts",
]
