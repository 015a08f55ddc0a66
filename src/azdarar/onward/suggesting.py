"""Stories an editor may want to pick. Nobody picks by rule: these are offered, and chosen by a person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from azdarar.articles.models import Article
from azdarar.articles.queries import StoryCard, cards_of, visible_articles
from azdarar.onward.most_read import Span, much_read
from azdarar.onward.queries import related_to
from azdarar.onward.steering import not_resting

#: Offered of each kind.
_OF_EACH = 4
#: Long-lived stories are offered once they are no longer news.
_NO_NEWS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A story that may be picked, and why it comes to mind."""

    card: StoryCard
    why: str


def suggest_picks(
    *,
    language: str,
    section_id: int | None = None,
    story: Article | None = None,
    exclude: Collection[int] = (),
    at: datetime,
) -> list[Suggestion]:
    """Stories to choose from, each once: close to a story, much read, long-lived.

    Args:
        story: the one they would stand under.
        exclude: what is picked already.
    """
    whys: dict[int, str] = {}
    if story is not None:
        for card in related_to(story, at=at, most=_OF_EACH * 2):
            whys.setdefault(card.id, str(card.reason))
    for row in much_read(span=Span.WEEK, language=language, section_id=section_id, at=at, most=_OF_EACH * 2):
        if not row.is_kept_out and not row.rests:
            told = ngettext("read %(count)s time this week", "read %(count)s times this week", row.reads)
            whys.setdefault(row.article_id, told % {"count": row.reads})
    lasting = visible_articles(at=at, language=language).filter(
        is_long_lived=True, visible_from__lt=at - _NO_NEWS
    )
    if section_id is not None:
        lasting = lasting.filter(section=section_id)
    for pk, instant in not_resting(lasting).values_list("pk", "visible_from")[: _OF_EACH * 2]:
        whys.setdefault(pk, _("long-lived, from %(year)s") % {"year": instant.year})
    taken = {*exclude, *([story.pk] if story else [])}
    ids = [pk for pk in whys if pk not in taken][: _OF_EACH * 3]
    return [Suggestion(card, whys[card.id]) for card in cards_of(ids, at=at)]
