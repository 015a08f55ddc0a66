"""What one story may speak of: beside its text while it is edited, and on a screen of its own.

Each suggestion shows the sentence that gave it away, and is confirmed or refused with one click.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.side_panels import BaseSidePanel

from azdarar.articles.models import Article
from azdarar.articles.suggesting import (
    Suggestions,
    answer_suggestion,
    suggestions_for,
    take_answer_back,
)
from azdarar.errors import AzdararError
from azdarar.newsroom.numbers import number_in
from azdarar.newsroom.screens.originals import OfAStory
from azdarar.newsroom.typed import text_in
from azdarar.subjects.models import Subject

_LIST = "newsroom/subjects/spoken_of_list.html"


class SpokenOfPanel(BaseSidePanel):
    """The side panel of a story's editor."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = gettext_lazy("What it speaks of")
        icon_name = "tag"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "count": len(self.panel.suggestions.open)}

    name = "spoken-of"
    title = gettext_lazy("What it speaks of")
    template_name = "newsroom/subjects/spoken_of_panel.html"
    order = 150

    class Media:
        css = {"all": ["newsroom/spoken_of.css"]}
        js = ["newsroom/spoken_of.js"]

    @cached_property
    def suggestions(self) -> Suggestions:
        """What may be suggested for the story as it was saved last."""
        return suggestions_for(self.object, reader=self.request.user)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        address = reverse("newsroom_spoken_of", args=[self.object.pk])
        context["csrf_token"] = parent_context.get("csrf_token", "")
        return {**context, **list_context(self.suggestions, self.object, address)}


def list_context(suggestions: Suggestions, story: Article, address: str, said: str = "") -> dict[str, Any]:
    """What the list's template takes."""
    return {"suggestions": suggestions, "language": story.language, "address": address, "said": said}


class SpokenOfView(OfAStory):
    """The same on a screen of its own; answers the panel's clicks with the list alone."""

    template_name = "newsroom/subjects/spoken_of.html"
    page_title = gettext_lazy("What it speaks of")
    header_icon = "tag"

    def get(self, request: HttpRequest, page_id: int, status: int = 200) -> HttpResponse:
        context = self.get_context_data(**self._list())
        return self.render_to_response(context, status=status)

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        subject = get_object_or_404(Subject, pk=number_in(request.POST.get("subject", "")))
        status = 200
        try:
            said = self._do(request.POST.get("do", ""), subject, name=text_in(request.POST.get("name", "")))
        except AzdararError as error:
            said, status = str(error), 422
        if not said:
            said, status = _("Nothing was answered: choose to confirm or to refuse."), 400
        if request.headers.get("X-Part") == "list":
            return HttpResponse(
                render_to_string(_LIST, self._list(said=said), request=request), status=status
            )
        if status != 200:
            messages.error(request, said)
            return self.get(request, page_id, status=status)
        messages.success(request, said)
        return redirect("newsroom_spoken_of", self.story.pk)

    def _do(self, deed: str, subject: Subject, *, name: str) -> str:
        """Do what was clicked; returns what to say of it."""
        now, story = timezone.now(), Article.objects.get(pk=self.story.pk)
        told = {"subject": subject}
        if deed in ("confirm", "refuse"):
            is_confirmed = deed == "confirm"
            answer_suggestion(article=story, subject=subject, is_confirmed=is_confirmed, name=name, at=now)
            if is_confirmed:
                return _("The story speaks of “%(subject)s” from now on.") % told
            return _("“%(subject)s” is not suggested for this story again.") % told
        if deed == "undo":
            take_answer_back(article=story, subject=subject, at=now)
            return _("The answer about “%(subject)s” was taken back.") % told
        return ""

    def _latest(self) -> Any:
        return Article.objects.get(pk=self.story.pk).get_latest_revision_as_object()

    def _list(self, said: str = "") -> dict[str, Any]:
        story = self._latest()
        address = reverse("newsroom_spoken_of", args=[story.pk])
        return list_context(suggestions_for(story, reader=self.request.user), story, address, said)
