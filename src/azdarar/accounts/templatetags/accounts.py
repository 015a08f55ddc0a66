"""What the door's pages show of the paper."""

import json

from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BoundField
from django.utils.safestring import SafeString

from azdarar.courier import queries

register = template.Library()


@register.simple_tag
def paper_name() -> str:
    """The paper's name, as its settings give it."""
    return str(settings.PAPER_NAME)


@register.simple_tag
def mail_is_sent() -> bool:
    """Whether the paper's mail reaches people, or is only kept for whoever runs it."""
    return queries.mail_is_sent()


@register.simple_tag
def paper_field(field: BoundField) -> SafeString:
    """A field as the paper draws it: without a placeholder, and with the focus when it is the first to mend.

    Where nothing is to mend, the first field that is empty gets the focus.
    """
    field.field.widget.attrs.pop("placeholder", None)
    form = field.form
    shown = form.visible_fields()
    wrong = [one for one in shown if one.errors]
    empty = [one for one in shown if not one.value() or one.field.widget.input_type == "password"]
    first = (wrong or empty or shown)[:1]
    attributes = {"class": "input code-input" if "data-code" in field.field.widget.attrs else "input"}
    if first and first[0].name == field.name:
        attributes["autofocus"] = True
    return field.as_widget(attrs=attributes)


@register.filter
def as_json(value: object) -> str:
    """A value as a script reads it from an attribute."""
    return json.dumps(value, cls=DjangoJSONEncoder, separators=(",", ":"))
