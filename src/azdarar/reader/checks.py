"""What must stand before the paper opens: a template for every block a story can hold."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from azdarar.articles.models import Article


@register
def check_block_templates(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Find blocks of a story that no template of this room shows (``reader.E001``)."""
    blocks = Article._meta.get_field("body").stream_block.child_blocks.values()
    names = {str(block.meta.template) for block in blocks if getattr(block.meta, "template", None)}
    return [
        Error(
            f"No template “{name}” shows this block of a story.",
            hint="Add it under azdarar/reader/templates/; the name is the contract with the room articles.",
            id="reader.E001",
        )
        for name in sorted(names)
        if not _exists(name)
    ]


def _exists(name: str) -> bool:
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return False
    return True
