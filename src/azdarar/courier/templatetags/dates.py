"""Dates as the paper prints them, for mails and for the pages of rooms below the reader's."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from azdarar.language.dates import DateStyle, format_date

register = template.Library()


@register.simple_tag
def today(style: DateStyle = "day") -> str:
    """The date of today on the newsroom's clock."""
    return printed(timezone.now(), style)


@register.filter
def printed(value: date | datetime | None, style: DateStyle = "day") -> str:
    """A date as a newspaper of the language being spoken writes it, on the newsroom's clock.

    Django's own formats write Armenian months in short and its hours in Latin letters, and part a French date
    from its hour without a word.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return format_date(value, language=get_language() or "", style=style)
