"""The names of all subjects: asked of the database for one story, or held in memory for an archive."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Coalesce

from azdarar.language.mentions import KnownName as Known
from azdarar.language.mentions import Sort, Table
from azdarar.subjects.models import KnownName, NameKey, Subject

#: Values in one question to the database.
_AT_ONCE = 900
#: A key that so many subjects have tells nothing.
_MOST_OF_A_KEY = 200
#: More values than this no database takes at once.
_MOST_PRESENT = 20_000
_COLUMNS = ("subject", "subject__joined_into", "subject__kind", "words", "capitals", "sort")


class NamesAtHand(Protocol):
    """What a text is compared with."""

    def beginning_with(self, words: Iterable[str], /) -> Table:
        """The names that begin with one of some folded words."""
        ...

    def filed_under(self, keys: Iterable[str], /) -> Mapping[str, Sequence[int]]:
        """The subjects under some keys of ``language.names``."""
        ...

    def whole_names(self, subjects: Iterable[int], /) -> Mapping[int, Sequence[str]]:
        """The folded whole names of some subjects."""
        ...


class NamesInDatabase:
    """Asks for what one text needs."""

    def beginning_with(self, words: Iterable[str], /) -> Table:
        found: dict[str, dict[str, list[Known]]] = {}
        present = sorted({"", *words})
        names = KnownName.objects.all()
        if len(present) <= _MOST_PRESENT:
            # Hundreds may be called Anna: only those whose second word is there too. As an expression, so
            # that a database does not try each first word with each second one.
            names = names.annotate(follows=Coalesce("second", Value(""))).filter(follows__in=present)
        for some in _chunks(present[1:]):
            for name in _known(names.filter(first__in=some)):
                _file(found, name)
        return found

    def filed_under(self, keys: Iterable[str], /) -> dict[str, list[int]]:
        found = defaultdict(list)
        for some in _chunks(keys):
            # Counted in the index alone, before the rows of a key that thousands have are brought.
            counted = NameKey.objects.filter(key__in=some).values("key").annotate(many=Count("pk"))
            telling = [key for key, many in counted.values_list("key", "many") if many <= _MOST_OF_A_KEY]
            rows = NameKey.objects.filter(key__in=telling)
            for key, subject, into in rows.values_list("key", "subject", "subject__joined_into"):
                found[key].append(into or subject)
        return found

    def whole_names(self, subjects: Iterable[int], /) -> dict[int, list[str]]:
        found = defaultdict(list)
        for some in _chunks(subjects):
            rows = KnownName.objects.filter(subject__in=some, sort=Sort.WHOLE.value)
            for subject, words in rows.values_list("subject", "words"):
                found[subject].append(words)
        return found


class NamesInMemory:
    """All names, or those that were added since an instant; some thirty megabytes for 60,000 names."""

    def __init__(self, *, since: datetime | None = None) -> None:
        rows = KnownName.objects.filter(added_at__gte=since) if since else KnownName.objects.all()
        self._names: dict[str, dict[str, list[Known]]] = {}
        self._whole: dict[int, list[str]] = defaultdict(list)
        for name in _known(rows):
            _file(self._names, name)
            if name.sort is Sort.WHOLE:
                self._whole[name.owner].append(name.text)
        self._keys: dict[str, list[int]] = defaultdict(list)
        keys = NameKey.objects.filter(subject__in=Subject.objects.filter(joined_into=None))
        for key, subject in keys.values_list("key", "subject").iterator(chunk_size=5_000):
            if subject in self._whole:
                self._keys[key].append(subject)
        self._keys = _telling(self._keys)

    def beginning_with(self, words: Iterable[str], /) -> Table:
        return {word: found for word in words if (found := self._names.get(word))}

    def filed_under(self, keys: Iterable[str], /) -> dict[str, list[int]]:
        return {key: found for key in keys if (found := self._keys.get(key))}

    def whole_names(self, subjects: Iterable[int], /) -> dict[int, list[str]]:
        return {subject: self._whole.get(subject, []) for subject in subjects}


def _known(rows: QuerySet[KnownName]) -> Iterator[Known]:
    for subject, into, kind, words, capitals, sort in rows.values_list(*_COLUMNS).iterator(chunk_size=5_000):
        yield Known(
            owner=into or subject,
            words=tuple(words.split(" ")),
            capitals=tuple(one == "1" for one in capitals),
            sort=Sort(sort),
            is_person=kind == Subject.Kind.PERSON,
        )


def _file(table: dict[str, dict[str, list[Known]]], name: Known) -> None:
    second = name.words[1] if len(name.words) > 1 else ""
    table.setdefault(name.words[0], {}).setdefault(second, []).append(name)


def _telling(found: dict[str, list[int]]) -> dict[str, list[int]]:
    return {key: subjects for key, subjects in found.items() if len(subjects) <= _MOST_OF_A_KEY}


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    told = sorted(set(values))
    return (told[first : first + _AT_ONCE] for first in range(0, len(told), _AT_ONCE))
