"""What is read most, with figures; and what an editor keeps out of it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission

from azdarar.accounts.actions import record
from azdarar.articles.models import Article, seen_by
from azdarar.language.scripts import autonym
from azdarar.newsroom.numbers import number_in
from azdarar.newsroom.queries import section_choices
from azdarar.newsroom.screens.guarded import GuardedScreen
from azdarar.onward.models import NotRanked
from azdarar.onward.most_read import Span, much_read
from azdarar.onward.ranking import keep_out_of_ranking, let_into_ranking

_MOST = 50


class MostReadFilterForm(forms.Form):
    """Over which time, in which language and section. A value it does not know restricts nothing."""

    span = forms.ChoiceField(label=gettext_lazy("When"), choices=Span.choices, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    section = forms.ChoiceField(label=gettext_lazy("Section"), required=False)

    def __init__(self, asked: Any) -> None:
        super().__init__({"span": Span.DAY, **asked.dict()})
        languages = [(code, autonym(code)) for code, _name in settings.LANGUAGES]
        self.fields["language"].choices = [("", _("Every language")), *languages]
        self.fields["section"].choices = [("", _("Every section")), *section_choices()]

    def wanted(self) -> dict[str, Any]:
        """What was asked for, as far as it means something."""
        self.full_clean()
        said = self.cleaned_data
        return {
            "span": said.get("span") or Span.DAY,
            "language": said.get("language", ""),
            "section_id": int(said.get("section") or 0) or None,
        }


class MostReadView(GuardedScreen):
    """The table, for whoever works on stories; each keeps out what they may publish."""

    template_name = "newsroom/onward/most_read.html"
    page_title = gettext_lazy("Most read")
    header_icon = "order"
    may_enter = staticmethod(user_has_any_page_permission)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, status: int = 200) -> HttpResponse:
        form = MostReadFilterForm(request.GET)
        rows = much_read(**form.wanted(), at=timezone.now(), most=_MOST)
        seen = Article.objects.filter(seen_by(request.user, at=timezone.now()))
        kept_out = NotRanked.objects.filter(article__in=seen).select_related("article")
        kept_out = kept_out.order_by("-since")[:_MOST]
        context = self.get_context_data(form=form, rows=rows, kept_out=kept_out)
        return self.render_to_response(context, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        asked, now = request.POST.get("do"), timezone.now()
        if asked not in ("keep-out", "let-in"):
            return self.get(request, status=400)
        story = get_object_or_404(Article, pk=number_in(request.POST.get("story", "")) or 0)
        if not story.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        if asked == "keep-out":
            keep_out_of_ranking(article=story, why=request.POST.get("why", ""), at=now)
            told, what = _("It stands in no list of the most read."), "onward.kept-out"
        else:
            let_into_ranking(article=story, at=now)
            told, what = _("It may stand among the most read again."), "onward.let-in"
        record(what=what, by=request.user, about=f"article:{story.pk}", at=now)
        messages.success(request, told)
        query = request.GET.urlencode()
        return redirect(f"{request.path}{'?' if query else ''}{query}")
