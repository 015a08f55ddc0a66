"""Texts that are each other's translations on the old site, linked here once all of them are taken."""

from azdarar.archive.internal.ledger import Ledger
from azdarar.archive.models import LedgerLine
from azdarar.articles.actions import TranslationClashError, link_translations
from azdarar.articles.models import Article


class Families:
    """Numbers of stories by what their translations share there."""

    def __init__(self, *, kind: str) -> None:
        self._kind = kind
        self._families: dict[str, list[str]] = {}

    def add(self, family: str, foreign_id: str) -> None:
        """Note a member."""
        if family:
            self._families.setdefault(family, []).append(foreign_id)

    def link(self, ledger: Ledger) -> list[str]:
        """Link what is here; sentences on what could not be."""
        clashes: list[str] = []
        for numbers in self._families.values():
            if len(numbers) > 1:
                clashes += self._link(numbers, ledger)
        return clashes

    def _link(self, numbers: list[str], ledger: Ledger) -> list[str]:
        clashes: list[str] = []
        lines = {
            line.object_id: line
            for line in ledger.find_all(self._kind, numbers).values()
            if line.object_id and line.object_label == Article._meta.label
        }
        stories = list(Article.objects.filter(pk__in=lines).order_by("pk"))
        ours = [story.pk for story in stories if story.latest_revision_id == lines[story.pk].revision_id]
        for other in stories[1:]:
            try:
                link_translations(Article.objects.get(pk=stories[0].pk), other)
            except TranslationClashError as clash:
                clashes.append(str(clash))
        for story in Article.objects.filter(pk__in=ours):
            # Linking may write a revision: it is the import's own, and no edit of a person.
            if story.latest_revision_id != lines[story.pk].revision_id:
                LedgerLine.objects.filter(pk=lines[story.pk].pk).update(revision_id=story.latest_revision_id)
        return clashes
