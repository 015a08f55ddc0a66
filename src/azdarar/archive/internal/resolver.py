"""From an old address to where its thing is now: two queries for who is meant, one for where it is.

A candidate that leads nowhere (a draft, a story under embargo, a number never taken in) is passed over as if
it were not known, so an answer never tells that something hidden exists. Among several that fit, the one from
the host that was asked, of the kind the form speaks of and in the very capitals, is taken.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from azdarar.archive.internal.destinations import (
    Destination,
    Wish,
    default_language,
    destination_of,
    feed_of,
)
from azdarar.archive.internal.foreign_story import spoken
from azdarar.archive.internal.lookups import headline_of, lines_of, rows_of
from azdarar.archive.internal.own_addresses import by_name, own_destination, service_address
from azdarar.archive.internal.patterns import led_by_pattern
from azdarar.archive.models import ImportRun, OldAddress
from azdarar.formats.old_addresses import (
    Asked,
    Identity,
    Service,
    asked,
    identities,
    key_of,
    numbered_by_link,
    told_part,
    words_of,
)
from azdarar.language.folding import fold

#: How many addresses may lead to one another before the last is given up: a circle ends here.
_MOST_HOPS = 4
#: What each kind of a source most often became here.
_LABELS = {
    "article": "articles.Article",
    "breve": "articles.Article",
    "rubrique": "articles.Section",
    "category": "articles.Section",
    "auteur": "articles.Contributor",
    "author": "articles.Contributor",
    "mot": "subjects.Subject",
    "tag": "subjects.Subject",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answers with.

    ``status`` is 200 for what is an address of the paper already, 301 with ``address`` (a path here, or the
    absolute address of another site), 410 for what is gone, 404 for what nobody knows. ``rule`` is the form
    that gave it, ``source`` who remembers it. ``words`` are those of the address, to look for stories by.
    """

    status: int
    asked: str
    address: str = ""
    rule: str = ""
    source: str = ""
    object_label: str = ""
    object_id: int = 0
    words: tuple[str, ...] = ()
    language: str = ""
    #: As much of the address as may be written down.
    told: str = ""

    @property
    def leads(self) -> bool:
        """Whether there is somewhere to go."""
        return self.status in (200, 301)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One thing that fits an identity: a row of the table, or a line of the ledger."""

    source: str
    text: str = ""
    host: str = ""
    label: str = ""
    pk: int = 0
    leads_to: str = ""
    is_gone: bool = False
    is_by_hand: bool = False


def resolve(
    address: str | Asked, *, at: datetime, hops: int = _MOST_HOPS, is_of_its_host: bool = False
) -> Answer:
    """Say what an address answers with, in one step, whatever leads to what.

    Args:
        address: as it was asked: absolute, from the root, or taken apart already.
        at: the instant at which readers ask.
        hops: how many remembered addresses may lead on to others.
        is_of_its_host: take only what is known of the very host; for addresses that may be another site's.
    """
    said = asked(address) if isinstance(address, str) else address
    answer = Answer(
        status=404,
        asked=said.text,
        words=words_of(said),
        language=_language(said.language),
        told=told_part(said),
    )
    is_of_the_paper = said.host in own_hosts() or said.host in _former_hosts()
    # What stands here wins over what stood elsewhere, unless a query may say what is meant: "/fr/?article12".
    is_home_first = said.host in own_hosts() and not said.pairs and not said.bare
    home = _at_home(said, answer, at=at) if is_home_first else None
    if home is not None:
        return home
    found = _elsewhere(said, answer, at=at, hops=hops, is_of_its_host=is_of_its_host)
    if found.status == 404 and is_of_the_paper and not is_home_first:
        return _at_home(said, found, at=at) or found
    return found


def _at_home(said: Asked, answer: Answer, *, at: datetime) -> Answer | None:
    """What stands at the address here."""
    destination = own_destination(said, wish=Wish(at=at))
    if destination is None:
        return None
    if destination.is_gone:
        return replace(answer, status=410, rule="address-here")
    is_same = said.host in own_hosts() and destination.address in (said.path, f"{said.path}/")
    return replace(answer, status=200 if is_same else 301, address=destination.address, rule="address-here")


def _elsewhere(
    said: Asked, answer: Answer, *, at: datetime, hops: int, is_of_its_host: bool = False
) -> Answer:
    """What stood at the address, here in former days or on another site."""
    found = identities(said)
    known = _Known(found, host=said.host, is_of_its_host=is_of_its_host)
    if is_of_its_host:
        found = tuple(one for one in found if one.text or one.system)
    gone: Answer | None = None
    is_ruled = False
    for identity in found:
        if identity.is_guess and not is_ruled and not is_of_its_host:
            # A rule somebody wrote comes before what is only guessed.
            is_ruled, ruled = True, None if gone else _by_pattern(said, answer, at=at, hops=hops)
            if ruled is not None:
                return ruled
        wish = Wish(at=at, view=identity.view, language=answer.language)
        for step in _steps(identity, known, answer, wish=wish, hops=hops, is_gone=gone is not None):
            if step.leads:
                return step
            gone = gone or step
    if gone is not None:
        return gone
    return (None if is_ruled or is_of_its_host else _by_pattern(said, answer, at=at, hops=hops)) or answer


def _by_pattern(said: Asked, answer: Answer, *, at: datetime, hops: int) -> Answer | None:
    target = led_by_pattern(said)
    return _followed(target, answer, rule="pattern", at=at, hops=hops) if target else None


def _steps(
    identity: Identity, known: "_Known", answer: Answer, *, wish: Wish, hops: int, is_gone: bool
) -> Iterator[Answer]:
    """The answers an identity gives, best first: 301 or 410 each."""
    if identity.kind == "service":
        if not is_gone:  # a story that was taken back is told of, and not covered by a list
            language = answer.language or known.language
            yield replace(answer, status=301, address=_service(identity, language), rule=identity.rule)
    elif identity.kind == "slug":
        destination = None if is_gone else by_name(identity.hint, identity.foreign_id, wish=wish)
        if destination is not None and not destination.is_gone:
            yield replace(answer, status=301, address=destination.address, rule=identity.rule)
    else:
        for candidate in known.for_identity(identity):
            step = _candidate_answer(candidate, identity, answer, wish=wish, hops=hops)
            if step is not None:
                yield step


def _candidate_answer(
    candidate: _Candidate, identity: Identity, answer: Answer, *, wish: Wish, hops: int
) -> Answer | None:
    told = replace(answer, rule=identity.rule, source=candidate.source)
    if candidate.leads_to:
        followed = _followed(candidate.leads_to, told, rule=identity.rule, at=wish.at, hops=hops)
        if followed is not None or not candidate.label:
            return followed
    if not candidate.label:
        return replace(told, status=410) if candidate.is_gone else None
    if identity.words and not _agrees(candidate, identity.words):
        return None
    destination = destination_of(candidate.label, candidate.pk, wish=wish)
    if destination is None:
        return None
    told = replace(told, object_label=candidate.label, object_id=candidate.pk)
    return _with(told, destination)


def _with(told: Answer, destination: Destination) -> Answer:
    if destination.is_gone:
        return replace(told, status=410)
    return replace(told, status=301, address=destination.address)


def _followed(target: str, told: Answer, *, rule: str, at: datetime, hops: int) -> Answer | None:
    """Where an address leads that only leads on; None where that leads nowhere, or in a circle."""
    if hops <= 0:
        return None
    said = asked(numbered_by_link(target) or target)
    is_elsewhere = said.host not in own_hosts() and said.host not in _former_hosts()
    inner = resolve(said, at=at, hops=hops - 1, is_of_its_host=is_elsewhere)
    if inner.leads:
        return replace(told, status=301, address=inner.address, rule=rule)
    if inner.status == 410:
        return replace(told, status=410, rule=rule)
    if is_elsewhere and target.startswith(("http://", "https://")):
        return replace(told, status=301, address=target, rule=rule)
    return None


def _agrees(candidate: _Candidate, words: Sequence[str]) -> bool:
    """Whether a story's headline holds at least half of the words of an address."""
    if candidate.label != "articles.Article":
        return False
    said = fold(headline_of(candidate.pk))
    held = [word for word in words if word and fold(word) in said]
    return bool(held) and 2 * len(held) >= len(words)


def _service(identity: Identity, language: str) -> str:
    if identity.foreign_id == Service.FEED:
        return feed_of(language)
    words = identity.words[0] if identity.words else ""
    return service_address(identity.foreign_id, language=language or default_language(), words=words)


def _language(named: str) -> str:
    """One of the paper's languages, or an empty string."""
    return spoken(named, languages=dict(settings.LANGUAGES))


def own_hosts() -> frozenset[str]:
    own = urlsplit(settings.SITE_URL).hostname or ""
    return frozenset({"", own.removeprefix("www.")})


def _former_hosts() -> frozenset[str]:
    return frozenset(host.removeprefix("www.") for host in settings.AZDARAR_OLD_HOSTS)


class _Known:
    """What table and ledger know of the things an address may speak of, in a query each."""

    def __init__(self, wanted: Iterable[Identity], *, host: str, is_of_its_host: bool) -> None:
        self._host, self._is_of_its_host = host, is_of_its_host
        self._language: str | None = None
        texts = {identity.text.casefold() for identity in wanted if identity.text}
        numbers = {(one.system, one.kind, one.foreign_id) for one in wanted if one.system and one.kind}
        self._by_text = _rows(texts)
        self._by_number = _lines(numbers) if numbers else {}

    @property
    def language(self) -> str:
        """The language of the site that was at this host, for its lists; empty where none was imported."""
        if self._language is None:
            self._language = _language(_language_of_site(self._host)) if self._host else ""
        return self._language

    def for_identity(self, identity: Identity) -> list[_Candidate]:
        """The candidates for one identity, best first."""
        if identity.text:
            found = self._by_text.get(identity.text.casefold(), [])
        else:
            found = self._by_number.get((identity.system, identity.kind, identity.foreign_id), [])
        if self._is_of_its_host:
            return [one for one in found if one.host == self._host]
        if len(found) < 2:
            return found
        label = _LABELS.get(identity.hint, "")

        def distance(one: _Candidate) -> tuple[bool, int, bool, bool, int]:
            host = 0 if one.host == self._host else 1 if not one.host else 2
            is_other = bool(label) and one.label != label
            # Of what several imports told, the newest.
            age = 0 if one.label else -one.pk
            return (not one.is_by_hand, host, is_other, one.text != identity.text, age)

        return sorted(found, key=distance)


def _rows(texts: set[str]) -> dict[str, list[_Candidate]]:
    found: dict[str, list[_Candidate]] = {}
    for row in rows_of([key_of(text) for text in texts]):
        candidate = _Candidate(
            source=f"{row.system}: {row.rule}" if row.rule else row.system,
            text=row.address,
            host=row.host,
            label=row.label,
            pk=row.pk,
            leads_to=row.leads_to,
            is_gone=bool(row.is_gone),
            is_by_hand=row.system == OldAddress.System.PERSON,
        )
        found.setdefault(row.address.casefold(), []).append(candidate)
    return found


def _lines(numbers: set[tuple[str, str, str]]) -> dict[tuple[str, str, str], list[_Candidate]]:
    found: dict[tuple[str, str, str], list[_Candidate]] = {}
    for line in lines_of(numbers):
        candidate = _Candidate(
            source=f"{line.system}: {line.site}",
            host=_host_of(line.site),
            label=line.label,
            pk=line.pk or 0,
            leads_to=line.leads_to,
        )
        found.setdefault((line.system, line.kind, line.number), []).append(candidate)
    return found


def _language_of_site(host: str) -> str:
    runs = ImportRun.objects.filter(site__icontains=host).order_by("-pk")
    told = runs.values_list("site", "summary__language")
    return next((language for site, language in told if language and _host_of(site) == host), "")


def _host_of(site: str) -> str:
    host = urlsplit(site if "://" in site else f"//{site}").hostname or ""
    return host.removeprefix("www.")
