"""A story's family: what it says in other languages, what is missing, and which stories belong together."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminPageChooser

from azdarar.articles.actions import link_translations, translate_article, unlink_translation
from azdarar.articles.models import Article, seen_by
from azdarar.errors import AzdararError
from azdarar.language.scripts import autonym
from azdarar.newsroom.queries import desk_story, for_desk, translating_places


class LinkForm(forms.Form):
    """Another story that says the same."""

    other = forms.ModelChoiceField(
        label=gettext_lazy("Story"),
        queryset=Article.objects.all(),
        widget=AdminPageChooser(target_models=[Article]),
        error_messages={"required": gettext_lazy("Choose a story; nothing was changed.")},
    )


class TranslationsView(WagtailAdminTemplateMixin, View):
    """Shows the family; a POST begins a translation, links a story or takes one out."""

    template_name = "newsroom/translations.html"
    page_title = gettext_lazy("Translations")
    header_icon = "globe"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        public = get_object_or_404(Article, pk=kwargs["page_id"])
        latest = public.get_latest_revision_as_object()
        if latest.permissions_for_user(request.user).can_edit():
            self.story = latest
        elif public.permissions_for_user(request.user).can_read_to_translate():
            self.story = public
        else:
            raise PermissionDenied
        self.form = LinkForm(request.POST if request.POST.get("do") == "link" else None)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_page_subtitle(self) -> str:
        return str(self.story.headline)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("newsroom_stories"), "label": _("Stories")},
            {"url": reverse("wagtailadmin_pages:edit", args=[self.story.pk]), "label": self.story.headline},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            match request.POST.get("do"):
                case "translate":
                    return self._translate(request.POST.get("language", ""))
                case "unlink":
                    return self._unlink()
                case "link" if self.form.is_valid():
                    return self._link(self.form.cleaned_data["other"])
        except AzdararError as error:
            self.form = LinkForm(None)
            messages.error(request, str(error))
        return self.render_to_response(self.get_context_data(), status=422)

    def _translate(self, language: str) -> HttpResponse:
        story = Article.objects.get(pk=self.story.pk)
        copy = translate_article(story, language=language, by=self.request.user)
        messages.success(
            self.request,
            _("This draft holds the original text, for you to write over. Readers see nothing of it yet."),
        )
        return redirect("wagtailadmin_pages:edit", copy.pk)

    def _link(self, other: Article) -> HttpResponse:
        link_translations(Article.objects.get(pk=self.story.pk), other, by=self.request.user)
        messages.success(self.request, _("“%(headline)s” is linked.") % {"headline": other.title})
        return redirect("newsroom_translations", self.story.pk)

    def _unlink(self) -> HttpResponse:
        unlink_translation(Article.objects.get(pk=self.story.pk), by=self.request.user)
        messages.success(self.request, _("This story stands alone now; the others stay linked."))
        return redirect("newsroom_translations", self.story.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, user = timezone.now(), self.request.user
        family = Article.objects.filter(translation_key=self.story.translation_key)
        rows = for_desk(family.filter(seen_by(user, at=now)), user=user)
        seen = [desk_story(row, at=now, user=user) for row in rows.order_by("language")]
        places = translating_places(user, self.story)
        present = set(family.values_list("language", flat=True))
        return super().get_context_data(
            story=self.story,
            family=seen,
            missing=[
                (code, autonym(code))
                for code, _name in settings.LANGUAGES
                if code not in present and code in places
            ],
            may_link=self.story.permissions_for_user(user).can_edit(),
            form=self.form,
            media=self.form.media,
            **kwargs,
        )
