"""Staff screens of this room: the sources whose work the paper reprints."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from azdarar.rights.models import Source

_LANGUAGES = tuple(settings.LANGUAGES)


class CreditLinesForm(WagtailAdminModelForm):
    """A source, with its credit line in a field of its own for each of the paper's languages.

    Lines in other languages, such as an import may bring, are kept as they are.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, _name in _LANGUAGES:
            self.initial.setdefault(f"credit_{code}", self.instance.credit_lines.get(code, ""))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        lines = dict(self.instance.credit_lines)
        for code, _name in _LANGUAGES:
            line = " ".join((cleaned.get(f"credit_{code}") or "").split())
            lines.pop(code, None)
            if line:
                lines[code] = line
        self.instance.credit_lines = lines
        return cleaned


def _credit_field(code: str, name: Any) -> forms.CharField:
    return forms.CharField(
        label=format_lazy("{} ({})", _("Credit line"), name),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"placeholder": "© {year} …", "lang": code}),
    )


SourceForm = type(
    "SourceForm",
    (CreditLinesForm,),
    {f"credit_{code}": _credit_field(code, name) for code, name in _LANGUAGES},
)


class SourceViewSet(SnippetViewSet):
    """Agencies and other papers."""

    model = Source
    icon = "copy"
    add_to_admin_menu = True
    menu_name = "sources"
    menu_label = _("Sources")
    list_display = ("name", "address")
    search_fields = ("name",)
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("address"),
            MultiFieldPanel(
                [FieldPanel(f"credit_{code}") for code, _name in _LANGUAGES],
                heading=_("Credit line, as the licence words it"),
                help_text=_(
                    "It stands under each story from this source, in the story’s language. {year} becomes "
                    "the year of the original, {title} its headline there."
                ),
            ),
            FieldPanel("is_link_before_text"),
            FieldPanel("usage_terms"),
        ],
        base_form_class=SourceForm,
    )


register_snippet(SourceViewSet)
