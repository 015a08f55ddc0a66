"""What editors and readers do to the lists under stories: moves of ``benchmarks.editing``."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from azdarar.articles.models import Article
from azdarar.errors import AzdararError
from azdarar.fronts.picking import PickPlace, PickWords, change_pick, move_pick, pick_story, unpick
from azdarar.onward.actions import ban_card, bring_up_again, let_go_of_card, let_rest, pin_card
from azdarar.onward.models import NotRanked, ReadCount
from azdarar.onward.ranking import keep_out_of_ranking, let_into_ranking, rank_most_read
from benchmarks.editing import Editors, move


@move(4)
def pick_with_dates(editors: Editors) -> bool:
    """Pick for a story, a section or the paper, between instants to come; or change what is picked."""
    story, now = editors.story(), timezone.now()
    if story is None:
        return False
    places = [PickPlace(story=story), PickPlace(section=story.section), PickPlace(language=story.language)]
    place = editors.random.choice(places)
    spans = [None, *(timedelta(minutes=minutes) for minutes in (-30, 20, 90, 3_000))]
    begin, end = editors.random.choice(spans), editors.random.choice(spans)
    words = PickWords(
        reason=editors.sentence(),
        chosen_by=editors.person(),
        begins_at=now + begin if begin is not None else None,
        ends_at=now + end if end is not None else None,
    )
    row = editors.one_of(place.rows)
    try:
        if row is None or editors.may():
            picked = editors.one_of(Article.objects.all())
            pick_story(place=place, story=picked, words=words, at=now)
        elif editors.may():
            change_pick(place=place, number=row.pk, words=words, at=now)
        elif editors.may():
            move_pick(place=place, number=row.pk, is_up=editors.may(), at=now)
        else:
            unpick(place=place, number=row.pk, at=now)
    except AzdararError:
        return False
    return True


@move(3)
def steer_a_card(editors: Editors) -> bool:
    """Pin, ban or let go of a card under a story; let a story rest, or bring it up again."""
    story, card, now = editors.story(), editors.story(), timezone.now()
    if story is None or story == card:
        return False
    try:
        match editors.random.randrange(6):
            case 0 | 1:
                place = editors.random.choice(("related", "discover"))
                pin_card(article=story, card=card, place=place, at=now)
            case 2:
                ban_card(article=story, card=card, at=now)
            case 3:
                return let_go_of_card(article=story, card=card, at=now)
            case 4:
                let_rest(thing=story, why="", at=now)
            case _:
                return bring_up_again(thing=story, at=now)
    except AzdararError:
        return False
    return True


@move(3)
def read_and_rank(editors: Editors) -> bool:
    """Readers read, and what is read most is ranked anew; or a story is kept out of it, or let in again."""
    story, now = editors.story(), timezone.now()
    if story is None:
        return False
    if editors.may(4):
        if NotRanked.objects.filter(article=story).exists():
            return let_into_ranking(article=story, at=now)
        keep_out_of_ranking(article=story, why="", at=now)
        return True
    hour = now.replace(minute=0, second=0, microsecond=0)
    for one in Article.objects.filter(live=True, language=story.language)[:8]:
        row, _is_new = ReadCount.objects.get_or_create(article=one, begins_at=hour, is_day=False)
        row.reads += editors.random.randint(0, 9)
        row.save()
    return bool(rank_most_read(at=now))
