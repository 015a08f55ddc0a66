"""Staff screens of this room: what the editors of a section recommend."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, PageChooserPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from azdarar.fronts.models import SectionPick


class SectionPickViewSet(SnippetViewSet):
    """Stories a section recommends under its own, in the order they are dragged into."""

    model = SectionPick
    icon = "pick"
    add_to_admin_menu = True
    menu_name = "section-picks"
    menu_label = _("Section picks")
    list_display = ("article", "section", "chosen_by")
    list_filter = ("section",)
    sort_order_field = "sort_order"
    edit_handler = ObjectList(
        [
            FieldPanel("section", widget=forms.Select),
            PageChooserPanel("article", "articles.Article"),
            FieldPanel("reason"),
            FieldPanel("chosen_by"),
        ]
    )


register_snippet(SectionPickViewSet)
