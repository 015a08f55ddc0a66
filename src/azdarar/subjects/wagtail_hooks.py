"""Staff screens of this room: what stories speak of."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TitleFieldPanel,
)
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from azdarar.language.slugs import slugify
from azdarar.subjects.models import Subject


class NewSubjectForm(forms.ModelForm):
    """A subject begun while a story is written: a name and a kind, the rest can follow."""

    class Meta:
        model = Subject
        fields = ("title", "kind")

    def save(self, commit: bool = True) -> Subject:
        base = slugify(self.cleaned_data["title"], language=settings.LANGUAGE_CODE)[:100] or "subject"
        slug, suffix = base, 1
        while Subject.objects.filter(slug=slug).exists():
            suffix += 1
            slug = f"{base}-{suffix}"
        self.instance.slug = slug
        subject: Subject = super().save(commit=commit)
        return subject


class SubjectChooser(SnippetChooserViewSet):
    """Chooses a subject, or begins one without leaving the story."""

    creation_form_class = NewSubjectForm
    creation_tab_label = _("New subject")
    create_action_label = _("Add to the paper")


class SubjectViewSet(SnippetViewSet):
    """People, places, organisations, events and topics."""

    model = Subject
    icon = "tag"
    add_to_admin_menu = True
    menu_name = "subjects"
    menu_label = _("Subjects")
    chooser_viewset_class = SubjectChooser
    list_display = ("title", "kind", "slug")
    list_filter = ("kind",)
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    TitleFieldPanel("title", targets=["slug"], placeholder=False),
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("slug")]),
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
                        ]
                    ),
                    FieldPanel("description"),
                ],
            ),
        ]
    )


register_snippet(SubjectViewSet)
