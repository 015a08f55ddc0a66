"""How much of a text a reader gets.

The type lives here because the gate is ``Article.body_for``; the one maker of its values is
``members.queries.decide_disclosure``. This room reaches it through a dotted path in the settings
(``AZDARAR_DISCLOSURE``), because it may not look up.
"""

import enum
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Disclosure(enum.Enum):
    """Full text, free part only, or nothing but headline and standfirst."""

    FULL = "full"
    TEASER = "teaser"
    CLOSED = "closed"


class DisclosureDecider(Protocol):
    """What ``AZDARAR_DISCLOSURE`` points to."""

    def __call__(self, *, article: object, reader: object | None) -> Disclosure: ...


def disclosure_for(*, article: object, reader: object | None = None) -> Disclosure:
    """Ask the deciding room how much of a story a reader gets; ``None`` is anybody at all."""
    decide: DisclosureDecider = import_string(settings.AZDARAR_DISCLOSURE)
    return decide(article=article, reader=reader)
