"""What this room needs from others, looked for at start instead of at a reader's request."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string


@register()
def check_story_finder(app_configs: object, **_: object) -> list[CheckMessage]:
    """Whoever finds stories for unknown addresses can be loaded."""
    try:
        import_string(settings.AZDARAR_STORY_FINDER)
    except ImportError as error:
        path = settings.AZDARAR_STORY_FINDER
        return [
            Error(f"{path} is named in the settings and cannot be loaded: {error}", id="archive.E001"),
        ]
    return []
