"""Staff screens of this room: the newsletters the paper plans."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from azdarar.members.models import PlannedNewsletter


class PlannedNewsletterViewSet(SnippetViewSet):
    """Letters that readers may wish for on their account page, before the paper sends any."""

    model = PlannedNewsletter
    icon = "mail"
    add_to_admin_menu = True
    menu_name = "newsletters"
    menu_label = _("Newsletters")
    list_display = ("name", "language", "is_offered")
    list_filter = ("language", "is_offered")
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("language", widget=forms.Select(choices=settings.LANGUAGES)),
            FieldPanel("promise"),
            FieldPanel("is_offered"),
            FieldPanel("rank"),
        ]
    )


register_snippet(PlannedNewsletterViewSet)
