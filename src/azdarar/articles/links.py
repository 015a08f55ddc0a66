"""Links between stories: where a story is to be found, and links of imported texts led there."""

from collections.abc import Callable, Iterable, Mapping

from django.db import models, transaction
from django.db.models.functions import Cast, StrIndex
from django.utils import timezone

from azdarar.articles.models import Article
from azdarar.press.actions import announce
from azdarar.rows import change_rows


def addresses_of_stories(ids: Iterable[int]) -> dict[int, str]:
    """The paths of stories that have one for good, by their numbers."""
    stories = Article.objects.filter(pk__in=list(ids)).exclude(canonical_path=None)
    return {pk: path for pk, path in stories.values_list("pk", "canonical_path") if path}


def texts_holding(needle: str, *, ids: Iterable[int]) -> dict[int, str]:
    """The stored bodies of stories in which some words stand, as the database holds them."""
    texts = Article.objects.annotate(stored=Cast("body", models.TextField()))
    # Not "contains": SQLite's LIKE looks at each letter in both cases.
    place = StrIndex("stored", models.Value(needle))
    found = texts.annotate(place=place).filter(pk__in=list(ids), place__gt=0)
    return dict(found.values_list("pk", "stored"))


def lead_links(texts: Mapping[int, str], *, led: Callable[[str], str]) -> int:
    """Change where links of stored bodies lead, and nothing else; returns how many stories changed.

    No revision is made: not a word changes, and what a reader follows arrives at the same story as before.

    Args:
        texts: from ``texts_holding``.
        led: makes the new body of the old one, both as the database holds them.
    """
    led_texts = ((pk, stored, led(stored)) for pk, stored in texts.items())
    changed = [(pk, new) for pk, stored, new in led_texts if new != stored]
    with transaction.atomic():
        change_rows(Article, "body", changed)
        if changed:
            tags = [f"article:{pk}:text" for pk, _new in changed]
            announce("articles.links-led", tags=tags, at=timezone.now(), data={"articles": len(changed)})
    return len(changed)
