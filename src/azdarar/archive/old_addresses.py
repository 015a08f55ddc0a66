"""Old addresses are remembered here: what a source tells, what changes its name, what goes for good.

Every write happens in the caller's transaction, and remembering what is known already changes nothing. Who
reads them is ``queries.resolve``.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from azdarar.archive.models import OldAddress, label_of
from azdarar.formats.old_addresses import LONGEST, asked, key_of

#: Rows in one statement: ten columns each, and SQLite takes 32,766 parameters.
_BATCH = 1_000


def remember_addresses(obj: models.Model, addresses: Sequence[str], *, system: str, rule: str) -> None:
    """Remember that addresses lead to an object, in the caller's transaction.

    Args:
        addresses: as the source wrote them: absolute, from the root, or a bare path; anything at all.
        system: one of ``OldAddress.System``.
        rule: who says so, in a few words: "link", "spip_urls", "guid".
    """
    remember_many([(obj, addresses)], system=system, rule=rule)


def remember_many(told: Iterable[tuple[Any, Sequence[str]]], *, system: str, rule: str) -> None:
    """The same for many objects: a statement for each thousand addresses.

    Args:
        told: objects, or their (label, id), each with its addresses.
    """
    now = timezone.now()
    rows = (
        _row(address, system=system, rule=rule, at=now, object_label=label, object_id=pk)
        for target, addresses in told
        for label, pk in [target if isinstance(target, tuple) else (label_of(target), target.pk)]
        for address in addresses
    )
    _keep(row for row in rows if row is not None)


def remember_redirects(pairs: Iterable[tuple[str, str]], *, system: str, rule: str) -> None:
    """Remember addresses that lead to other addresses: a redirects file, or a text that only leads elsewhere.

    Args:
        pairs: (address, where it leads: an old address, one of ours, or one of another site).
    """
    now = timezone.now()
    rows = (
        _row(address, system=system, rule=rule, at=now, leads_to=to.strip()[:LONGEST])
        for address, to in pairs
    )
    _keep(row for row in rows if row is not None)


def remember_gone(addresses: Iterable[str], *, system: str, rule: str, at: datetime) -> None:
    """Remember that what stood at these addresses is gone for good: they answer 410."""
    rows = (_row(address, system=system, rule=rule, at=at, gone_at=at) for address in addresses)
    _keep(row for row in rows if row is not None)


def mark_gone(obj: models.Model, *, at: datetime) -> None:
    """Say that an object readers knew is deleted: every address that led to it answers 410 from now on."""
    OldAddress.objects.filter(object_id=obj.pk, object_label=label_of(obj), gone_at=None).update(gone_at=at)


def forget_addresses(label: str, ids: Sequence[int]) -> None:
    """Forget every address of objects, as if they had never been known: an import is taken back.

    Args:
        label: the model's, for example ``articles.Article``.
        ids: any number; a statement for each thousand.
    """
    for start in range(0, len(ids), _BATCH):
        OldAddress.objects.filter(object_label=label, object_id__in=ids[start : start + _BATCH]).delete()


def _row(address: str, *, system: str, rule: str, at: datetime, **target: Any) -> OldAddress | None:
    said = asked(address)
    if said.text == "/":  # the front page of any site: it says nothing
        return None
    return OldAddress(
        key=key_of(said.text),
        host=said.host[:255],
        address=said.text,
        system=system,
        rule=rule[:60],
        remembered_at=at,
        **target,
    )


def _keep(rows: Iterable[OldAddress]) -> None:
    batch: list[OldAddress] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            OldAddress.objects.bulk_create(batch, ignore_conflicts=True)
            batch = []
    if batch:
        OldAddress.objects.bulk_create(batch, ignore_conflicts=True)
