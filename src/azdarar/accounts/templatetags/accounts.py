"""What the door's pages show of the paper."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def paper_name() -> str:
    """The paper's name, as its settings give it."""
    return str(settings.PAPER_NAME)
