"""What becomes of a subject: joined with another, parted again, split; and all of them as a file."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from azdarar.accounts.actions import record
from azdarar.articles.models import Article, ArticleSubject, seen_by
from azdarar.articles.speaking_of import join_subjects, preview_join, split_subject, undo_join
from azdarar.errors import AzdararError
from azdarar.language.typography import TypesetText
from azdarar.newsroom.numbers import number_in
from azdarar.newsroom.screens.guarded import GuardedScreen
from azdarar.newsroom.standing import note_export
from azdarar.newsroom.typed import text_in
from azdarar.subjects.actions import refuse_join
from azdarar.subjects.exchange import MOST_BYTES, as_csv, as_json, read_subjects, subject_records, take_in
from azdarar.subjects.models import Subject, SubjectJoin
from azdarar.subjects.queries import all_names, joins_of, proposed_joins, subjects_called

#: Newest stories a split offers; the others are found by taking these away first.
_STORIES = 200
_FOUND = 12
_FORMS = {"csv": (as_csv, "text/csv"), "json": (as_json, "application/json")}


def may_tend_subjects(user: Any) -> bool:
    """Whether somebody says which subjects are one: whoever may change them."""
    return bool(user.has_perm("subjects.change_subject"))


class SubjectScreen(GuardedScreen):
    """A screen about one subject that stands, or about all."""

    header_icon = "tag"
    may_enter = staticmethod(may_tend_subjects)
    subject: Subject

    def look_up(self, **named: Any) -> None:
        if "pk" in named:
            self.subject = get_object_or_404(Subject, pk=named["pk"], joined_into=None)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("wagtailsnippets_subjects_subject:list"), "label": _("Subjects")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()},
        ]


class SubjectView(SubjectScreen):
    """Who else it may be, what was joined into it, and what can be split off."""

    template_name = "newsroom/subjects/subject.html"
    page_title = gettext_lazy("Join and split")

    def get_page_subtitle(self) -> str:
        return str(self.subject)

    def get(self, request: HttpRequest, pk: int, status: int = 200) -> HttpResponse:
        asked = text_in(request.GET.get("q", "").strip())
        rows = self._speaking_of_it().select_related("article").order_by("-visible_from", "-pk")
        stories = [row.article for row in rows[:_STORIES]]
        context = self.get_context_data(
            subject=self.subject,
            proposed=proposed_joins(self.subject),
            asked=asked,
            found=[one for one in subjects_called(asked, most=_FOUND) if one != self.subject],
            joins=joins_of(self.subject),
            names=list(self.subject.names.all()),
            stories=[(story.pk, TypesetText(story.title, story.language)) for story in stories],
            most=_STORIES,
            new_title=text_in(request.POST.get("title", ""), most=1_000),
        )
        return self.render_to_response(context, status=status)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        deeds = {"refuse": self._refuse, "undo": self._undo, "split": self._split}
        deed = deeds.get(request.POST.get("do", ""))
        if deed is None:
            return self.get(request, pk, status=400)
        try:
            return deed(request)
        except AzdararError as error:
            messages.error(request, str(error))
            return self.get(request, pk, status=422)

    def _refuse(self, request: HttpRequest) -> HttpResponse:
        other = get_object_or_404(Subject, pk=number_in(request.POST.get("other", "")))
        refuse_join(one=self.subject, other=other, at=timezone.now())
        self._note("subjects.join-refused", other)
        messages.success(request, _("They stay two, and nobody is asked again."))
        return self._back()

    def _undo(self, request: HttpRequest) -> HttpResponse:
        join = get_object_or_404(SubjectJoin, pk=number_in(request.POST.get("join", "")), into=self.subject)
        undo_join(join=join, at=timezone.now())
        self._note("subjects.join-undone", join.source)
        messages.success(request, _("They are two again, each with its own stories and names."))
        return self._back()

    def _split(self, request: HttpRequest) -> HttpResponse:
        new = split_subject(
            subject=self.subject,
            title=text_in(request.POST.get("title", ""), most=1_000),
            names=_numbers(request, "names"),
            stories=self._speaking_of_it()
            .filter(article__in=_numbers(request, "stories"))
            .values_list("article", flat=True),
            at=timezone.now(),
        )
        self._note("subjects.subject-split", new)
        messages.success(request, _("“%(subject)s” is a subject of its own now.") % {"subject": new})
        return self._back()

    def _speaking_of_it(self) -> QuerySet[ArticleSubject]:
        """The stories that speak of it, but those whose very titles this person may not read yet."""
        seen = Article.objects.filter(seen_by(self.request.user, at=timezone.now()))
        return ArticleSubject.objects.filter(subject=self.subject, article__in=seen)

    def _note(self, what: str, other: Subject) -> None:
        record(
            what=what,
            by=self.request.user,
            about=str(self.subject)[:200],
            data={"what": str(other)[:200]},
            at=timezone.now(),
        )

    def _back(self) -> HttpResponse:
        return redirect("newsroom_subject", self.subject.pk)


class SubjectJoinView(SubjectScreen):
    """What a join would change, and the join."""

    template_name = "newsroom/subjects/join.html"
    page_title = gettext_lazy("Join two subjects")
    other: Subject

    def look_up(self, **named: Any) -> None:
        super().look_up(**named)
        self.other = get_object_or_404(Subject, pk=named["other"], joined_into=None)
        if self.other == self.subject:
            raise Http404

    def get(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        context = self.get_context_data(
            subject=self.subject,
            other=self.other,
            subject_names=all_names(self.subject),
            other_names=all_names(self.other),
            preview=preview_join(self.other, self.subject),
        )
        return self.render_to_response(context)

    def post(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        try:
            join_subjects(subject=self.other, into=self.subject, at=timezone.now())
        except AzdararError as error:
            messages.error(request, str(error))
            return redirect("newsroom_subject", self.subject.pk)
        record(
            what="subjects.subjects-joined",
            by=request.user,
            about=str(self.subject)[:200],
            data={"what": str(self.other)[:200]},
            at=timezone.now(),
        )
        messages.success(request, _("They are one. It can be undone below."))
        return redirect("newsroom_subject", self.subject.pk)


class SubjectFileForm(forms.Form):
    """A file of subjects."""

    file = forms.FileField(
        label=gettext_lazy("CSV or JSON"),
        help_text=gettext_lazy("It adds and corrects, and takes nothing away."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("It is larger than 50 MB."))
        return file


class SubjectFilesView(SubjectScreen):
    """All subjects as a file, out and in."""

    template_name = "newsroom/subjects/files.html"
    page_title = gettext_lazy("Subjects as a file")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._shown(SubjectFileForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SubjectFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._shown(form, status=422)
        try:
            taken = take_in(read_subjects(form.cleaned_data["file"].read()))
        except AzdararError as error:
            form.add_error("file", str(error))
            return self._shown(form, status=422)
        about = str(form.cleaned_data["file"].name)[:200]
        record(what="subjects.taken-in", by=request.user, about=about, at=timezone.now())
        messages.success(
            request,
            _("%(added)d added, %(changed)d changed, %(unchanged)d as they were.")
            % {"added": taken.added, "changed": taken.changed, "unchanged": taken.unchanged},
        )
        return redirect("newsroom_subject_files")

    def _shown(self, form: SubjectFileForm, status: int = 200) -> HttpResponse:
        context = self.get_context_data(form=form, media=form.media)
        return self.render_to_response(context, status=status)


def export_subjects(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """All subjects with their names, made while they are sent."""
    if not may_tend_subjects(request.user):
        raise PermissionDenied
    if form not in _FORMS:
        raise Http404
    note_export(request, what=gettext_lazy("the list of subjects"))
    written, kind = _FORMS[form]
    pieces = (piece.encode() for piece in written(subject_records()))
    response = StreamingHttpResponse(pieces, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="subjects.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [number for text in request.POST.getlist(name)[:_STORIES] if (number := number_in(text))]
