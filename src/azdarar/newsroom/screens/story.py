"""What the newsroom does with one story: Wagtail's own screens, in the paper's words."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.pages.convert_alias import ConvertAliasView
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.delete import DeleteView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.admin.widgets import Button

from azdarar.articles.models import Article, ArticleSpace
from azdarar.newsroom.screens.originals import buttons_beside
from azdarar.newsroom.screens.pressed import may_tend_pages
from azdarar.newsroom.screens.spoken_of import SpokenOfPanel


class StoryEditView(EditView):
    """Editing a story; from here one goes back to the list, never into the page tree."""

    def redirect_away(self) -> HttpResponse:
        return redirect(self.next_url or "newsroom_stories")

    def get_side_panels(self) -> MediaContainer:
        """Wagtail's, and what the story may speak of; not in answer to a save that goes on by itself."""
        panels = super().get_side_panels()
        if not self.expects_json_response and not self.hydrate_create_view:
            panels.append(SpokenOfPanel(self.page, self.request))
        return panels

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """The menu beside the headline: "withdraw" for a story, and one entry for all translations."""
        withdraw = reverse("wagtailadmin_pages:unpublish", args=[self.page.pk])
        translate = reverse("simple_translation:submit_page_translation", args=[self.page.pk])
        buttons = []
        for button in super().header_more_buttons:
            if (button.url or "").startswith(translate):
                continue
            if (button.url or "").startswith(withdraw):
                button.label = _("Withdraw")
            buttons.append(button)
        translations = reverse("newsroom_translations", args=[self.page.pk])
        buttons.append(Button(_("Translations"), translations, icon_name="globe", priority=25))
        if self.page.permissions_for_user(self.request.user).can_publish():
            read_on = reverse("newsroom_read_on", args=[self.page.pk])
            buttons.append(Button(_("Read on"), read_on, icon_name="link", priority=30))
        if self.page.canonical_path and may_tend_pages(self.request.user):
            pressed = f"{reverse('newsroom_pressed_page')}?{urlencode({'address': self.page.canonical_path})}"
            buttons.append(Button(_("How readers get it"), pressed, icon_name="draft", priority=90))
        return [*buttons, *buttons_beside(self.page)]


class StoryCreateView(CreateView):
    """A new story in a language's space."""

    def redirect_away(self) -> HttpResponse:
        return redirect(self.next_url or "newsroom_stories")


class WithdrawView(UnpublishView):
    """Taking a public story back, with what it means said first."""

    page_title = _("Withdraw")
    success_message = _("“%(page_title)s” was withdrawn: its address answers that it was taken back (410).")
    template_name = "newsroom/withdraw.html"
    header_icon = "download"

    def get_next_url(self) -> str:
        return super().get_next_url() if self.request.GET.get("next") else reverse("newsroom_stories")


class StoryDeleteView(DeleteView):
    """Deleting a story for ever; an address that was public goes on answering 410."""

    template_name = "newsroom/delete_story.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "was_public": bool(self.page.canonical_path)}


class NoAliasView(ConvertAliasView):
    """A story is never an alias, so there is none to convert."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404


class StoriesOfLanguage(ExplorableIndexView):
    """Where Wagtail would list the pages of a language's space: the desk's own list."""

    def get(self, request: HttpRequest, parent_page_id: int | None = None, **kwargs: Any) -> HttpResponse:
        space = ArticleSpace.objects.filter(pk=parent_page_id).select_related("locale").first()
        asked = f"?{urlencode({'language': space.locale.language_code})}" if space else ""
        return redirect(f"{reverse('newsroom_stories')}{asked}")


class StoryViewSet(PageViewSet):
    """Which screen answers for stories."""

    model = Article
    icon = "doc-full-inverse"
    add_view_class = StoryCreateView
    edit_view_class = StoryEditView
    unpublish_view_class = WithdrawView
    delete_view_class = StoryDeleteView
    convert_alias_view_class = NoAliasView
    index_view_class = StoriesOfLanguage
    content_type_use_view_class = StoriesOfLanguage
    parent_models = (ArticleSpace,)


class WithdrawMenuItem(ActionMenuItem):
    """Wagtail's "unpublish" for a story."""

    name = "action-unpublish"
    label = _("Withdraw…")
    icon_name = "download"

    def get_url(self, parent_context: Any) -> str:
        return reverse("wagtailadmin_pages:unpublish", args=[parent_context["page"].pk])


def arrange_actions(items: list[Any], context: Any) -> None:
    """Put a story's buttons in the paper's words, in place; who may publish is not asked to submit."""
    page = context.get("page")
    parent = context.get("parent_page")
    if not isinstance(page, Article) and not isinstance(parent, ArticleSpace):
        return
    items[:] = [WithdrawMenuItem(order=20) if item.name == "action-unpublish" else item for item in items]
    if any(item.name == "action-publish" for item in items):
        items[:] = [item for item in items if item.name != "action-submit"]
