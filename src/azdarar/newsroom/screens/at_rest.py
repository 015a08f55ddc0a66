"""What the paper brings up by itself no more: stories and subjects that were let rest."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.snippets.widgets import AdminSnippetChooser

from azdarar.accounts.actions import record
from azdarar.articles.models import Article, seen_by
from azdarar.newsroom.numbers import number_in
from azdarar.newsroom.screens.guarded import GuardedScreen
from azdarar.newsroom.screens.subjects import may_tend_subjects
from azdarar.onward.actions import bring_up_again, let_rest
from azdarar.onward.models import LetRest
from azdarar.subjects.models import Subject


class RestForm(forms.Form):
    """A subject to let rest."""

    subject = forms.ModelChoiceField(
        Subject.objects.filter(joined_into=None),
        label=gettext_lazy("Subject"),
        widget=AdminSnippetChooser(Subject),
        help_text=gettext_lazy("With it rest all stories that speak of it, now and later."),
        error_messages={"required": gettext_lazy("Choose a subject.")},
    )
    why = forms.CharField(label=gettext_lazy("Why, for the newsroom alone"), required=False, max_length=300)


class AtRestView(GuardedScreen):
    """The list, for whoever tends subjects; a story is let rest on its own screen."""

    template_name = "newsroom/onward/at_rest.html"
    page_title = gettext_lazy("At rest")
    header_icon = "no-view"
    may_enter = staticmethod(may_tend_subjects)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("newsroom_picks"), "label": _("Picks")},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request: HttpRequest, form: RestForm | None = None, status: int = 200) -> HttpResponse:
        form = form or RestForm()
        return self.render_to_response(
            self.get_context_data(form=form, media=form.media, resting=self._resting()), status=status
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        match request.POST.get("do"):
            case "rest":
                form = RestForm(request.POST)
                if not form.is_valid():
                    return self.get(request, form=form, status=422)
                subject = form.cleaned_data["subject"]
                let_rest(thing=subject, why=form.cleaned_data["why"], at=now)
                return self._done(
                    "onward.let-rest", _("No list that fills itself brings it up any more."), subject
                )
            case "rise":
                number = number_in(request.POST.get("rest", "")) or 0
                rest = get_object_or_404(self._resting(), pk=number)
                thing = rest.article or rest.subject
                bring_up_again(thing=thing, at=now)
                return self._done("onward.brought-up", _("Lists may bring it up again."), thing)
        return self.get(request, status=400)

    def _resting(self) -> Any:
        """What rests, but stories whose very titles this person may not read yet."""
        seen = Article.objects.filter(seen_by(self.request.user, at=timezone.now()))
        rows = LetRest.objects.filter(article__in=seen) | LetRest.objects.filter(article=None)
        return rows.select_related("article", "subject").order_by("-since", "-pk")

    def _done(self, what: str, told: str, thing: Article | Subject) -> HttpResponse:
        about = f"article:{thing.pk}" if isinstance(thing, Article) else str(thing)[:200]
        record(what=what, by=self.request.user, about=about, at=timezone.now())
        messages.success(self.request, told)
        return redirect("newsroom_at_rest")
