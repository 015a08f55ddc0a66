"""What the archive speaks of: questions that settle many stories at once, and names that nobody knows yet."""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from azdarar.accounts.actions import record
from azdarar.articles.deciding import (
    Question,
    carry_out,
    decide_name,
    newest_decisions,
    open_questions,
    question_of,
    suggestions_of,
    undo_decision,
)
from azdarar.articles.looking_through import look_for_new_names_now, progress
from azdarar.articles.models import Article, NameDecision, SubjectSuggestion, seen_by
from azdarar.articles.new_names import (
    make_subject,
    offer_again,
    offered_names,
    refuse_names,
    refused_names,
)
from azdarar.articles.suggesting import Evidence, answer_suggestion, evidence_of
from azdarar.errors import AzdararError
from azdarar.language.typography import TypesetText
from azdarar.newsroom.numbers import number_in
from azdarar.newsroom.screens.subjects import SubjectScreen
from azdarar.newsroom.typed import text_in
from azdarar.subjects.models import Subject

_QUESTIONS, _EXAMPLES, _STORIES = 25, 2, 50
#: As long a person waits; the worker does the rest.
_PATIENCE_S = 2.0


@dataclass(frozen=True, slots=True)
class Shown:
    """One suggestion as these screens show it: the story it is of, and the words that gave it away."""

    number: int
    headline: TypesetText
    evidence: Evidence
    is_sure: bool


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question with the first sentences this person may read, and the name as they write it."""

    question: Question
    words: str
    examples: tuple[Shown, ...]


class SuggestedScreen(SubjectScreen):
    """What these screens share: who may, what is written in the log, how a refusal is told."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.now = timezone.now()
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, **named: Any) -> HttpResponse:
        """Do one of ``deeds``; a refusal is a sentence on the same screen."""
        deed = self.deeds().get(request.POST.get("do", ""))
        if deed is None:
            return self.get(request, status=400, **named)
        try:
            return deed(request)
        except AzdararError as error:
            messages.error(request, str(error))
            return self.get(request, status=422, **named)

    def deeds(self) -> dict[str, Any]:
        """What can be done here."""
        return {}

    def get(self, request: HttpRequest, status: int = 200, **named: Any) -> HttpResponse:
        raise NotImplementedError

    def note(self, what: str, about: Subject | str, name: str) -> None:
        """Write a deed down."""
        told = {"what": name[:200]}
        record(what=what, by=self.request.user, about=str(about)[:200], data=told, at=self.now)

    def settle(self, decision: NameDecision) -> int:
        """Carry a decision out for as long as a person waits; returns in how many stories."""
        ends, done = time.monotonic() + _PATIENCE_S, 0
        while some := carry_out(decision, at=self.now):
            done += some
            if time.monotonic() > ends:
                break
        return done

    def shown(self, rows: Any, *, most: int) -> list[Shown]:
        """The first of some suggestions whose stories this person may read."""
        seen = Article.objects.filter(seen_by(self.request.user, at=self.now))
        return [
            Shown(
                row.pk,
                TypesetText(row.article.title, row.article.language),
                evidence_of(row.sentence, row.mark_start, row.mark_end),
                row.is_sure,
            )
            for row in rows.filter(article__in=seen)[:most]
        ]


class SuggestedView(SuggestedScreen):
    """The queue: what settles most stories first."""

    template_name = "newsroom/subjects/suggested.html"
    page_title = gettext_lazy("What stories speak of")

    def deeds(self) -> dict[str, Any]:
        return {"yes": self._decide, "no": self._decide, "undo": self._undo, "look": self._look}

    def get(self, request: HttpRequest, status: int = 200) -> HttpResponse:
        after = number_in(request.GET.get("after", ""))
        questions = open_questions(most=_QUESTIONS + 1, after=min(after, 100_000))
        context = self.get_context_data(
            asked=[self._asked(one) for one in questions[:_QUESTIONS]],
            decisions=newest_decisions(),
            progress=progress(),
            following=f"?{urlencode({'after': after + _QUESTIONS})}" if len(questions) > _QUESTIONS else "",
            is_first=not after,
        )
        return self.render_to_response(context, status=status)

    def _asked(self, question: Question) -> AskedQuestion:
        examples = self.shown(suggestions_of(question.subject, question.name), most=_EXAMPLES)
        words = examples[0].evidence.words if examples else question.name
        return AskedQuestion(question, words or question.name, tuple(examples))

    def _decide(self, request: HttpRequest) -> HttpResponse:
        subject = get_object_or_404(Subject, pk=number_in(request.POST.get("subject", "")))
        name, is_confirmed = text_in(request.POST.get("name", "")), request.POST["do"] == "yes"
        decision = decide_name(subject=subject, name=name, is_confirmed=is_confirmed, at=self.now)
        done = self.settle(decision)
        self.note("subjects.name-confirmed" if is_confirmed else "subjects.name-refused", subject, name)
        told = {"subject": subject, "count": done}
        sentence = (
            ngettext(
                "%(count)d story speaks of “%(subject)s” from now on. It can be undone below.",
                "%(count)d stories speak of “%(subject)s” from now on. It can be undone below.",
                done,
            )
            if is_confirmed
            else _("“%(subject)s” is not suggested for this name again. It can be undone below.")
        )
        messages.success(request, sentence % told)
        decision.refresh_from_db()
        if not decision.is_carried_out:
            messages.info(request, _("The rest of the stories follow by themselves within minutes."))
        return redirect("newsroom_suggested")

    def _undo(self, request: HttpRequest) -> HttpResponse:
        decision = get_object_or_404(NameDecision, pk=number_in(request.POST.get("decision", "")))
        undo_decision(decision=decision, at=self.now)
        self.settle(decision)
        self.note("subjects.name-asked-again", decision.subject, decision.name)
        messages.success(request, _("It was undone: the stories ask again."))
        return redirect("newsroom_suggested")

    def _look(self, request: HttpRequest) -> HttpResponse:
        look_for_new_names_now(at=self.now)
        messages.success(request, _("The archive is looked through for names that are new."))
        return redirect("newsroom_suggested")


class SuggestedStoriesView(SuggestedScreen):
    """One question, story by story."""

    template_name = "newsroom/subjects/suggested_stories.html"
    page_title = gettext_lazy("Story by story")

    def look_up(self, **named: Any) -> None:
        super().look_up(**named)
        self.name = text_in(self.request.GET.get("name", ""))

    def get_page_subtitle(self) -> str:
        return str(self.subject)

    def deeds(self) -> dict[str, Any]:
        return {"yes": self._answer, "no": self._answer}

    def get(self, request: HttpRequest, pk: int, status: int = 200) -> HttpResponse:
        question = question_of(self.subject, self.name)
        if question is None:
            messages.info(request, _("No story asks about this name any more."))
            return redirect("newsroom_suggested")
        stories = self.shown(suggestions_of(self.subject, self.name), most=_STORIES)
        words = stories[0].evidence.words if stories else self.name
        context = self.get_context_data(question=question, words=words, stories=stories, most=_STORIES)
        return self.render_to_response(context, status=status)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        numbers = {number_in(one) for one in request.POST.getlist("story")[:_STORIES]}
        seen = Article.objects.filter(seen_by(request.user, at=self.now))
        rows = SubjectSuggestion.objects.filter(pk__in=numbers, subject=self.subject, article__in=seen)
        is_confirmed = request.POST["do"] == "yes"
        answered = list(rows.select_related("article"))
        for row in answered:
            answer_suggestion(
                article=row.article, subject=self.subject, is_confirmed=is_confirmed, at=self.now
            )
        if count := len(answered):
            what = "subjects.name-confirmed" if is_confirmed else "subjects.name-refused"
            self.note(what, self.subject, self.name)
            said = ngettext("%(count)d story was answered.", "%(count)d stories were answered.", count)
            messages.success(request, said % {"count": count})
        else:
            messages.error(request, _("Nothing was answered: choose at least one story."))
        there = reverse("newsroom_suggested_stories", args=[self.subject.pk])
        return redirect(f"{there}?{urlencode({'name': self.name})}")


class NewNamesView(SuggestedScreen):
    """Names that stories use and no subject has: make one of them, or refuse them for ever."""

    template_name = "newsroom/subjects/new_names.html"
    page_title = gettext_lazy("New names")

    def deeds(self) -> dict[str, Any]:
        return {"make": self._make, "refuse": self._refuse, "again": self._again}

    def get(self, request: HttpRequest, status: int = 200) -> HttpResponse:
        context = self.get_context_data(
            offered=offered_names(),
            refused=refused_names(),
            kinds=Subject.Kind.choices,
            progress=progress(),
        )
        return self.render_to_response(context, status=status)

    def _make(self, request: HttpRequest) -> HttpResponse:
        title, kind = text_in(request.POST.get("title", ""), most=1_000), request.POST.get("kind", "")
        subject = make_subject(names=self._named(request), title=title, kind=kind)
        look_for_new_names_now(at=timezone.now())
        self.note("subjects.subject-made", subject, title)
        messages.success(
            request,
            _(
                "“%(subject)s” is a subject now. The archive is looked through for it; what is found waits "
                "under “What stories speak of”."
            )
            % {"subject": subject},
        )
        return redirect("newsroom_new_names")

    def _refuse(self, request: HttpRequest) -> HttpResponse:
        names = self._named(request)
        refuse_names(names=names, at=self.now)
        messages.success(request, _("It is not offered again, in no spelling. It can be undone below."))
        return redirect("newsroom_new_names")

    def _again(self, request: HttpRequest) -> HttpResponse:
        offer_again(names=self._named(request))
        messages.success(request, _("It is offered again."))
        return redirect("newsroom_new_names")

    @staticmethod
    def _named(request: HttpRequest) -> list[int]:
        numbers = [number_in(one) for one in request.POST.getlist("name")[:_STORIES]]
        if not any(numbers):
            raise Http404
        return numbers
