"""Lists made of what stories say: near ones with a reason, far ones for a change of air, kept up to date."""

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from azdarar.articles.actions import publish_article, withdraw_article
from azdarar.articles.models import Article, ArticleSubject
from azdarar.articles.taking_in import Incoming, blank_article, body_of, take_in_articles
from azdarar.onward import listing
from azdarar.onward.actions import ban_card, pin_card
from azdarar.onward.listing import FILE_NAME, Lister
from azdarar.onward.models import ArchiveListing, ReadOn, ToList
from azdarar.onward.queries import related_to, to_discover
from azdarar.onward.waiting import ask_for_archive, ask_for_lists, is_archive_asked
from azdarar.press.models import Announcement
from azdarar.press.showing import recording
from tests.factories.articles import AT, SectionFactory, draft_story, paragraphs, public_story
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]

#: Four things to write about, so that what is near can be told.
THINGS = {
    "gaz": "gazoduc Meghri gaz iranien centrale thermique Syunik turbine méthane pipeline kilowatt",
    "vigne": "vigneron Areni raisin noir vin amphore cave cépage vendange tonneau pressoir grappe",
    "train": "tramway Gyumri gare rail cheminot wagon locomotive quai aiguillage ballast essieu signal",
    "livre": "bibliothèque manuscrit enluminure parchemin monastère scribe reliure encre copiste codex",
}
PLAIN = ("hier", "matin", "encore", "souvent", "ville", "habitants", "année", "projet", "mesure", "région")


def text_on(thing: str, number: int) -> str:
    chance = random.Random(f"{thing} {number}")
    words = [*chance.sample(THINGS[thing].split(), 6), *chance.sample(PLAIN, 2), f"témoin{number}"]
    chance.shuffle(words)
    return " ".join(words) + "."


def tell(thing: str, number: int, **values: Any) -> Article:
    return public_story(title=f"{thing} {number}", body=paragraphs(text_on(thing, number)), **values)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def lister(tmp_path: Path) -> Iterator[Lister]:
    made = Lister(tmp_path)
    yield made
    made.close()


@pytest.fixture
def archive(lister: Lister) -> dict[str, list[Article]]:
    """Twenty stories of each thing, each thing its own section, over five years; all listed."""
    incoming = []
    for thing in THINGS:
        section = SectionFactory(name=thing)
        for number in range(20):
            story = blank_article()
            story.title, story.section = f"{thing} {number}", section
            story.body = body_of([("paragraph", f"<p>{text_on(thing, number)}</p>")])
            at = AT - timedelta(days=20 + 90 * number)
            incoming.append(Incoming(story, language="fr", at=at))
    stories = take_in_articles(incoming, at=AT)
    assert is_archive_asked()
    assert lister.list_archive() == 80
    return {thing: stories[20 * place : 20 * place + 20] for place, thing in enumerate(THINGS)}


def titles(cards: object) -> list[str]:
    return [str(card.headline.clean) for card in cards]  # type: ignore[attr-defined]


def test_the_archive_s_lists_are_near_and_far_and_each_card_says_why(
    archive: dict[str, list[Article]], lister: Lister
) -> None:
    for thing, stories in archive.items():
        near = related_to(stories[3], at=AT)
        far = to_discover(stories[3], at=AT, exclude=[card.id for card in near])

        assert (len(near), len(far)) == (4, 3)
        assert all(title.startswith(thing) for title in titles(near)), titles(near)
        assert all(str(card.reason) for card in [*near, *far])
        assert stories[3].pk not in {card.id for card in [*near, *far]}
        assert not {card.id for card in near} & {card.id for card in far}
        assert not any(title.startswith(thing) for title in titles(far))
    linked = {entry[0] for row in ReadOn.objects.all() for entry in row.related[:4]}
    linked |= {pk for row in ReadOn.objects.all() for pk in row.discover[:3]}
    ripe = Article.objects.filter(visible_from__lt=AT - timedelta(days=30))
    assert set(ripe.values_list("pk", flat=True)) <= linked
    assert not is_archive_asked()
    assert lister.list_archive() == 0, "what is done is not done again"
    assert lister.list_archive(is_anew=True) == 80, "all of it once more, where that is asked for"


def test_a_story_s_news_changes_its_own_lists_and_those_it_concerns_and_tells_exactly_their_pages(
    archive: dict[str, list[Article]], lister: Lister
) -> None:
    new = tell("gaz", 50, section=archive["gaz"][0].section)
    ask_for_lists(new.pk, at=AT)
    Announcement.objects.all().delete()

    assert lister.tend(at=AT) == 1

    assert all(title.startswith("gaz") for title in titles(related_to(new, at=AT)))
    changed = {row.pk for row in ReadOn.objects.filter(made_at=AT)}
    assert new.pk in changed
    assert len(changed) > 3
    assert changed <= {new.pk, *(story.pk for story in archive["gaz"])}
    told = Announcement.objects.get(fact="onward.lists-changed")
    assert {tag.split(":")[1] for tag in told.tags if tag.startswith("article:")} <= set(map(str, changed))
    assert not told.takes_away
    assert not ToList.objects.exists()
    with recording() as shown:
        related_to(archive["vigne"][0], at=AT)
    assert not shown.tags & set(told.tags), "a page that shows nothing of it is left alone"

    withdraw_article(new)
    ask_for_lists(new.pk, at=AT)
    lister.tend(at=AT)
    assert not ReadOn.objects.filter(pk=new.pk).exists()
    assert not any(entry[0] == new.pk for row in ReadOn.objects.all() for entry in row.related)


def test_what_is_corrected_into_another_thing_moves_there(
    archive: dict[str, list[Article]], lister: Lister
) -> None:
    story = archive["gaz"][2]
    story.title, story.body = "vigne 40", paragraphs(text_on("vigne", 40))
    story.save()
    ask_for_lists(story.pk, at=AT)
    lister.tend(at=AT)

    story.refresh_from_db()
    assert all(title.startswith("vigne") for title in titles(related_to(story, at=AT)))


def test_copies_of_one_dispatch_are_folded_and_one_thread_never_stands_twice_in_a_row(
    archive: dict[str, list[Article]], lister: Lister
) -> None:
    flood = SubjectFactory(title="Crue de Meghri", kind="event")
    copies = [tell("gaz", 1) for _ in range(3)]
    thread = [tell("gaz", 30 + number) for number in range(3)]
    for story in thread:
        story.article_subjects.set([ArticleSubject(subject=flood)])
        publish_article(story, at=AT)
    for story in (*copies, *thread):
        ask_for_lists(story.pk, at=AT)
    lister.tend(at=AT)

    shown = titles(related_to(copies[0], at=AT))
    assert shown.count("gaz 1") <= 1
    of_thread = [
        card.id in {story.pk for story in thread} for card in related_to(archive["gaz"][5], at=AT, most=8)
    ]
    assert not any(one and following for one, following in pairwise(of_thread))
    first = related_to(thread[0], at=AT)[0]
    assert str(first.reason) == "Same event: Crue de Meghri"


def test_what_readers_may_not_see_is_passed_over_when_the_list_is_shown(
    archive: dict[str, list[Article]],
) -> None:
    story = archive["train"][4]
    before = [card.id for card in related_to(story, at=AT)]
    withdraw_article(Article.objects.get(pk=before[0]))
    banned, pinned = Article.objects.get(pk=before[1]), archive["livre"][0]
    ban_card(article=story, card=banned, at=AT)
    pin_card(article=story, card=pinned, place="related", at=AT)

    with recording() as shown:
        after = related_to(story, at=AT)

    assert len(after) == 4
    assert (after[0].id, str(after[0].reason)) == (pinned.pk, "Chosen by the newsroom")
    assert not {before[0], before[1]} & {card.id for card in after}
    assert f"article:{story.pk}:onward:more" in shown.tags, "it looked further down, and is told of that"
    assert pinned.pk not in {card.id for card in to_discover(story, at=AT, exclude=[one.id for one in after])}


def test_a_damaged_file_is_made_anew_and_another_process_s_work_is_seen(
    archive: dict[str, list[Article]], tmp_path: Path, lister: Lister
) -> None:
    other = Lister(tmp_path)
    other.refresh()
    assert other.held == 80
    new = tell("livre", 21)
    lister.list_story(new.pk, at=AT)
    other.refresh()
    assert other.held == 81
    other.close()
    lister.close()
    (tmp_path / FILE_NAME).write_bytes(b"not a database at all" * 1000)
    for ending in ("-wal", "-shm"):
        (tmp_path / f"{FILE_NAME}{ending}").unlink(missing_ok=True)

    again = Lister(tmp_path)
    ask_for_archive(at=AT)
    assert again.list_archive() == 0 or again.held == 81
    assert again.held == 81
    again.close()


def test_a_stopped_listing_goes_on_where_it_stood(
    lister: Lister, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_MEASURED_AT_ONCE", 2)
    for number in range(5):
        tell("gaz", number)
    ask_for_archive(at=AT)
    asked = iter([False, False, True])

    lister.list_archive(should_stop=lambda: next(asked, True))
    assert is_archive_asked()
    row = ArchiveListing.objects.get()
    assert (row.done, row.total) == (2, 5)
    assert Lister(tmp_path).list_archive() == 5
    assert not is_archive_asked()


def test_a_new_story_shows_what_happened_on_this_day_until_midnight(
    archive: dict[str, list[Article]],
) -> None:
    old = public_story(
        title="Il y a dix ans", at=AT.replace(year=AT.year - 10), is_long_lived=True, section=SectionFactory()
    )
    ReadOn.objects.create(article=old, made_at=AT, remembered_on=AT.month * 100 + AT.day)
    young = archive["gaz"][0]

    with recording() as shown:
        cards = to_discover(young, at=AT)

    assert any(str(card.reason) == "On this day, 10 years ago" for card in cards)
    assert AT < (shown.until or AT) <= AT + timedelta(days=1)
    with recording() as shown:
        to_discover(archive["gaz"][9], at=AT)
    assert shown.until is None


def test_a_story_s_news_waits_for_its_lists(django_capture_on_commit_callbacks: object) -> None:
    story = draft_story(title="Nouvelle")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        publish_article(story, at=AT)
    assert ToList.objects.filter(pk=story.pk).exists()
    story.delete()
    assert ToList.objects.filter(pk=story.pk).exists()


def test_the_nearest_texts_of_a_folder_are_printed_with_the_words_they_share(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for thing in THINGS:
        for number in range(5):
            text = f"{thing} {number}\n{text_on(thing, number)}"
            (tmp_path / f"{thing}{number}.txt").write_text(text, encoding="utf-8")

    call_command("related_texts", str(tmp_path), "--most=2", "--json")

    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(told) == 20
    assert all(near["file"][:3] == one["file"][:3] for one in told for near in one["related"])
    assert sum(bool(near["words"]) for one in told for near in one["related"]) > 30
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("related_texts", str(tmp_path / "nowhere"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(CommandError, match="fewer than two"):
        call_command("related_texts", str(tmp_path / "empty"))
