"""Links between saved pages: they lead to the stories the pages became, once all are here."""

import re
from collections.abc import Iterable, Mapping
from functools import partial
from html import escape, unescape
from itertools import islice

from django.db import transaction

from azdarar.archive.internal.ledger import Ledger
from azdarar.articles.actions import lead_links
from azdarar.articles.models import Article
from azdarar.articles.queries import addresses_of_stories, texts_holding
from azdarar.formats.pages import identity_of

#: The address of a link as a stored body holds it, up to its fragment.
_ADDRESS = re.compile(r"(?<=href=\\\")(https?://[^\"\\\s#]+)(?=[#\\])")
_CHUNK = 500


def lead_page_links(ledger: Ledger, *, hosts: Iterable[str], known: Mapping[str, str]) -> int:
    """Lead what stories of the site link to among themselves; returns how many stories changed.

    Args:
        hosts: those the site's pages were at.
        known: the number in the ledger of every address that led to a page, by its identity.
    """
    lines = ledger.lines.filter(kind="page", object_label=Article._meta.label).exclude(object_id=None)
    objects = dict(lines.values_list("foreign_id", "object_id"))
    waiting = iter(sorted(objects.values()))
    changed = 0
    while chunk := list(islice(waiting, _CHUNK)):
        with transaction.atomic():
            texts: dict[int, str] = {}
            for host in hosts:
                texts |= texts_holding(f"//{host}/", ids=chunk)
            asked = {unescape(found[1]) for text in texts.values() for found in _ADDRESS.finditer(text)}
            new = _addresses(asked, known=known, objects=objects)
            if new:
                changed += lead_links(texts, led=partial(_ADDRESS.sub, partial(_new_address, new)))
    return changed


def _addresses(asked: set[str], *, known: Mapping[str, str], objects: Mapping[str, int]) -> dict[str, str]:
    """Where stories are now, by the addresses that links give."""
    numbers = {address: known.get(identity_of(address), "") for address in asked}
    found = {address: objects[number] for address, number in numbers.items() if number in objects}
    paths = addresses_of_stories(found.values())
    return {address: paths[pk] for address, pk in found.items() if pk in paths}


def _new_address(new: Mapping[str, str], found: re.Match[str]) -> str:
    path = new.get(unescape(found[1]))
    return escape(path) if path else found[0]
