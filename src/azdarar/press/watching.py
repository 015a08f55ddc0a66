"""Announce what is changed by a form, an import or a cascade, wherever a row is written or deleted.

For models whose rows are shown as they stand. What a bulk ``update`` or ``bulk_create`` changes is announced
by whoever does it: no signal tells of it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_save
from django.utils import timezone

from azdarar.press.actions import announce

#: Says under which tags a row is shown, given the names of those of its fields that changed.
Tags = Callable[[Any, frozenset[str]], Iterable[str]]

_FORMER = "_as_it_was_shown"


#: What is told together: the tags so far, and whether something was taken away.
_gathered: ContextVar[tuple[set[str], list[bool]] | None] = ContextVar("azdarar_press_gathered", default=None)


@contextmanager
def told_together(fact: str) -> Iterator[None]:
    """Announce in one what the watched rows that are written within the block change; within a transaction.

    A few hundred rows at once: each of them announced by itself takes longer than writing it.

    Args:
        fact: past tense, ``room.what-happened``.
    """
    tags, takes_away = set[str](), list[bool]()
    token = _gathered.set((tags, takes_away))
    try:
        yield
    finally:
        _gathered.reset(token)
    if tags:
        announce(fact, tags=tags, at=timezone.now(), takes_away=any(takes_away))


def also_announce(fact: str, *, tags: Iterable[str], takes_away: bool = True) -> None:
    """Announce: within ``told_together`` in one with whatever else changes there, else by itself."""
    told, gathered = set(tags), _gathered.get()
    if told and gathered is not None:
        gathered[0].update(told)
        gathered[1].append(takes_away)
    elif told:
        announce(fact, tags=told, at=timezone.now(), takes_away=takes_away)


def announce_changes(
    model: type[Model], *, fact: str, fields: Iterable[str], tags: Tags, is_new_told: bool = True
) -> None:
    """Announce every change of a model's rows that readers can see, in the transaction of the writer.

    A save that changes none of ``fields`` tells nobody, and costs one query.

    Args:
        fact: past tense, ``room.what-happened``.
        fields: names of what pages show of a row.
        tags: asked of the row as it was and as it is; a new or a deleted row counts as changed in all fields.
        is_new_told: False where nobody can show, or have missed, what is new.
    """
    watched = frozenset(fields)
    label = model._meta.label

    def before(
        sender: type[Model], instance: Any, raw: bool, update_fields: Iterable[str] | None = None, **_: Any
    ) -> None:
        if raw or instance._state.adding or (update_fields is not None and not watched & set(update_fields)):
            return
        setattr(instance, _FORMER, model._base_manager.filter(pk=instance.pk).first())

    def after(sender: type[Model], instance: Any, created: bool, raw: bool, **_: Any) -> None:
        former = instance.__dict__.pop(_FORMER, None)
        if former is not None:
            changed = frozenset(name for name in watched if _stored(former, name) != _stored(instance, name))
            also_announce(fact, tags={*tags(former, changed), *tags(instance, changed)} if changed else ())
        elif created and not raw and is_new_told:
            also_announce(fact, tags=tags(instance, watched), takes_away=False)

    def gone(sender: type[Model], instance: Any, **_: Any) -> None:
        also_announce(fact, tags=tags(instance, watched))

    for signal, receiver in ((pre_save, before), (post_save, after), (post_delete, gone)):
        signal.connect(receiver, sender=model, weak=False, dispatch_uid=f"press.{receiver.__name__}.{label}")


def _stored(row: Any, name: str) -> Any:
    """What the database holds of a field, to be compared."""
    field: Any = row._meta.get_field(name)
    return field.get_prep_value(getattr(row, field.attname))
