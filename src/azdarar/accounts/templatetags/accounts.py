"""What the door's pages show of the paper."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def paper_name() -> str:
    """The paper's name, as its settings give it."""
    return str(settings.PAPER_NAME)


@register.simple_tag
def mail_is_sent() -> bool:
    """Whether the paper's mail reaches people, or is only written into its home."""
    return not str(settings.EMAIL_BACKEND).endswith("filebased.EmailBackend")
