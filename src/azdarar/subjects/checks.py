"""What must be true of the settings before this room works."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from azdarar.subjects.recognising import chosen_recogniser


@register()
def recogniser_is_there(**_: Any) -> list[CheckMessage]:
    """The recogniser the settings name can be called."""
    path = settings.AZDARAR_SUBJECT_RECOGNISER
    try:
        chosen_recogniser(path)
    except (ImportError, TypeError, ValueError):
        hint = "Give the dotted path of a function; docs/guides/developer.md says what is asked of it."
        return [
            Error(f"AZDARAR_SUBJECT_RECOGNISER: “{path}” is no recogniser.", hint=hint, id="subjects.E001")
        ]
    return []
