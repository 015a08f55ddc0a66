"""Staff screens of this room: sections, contributors, and what the history says of a story."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from azdarar.articles.models import Contributor, Section
from azdarar.articles.models.form import LanguageSelect
from azdarar.language.slugs import slugify


class SectionViewSet(SnippetViewSet):
    """Sections, one row for each language."""

    model = Section
    icon = "list-ul"
    add_to_admin_menu = True
    menu_name = "sections"
    menu_label = gettext_lazy("Sections")
    list_display = ("name", "slug", "rank", BooleanColumn("is_in_menu", label=gettext_lazy("In the menu")))
    list_filter = ("is_in_menu",)
    ordering = ("locale__language_code", "rank", "name")
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    TitleFieldPanel("name", targets=["slug"], placeholder=False),
                    FieldPanel("slug"),
                    FieldPanel("standfirst"),
                    FieldRowPanel([FieldPanel("rank"), FieldPanel("is_in_menu")]),
                ],
                heading=gettext_lazy("Section"),
            )
        ]
    )


class NewContributorForm(forms.ModelForm):
    """A contributor begun while a byline is written: a name is enough, the rest can follow."""

    class Meta:
        model = Contributor
        fields = ("name", "kind")

    def save(self, commit: bool = True) -> Contributor:
        self.instance.slug = _free_slug(self.cleaned_data["name"])
        contributor: Contributor = super().save(commit=commit)
        return contributor


class ContributorChooser(SnippetChooserViewSet):
    """Chooses who signs, or begins somebody new without leaving the story."""

    creation_form_class = NewContributorForm
    creation_tab_label = gettext_lazy("New contributor")
    create_action_label = gettext_lazy("Add to the paper")


class ContributorViewSet(SnippetViewSet):
    """Those whose names stand in bylines."""

    model = Contributor
    icon = "user"
    add_to_admin_menu = True
    menu_name = "contributors"
    menu_label = gettext_lazy("Contributors")
    chooser_viewset_class = ContributorChooser
    list_display = ("name", "kind", "account")
    list_filter = ("kind",)
    ordering = ("sort_name", "name")
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    TitleFieldPanel("name", targets=["slug"], placeholder=False),
                    FieldRowPanel([FieldPanel("sort_name"), FieldPanel("kind")]),
                    FieldPanel("portrait"),
                ],
                heading=gettext_lazy("Contributor"),
            ),
            InlinePanel(
                "profiles",
                heading=gettext_lazy("In each language"),
                label=gettext_lazy("Language"),
                panels=[
                    FieldRowPanel(
                        [
                            FieldPanel("language", widget=LanguageSelect(choices=settings.LANGUAGES)),
                            FieldPanel("name"),
                            FieldPanel("position"),
                        ]
                    ),
                    FieldPanel("bio"),
                ],
            ),
            MultiFieldPanel(
                [FieldPanel("slug"), FieldPanel("email"), FieldPanel("account", widget=forms.Select)],
                heading=gettext_lazy("Address and account"),
            ),
        ]
    )


register_snippet(SectionViewSet)
register_snippet(ContributorViewSet)


@hooks.register("register_log_actions")
def _history(actions: Any) -> None:
    class Linked(LogFormatter):
        label = gettext_lazy("Link a translation")

        def format_message(self, entry: Any) -> str:
            return _("Linked with “%(headline)s” (%(language)s)") % entry.data

    class Unlinked(LogFormatter):
        label = gettext_lazy("Unlink a translation")

        def format_message(self, entry: Any) -> str:
            return _("No longer linked with “%(headline)s” (%(language)s)") % entry.data

    actions.register_action("azdarar.translation.link")(Linked)
    actions.register_action("azdarar.translation.unlink")(Unlinked)


def _free_slug(name: str) -> str:
    base = slugify(name, language=settings.LANGUAGE_CODE)[:100] or "contributor"
    slug, suffix = base, 1
    while Contributor.objects.filter(slug=slug).exists():
        suffix += 1
        slug = f"{base}-{suffix}"
    return slug
