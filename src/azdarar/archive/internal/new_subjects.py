"""Subjects of an import by their addresses, one for all languages; what is lacking is written together."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from azdarar.archive.internal.ledger import Ledger, fingerprint_of
from azdarar.rows import reserve_ids, write_rows
from azdarar.subjects.actions import write_first_keys
from azdarar.subjects.models import Subject, SubjectName

#: Numbers that are reserved at once; what is left of them at the end of a transaction is nobody's.
_NUMBERS = 64


class SubjectsBySlug:
    """Finds subjects, or makes them. ``made`` holds the ledger's fingerprint of each that was made."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._found: dict[str, Subject] = {}
        self._known: set[str] | None = None
        self._waiting: list[tuple[Subject, SubjectName]] = []
        self._numbers: dict[type[Model], Iterator[int]] = {}
        self.made: dict[int, str] = {}

    def get(self, slug: str, *, name: str, language: str) -> Subject:
        """The subject of an address, called so in a language where it is new."""
        if slug not in self._found:
            there = Subject.objects.filter(slug=slug).first() if slug in self._slugs() else None
            self._found[slug] = there or self._new(slug, name=name, language=language)
        return self._found[slug]

    def forget(self) -> None:
        """What was made since the last commit may be gone: everything is looked up again."""
        self._known = None
        for held in (self._found, self._waiting, self._numbers, self.made):
            held.clear()

    def _slugs(self) -> set[str]:
        # All at once: a question for each of thousands of keywords is dearer than writing them.
        if self._known is None:
            self._known = set(Subject.objects.values_list("slug", flat=True).iterator())
        return self._known

    def _new(self, slug: str, *, name: str, language: str) -> Subject:
        if len(self._waiting) == _NUMBERS:
            self._write()
        # By values: nobody listens to a new subject.
        subject = Subject(slug=slug, title=name[:200])
        called = SubjectName(subject=subject, language=language, text=name[:200])
        for row in (subject, called):
            row.pk = self._number(type(row))
            row._state.adding = False
        called.subject_id = subject.pk
        self._slugs().add(slug)
        self.made[subject.pk] = fingerprint_of(subject, rows=[called])
        self._waiting.append((subject, called))
        if len(self._waiting) == 1 and not self._ledger.write_later(self._write):
            self._write()
        return subject

    def _number(self, model: type[Model]) -> int:
        if model not in self._numbers:
            self._numbers[model] = iter(reserve_ids(model, _NUMBERS))
        return next(self._numbers[model])

    def _write(self) -> None:
        """Write those that wait: within the transaction in which their numbers were reserved."""
        waiting: list[tuple[Any, Any]] = self._waiting[:]
        self._waiting.clear()
        self._numbers.clear()
        write_rows(Subject, [subject for subject, _called in waiting])
        write_rows(SubjectName, [called for _subject, called in waiting])
        write_first_keys((subject, [called.text]) for subject, called in waiting)
