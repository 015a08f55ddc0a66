"""What the desk's templates ask for."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings

from azdarar.archive.queries import system_name
from azdarar.language.scripts import autonym as _autonym

register = template.Library()

register.filter("autonym", _autonym)
register.filter("system_name", system_name)


@register.filter
def of_language(values: Mapping[str, Any], language: str) -> Any:
    """What a mapping holds for a language, or nothing."""
    return values.get(language, "")


@register.simple_tag
def paper_name() -> str:
    """The paper's name, as its settings give it."""
    return str(settings.PAPER_NAME)
