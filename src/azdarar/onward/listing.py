"""Who makes the lists: in the worker after each story's news, and over the whole archive after an import.

Everything is made of what stands in the database, and written in transactions of its own; whoever is killed
is followed by another, which goes on with what is not done. Imported only where lists are made: numpy lies
below.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from azdarar.articles.models import Article
from azdarar.onward.internal.arrays import np
from azdarar.onward.internal.catalogue import Catalogue, Near
from azdarar.onward.internal.choosing import CHOSEN_FROM, MOST_ENTRIES, choose, least_of
from azdarar.onward.internal.discovering import Discoveries
from azdarar.onward.internal.shelf import Shelf
from azdarar.onward.internal.space import LEAST_SAMPLE, fit, pack
from azdarar.onward.internal.words import Words
from azdarar.onward.lists import HEAD_RELATED, Lists, keep_lists, stored_lists
from azdarar.onward.measuring import (
    REMEMBERED_FROM,
    WORTH,
    count_words,
    entries_of,
    kinds_of_subjects,
    readable,
)
from azdarar.onward.models import ReadOn
from azdarar.onward.waiting import (
    Stage,
    archive_listing,
    ask_for_archive,
    note_done,
    note_listed,
    note_progress,
    waiting_stories,
)
from azdarar.subjects.models import Subject

logger = logging.getLogger(__name__)

FILE_NAME = "onward.sqlite3"
#: Stories a space is fitted on, and how much a language must grow until it is fitted anew.
MOST_SAMPLED, _GROWN = 20_000, 2
#: Stories of one transaction.
_MEASURED_AT_ONCE, _LISTED_AT_ONCE = 200, 500
#: More stories than this that wait are listed as an archive is; others one by one, each at once.
_MOST_ONE_BY_ONE = 300


class Lister:
    """Makes lists, and holds what they are made by in memory.

    Not safe from several threads; from several processes it is: what others measured is read first.
    """

    def __init__(self, folder: Path) -> None:
        self._shelf = Shelf(folder / FILE_NAME)
        self._words: dict[str, Words] = {}
        self._forget()

    def close(self) -> None:
        """Let go of the file and of the memory."""
        self._shelf.close()
        self._forget()

    @property
    def held(self) -> int:
        """Stories in memory."""
        return self._catalogue.count

    # -- one by one ----------------------------------------------------------------------------

    def tend(self, *, at: datetime | None = None) -> int:
        """List the stories that wait, so many at once; returns how many those were.

        Where more wait, or a language has grown, ``list_archive`` is asked for.
        """
        waiting = waiting_stories(most=_MOST_ONE_BY_ONE + 1)
        if not waiting:
            return 0
        at = at or timezone.now()
        self.refresh()
        told = Article.objects.filter(pk__in=[pk for pk, _at in waiting]).order_by()
        languages = set(told.values_list("language", flat=True))
        if len(waiting) > _MOST_ONE_BY_ONE or any(self._is_to_be_fitted(one) for one in languages):
            ask_for_archive(at=at)
        for pk, asked_at in waiting:
            try:
                self.list_story(pk, at=at)
            except (DatabaseError, sqlite3.Error):
                raise  # tried again
            except Exception:
                # The others must not wait for it; plain rules stand in, and its next change is another try.
                logger.exception("a story could not be listed", extra={"article": pk})
            note_listed(pk, asked_at=asked_at)
        return len(waiting)

    def list_story(self, article_id: int, *, at: datetime) -> set[int]:
        """Make a story's lists, and change those of others that it concerns; returns whose were changed."""
        story = readable(Article.objects.filter(pk=article_id)).first()
        if story is None or not story.live or story.visible_from is None:
            return self._take_away(article_id, at=at)
        if story.language not in self._catalogue.spaces:
            return set()  # the archive's listing, which was asked for, makes its space first
        row = self._catalogue.row_of(article_id)
        around = self._ids_near(self._catalogue.near(row)) if row >= 0 else set()
        self._measure([story])
        self.refresh()
        row = self._catalogue.row_of(article_id)
        if row < 0:
            return set()  # a space was fitted anew meanwhile: who did that lists it
        near = self._catalogue.near(row)
        made = {article_id: self._make(row, near, self._discoveries())}
        before = stored_lists([article_id, *(around | self._ids_near(near))])
        made |= self._offered(row, {pk: lists for pk, lists in before.items() if pk != article_id})
        keep_lists(made, version=self._version_of(story.language), at=at)
        for pk, lists in made.items():
            self._count_links(before.get(pk), -1)
            self._count_related(lists, 1)
            if pk != article_id:  # what a choice of discoveries leads to was counted when it was made
                self._count_all(lists.discover[:3], 1)
        return set(made)

    def _ids_near(self, near: Near) -> set[int]:
        return set(self._catalogue.ids[near.rows[:CHOSEN_FROM]].tolist())

    def _offered(self, newcomer: int, older: Mapping[int, Lists]) -> dict[int, Lists]:
        """Offer a story to older ones near to it; returns the lists of those where that changes something."""
        told = self._catalogue
        rows = {there: lists for pk, lists in older.items() if (there := told.row_of(pk)) >= 0}
        nearness = told.nearness_to(np.fromiter(rows, np.int32, len(rows)), newcomer).tolist()
        made = {}
        for (row, lists), near in zip(rows.items(), nearness, strict=True):
            changed = self._offer(row, lists, newcomer=newcomer, nearness=round(near * 1000))
            if changed is not None:
                made[int(told.ids[row])] = changed
        return made

    def _offer(self, row: int, lists: Lists, *, newcomer: int, nearness: int) -> Lists | None:
        """The lists of an older story with a newer one among them; None where that changes nothing."""
        told = self._catalogue
        pk = int(told.ids[newcomer])
        others = {entry[0]: entry for entry in lists.related if entry[0] != pk}
        scores = [entry[1] for entry in others.values()]
        if len(others) == len(lists.related):
            weakest = scores[-1] if len(scores) >= MOST_ENTRIES else 0
            if nearness <= weakest or nearness < least_of(max(scores, default=0) / 1000) * 1000:
                return None
        held = [there for one in others if (there := told.row_of(one)) >= 0]
        links = choose(
            told,
            row,
            told.near(row, others=np.array([*held, newcomer], np.int32)),
            forms=self._shelf.forms(int(told.ids[row])),
            events=self._events,
            known={one: (entry[2], entry[3]) for one, entry in others.items()},
        )
        related = [link.written() for link in links]
        if related == lists.related:
            return None
        return Lists(
            related,
            [one for one in lists.discover if one not in {e[0] for e in related[:HEAD_RELATED]}],
            lists.remembered_on,
        )

    def _take_away(self, article_id: int, *, at: datetime) -> set[int]:
        """Leave a story out of its neighbours' lists; whichever else holds it passes over it when shown."""
        row = self._catalogue.row_of(article_id)
        if row < 0:
            return set()
        around = self._ids_near(self._catalogue.near(row))
        self._shelf.remove(article_id)
        self._catalogue.remove(article_id)
        before = stored_lists([article_id, *around])
        made = {
            pk: Lists(
                [entry for entry in lists.related if entry[0] != article_id],
                lists.discover,
                lists.remembered_on,
            )
            for pk, lists in before.items()
            if pk != article_id and any(entry[0] == article_id for entry in lists.related)
        }
        ReadOn.objects.filter(pk=article_id).delete()
        if made:
            language = self._catalogue.languages[int(self._catalogue.language[row])]
            keep_lists(made, version=self._version_of(language), at=at)
        self._count_links(before.get(article_id), -1)
        return set(made)

    # -- the whole archive ---------------------------------------------------------------------

    def list_archive(
        self,
        *,
        is_anew: bool = False,
        progress: Callable[[str, int, int], None] | None = None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> int:
        """Make the lists of every story that has none, newest first; goes on where another stopped.

        Args:
            is_anew: also fit every space anew, so that no story is measured or listed by it yet.

        Returns:
            How many stories were listed.
        """
        asked = archive_listing()
        tell = _Telling(progress)
        listed = 0
        for language in (
            Article.objects.filter(live=True, visible_from__isnull=False)
            .order_by()
            .values_list("language", flat=True)
            .distinct()
        ):
            if should_stop():
                return listed
            if is_anew or self._is_to_be_fitted(language):
                self._fit(language)
            self._measure_archive(language, tell, should_stop=should_stop)
        self._forget()
        self.refresh()
        listed = self._list_all(tell, should_stop=should_stop)
        if asked is not None and not should_stop():
            note_done(asked_at=asked.asked_at, total=self.held, at=timezone.now())
        return listed

    def _fit(self, language: str) -> None:
        stories = _public(language)
        count = stories.count()
        ids = list(stories.order_by().values_list("pk", flat=True))
        if count > MOST_SAMPLED:
            chosen = np.random.default_rng(count).choice(count, MOST_SAMPLED, replace=False)
            ids = sorted(ids[int(one)] for one in chosen)
        words = self._words_of(language)
        sample = [
            pack(count_words(story, words))
            for start in range(0, len(ids), _MEASURED_AT_ONCE)
            for story in readable(Article.objects.filter(pk__in=ids[start : start + _MEASURED_AT_ONCE]))
        ]
        self._shelf.keep_space(language, fit(sample, stories=count))

    def _is_to_be_fitted(self, language: str) -> bool:
        if language not in self._shelf.versions():
            return True
        sample = (
            self._shelf.space(language).sample
            if language not in self._catalogue.spaces
            else (self._catalogue.spaces[language].sample)
        )
        return sample < MOST_SAMPLED and _public(language).count() >= _GROWN * max(sample, LEAST_SAMPLE // 4)

    def _measure_archive(self, language: str, tell: _Telling, *, should_stop: Callable[[], bool]) -> None:
        """Measure the stories of a language that are not yet, newest first."""
        version = self._shelf.versions()[language]
        space, words = self._shelf.space(language), self._words_of(language)
        ids = list(_public(language).values_list("pk", flat=True))
        done = 0
        for start in range(0, len(ids), _MEASURED_AT_ONCE):
            if should_stop():
                return
            some = ids[start : start + _MEASURED_AT_ONCE]
            missing = set(some) - self._shelf.held(some, versions=[version])
            if missing:
                stories = list(readable(Article.objects.filter(pk__in=missing)))
                self._shelf.put(list(entries_of(stories, words=words, space=space)), version=version)
            done += len(some)
            tell(Stage.MEASURING, done, len(ids))

    def _list_all(self, tell: _Telling, *, should_stop: Callable[[], bool]) -> int:
        """Make the lists of the stories in memory that have none by these vectors, newest first."""
        told, listed = self._catalogue, 0
        newest_first = np.argsort(-told.minute[: told.count], kind="stable")
        has_them = self._listed()
        wanted = newest_first[told.alive[newest_first] & ~has_them[newest_first]].tolist()
        for start in range(0, len(wanted), _LISTED_AT_ONCE):
            if should_stop():
                return listed
            self._list_rows(wanted[start : start + _LISTED_AT_ONCE])
            listed = min(start + _LISTED_AT_ONCE, len(wanted))
            tell(Stage.LISTING, listed, len(wanted))
        return listed

    def _listed(self) -> Any:
        """Which rows have lists made by the vectors they have now."""
        rows = ReadOn.objects.values_list("pk", "version").iterator(chunk_size=5_000)
        made = np.fromiter(rows, np.dtype([("pk", np.int64), ("version", np.int64)]))
        told = self._catalogue
        versions = np.array([self._versions[language] for language in told.languages] or [0])
        # A story's number and a version in one: versions are few.
        wanted = told.ids[: told.count] * 2**20 + versions[told.language[: told.count]]
        return np.isin(wanted, made["pk"] * 2**20 + made["version"])

    def _list_rows(self, rows: Sequence[int]) -> None:
        """Make the lists of some stories, a transaction for each language."""
        told, at = self._catalogue, timezone.now()
        discoveries = self._discoveries()
        for language in {int(told.language[row]) for row in rows}:
            same = [int(row) for row in rows if told.language[row] == language]
            before = stored_lists(int(told.ids[row]) for row in same)
            made = {int(told.ids[row]): self._make(row, told.near(row), discoveries) for row in same}
            name = told.languages[language]
            keep_lists(made, version=self._version_of(name), at=at, others=_of_the_day(name, made))
            for pk, lists in made.items():
                self._count_links(before.get(pk), -1)
                self._count_related(lists, 1)

    def _discoveries(self) -> Discoveries:
        """Chooses what is far; looked up anew from time to time by itself."""
        if self._chooser is None:
            self._chooser = Discoveries(self._catalogue, places=self._places)
        return self._chooser

    # -- what both need ------------------------------------------------------------------------

    def refresh(self) -> None:
        """Take in what was measured since, by whomever; everything where a space was fitted anew."""
        try:
            self._refresh()
        except sqlite3.DatabaseError:
            logger.exception("what stories are compared by is damaged, and made anew")
            self._shelf.throw_away()
            self._shelf = Shelf(self._shelf.path)
            self._forget()
            ask_for_archive(at=timezone.now())

    def _refresh(self) -> None:
        versions = self._shelf.versions()
        newest = self._shelf.newest()
        if versions != self._versions:
            self._forget()
            self._versions = versions
            spaces = {language: self._shelf.space(language) for language in versions}
            room = sum(self._shelf.count(language, version=version) for language, version in versions.items())
            self._catalogue = Catalogue(spaces, room=room + 1_024)
            self._catalogue.fill(self._shelf.entries(after=0, versions=list(versions.values())))
            self._weigh_subjects(kinds_of_subjects())
            for related, discover in ReadOn.objects.values_list("related", "discover").iterator(
                chunk_size=2_000
            ):
                self._count_links(Lists(related, discover), 1)
        elif newest != self._newest:
            subjects = set[int]()
            for entry in self._shelf.entries(after=self._newest, versions=list(versions.values())):
                self._catalogue.put(entry)
                subjects.update(entry.subjects)
            for pk in self._shelf.gone(after=self._newest):
                self._catalogue.remove(pk)
            self._weigh_subjects(kinds_of_subjects(subjects))
        self._newest = newest

    def _forget(self) -> None:
        self._versions: dict[str, int] = {}
        self._newest = 0
        self._catalogue = Catalogue({})
        self._places = self._events = frozenset[int]()
        self._chooser: Discoveries | None = None

    def _weigh_subjects(self, kinds: Mapping[int, str]) -> None:
        """Take in what these subjects are: all of them once, then those that new stories speak of."""
        self._catalogue.weight_of_subject |= {pk: WORTH[Subject.Kind(kind)] for pk, kind in kinds.items()}
        places = frozenset(pk for pk, kind in kinds.items() if kind == Subject.Kind.PLACE)
        events = frozenset(pk for pk, kind in kinds.items() if kind == Subject.Kind.EVENT)
        self._events = (self._events - kinds.keys()) | events
        places |= self._places - kinds.keys()
        if places != self._places:
            self._places, self._chooser = places, None

    def _measure(self, stories: Sequence[Article]) -> None:
        for story in stories:
            space = self._catalogue.spaces[story.language]
            entries = list(entries_of([story], words=self._words_of(story.language), space=space))
            self._shelf.put(entries, version=self._versions[story.language])

    def _make(self, row: int, near: Any, discoveries: Discoveries) -> Lists:
        told = self._catalogue
        pk = int(told.ids[row])
        links = choose(told, row, near, forms=self._shelf.forms(pk), events=self._events)
        taken = [link.article_id for link in links]
        found = discoveries.choose(row, exclude=taken)
        day = None
        if told.quality[row] >= REMEMBERED_FROM:
            appeared = np.datetime64(int(told.minute[row]), "m").astype(datetime)
            day = appeared.month * 100 + appeared.day
        return Lists([link.written() for link in links], [int(told.ids[one]) for one in found], day)

    def _count_links(self, lists: Lists | None, by: int) -> None:
        """Count, or count no longer, to which stories a page leads."""
        if lists is not None:
            self._count_related(lists, by)
            self._count_all(lists.discover[:3], by)

    def _count_related(self, lists: Lists, by: int) -> None:
        self._count_all((entry[0] for entry in lists.related[:HEAD_RELATED]), by)

    def _count_all(self, ids: Iterable[int], by: int) -> None:
        for pk in ids:
            row = self._catalogue.row_of(pk)
            if row >= 0:
                self._catalogue.inbound[row] += by

    def _words_of(self, language: str) -> Words:
        return self._words.setdefault(language, Words(language))

    def _version_of(self, language: str) -> int:
        return self._versions.get(language, 0)


class _Telling:
    """Leaves word of how far it is, in the database and to who asked."""

    def __init__(self, progress: Callable[[str, int, int], None] | None) -> None:
        self._progress = progress

    def __call__(self, stage: str, done: int, total: int) -> None:
        note_progress(stage, done=done, total=total, at=timezone.now())
        if self._progress is not None:
            self._progress(stage, done, total)


def _of_the_day(language: str, made: dict[int, Lists]) -> list[str]:
    return [f"language:{language}:remembered"] if any(one.remembered_on for one in made.values()) else []


def _public(language: str) -> Any:
    stories = Article.objects.filter(language=language, live=True, visible_from__isnull=False)
    return stories.order_by("-visible_from", "-pk")
