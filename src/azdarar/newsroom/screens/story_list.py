"""The list of stories: how the desk finds one among a hundred thousand."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from azdarar.language.scripts import autonym
from azdarar.newsroom.queries import (
    DRAFT,
    PUBLIC,
    SCHEDULED,
    WITHDRAWN,
    DeskFilter,
    Place,
    desk_page,
    section_choices,
    writing_places,
)

STATE_NAMES = (
    (DRAFT, gettext_lazy("Drafts")),
    (PUBLIC, gettext_lazy("Public")),
    (SCHEDULED, gettext_lazy("Scheduled")),
    (WITHDRAWN, gettext_lazy("Withdrawn")),
)


class DeskFilterForm(forms.Form):
    """What the desk may ask of the list. A value it does not know restricts nothing."""

    q = forms.CharField(
        label=gettext_lazy("Words of the headline"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": gettext_lazy("Words of the headline")}
        ),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    section = forms.ChoiceField(label=gettext_lazy("Section"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [(code, autonym(code)) for code, _name in settings.LANGUAGES]
        language = str(self.data.get("language", ""))
        sections = section_choices(language=language if language in dict(languages) else "")
        self.fields["language"].choices = [("", _("Every language")), *languages]
        self.fields["state"].choices = [("", _("Every state")), *STATE_NAMES]
        self.fields["section"].choices = [("", _("Every section")), *sections]

    def wanted(self) -> DeskFilter:
        """Return what was asked for, as far as it means something."""
        self.full_clean()
        said = self.cleaned_data
        return DeskFilter(
            language=said.get("language", ""),
            section=int(said.get("section") or 0),
            state=said.get("state", ""),
            words=said.get("q", "").strip(),
        )


class StoryListView(WagtailAdminTemplateMixin, View):
    """Stories of every language, last worked on first, by keyset: no page of it is slower than the first."""

    template_name = "newsroom/story_list.html"
    page_title = gettext_lazy("Stories")
    header_icon = "doc-full-inverse"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request: Any) -> Any:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = DeskFilterForm(self.request.GET)
        wanted = form.wanted()
        user = self.request.user
        page = desk_page(
            wanted,
            at=timezone.now(),
            user=user,
            before=Place.read(self.request.GET.get("before", "")),
            after=Place.read(self.request.GET.get("after", "")),
        )
        return super().get_context_data(
            form=form,
            wanted=wanted,
            page=page,
            is_filtered=wanted != DeskFilter(),
            older_url=self._leading_on(before=page.older),
            newer_url=self._leading_on(after=page.newer),
            places=[(code, autonym(code), _writing_url(pk)) for code, pk in writing_places(user)],
            **kwargs,
        )

    def _leading_on(self, **place: Place | None) -> str:
        (name, end), *_rest = place.items()
        if end is None:
            return ""
        asked = self.request.GET.items()
        kept = {key: value for key, value in asked if key not in ("before", "after") and value}
        return f"{reverse('newsroom_stories')}?{urlencode({**kept, name: str(end)})}"


def _writing_url(space: int) -> str:
    return reverse("wagtailadmin_pages:add", args=["articles", "article", space])
