"""What to read on to, at the desk: picks, pins, bans, what rests, what is read most."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from azdarar.accounts.models import AuditEntry
from azdarar.articles.actions import publish_article
from azdarar.articles.models import Article, ArticleSubject, Recommendation
from azdarar.fronts.models import PaperPick, SectionPick
from azdarar.fronts.queries import recommended_for
from azdarar.onward.counting import HOUR_S, Count, write_sheet
from azdarar.onward.models import LetRest, NotRanked
from azdarar.onward.ranking import take_in_readings
from azdarar.onward.steering import resting_among, steering_of
from azdarar.press.models import Announcement
from tests.factories.accounts import ContributorFactory as WriterFactory
from tests.factories.accounts import EditorFactory
from tests.factories.articles import ContributorFactory, SectionFactory, draft_story, public_story
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(EditorFactory())
    return client


def read_on(story: Article) -> str:
    return reverse("newsroom_read_on", args=[story.pk])


def tree(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status
    return html.fromstring(answer.content)


def picked(page: Any) -> list[str]:
    return [link.text_content() for link in page.cssselect("ol.picked .picked__story > a")]


def test_an_editor_picks_for_a_story_with_word_and_dates_in_an_order_and_takes_back(desk: Client) -> None:
    story = public_story(title="Article", section=SectionFactory())
    first, second = public_story(title="Un"), public_story(title="Deux")
    editor = ContributorFactory(name="Hélène Aubry", account=EditorFactory())
    address, tomorrow = read_on(story), timezone.localtime() + timedelta(days=1)
    story.title = "Article, autrement"
    story.save_revision()  # a draft with other changes, which must not bring back what is changed here

    refused = desk.post(address, {"do": "pick", "story": "", "reason": "Sans rien."})
    itself = desk.post(address, {"do": "pick", "story": story.pk})
    desk.post(address, {"do": "pick", "story": first.pk, "reason": "Pour la chute.", "chosen_by": editor.pk})
    desk.post(address, {"do": "suggested", "story": second.pk})
    twice = desk.post(address, {"do": "suggested", "story": second.pk})
    of_first, of_second = Recommendation.objects.filter(article=story).order_by("sort_order")
    desk.post(address, {"do": "up", "pick": of_second.pk})
    name = f"pick-{of_second.pk}"
    changed = {f"{name}-reason": "Demain.", f"{name}-begins_at": f"{tomorrow:%Y-%m-%dT%H:%M}"}
    desk.post(address, {"do": "change", "pick": of_second.pk, **changed})
    wrong = desk.post(
        address, {"do": "change", "pick": of_second.pk, **changed, f"{name}-ends_at": "2001-01-01T00:00"}
    )
    page = tree(desk.get(address))

    assert [answer.status_code for answer in (refused, itself, twice, wrong)] == [422] * 4
    assert picked(page) == ["Deux", "Un"]
    now = timezone.now()
    story = Article.objects.get(pk=story.pk)
    shown = recommended_for(story, at=now)
    assert [(card.headline.clean, str(card.reason), card.chosen_by) for card in shown] == [
        ("Un", "Pour la chute.", "Hélène Aubry")
    ]
    assert [card.id for card in recommended_for(story, at=now + timedelta(days=2))] == [second.pk, first.pk]
    story.get_latest_revision().publish()
    assert [row.reason for row in Recommendation.objects.filter(article=story).order_by("sort_order")] == [
        "Demain.",
        "Pour la chute.",
    ]

    desk.post(address, {"do": "unpick", "pick": of_first.pk})
    gone = desk.post(address, {"do": "down", "pick": of_first.pk})

    assert gone.status_code == 422
    assert picked(tree(desk.get(address))) == ["Deux"]
    assert f"article:{story.pk}:picks" in Announcement.objects.latest("pk").tags
    assert set(AuditEntry.objects.filter(what__startswith="fronts.").values_list("what", flat=True)) == {
        "fronts.story-picked",
        "fronts.pick-changed",
        "fronts.story-unpicked",
    }


def test_an_editor_pins_and_bans_cards_and_undoes_it(desk: Client) -> None:
    story, other, far = (public_story(title=name) for name in ("Article", "Autre", "Loin"))
    address = read_on(story)

    desk.post(address, {"do": "pin", "card": other.pk, "place": "related"})
    desk.post(address, {"do": "pin-chosen", "card": far.pk, "place": "discover"})
    pinned = steering_of([story.pk])[story.pk]
    desk.post(address, {"do": "ban", "card": other.pk})
    banned = steering_of([story.pk])[story.pk]
    page = tree(desk.get(address))
    desk.post(address, {"do": "let-go", "card": other.pk})
    nowhere = desk.post(address, {"do": "pin", "card": other.pk, "place": "front"})
    itself = desk.post(address, {"do": "ban", "card": story.pk})
    nothing = desk.post(address, {"do": "pin-chosen", "place": "related"})
    unknown = desk.post(address, {"do": "ban", "card": "9" * 30})

    assert (pinned.related, pinned.discover) == ((other.pk,), (far.pk,))
    assert (banned.related, banned.banned) == ((), {other.pk})
    assert page.cssselect(f'.picked--offered a[href$="/{other.pk}/edit/"]')
    assert steering_of([story.pk])[story.pk].banned == frozenset()
    assert [one.status_code for one in (nowhere, itself, nothing, unknown)] == [400, 422, 422, 404]
    told = Announcement.objects.filter(fact="onward.list-steered")
    assert {tag for one in told for tag in one.tags} == {f"article:{story.pk}:steering"}


def test_no_list_has_room_for_a_fifth_pin(desk: Client) -> None:
    story = public_story(title="Article")
    others = [public_story(title=f"Autre {n}") for n in range(5)]

    answers = [
        desk.post(read_on(story), {"do": "pin", "card": other.pk, "place": "related"}).status_code
        for other in others
    ]

    assert answers == [302] * 4 + [422]
    assert steering_of([story.pk])[story.pk].related == tuple(other.pk for other in others[:4])


def test_a_story_rests_until_an_editor_lets_it_be_brought_up_again(desk: Client) -> None:
    story = public_story(title="Article")

    desk.post(read_on(story), {"do": "rest", "why": "Demandé par lettre."})
    resting = resting_among([story.pk])
    page = desk.get(read_on(story)).content.decode()
    desk.post(read_on(story), {"do": "rise"})

    assert resting == {story.pk}
    assert "Demandé par lettre." in page
    assert not LetRest.objects.exists()


def test_a_subject_rests_with_all_that_speak_of_it(desk: Client) -> None:
    subject, address = SubjectFactory(title="Anahit"), reverse("newsroom_at_rest")
    story = draft_story(title="Elle")
    story.article_subjects.set([ArticleSubject(subject=subject)])
    publish_article(story, at=timezone.now())

    nobody = desk.post(address, {"do": "rest", "why": "Sans rien."})
    desk.post(address, {"do": "rest", "subject": subject.pk, "why": "Demandé par lettre."})
    resting, page = resting_among([story.pk]), tree(desk.get(address))
    told = Announcement.objects.filter(fact="onward.let-rest").latest("pk")
    link = reverse("newsroom_at_rest")
    desk.post(address, {"do": "rise", "rest": LetRest.objects.get().pk})

    assert nobody.status_code == 422
    assert resting == {story.pk}
    assert "Demandé par lettre." in page.text_content()
    assert told.tags == [f"article:{story.pk}:address"]
    assert resting_among([story.pk]) == frozenset()
    assert link in {one.get("href") for one in tree(desk.get(reverse("newsroom_picks"))).cssselect("a")}
    assert desk.post(address, {"do": "dance"}).status_code == 400


def test_picks_of_a_section_and_of_the_paper_have_their_own_screens(desk: Client) -> None:
    section = SectionFactory(name="Société")
    story, lasting = public_story(title="Titre", section=section), draft_story(title="Brouillon")
    of_section = reverse("newsroom_section_picks", args=[section.pk])
    of_paper = reverse("newsroom_paper_picks", args=["hy"])

    for address in (of_section, of_paper):
        desk.post(address, {"do": "pick", "story": story.pk, "reason": "Parce que."})
    desk.post(of_paper, {"do": "pick", "story": lasting.pk})
    links = tree(desk.get(reverse("newsroom_picks")))
    page = tree(desk.get(of_paper))

    assert list(SectionPick.objects.values_list("article", "reason")) == [(story.pk, "Parce que.")]
    assert list(PaperPick.objects.values_list("language", "article")) == [
        ("hy", story.pk),
        ("hy", lasting.pk),
    ]
    assert picked(page) == ["Titre", "Brouillon"]
    assert {of_section, of_paper} <= {link.get("href") for link in links.cssselect(".picked__story")}
    assert desk.get(reverse("newsroom_paper_picks", args=["xx"])).status_code == 404
    assert desk.post(of_paper, {"do": "dance"}).status_code == 400


def test_who_publishes_elsewhere_or_nowhere_changes_nothing(client: Client) -> None:
    section = SectionFactory(name="Société")
    story = public_story(title="Article", section=section)
    places = [
        read_on(story),
        reverse("newsroom_section_picks", args=[section.pk]),
        reverse("newsroom_paper_picks", args=["fr"]),
    ]
    client.force_login(WriterFactory())

    answers = [client.get(place).status_code for place in places]
    kept_out = client.post(reverse("newsroom_most_read"), {"do": "keep-out", "story": story.pk})

    assert {*answers, kept_out.status_code} <= {302, 403}
    assert not NotRanked.objects.exists()
    assert client.get(reverse("newsroom_most_read")).status_code == 200


def test_the_desk_sees_what_is_read_most_and_keeps_a_story_out(desk: Client, tmp_path: Path) -> None:
    section = SectionFactory(name="Société")
    story = public_story(title="Lue", section=section)
    other = public_story(title="Moins", section=SectionFactory(name="Culture"))
    now = timezone.now()
    hour = int(now.timestamp()) // HOUR_S
    write_sheet(tmp_path, {(hour, story.pk): Count(1_040, 520, 9_000), (hour, other.pk): Count(3)})
    take_in_readings(tmp_path, at=now)
    address = reverse("newsroom_most_read")

    page = tree(desk.get(address))
    of_section = tree(desk.get(address, {"span": "hour", "section": section.pk, "language": "fr"}))
    odd = tree(desk.get(address, {"span": "century", "section": "x", "language": "tlh"}))
    desk.post(f"{address}?span=week", {"do": "keep-out", "story": story.pk})
    after = tree(desk.get(address))

    def rows(found: Any) -> list[str]:
        return [" ".join(row.text_content().split()) for row in found.cssselect(".office tbody tr")]

    assert len(rows(page)) == len(rows(odd)) == 2
    assert rows(page)[0].startswith("LueSociété 1")
    assert "50 %" in rows(page)[0].replace("\u00a0", " ").replace("\u202f", " ")
    assert [row.startswith("Lue") for row in rows(of_section)] == [True]
    assert NotRanked.objects.get().article_id == story.pk
    assert after.cssselect('button[value="let-in"]')
    desk.post(address, {"do": "let-in", "story": story.pk})
    assert not NotRanked.objects.exists()
    assert desk.post(address, {"do": "dance"}).status_code == 400
