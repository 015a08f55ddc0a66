"""Lists that were made, as a page shows them: what editors said first, what may not be seen left out."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from django.utils import timezone
from django.utils.translation import gettext as _

from azdarar.articles.models import Article
from azdarar.articles.queries import StoryCard, cards_of, subjects_told_of, with_reason
from azdarar.language.typography import TypesetText
from azdarar.onward.lists import HEAD_DISCOVER, HEAD_RELATED, Lists, stored_lists, tag_of, tag_of_rest
from azdarar.onward.models import ReadOn
from azdarar.onward.steering import not_resting, resting_among, steering_of, tag_of_steering
from azdarar.press.ahead import Ahead, looked_up
from azdarar.press.remembering import remembered, remembered_each
from azdarar.press.showing import holds_until, recording, shows
from azdarar.subjects.models import Subject

#: Threads of stories that share a dossier with the story: no thread of the lists has this number.
_DOSSIER_THREAD = -1
#: A page that young shows what happened on this day in other years; it is the one that is read.
_IS_NEW = timedelta(days=30)
#: The years after which a day is remembered: five, ten, fifteen, and so on.
_REMEMBERED_EVERY = 5
_MOST_REMEMBERED = 40
#: Entries of each list that nearly every page looks at, and no more.
_LOOKED_AT = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """One card that may be shown, why, and the thread it belongs to (0: none)."""

    article_id: int
    reason: str
    thread: int = 0


def lists_of(article: Article) -> Lists | None:
    """A story's lists, if they were made."""
    shows(tag_of(article.pk))
    return looked_up("lists", article.pk, lambda: stored_lists([article.pk]).get(article.pk), is_kept=True)


def related_entries(article: Article, lists: Lists) -> list[Entry]:
    """The entries of a made list, each with its reason in the language of the page."""
    subjects = {subject.pk: subject for subject in subjects_told_of(article)}
    return [
        Entry(pk, _reason(code, argument, subjects=subjects, language=article.language), thread)
        for pk, _score, code, argument, thread in lists.related
    ]


def companion_entries(companions: Sequence[int]) -> list[Entry]:
    """The stories that share a dossier, nearest in it first."""
    return [Entry(pk, _("Same dossier"), _DOSSIER_THREAD) for pk in companions]


def shown_cards(
    article: Article,
    entries: Sequence[Entry],
    *,
    place: str,
    at: datetime,
    exclude: Collection[int],
    most: int,
    head: int = 0,
    own_language: bool = True,
) -> list[StoryCard]:
    """The cards of the first entries that may be shown, never two of one thread in a row.

    What an editor pinned comes first, what was banned or is let rest not at all.

    Args:
        place: of the list, as pins name it.
        head: entries of a made list that pages show as a rule; a page that looked further says so.
    """
    shows(tag_of_steering(article.pk))
    steering = looked_up("steering", article.pk, lambda: steering_of([article.pk])[article.pk], is_kept=True)
    pinned = steering.related if place == "related" else steering.discover
    hidden = {article.pk, *exclude, *steering.banned}
    wanted = [Entry(pk, _("Chosen by the newsroom")) for pk in pinned if pk not in hidden]
    told = {entry.article_id for entry in wanted}
    others = [one for one in entries if one.article_id not in hidden and one.article_id not in told]
    others = list({one.article_id: one for one in reversed(others)}.values())[::-1]
    # Looked at in steps: most pages need the first few only, and what they look at they must be told of.
    looked_at = _allowed(others[: most + 2], at=at, own=article.language if own_language else "")
    if len(looked_at) < most or len(_in_turn(looked_at, most=most)) < most:
        looked_at = _allowed(others, at=at, own=article.language if own_language else "")
    cards = {card.id: card for card in cards_of([one.article_id for one in wanted], at=at)}
    cards |= {entry.article_id: card for entry, card in looked_at}
    chosen = [one for one in wanted if one.article_id in cards][:most]
    chosen += [entry for entry, _card in _in_turn(looked_at, most=most - len(chosen))]
    if head and not _is_head(chosen, entries[:head]):
        shows(tag_of_rest(article.pk))
    return [_with_language(cards[one.article_id], one.reason, language=article.language) for one in chosen]


def _allowed(entries: Sequence[Entry], *, at: datetime, own: str) -> list[tuple[Entry, StoryCard]]:
    cards = {card.id: card for card in cards_of([one.article_id for one in entries], at=at)}
    resting = _resting(list(cards))
    return [
        (entry, card)
        for entry in entries
        if (card := cards.get(entry.article_id)) is not None
        and not resting[entry.article_id]
        and (not own or card.language == own)
    ]


def _resting(article_ids: Sequence[int]) -> dict[int, bool]:
    """Of each of these stories whether it is let rest; of most it is remembered that it is not."""

    def load(missing: list[int]) -> dict[int, Callable[[], bool]]:
        resting = resting_among(missing)
        return {pk: partial(_rest_of, pk, is_resting=pk in resting) for pk in missing}

    shows(*(f"article:{pk}:address" for pk in article_ids))
    with recording():  # what it is remembered by besides, a page need not be told of
        return remembered_each("resting", article_ids, load)


def _rest_of(pk: int, *, is_resting: bool) -> bool:
    # Its text as well: by the subjects it speaks of it may rest from now on.
    shows(f"article:{pk}:address", f"article:{pk}:text")
    return is_resting


def look_up_lists(ahead: Ahead, article_ids: Sequence[int], *, at: datetime) -> None:
    """Look up what stands under these stories, and the cards their pages begin with, before they ask."""
    lists = stored_lists(article_ids)
    ahead.add("lists", {pk: lists.get(pk) for pk in article_ids})
    ahead.add("steering", steering_of(article_ids))
    wanted = [entry[0] for one in lists.values() for entry in one.related[:_LOOKED_AT]]
    wanted += [pk for one in lists.values() for pk in one.discover[:_LOOKED_AT]]
    with recording():  # what is remembered is remembered for all of them at once
        _resting([card.id for card in cards_of(wanted, at=at)])


def _in_turn(found: Sequence[tuple[Entry, StoryCard]], *, most: int) -> list[tuple[Entry, StoryCard]]:
    """The first of them, each followed by the next of another thread; what has none is left out."""
    waiting, chosen = list(found), list[tuple[Entry, StoryCard]]()
    while waiting and len(chosen) < most:
        last = chosen[-1][0].thread if chosen else 0
        place = next((n for n, (one, _c) in enumerate(waiting) if not last or one.thread != last), None)
        if place is None:
            break
        chosen.append(waiting.pop(place))
    return chosen


def _is_head(chosen: Sequence[Entry], head: Sequence[Entry]) -> bool:
    return {one.article_id for one in chosen} <= {one.article_id for one in head}


def _with_language(card: StoryCard, why: str, *, language: str) -> StoryCard:
    """A card, and why it stands there; one in another language says in which first."""
    if card.language == language:
        return with_reason(card, why)
    return with_reason(card, f"{_IN_LANGUAGE.get(card.language, _in_another)()} · {why}" if why else "")


def _in_another() -> str:
    return _("In another language")


_IN_LANGUAGE: Mapping[str, Callable[[], str]] = {
    "hy": lambda: _("In Armenian"),
    "en": lambda: _("In English"),
    "fr": lambda: _("In French"),
    "ru": lambda: _("In Russian"),
}


def _reason(code: str, argument: str, *, subjects: Mapping[int, Subject], language: str) -> str:
    """Why a story stands in a list, in words. Codes: ``internal.choosing``."""
    match code:
        case "subject" if (subject := subjects.get(int(argument))) is not None:
            return subject_reason(subject, language=language)
        case "words" if " " in argument:
            first, _space, second = argument.partition(" ")
            return _("Also about: %(word)s, %(other)s") % {"word": first, "other": second}
        case "words":
            return _("Also about: %(word)s") % {"word": argument}
        case "signature":
            return _("Same signature")
        case "archive":
            return _("From our archive, %(year)s") % {"year": argument}
        case _:
            return _("Same section")


def subject_reason(subject: Subject, *, language: str) -> str:
    """That two stories speak of one thing, by its name."""
    name = subject.name_in(language)
    match subject.kind:
        case Subject.Kind.PERSON:
            return _("Same person: %(name)s") % {"name": name}
        case Subject.Kind.PLACE:
            return _("Same place: %(name)s") % {"name": name}
        case Subject.Kind.EVENT:
            return _("Same event: %(name)s") % {"name": name}
        case _:
            return _("Same subject: %(name)s") % {"name": name}


def discovery_entries(article: Article, lists: Lists, *, at: datetime) -> list[Entry]:
    """The entries of a made list of discoveries; under a new story, what happened on this day comes first."""
    found = [Entry(pk, "") for pk in lists.discover]
    since = article.visible_from
    if since is None or at - since > _IS_NEW:
        return found
    holds_until(since + _IS_NEW + timedelta(seconds=1))
    today = _remembered_today(article.language, at=at)
    if not today:
        return found
    pk, years = today[article.pk % len(today)]
    place = min(HEAD_DISCOVER - 1, len(found))
    return [
        *found[:place],
        Entry(pk, _("On this day, %(years)s years ago") % {"years": years}),
        *found[place:],
    ]


def _remembered_today(language: str, *, at: datetime) -> list[tuple[int, int]]:
    """The best stories of this day of the year, a round number of years ago, with that number."""
    day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return remembered(("on this day", language, day), partial(_look_up_day, language, day))


def _look_up_day(language: str, day: datetime) -> list[tuple[int, int]]:
    shows(f"language:{language}:remembered")
    rows = ReadOn.objects.filter(remembered_on__isnull=False, article__language=language, article__live=True)
    if rows.exists():
        holds_until(day + timedelta(days=1))
    stories = not_resting(
        Article.objects.filter(read_on__in=rows.filter(remembered_on=day.month * 100 + day.day))
    )
    told = stories.order_by("-is_long_lived", "-reading_minutes", "-pk").values_list("pk", "visible_from")
    found: Iterable[tuple[int, int]] = (
        (pk, day.year - since.astimezone(UTC).year) for pk, since in told[: _MOST_REMEMBERED * 4] if since
    )
    return [(pk, years) for pk, years in found if years > 0 and years % _REMEMBERED_EVERY == 0][
        :_MOST_REMEMBERED
    ]


def discovery_reason(card: StoryCard) -> TypesetText | str:
    """The section and the year of a story that was not looked for."""
    if card.section is None:
        return str(card.published_at.year)
    return _("%(section)s, %(year)s") % {"section": card.section.name, "year": card.published_at.year}


HEADS = {"related": HEAD_RELATED, "discover": HEAD_DISCOVER}
