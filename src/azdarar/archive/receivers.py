"""The paper's own history of addresses: what changes its name here, and what goes for good.

A story keeps its address for ever; sections, plain pages, dossiers, contributors and subjects may change
theirs. The former one is written down in the transaction that changes it, whoever changes it and from
wherever: a form, an action, an import. Rooms that this one does not know are met as composed pages.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.db.models.signals import post_save, pre_delete, pre_save
from django.utils import timezone

from azdarar.archive.models import OldAddress
from azdarar.archive.old_addresses import mark_gone, remember_addresses
from azdarar.articles.models import Article, ComposedPage, Contributor, Section
from azdarar.subjects.models import Subject

_FORMER = "_former_addresses"


def listen() -> None:
    """Connect to each model whose things have an address: to listen to all would slow every deletion."""
    for model in apps.get_models():
        if not issubclass(model, ComposedPage | Section | Contributor | Subject):
            continue
        pre_delete.connect(
            _before_delete, sender=model, dispatch_uid=f"archive.pre_delete.{model._meta.label}"
        )
        if not issubclass(model, Article):
            pre_save.connect(_before_save, sender=model, dispatch_uid=f"archive.pre_save.{model._meta.label}")
            post_save.connect(
                _after_save, sender=model, dispatch_uid=f"archive.post_save.{model._meta.label}"
            )


def _before_save(
    sender: type[Model], instance: Any, update_fields: Iterable[str] | None = None, **_: Any
) -> None:
    if instance._state.adding:
        return
    if update_fields is not None and "slug" not in update_fields:
        return
    former = sender._default_manager.filter(pk=instance.pk).first()
    # A page nobody has seen has no address anybody could know.
    if former is not None and (not isinstance(former, ComposedPage) or former.first_published_at):  # type: ignore[attr-defined]
        setattr(instance, _FORMER, addresses_of(former))


def _after_save(sender: type[Model], instance: Any, **_: Any) -> None:
    former = instance.__dict__.pop(_FORMER, None)
    if former:
        changed = [address for address in former if address not in addresses_of(instance)]
        if changed:
            remember_addresses(instance, changed, system=OldAddress.System.HERE, rule="renamed")


def _before_delete(sender: type[Model], instance: Any, **_: Any) -> None:
    if isinstance(instance, Article):
        was_public = bool(instance.withdrawn_at or instance.is_visible(at=timezone.now()))
    elif isinstance(instance, ComposedPage):
        was_public = bool(instance.first_published_at)  # type: ignore[attr-defined]
    else:
        was_public = True
    if was_public and instance.pk:
        remember_addresses(instance, addresses_of(instance), system=OldAddress.System.HERE, rule="deleted")
        mark_gone(instance, at=timezone.now())


def addresses_of(thing: Any) -> list[str]:
    """Every address readers reach a thing by: one, or one in each language of the paper."""
    if isinstance(thing, Contributor):
        return [f"/{language}/authors/{thing.slug}/" for language, _name in settings.LANGUAGES]
    if isinstance(thing, Subject):
        return [f"/{language}/tags/{thing.slug}/" for language, _name in settings.LANGUAGES]
    return [thing.address] if thing.address else []
