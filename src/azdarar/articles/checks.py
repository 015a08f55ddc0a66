"""What this room needs from rooms above it, looked for at start instead of at a reader's request."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.module_loading import import_string

from azdarar.articles.blocks import story_blocks
from azdarar.articles.models import ComposedPage


@register()
def check_composers(app_configs: object, **_: object) -> list[CheckMessage]:
    """Every composed page has a composer that can be loaded, and the disclosure has its decider."""
    composed = [model for model in apps.get_models() if issubclass(model, ComposedPage)]
    wanted = {model._meta.label: _composer(model) for model in composed}
    found: list[CheckMessage] = [
        Error(
            f"Nothing composes the public page of {label}.",
            hint="Name a function for it in AZDARAR_PAGE_COMPOSERS.",
            id="articles.E001",
        )
        for label, path in wanted.items()
        if not path
    ]
    paths = {path for path in wanted.values() if path} | {settings.AZDARAR_DISCLOSURE}
    return found + [
        Error(f"{path} is named in the settings and cannot be loaded: {reason}", id="articles.E002")
        for path in sorted(paths)
        if (reason := _refusal(path))
    ]


@register()
def check_block_templates(app_configs: object, **_: object) -> list[CheckMessage]:
    """Every block of a body has its template."""
    return [
        Error(f"The block “{name}” has no template {template}.", id="articles.E003")
        for name, template in sorted(set(_templates(story_blocks())))
        if not _is_there(template)
    ]


def _composer(model: type[Any]) -> str:
    path: str = settings.AZDARAR_PAGE_COMPOSERS.get(model._meta.label, "")
    return path


def _refusal(path: str) -> str:
    try:
        import_string(path)
    except ImportError as error:
        return str(error)
    return ""


def _templates(blocks: list[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    for name, block in blocks:
        template = getattr(block.meta, "template", None)
        if template:
            yield name, template


def _is_there(template: str) -> bool:
    try:
        get_template(template)
    except TemplateDoesNotExist:
        return False
    return True
