"""Staff screens of this room: what stories speak of."""

from django import forms
from django.conf import settings
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from azdarar.subjects.actions import free_slug
from azdarar.subjects.models import Subject
from azdarar.subjects.queries import subjects_called


class NewSubjectForm(forms.ModelForm):
    """A subject begun while a story is written: a name and a kind, the rest can follow."""

    class Meta:
        model = Subject
        fields = ("title", "kind")

    def save(self, commit: bool = True) -> Subject:
        self.instance.slug = free_slug(self.cleaned_data["title"])
        subject: Subject = super().save(commit=commit)
        return subject


def _in_any_spelling(queryset: QuerySet[Subject], asked: str) -> QuerySet[Subject]:
    """Those of some subjects that are called so, in any spelling and script, the nearest first."""
    ranked = [subject.pk for subject in subjects_called(asked, most=200)]
    order = Case(*[When(pk=pk, then=place) for place, pk in enumerate(ranked)], default=len(ranked))
    return queryset.filter(pk__in=ranked).order_by(order)


class AnySpellingForm(BaseFilterForm):
    """The chooser's search: a name, however it is written."""

    q = forms.CharField(
        label=_("Name, in any spelling"),
        widget=forms.TextInput(attrs={"placeholder": _("Name, in any spelling")}),
        required=False,
        max_length=200,
    )

    def filter(self, objects: QuerySet[Subject]) -> QuerySet[Subject]:
        found: QuerySet[Subject] = super().filter(objects)
        asked = self.cleaned_data.get("q", "").strip()
        if not asked:
            return found
        self.is_searching, self.search_query = True, asked
        return _in_any_spelling(found, asked)


class _StandingOnly:
    """Nobody chooses what was joined into another."""

    filter_form_class = AnySpellingForm

    def get_object_list(self) -> QuerySet[Subject]:
        return Subject.objects.filter(joined_into=None)

    @property
    def columns(self) -> list[Column]:
        """Beside the name, what kind of subject it is: two may be called the same."""
        return [*super().columns, Column("kind", label=_("Kind"), accessor="get_kind_display")]  # type: ignore[misc]  # Wagtail's view comes after


class ChooseSubject(_StandingOnly, ChooseView):
    """The chooser as it opens."""


class ChooseSubjectResults(_StandingOnly, ChooseResultsView):
    """Its further pages and what a search finds."""


class SubjectChooser(SnippetChooserViewSet):
    """Chooses a subject, or begins one without leaving the story."""

    choose_view_class = ChooseSubject
    choose_results_view_class = ChooseSubjectResults
    creation_form_class = NewSubjectForm
    creation_tab_label = _("New subject")
    create_action_label = _("Add to the paper")


class SubjectList(IndexView):
    """All subjects that stand; a search finds them by any spelling of any name."""

    def search_queryset(self, queryset: QuerySet[Subject]) -> QuerySet[Subject]:
        if not self.search_query:
            return queryset
        return _in_any_spelling(queryset, self.search_query)

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons = list(super().header_more_buttons)
        for hook in hooks.get_hooks("register_subject_list_buttons"):
            buttons += hook(self.request.user)
        return buttons


class SubjectViewSet(SnippetViewSet):
    """People, places, organisations, events and topics."""

    model = Subject
    icon = "tag"
    add_to_admin_menu = True
    index_view_class = SubjectList
    menu_name = "subjects"
    menu_label = _("Subjects")
    chooser_viewset_class = SubjectChooser
    list_display = ("title", "kind", "slug")
    list_filter = ("kind",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Subject]:
        """Those that were joined into another are found as the other."""
        return Subject.objects.filter(joined_into=None)

    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    TitleFieldPanel("title", targets=["slug"], placeholder=False),
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("slug")]),
                    FieldRowPanel([FieldPanel("wikidata"), FieldPanel("viaf"), FieldPanel("geonames")]),
                ],
                heading=_("Subject"),
            ),
            InlinePanel(
                "names",
                heading=_("Names"),
                label=_("Name"),
                panels=[
                    FieldRowPanel(
                        [
                            FieldPanel("language", widget=forms.Select(choices=settings.LANGUAGES)),
                            FieldPanel("text"),
                            FieldPanel("is_preferred"),
                            FieldPanel("kind"),
                        ]
                    ),
                    FieldPanel("description"),
                ],
            ),
            InlinePanel(
                "relations",
                heading=_("Other subjects"),
                label=_("Relation"),
                panels=[FieldRowPanel([FieldPanel("kind"), FieldPanel("other")])],
            ),
        ]
    )


register_snippet(SubjectViewSet)
