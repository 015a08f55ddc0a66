"""What the templates of a mail need beside Django's own."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from azdarar.courier.internal.typesetting import marked

register = template.Library()


@register.filter(needs_autoescape=True)
def exactly(value: object, autoescape: bool = True) -> str | SafeString:
    """Let a code, a password or somebody's name arrive letter by letter, whatever the typography says."""
    if not autoescape:
        return marked(str(value))
    return mark_safe(marked(conditional_escape(str(value))))  # noqa: S308 - escaped on this line
