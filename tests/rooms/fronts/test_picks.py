"""What people picked, for a story, a section and the paper: shown while they wanted it shown."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlockValidationError

from azdarar.articles.models import Article, Recommendation
from azdarar.fronts.models import Front, PaperPick, PickBlock, SectionPick
from azdarar.fronts.queries import assemble_front, recommended_for, section_picks
from azdarar.press.models import Announcement
from azdarar.press.showing import recording
from tests.factories.articles import AT, SectionFactory, public_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]
HOUR = timedelta(hours=1)


def titles(story: Article, *, at: Any = AT, **values: Any) -> list[str]:
    return [card.headline.clean for card in recommended_for(story, at=at, **values)]


def test_a_pick_is_shown_between_its_dates_and_the_page_holds_until_the_next_of_them() -> None:
    section = SectionFactory()
    story = public_story(title="Article", section=section)
    names = ("Propre", "Rubrique", "Journal")
    own, of_section, of_paper = (public_story(title=name, at=AT - 9 * HOUR) for name in names)
    dates = {"begins_at": AT, "ends_at": AT + HOUR}
    Recommendation.objects.create(article=story, recommended=own, sort_order=0, **dates)
    SectionPick.objects.create(section=section, article=of_section, sort_order=0, ends_at=AT + 2 * HOUR)
    PaperPick.objects.create(language="fr", article=of_paper, sort_order=0, reason="Pour tous.")

    with recording() as before:
        earlier = titles(story, at=AT - HOUR)
    with recording() as meanwhile:
        during = titles(story)
    with recording() as afterwards:
        later = titles(story, at=AT + HOUR)

    # The last minute of each is its own: none is shown at the instant it ends.
    assert (earlier, during, later) == (["Rubrique"], ["Propre"], ["Rubrique"])
    assert titles(story, at=AT + 2 * HOUR) == ["Journal"]
    assert (before.until, meanwhile.until, afterwards.until) == (AT, AT + HOUR, AT + 2 * HOUR)
    assert f"article:{story.pk}:picks" in meanwhile.tags
    assert f"section:{section.pk}:picks" in before.tags


def test_no_pick_stands_twice_on_a_page_and_the_next_list_answers_where_all_are_taken() -> None:
    section = SectionFactory()
    story, taken, other = (public_story(title=name, section=section) for name in ("Article", "Pris", "Autre"))
    SectionPick.objects.create(section=section, article=taken, sort_order=0)
    PaperPick.objects.create(language="fr", article=taken, sort_order=0)
    PaperPick.objects.create(language="fr", article=story, sort_order=1)
    PaperPick.objects.create(language="fr", article=other, sort_order=2)

    assert titles(story) == ["Pris"]
    assert titles(story, exclude=[taken.pk]) == ["Autre"]


def test_a_band_of_picks_shows_the_papers_after_its_own_and_an_ended_one_in_neither() -> None:
    own, papers, ended = (public_story(title=name) for name in ("Bande", "Journal", "Fini"))
    for order, (story, ends_at) in enumerate(((ended, AT), (own, None), (papers, None))):
        PaperPick.objects.create(language="fr", article=story, sort_order=order, ends_at=ends_at)
    page = Front.objects.get(locale__language_code="fr")
    pick = {"article": own, "reason": "", "chosen_by": None, "begins_at": None, "ends_at": None}
    common = {"title": "", "section": None, "subject": None, "dossier": None, "max_age_days": None, "most": 4}
    page.containers = [
        ("container", {**common, "kind": "band", "picks": [], "rule": "latest"}),
        ("container", {**common, "kind": "picks", "picks": [pick], "rule": "none"}),
        ("container", {**common, "kind": "ranking", "picks": [], "rule": "latest"}),
    ]
    page.save_revision().publish()

    filled = assemble_front(Front.objects.get(pk=page.pk), at=AT)

    assert [[card.headline.clean for card in container.cards] for container in filled] == [
        ["Fini"],  # what is picked further down is not taken by a rule
        ["Bande", "Journal"],
        [],
    ]
    assert [container.kind for container in filled] == ["band", "picks", "ranking"]


def test_picks_are_announced_with_their_dates() -> None:
    section = SectionFactory()
    pick = SectionPick.objects.create(section=section, article=public_story(), sort_order=0)
    papers = PaperPick.objects.create(language="hy", article=public_story("hy"), sort_order=0)
    Announcement.objects.all().delete()

    pick.ends_at = AT
    pick.save()
    papers.delete()

    assert [one.tags for one in Announcement.objects.order_by("pk")] == [
        [f"section:{section.pk}:picks"],
        ["language:hy:picks"],
    ]
    assert section_picks(section, at=AT + HOUR) == []


def test_what_would_never_be_shown_is_refused() -> None:
    wrong = {"begins_at": AT, "ends_at": AT}

    for pick in (SectionPick(**wrong), PaperPick(**wrong), Recommendation(**wrong)):
        with pytest.raises(ValidationError) as refusal:
            pick.clean()
        assert set(refusal.value.message_dict) == {"ends_at"}
    with pytest.raises(StructBlockValidationError):
        PickBlock().clean({"article": public_story(), "reason": "", "chosen_by": None, **wrong})
