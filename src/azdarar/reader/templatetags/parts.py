"""Parts of pages that come again and again, such as a card in a list, made once for the same values.

``{% part "reader/components/card.html" %}`` is ``{% include %}`` with a memory, and without the line break
that ends the file. While a template is rendered the first time, each name it looks up is noted; the next time
its values decide whether it would come out the same. So nothing has to be said of what a template depends on,
and nothing can be forgotten: a template that asks for something new is rendered.
"""

from __future__ import annotations

from collections.abc import Hashable
from contextlib import suppress
from copy import copy
from typing import Any
from weakref import WeakKeyDictionary

from django import template
from django.template.base import Parser, Template, Token
from django.template.context import Context
from django.template.loader_tags import IncludeNode, do_include
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from azdarar.press.editions import edition
from azdarar.press.remembering import Memory

register = template.Library()

#: Parts kept in one process.
MOST_KEPT = 4_000

_MISSING = object()
#: What a template as it was read has looked up so far; one that is edited meanwhile is another.
_names: WeakKeyDictionary[Template, tuple[str, ...]] = WeakKeyDictionary()
_kept: Memory[SafeString] = Memory(most=MOST_KEPT)


class Noting(Context):
    """A context that notes which names are looked up in what was there before it."""

    depth: int
    looked: set[str]

    @classmethod
    def of(cls, context: Context) -> Noting:
        """The same context, noting."""
        noting: Any = copy(context)
        noting.__class__ = cls
        noting.depth, noting.looked = len(context.dicts), set()
        return noting  # type: ignore[no-any-return]  # its class was just set

    def _found(self, key: str) -> Any:
        dicts = self.dicts
        for place in range(len(dicts) - 1, -1, -1):
            if key in dicts[place]:
                if place < self.depth:
                    self.looked.add(key)
                return dicts[place][key]
        self.looked.add(key)
        return _MISSING

    def __getitem__(self, key: str) -> Any:
        found = self._found(key)
        if found is _MISSING:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return self._found(str(key)) is not _MISSING

    def get(self, key: str, otherwise: Any = None) -> Any:
        """The value of a name, or something else."""
        found = self._found(key)
        return otherwise if found is _MISSING else found


class PartNode(IncludeNode):
    """An include that remembers."""

    def render(self, context: Context) -> SafeString:
        """The part, made now or remembered."""
        name = str(self.template.resolve(context))
        cache = context.render_context.dicts[0].setdefault(self, {})
        found: Template = cache.get(name) or context.template.engine.get_template(name)  # type: ignore[union-attr]
        cache[name] = found
        values = {key: value.resolve(context) for key, value in self.extra_context.items()}
        with context.push(**values):
            return _rendered(found, context)


def _rendered(found: Template, context: Context) -> SafeString:
    names = _names.get(found, ())
    key = _key(found, names, context)
    try:
        kept = _kept.get(key)
    except TypeError:  # a value that can change under our hands: nothing is remembered of it
        return _without_last_break(found.render(context))
    if kept is not None:
        return kept
    noting = Noting.of(context)
    html = _without_last_break(found.render(noting))
    asked = noting.looked - {*names}
    if asked:
        names = _names[found] = (*names, *sorted(asked))
        key = _key(found, names, context)
    with suppress(TypeError):
        _kept.keep(key, html)
    return html


def _without_last_break(html: SafeString) -> SafeString:
    """The part without the line break that ends its file."""
    return mark_safe(html.removesuffix("\n"))  # noqa: S308 (a template's own output)


def _key(found: Template, names: tuple[str, ...], context: Context) -> Hashable:
    values = tuple(context.get(one, _MISSING) for one in names)
    return found, edition().name, get_language(), context.autoescape, names, values


@register.tag("part")
def do_part(parser: Parser, token: Token) -> PartNode:
    """``{% part "template.html" with name=value %}``."""
    node = do_include(parser, token)
    return PartNode(node.template, extra_context=node.extra_context, isolated_context=node.isolated_context)
