"""Whether a foreign site was here before: a newer dump has another file name, and sites move to https.

Numbers there are the only thing a ledger can go by, and article 12 of one site is not that of another. So a
site goes by its address; where a dump does not tell it, by what it holds.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count, islice

from azdarar.archive.models import ImportRun, LedgerLine

#: Things of a site that are held against the ledger, and how many must agree at least.
_LOOKED_AT, _ENOUGH = 200, 3
#: (kind, number there, title; empty where the number says enough).
Glimpse = tuple[str, str, str]


def site_called(system: str, *, address: str, otherwise: str, glimpses: Iterable[Glimpse]) -> str:
    """Return the name under which the ledger knows a site, or is to know it.

    Args:
        address: what the dump says it is; empty where it says nothing.
        otherwise: a name from what was given, for a site that neither says its address nor was here before.
        glimpses: things it holds; read where its address does not settle it.
    """
    known = _sites(system)
    if address:
        same = [site for site in known if _bare(site) == _bare(address)]
        if same:
            return address if address in same else same[0]
        known = [site for site in known if "://" not in site]
    agreeing = _agreeing(list(islice(glimpses, _LOOKED_AT)), system=system, sites=known) if known else {}
    likely = max(agreeing, key=lambda site: agreeing[site].same, default="")
    if likely and agreeing[likely].is_enough:
        return likely
    if address:
        return address
    # Under the same name another site may have come: what has the same number there is another thing.
    names = chain([otherwise[:255]], (f"{otherwise[:240]} {number}" for number in count(2)))
    return next(name for name in names if name not in agreeing or not agreeing[name].is_another)


def _sites(system: str) -> list[str]:
    runs = ImportRun.objects.filter(system=system).exclude(site="").order_by("-pk")
    sites = dict.fromkeys(runs.values_list("site", flat=True))
    return [site for site in sites if LedgerLine.objects.filter(system=system, site=site).exists()]


@dataclass(slots=True)
class _Agreement:
    """Of what was looked at: how many have the number of a thing in the ledger, how many are that thing."""

    looked_at: int
    held: int = 0
    same: int = 0

    @property
    def is_enough(self) -> bool:
        return self.same >= min(_ENOUGH, self.looked_at) and not self.is_another

    @property
    def is_another(self) -> bool:
        return self.held > 0 and 2 * self.same <= self.held


def _agreeing(glimpses: list[Glimpse], *, system: str, sites: list[str]) -> dict[str, _Agreement]:
    """How far each of the sites in the ledger agrees with what was looked at."""
    titles = {(kind, number): _key(title) for kind, number, title in glimpses}
    lines = LedgerLine.objects.filter(
        system=system,
        kind__in={kind for kind, _number in titles},
        foreign_id__in={number for _kind, number in titles},
        site__in=sites,
    )
    found = {site: _Agreement(looked_at=len(titles)) for site in sites} if titles else {}
    for site, kind, number, title in lines.values_list("site", "kind", "foreign_id", "title"):
        wanted = titles.get((kind, number))
        if wanted is not None:
            found[site].held += 1
            # A headline is what is left of a title there: its number, its other languages are gone.
            found[site].same += not wanted or (bool(title) and _key(title) in wanted)
    return found


def _key(title: str) -> str:
    return re.sub(r"\W+", "", title).casefold()


def _bare(address: str) -> str:
    said = address.casefold().partition("://")[2] or address.casefold()
    return said.removeprefix("www.").rstrip("/")
