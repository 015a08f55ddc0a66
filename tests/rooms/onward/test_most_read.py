"""What is read most: taken in once, ranked with decay, kept out by an editor, grown old."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from azdarar.articles.actions import withdraw_article
from azdarar.articles.models import Article, Section
from azdarar.onward.actions import let_rest
from azdarar.onward.counting import HOUR_S, Count, read_sheets, write_sheet
from azdarar.onward.models import Ranking, ReadCount, ReadTotal
from azdarar.onward.most_read import MOST_SHOWN, Span, most_read, much_read, read_to_the_end
from azdarar.onward.ranking import (
    KEEP_DAYS,
    KEEP_HOURS,
    keep_out_of_ranking,
    let_counts_grow_old,
    let_into_ranking,
    note_former_visits,
    rank_most_read,
    take_in_readings,
)
from azdarar.press.models import Announcement
from azdarar.press.showing import recording
from tests.factories.articles import AT, SectionFactory, draft_story, public_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
HOUR = timedelta(hours=1)


def hour_of(at: datetime) -> int:
    return int(at.timestamp()) // HOUR_S


def was_read(
    folder: Path, reads: dict[Article, int], *, at: datetime = AT, ends: int = 0, again: int = 0
) -> None:
    write_sheet(folder, {(hour_of(at), story.pk): Count(n, ends, again) for story, n in reads.items()})


def stories(count: int, *, section: Section | None = None, language: str = "fr") -> list[Article]:
    section = section or SectionFactory()
    return [public_story(language, title=f"Titre {n}", section=section) for n in range(count)]


def shown(language: str = "fr", section: Section | None = None) -> list[int]:
    return [
        card.id for card in most_read(language=language, section_id=section.pk if section else None, at=AT)
    ]


def tags_told() -> list[str]:
    told = Announcement.objects.filter(fact="onward.most-read-ranked").order_by("pk")
    return [tag for announcement in told for tag in announcement.tags]


def ids(found: Iterable[Article]) -> list[int]:
    return [story.pk for story in found]


def test_sheets_are_taken_in_once_even_if_the_worker_died_before_it_removed_them(tmp_path: Path) -> None:
    story, draft = public_story(), draft_story()
    was_read(tmp_path, {story: 3, draft: 5}, ends=1, again=7)
    was_read(tmp_path, {story: 2}, at=AT + 5 * HOUR)  # a clock that went wrong
    was_read(tmp_path, {story: 2}, at=AT - timedelta(days=30))
    write_sheet(tmp_path, {(hour_of(AT), 987_654_321): Count(9)})
    left = {path: path.read_bytes() for path in tmp_path.iterdir()}

    brought = take_in_readings(tmp_path, at=AT)
    for path, content in left.items():
        path.write_bytes(content)
    again = take_in_readings(tmp_path, at=AT)
    was_read(tmp_path, {story: 1})
    take_in_readings(tmp_path, at=AT)

    assert (brought, again) == (3, 0)
    assert not read_sheets(tmp_path, most=1)
    assert list(ReadCount.objects.values_list("article_id", "reads", "ends", "again")) == [
        (story.pk, 4, 1, 7)
    ]
    assert list(ReadTotal.objects.values_list("article_id", "reads", "ends")) == [(story.pk, 4, 1)]


def test_what_is_read_now_stands_before_what_was_read_more_yesterday(tmp_path: Path) -> None:
    section = SectionFactory()
    yesterday, now, some, few = stories(4, section=section)
    elsewhere = stories(3, language="hy")
    was_read(tmp_path, {yesterday: 100}, at=AT - 47 * HOUR)
    was_read(tmp_path, {now: 50, some: 20, few: 2} | dict.fromkeys(elsewhere, 4), at=AT - HOUR)
    take_in_readings(tmp_path, at=AT)

    rank_most_read(at=AT)

    assert shown() == shown(section=section) == ids([now, some, yesterday])  # one that two people read is not
    assert shown("hy") == ids(reversed(elsewhere))
    assert shown("en") == []
    assert [row.title for row in much_read(span=Span.HOUR, language="fr", at=AT)] == [
        now.title,
        some.title,
        few.title,
    ]
    assert [row.reads for row in much_read(span=Span.WEEK, section_id=section.pk, at=AT)] == [100, 50, 20, 2]


def test_pages_are_told_when_a_list_changes_and_only_then(tmp_path: Path) -> None:
    section = SectionFactory()
    found = stories(MOST_SHOWN + 1, section=section)
    was_read(tmp_path, {story: 10 - place for place, story in enumerate(found)})
    take_in_readings(tmp_path, at=AT)
    with recording() as page:
        shown()

    first = rank_most_read(at=AT)
    was_read(tmp_path, dict.fromkeys(found, 1))
    take_in_readings(tmp_path, at=AT)
    second = rank_most_read(at=AT)

    assert (first, second) == (2, 0)
    assert "language:fr:most-read" in page.tags
    assert sorted(tags_told()) == ["language:fr:most-read", f"section:{section.pk}:most-read"]
    assert shown() == ids(found[:MOST_SHOWN])


def test_an_editor_keeps_a_story_out_and_lets_it_in_again(tmp_path: Path) -> None:
    found = stories(4)
    was_read(tmp_path, {story: 10 - place for place, story in enumerate(found)})
    take_in_readings(tmp_path, at=AT)
    rank_most_read(at=AT)

    keep_out_of_ranking(article=found[0], why="Lu par une machine.", at=AT)
    without = shown()
    told = Announcement.objects.get(pk=Announcement.objects.latest("pk").pk).takes_away
    table = [row.is_kept_out for row in much_read(span=Span.DAY, at=AT)]
    let_into_ranking(article=found[0], at=AT)

    assert without == ids(found[1:])
    assert told
    assert table == [True, False, False, False]
    assert shown() == ids(found)


def test_what_is_withdrawn_or_let_rest_is_not_shown_and_too_short_a_list_is_none(tmp_path: Path) -> None:
    found = stories(5)
    was_read(tmp_path, {story: 10 - place for place, story in enumerate(found)})
    take_in_readings(tmp_path, at=AT)
    rank_most_read(at=AT)

    withdraw_article(found[0])
    before_ranking = shown()
    let_rest(thing=found[1], why="", at=AT)
    three = shown()
    withdraw_article(found[2])
    rank_most_read(at=AT)

    assert before_ranking == ids(found[1:])
    assert three == ids(found[2:])
    assert shown() == []
    assert not Ranking.objects.exists()


def test_a_paper_begins_with_what_was_opened_most_on_its_old_site(tmp_path: Path) -> None:
    old = stories(6)
    new = stories(1)[0]
    note_former_visits({story.pk: 1_000 * (place + 1) for place, story in enumerate(old)} | {987_654_321: 5})
    note_former_visits({old[0].pk: 90_000})
    was_read(tmp_path, {new: 3})
    take_in_readings(tmp_path, at=AT)

    rank_most_read(at=AT)

    assert shown() == ids([new, old[0], *reversed(old[3:])])
    assert ReadTotal.objects.get(article=old[0]).visits_before == 90_000


def test_hours_become_days_and_days_are_forgotten(tmp_path: Path) -> None:
    story = public_story()
    for hours in (1, 2, 3):
        was_read(tmp_path, {story: 2}, at=AT - hours * HOUR, ends=1, again=5)
    take_in_readings(tmp_path, at=AT)
    later = AT + KEEP_HOURS + timedelta(days=2)

    gone = let_counts_grow_old(at=later)
    was_read(tmp_path, {story: 1}, at=later)
    take_in_readings(tmp_path, at=later)
    let_counts_grow_old(at=later)

    assert gone == 3
    days = ReadCount.objects.filter(is_day=True)
    assert list(days.values_list("reads", "ends", "again")) == [(6, 3, 15)]
    assert ReadCount.objects.filter(is_day=False).count() == 1
    let_counts_grow_old(at=later + KEEP_DAYS + timedelta(days=2))
    assert not days.exists()
    assert ReadTotal.objects.get(article=story).reads == 7


def test_a_share_is_told_where_it_says_nothing_of_single_people(tmp_path: Path) -> None:
    few, many = stories(2)
    was_read(tmp_path, {few: 19}, ends=19)
    was_read(tmp_path, {many: 40}, ends=30)
    take_in_readings(tmp_path, at=AT)

    assert read_to_the_end([few.pk, many.pk]) == {many.pk: 0.75}
    assert [row.share_of_ends for row in much_read(span=Span.DAY, at=AT)] == [75, None]
