"""What the door's pages show of the paper."""

from django import template
from django.conf import settings

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
