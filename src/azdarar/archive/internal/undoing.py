"""An import taken back whole: what it made and nobody has edited or used here since."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from azdarar.archive.internal.ledger import fingerprint_of
from azdarar.archive.models import ImportRun, LedgerLine, label_of
from azdarar.archive.old_addresses import forget_addresses, forget_redirects, forget_told_by
from azdarar.articles.actions import publish_article, take_back_articles, take_back_pages
from azdarar.articles.models import Article, Contributor, PlainPage, Section
from azdarar.media.models import Picture
from azdarar.press.watching import told_together

#: Stories in one transaction.
_BATCH = 400
_PAGES = {label_of(model): model for model in (Article, PlainPage)}
#: What stories hang on goes after them, and of those what others hang on last.
_LAST = [label_of(model) for model in (Contributor, Section, Picture)]


@dataclass(slots=True)
class Undone:
    """What became of what an import had made."""

    taken_back: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    is_whole: bool = True


def undo(run: ImportRun, *, at: datetime, should_stop: Callable[[], bool]) -> Undone:
    """Take back what a run made, batch by batch; may be killed anywhere and begun again."""
    undone = Undone()
    _keep_what_is_used(run)
    for step in _steps(run, undone=undone, at=at):
        if should_stop() and step:
            undone.is_whole = False
            break
    kept = LedgerLine.objects.filter(run=run, outcome=LedgerLine.Outcome.KEPT)
    undone.kept.update(kept.values_list("kind", flat=True))
    return undone


def _steps(run: ImportRun, *, undone: Undone, at: datetime) -> Iterator[int]:
    yield from _in_batches(
        LedgerLine.objects.filter(last_run=run).exclude(run=run),
        lambda lines: _bring_back(lines, undone=undone, at=at),
    )
    made = LedgerLine.objects.filter(run=run).exclude(outcome=LedgerLine.Outcome.KEPT)
    for label in _PAGES:
        yield from _in_batches(
            made.filter(object_label=label), lambda lines: _take_back_pages(lines, undone=undone, at=at)
        )
    yield from _in_batches(made.filter(object_id=None), _forget)
    yield from _in_batches(made.filter(is_made=False), _forget)
    labels = set(made.values_list("object_label", flat=True).distinct()) - set(_PAGES)
    for label in sorted(labels, key=lambda label: (_LAST.index(label) + 1 if label in _LAST else 0, label)):
        yield from _in_batches(
            made.filter(object_label=label), lambda lines: _take_back_things_together(lines, undone=undone)
        )
    with transaction.atomic():
        told = forget_told_by(run.pk)
    undone.taken_back.update({"redirects": told} if told else {})
    yield told


def _in_batches(
    lines: "models.QuerySet[LedgerLine]", do: Callable[[list[LedgerLine]], object]
) -> Iterator[int]:
    last = 0
    while batch := list(lines.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        last = batch[-1].pk
        with transaction.atomic():
            do(batch)
        yield len(batch)


def _forget(lines: Iterable[LedgerLine]) -> None:
    lines = list(lines)
    for system in {line.system for line in lines if line.leads_to}:
        forget_redirects([line.leads_to for line in lines if line.system == system], system=system)
    LedgerLine.objects.filter(pk__in=[line.pk for line in lines]).delete()


def _keep(lines: Iterable[LedgerLine], why: str) -> None:
    LedgerLine.objects.filter(pk__in=[line.pk for line in lines]).update(
        outcome=LedgerLine.Outcome.KEPT, notes=[why]
    )


# -- stories and pages --------------------------------------------------------------------------


def _keep_what_is_used(run: ImportRun) -> None:
    """Mark the stories that were edited here, or that something of the paper's own shows or links to."""
    for label, model in _PAGES.items():
        made = LedgerLine.objects.filter(run=run, object_label=label)
        going = made.exclude(outcome=LedgerLine.Outcome.KEPT)
        for _count in _in_batches(going, partial(_keep_edited, model)):
            pass
    while _keep_shown(run):
        pass


def _keep_edited(model: Any, lines: list[LedgerLine]) -> None:
    found = model.objects.in_bulk([line.object_id for line in lines])
    edited = [line for line in lines if line.object_id in found and _is_edited(found[line.object_id], line)]
    _keep(edited, _("It was edited here since the import: it was not taken back."))


def _is_edited(page: Any, line: LedgerLine) -> bool:
    was_withdrawn = getattr(page, "withdrawn_at", None) is not None
    return bool(page.latest_revision_id != line.revision_id or was_withdrawn)


def _keep_shown(run: ImportRun) -> int:
    """Mark what is referred to by something that stays; returns how many were marked."""
    kind = ReferenceIndex._get_base_content_type(Page)
    going = LedgerLine.objects.filter(run=run, object_label__in=_PAGES).exclude(
        outcome=LedgerLine.Outcome.KEPT
    )
    pages = {str(pk) for pk in going.filter(object_id__isnull=False).values_list("object_id", flat=True)}
    used: set[str] = set()
    references = ReferenceIndex.objects.filter(to_content_type=kind).exclude(object_id="")
    for source_kind, source, target in references.values_list(
        "base_content_type_id", "object_id", "to_object_id"
    ).iterator():
        if target in pages and target != source and not (source_kind == kind.pk and source in pages):
            used.add(target)
    lines = list(going.filter(object_id__in=[int(pk) for pk in used])) if used else []
    _keep(lines, _("Something of the paper shows it or links to it: it was not taken back."))
    return len(lines)


def _take_back_pages(lines: list[LedgerLine], *, undone: Undone, at: datetime) -> None:
    label = lines[0].object_label
    ids = [line.object_id for line in lines if line.object_id is not None]
    if label == label_of(Article):
        take_back_articles(ids, at=at)
    else:
        take_back_pages(ids)
    # Afterwards: a page that is deleted leaves its address behind as gone.
    forget_addresses(label, ids)
    _forget(lines)
    undone.taken_back.update(line.kind for line in lines)


def _bring_back(lines: list[LedgerLine], *, undone: Undone, at: datetime) -> None:
    """Give stories that an earlier import had made the text they had before this one changed it."""
    for line in lines:
        model = _PAGES.get(line.object_label)
        page = model.objects.filter(pk=line.object_id).first() if model else None
        before = line.before
        if page is None or not before:
            line.last_run_id = before.get("run", line.run_id)
            line.save(update_fields=["last_run"])
            continue
        if _is_edited(page, line):
            _keep([line], _("It was edited here since the import: it was not given its former text."))
            undone.kept[line.kind] += 1
            continue
        revision = page.revisions.filter(pk=before.get("revision")).first()
        if revision is not None:
            _publish_again(page, revision, at=at)
            page.refresh_from_db()
        line.revision_id, line.checksum = page.latest_revision_id, before["checksum"]
        line.outcome, line.notes = before["outcome"], before["notes"]
        line.last_run_id, line.before = before["run"], {}
        line.save()
        undone.taken_back[f"{line.kind}: change"] += 1


def _publish_again(page: Any, revision: Any, *, at: datetime) -> None:
    former = revision.as_object()
    if not page.live:
        former.save_revision(clean=False)
    elif isinstance(page, Article):
        publish_article(former, at=at, is_archive=True)
    else:
        former.save_revision(clean=False).publish()


# -- what stories hang on -----------------------------------------------------------------------


def _take_back_things_together(lines: list[LedgerLine], *, undone: Undone) -> None:
    with told_together("archive.import-undone"):
        _take_back_things(lines, undone=undone)


def _take_back_things(lines: list[LedgerLine], *, undone: Undone) -> None:
    label = lines[0].object_label
    model = apps.get_model(label)
    found = model._default_manager.in_bulk([line.object_id for line in lines])
    used = _used(model, list(found))
    edited, kept, gone = [], [], []
    for line in lines:
        thing = found.get(line.object_id)
        if thing is not None and line.fingerprint and fingerprint_of(thing) != line.fingerprint:
            edited.append(line)
        else:
            (kept if line.object_id in used else gone).append(line)
    # Two things of the old site may have become one here: it goes where no line says that it stays.
    stays = {line.object_id for line in (*edited, *kept)}
    going = {line.object_id: line for line in gone if line.object_id in found.keys() - stays}
    model._default_manager.filter(pk__in=going).delete()
    undone.taken_back.update(line.kind for line in going.values())
    _keep(edited, _("It was edited here since the import: it was not taken back."))
    _keep(kept, _("Something of the paper still uses it: it was not taken back."))
    forget_addresses(label, [line.object_id for line in gone if line.object_id is not None])
    _forget(gone)


def _used(model: type[models.Model], ids: list[int]) -> set[int]:
    """Which of some things others point to or show: a question for each relation, however many they are."""
    used: set[int] = set()
    for relation in _relations_to(model):
        pointing = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": ids})
        used.update(pointing.values_list(relation.field.attname, flat=True).distinct())
    kind = ReferenceIndex._get_base_content_type(model)
    shown = ReferenceIndex.objects.filter(to_content_type=kind, to_object_id__in=[str(pk) for pk in ids])
    used.update(int(number) for number in shown.values_list("to_object_id", flat=True).distinct())
    return used


def _relations_to(model: type[models.Model]) -> Iterator[Any]:
    """What points to a model from outside it; its own child rows and the files made of it do not count."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel):
            continue
        is_pointed_at = relation.one_to_many or relation.one_to_one
        if is_pointed_at and relation.get_accessor_name() not in _OF_THE_THING:
            yield relation


#: Rows that are part of a thing, by the name it has for them.
_OF_THE_THING = frozenset({"keys", "known_names", "names", "profiles", "renditions", "suggestions"})
