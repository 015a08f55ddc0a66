"""Old addresses are remembered here: what a source tells, what changes its name, what is asked in vain.

Every write happens in the caller's transaction, and remembering what is known already changes nothing. Who
reads them is ``queries.resolve``.
"""

import logging
import re
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection, connections, models, transaction
from django.db.models import F
from django.utils import timezone

from azdarar.archive.models import OldAddress, OldPattern, UnresolvedAddress, label_of
from azdarar.formats.old_addresses import LONGEST, asked, key_of
from azdarar.formats.redirects import Redirects, is_rule
from azdarar.press.watching import also_announce

logger = logging.getLogger(__name__)

#: The rule of addresses of texts that had nothing of their own and only led elsewhere.
ONLY_LEADS = "only leads"
#: The rule of addresses that a file of redirects tells.
_FILE = "redirects"
#: Rows written at once.
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
    """Remember addresses that lead to other addresses: of texts that only lead elsewhere.

    Args:
        pairs: (address, where it leads: an old address, one of ours, or one of another site).
    """
    _keep(_led(pairs, system=system, rule=rule, at=timezone.now()))


def _led(
    pairs: Iterable[tuple[str, str]], *, system: str, rule: str, at: datetime, told_by: int = 0
) -> Iterator["_Row"]:
    for address, to in pairs:
        leads_to = to.strip()[:LONGEST]
        row = _row(address, system=system, rule=rule, at=at, leads_to=leads_to, object_id=told_by)
        if row is not None:
            yield row


def mark_gone(obj: models.Model, *, at: datetime) -> None:
    """Say that an object readers knew is deleted: every address that led to it answers 410 from now on."""
    known = OldAddress.objects.filter(object_id=obj.pk, object_label=label_of(obj), gone_at=None)
    if known.update(gone_at=at):
        _tell()


def forget_addresses(label: str, ids: Sequence[int]) -> None:
    """Forget every address of objects, as if they had never been known: an import is taken back.

    Args:
        label: the model's, for example ``articles.Article``.
        ids: any number; a statement for each thousand.
    """
    for start in range(0, len(ids), _BATCH):
        OldAddress.objects.filter(object_label=label, object_id__in=ids[start : start + _BATCH]).delete()
    _tell()


def forget_redirects(leads_to: Sequence[str], *, system: str) -> None:
    """Forget the addresses of texts that only led there: an import is taken back."""
    led = OldAddress.objects.filter(system=system, rule=ONLY_LEADS, object_label="")
    led.filter(leads_to__in=[one for one in leads_to if one]).delete()
    _tell()


def forget_told_by(run_id: int) -> int:
    """Forget what the files of redirects of an import told; returns how many addresses and rules."""
    addresses, _details = OldAddress.objects.filter(object_label="", object_id=run_id).delete()
    rules, _details = OldPattern.objects.filter(told_by=run_id).delete()
    _tell()
    return addresses + rules


class _Row(NamedTuple):
    """A row of the table, as it is written: in the order of its columns."""

    key: int
    host: str
    address: str
    system: str
    rule: str
    remembered_at: datetime | str | None
    object_label: str = ""
    object_id: int = 0
    leads_to: str = ""
    gone_at: datetime | str | None = None
    format_version: int = OldAddress.FORMAT_VERSION


# Django makes an object of each row and writes each statement anew, which takes four times as long.
_INSERT = (
    f"INSERT INTO archive_oldaddress ({', '.join(_Row._fields)}) "  # noqa: S608 - names of our own columns
    f"VALUES ({', '.join(['%s'] * len(_Row._fields))}) ON CONFLICT DO NOTHING"
)


def _row(address: str, *, system: str, rule: str, at: datetime, **target: Any) -> _Row | None:
    said = asked(address)
    if said.text == "/":  # the front page of any site: it says nothing
        return None
    return _Row(key_of(said.text), said.host[:255], said.text, system, rule[:60], at, **target)


def _keep(rows: Iterable[_Row], *, takes_away: bool = False) -> None:
    """Write rows, a thousand at once; what is there already stays as it is."""
    rows = iter(rows)
    instant = lru_cache(maxsize=4)(connection.ops.adapt_datetimefield_value)
    while batch := list(islice(rows, _BATCH)):
        told = [
            row._replace(remembered_at=instant(row.remembered_at), gone_at=instant(row.gone_at))
            for row in batch
        ]
        # Within the caller's transaction; without one, each row would be brought to the disk by itself.
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            cursor.executemany(_INSERT, told)
            _tell(takes_away=takes_away)


def _tell(*, takes_away: bool = True) -> None:
    """Tell whoever keeps pages that a former address may answer with something else.

    Args:
        takes_away: False where addresses were only added.
    """
    also_announce("archive.addresses-changed", tags=["addresses"], takes_away=takes_away)


def asked_in_vain(address: str) -> None:
    """Count an address that nothing answers; written down with others, at most half a minute later.

    A process that ends before loses what it counted since. What only machines ask that look for holes is not
    counted, and at most 500 different addresses are between two writings: so much memory a flood costs, and
    the database one short transaction in half a minute.

    Args:
        address: as much of it as may be written down (``formats.old_addresses.told_part``).
    """
    if not is_probe(address):
        _COUNTER.count(address)


def is_probe(address: str) -> bool:
    """Whether only machines that look for holes ask for it; no reader ever followed a link there."""
    return _PROBE.search(address) is not None


def write_asked_in_vain() -> int:
    """Write down now what was counted in this process; returns how many addresses."""
    return _COUNTER.write()


#: What scanners try on every host of the world.
_PROBE = re.compile(
    r"/\.(?!well-known)|/(?:wp-(?:login|admin|includes|json|config|cron)|xmlrpc\.php|cgi-bin|phpmyadmin|pma|vendor"
    r"|boaform|actuator|owa|autodiscover|server-status|solr|telescope|_ignition|\.\.)(?:[/.?]|$)"
    r"|\.(?:env|sql|bak|ini|sh|exe|dll)$",
    re.IGNORECASE,
)


class _Counter:
    """What was asked in vain since it was last written down, in this process."""

    WAIT_S = 30.0
    MOST = 500

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: Counter[str] = Counter()
        self._is_waiting = False

    def count(self, address: str) -> None:
        with self._lock:
            if address not in self._asked and len(self._asked) >= self.MOST:
                return
            self._asked[address] += 1
            if self._is_waiting or not settings.AZDARAR_COUNTS_IN_BACKGROUND:
                return
            self._is_waiting = True
        timer = threading.Timer(self.WAIT_S, self._write_in_background)
        timer.daemon = True
        timer.start()

    def write(self) -> int:
        with self._lock:
            asked_now, self._asked, self._is_waiting = self._asked, Counter(), False
        if asked_now:
            _write_down(asked_now, at=timezone.now())
        return len(asked_now)

    def _write_in_background(self) -> None:
        try:
            self.write()
        except DatabaseError:
            logger.warning("addresses asked for in vain could not be counted", exc_info=True)
        finally:
            connections.close_all()


_COUNTER = _Counter()


def _write_down(asked_now: Mapping[str, int], *, at: datetime) -> None:
    """Add to what other processes count at the same time; two that meet a new address at once count one."""
    times_of = {key_of(address): (address, times) for address, times in asked_now.items()}
    with transaction.atomic():
        rows = UnresolvedAddress.objects.filter(key__in=times_of)
        known = set(rows.values_list("key", flat=True))
        for key in known:
            times = times_of[key][1]
            UnresolvedAddress.objects.filter(key=key).update(asked=F("asked") + times, last_asked_at=at)
        new = [
            UnresolvedAddress(key=key, address=address, asked=times, first_asked_at=at, last_asked_at=at)
            for key, (address, times) in times_of.items()
            if key not in known
        ]
        UnresolvedAddress.objects.bulk_create(new, batch_size=_BATCH, ignore_conflicts=True)
        _keep_the_most_asked()


def _keep_the_most_asked() -> None:
    too_many = UnresolvedAddress.objects.count() - UnresolvedAddress.MOST
    if too_many > 0:
        least = UnresolvedAddress.objects.order_by("asked", "last_asked_at").values_list("pk", flat=True)
        UnresolvedAddress.objects.filter(pk__in=list(least[:too_many])).delete()


def take_in_redirects(redirects: Redirects, *, system: str, at: datetime, told_by: int = 0) -> list[str]:
    """Remember what a file of redirects says, in one transaction; returns what was left out.

    What an earlier import told in the same words stays that one's.

    Args:
        system: whose file it is; one of ``OldAddress.System``.
        told_by: the number of the import that brings it, to be forgotten with it (``forget_told_by``); 0:
            somebody gave the file by itself, and has the last word.
    """
    left_out = [one for one in redirects.patterns if not is_rule(*one)]
    with transaction.atomic():
        rows = [*_led(redirects.pairs, system=system, rule=_FILE, at=at, told_by=told_by)]
        gone = (
            _row(address, system=system, rule=_FILE, at=at, gone_at=at, object_id=told_by)
            for address in redirects.gone
        )
        rows += [row for row in gone if row is not None]
        _keep(_not_told_yet(rows) if told_by else rows, takes_away=True)
        rules = [one for one in redirects.patterns if is_rule(*one)]
        _keep_rules(rules, system=system, told_by=told_by)
    return [*redirects.left_out, *(expression for expression, _leads_to in left_out)]


def _not_told_yet(rows: Sequence[_Row]) -> Iterator[_Row]:
    """Those of the rows of a file that no earlier file told in the same words."""
    for start in range(0, len(rows), _BATCH):
        some = rows[start : start + _BATCH]
        told = OldAddress.objects.filter(object_label="", rule=_FILE, key__in=[row.key for row in some])
        known = {
            (address, host, leads_to, gone_at is None)
            for address, host, leads_to, gone_at in told.values_list("address", "host", "leads_to", "gone_at")
        }
        for row in some:
            if (row.address, row.host, row.leads_to, row.gone_at is None) not in known:
                yield row


def _keep_rules(rules: Iterable[tuple[str, str]], *, system: str, told_by: int) -> None:
    rank = OldPattern.objects.count()
    _tell()
    for expression, leads_to in rules:
        same = OldPattern.objects.filter(expression=expression)
        if told_by and same.filter(leads_to=leads_to[:500]).exists():
            continue
        rank += 1
        before = same.order_by("rank").values_list("rank", flat=True).first()
        OldPattern.objects.update_or_create(
            expression=expression,
            told_by=told_by,
            defaults={"leads_to": leads_to[:500], "system": system},
            create_defaults={"leads_to": leads_to[:500], "system": system, "rank": before or rank},
        )


def point_address(address: str, *, leads_to: str, at: datetime) -> None:
    """Say by hand where an address leads: to another, here or on an old site; empty: it is gone for good.

    A person has the last word: it is taken before everything a source told.
    """
    row = _row(address, system=OldAddress.System.PERSON, rule="", at=at)
    if row is None:
        return
    OldAddress.objects.update_or_create(
        key=row.key,
        host=row.host,
        object_label="",
        object_id=0,
        defaults={
            "address": row.address,
            "system": OldAddress.System.PERSON,
            "rule": "",
            "leads_to": leads_to[:LONGEST],
            "gone_at": None if leads_to else at,
            "remembered_at": at,
        },
    )
    UnresolvedAddress.objects.filter(key=row.key).delete()
    _tell()


def forget_decision(address: str) -> None:
    """Take back what a person said of an address: it answers again what sources told of it."""
    said = asked(address)
    OldAddress.objects.filter(
        key=key_of(said.text), host=said.host, system=OldAddress.System.PERSON, object_id=0
    ).delete()
    _tell()


def forget_unresolved(address: str) -> None:
    """Take an address off the list of those nothing answers, until somebody asks for it again."""
    UnresolvedAddress.objects.filter(key=key_of(address)).delete()
