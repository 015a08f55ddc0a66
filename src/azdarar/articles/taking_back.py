"""Stories of an import that is taken back: they go as if they had never been here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from wagtail.models import Page, ReferenceIndex

from azdarar.articles.models import Article, PlainPage
from azdarar.articles.models.references import references_as_they_were
from azdarar.articles.standing import NOWHERE, Standing, changed_tags, month_of
from azdarar.press.actions import announce

TAKEN_BACK = "articles.articles-taken-back"


@transaction.atomic
def take_back_articles(ids: Sequence[int], *, at: datetime) -> None:
    """Delete stories whose import is taken back, with everything that hangs on them.

    Unlike a deletion by a person it leaves no trace: their addresses do not answer 410, and the log has no
    entry for each. One transaction and one announcement, whatever their number; a few hundred at once.
    """
    stories = Article.objects.filter(pk__in=ids)
    tags: set[str] = set()
    families: set[UUID] = set()
    for story in stories.only("pk", "canonical_path", "announced_tags", "translation_key"):
        tags |= changed_tags(story, Standing.read(story.announced_tags), NOWHERE)
        families.add(story.translation_key)
    # The maps of the months of their translations name them.
    others = Article.objects.filter(live=True, translation_key__in=families).exclude(pk__in=ids)
    months = others.values_list("language", "visible_from")
    tags |= {month_of(language, since) for language, since in months if since}
    tags |= {f"article:{pk}:{what}" for pk in ids for what in ("comments", "dossiers")}
    # What is not public any more is deleted without Wagtail unpublishing each first.
    stories.update(live=False, visible_from=None)
    _delete(stories, ids)
    announce(TAKEN_BACK, tags=tags, at=at, data={"articles": len(ids)})


@transaction.atomic
def take_back_pages(ids: Sequence[int]) -> None:
    """Delete plain pages whose import is taken back."""
    pages = PlainPage.objects.filter(pk__in=ids)
    pages.update(live=False)
    _delete(pages, ids)


def _delete(pages: "object", ids: Sequence[int]) -> None:
    kind = ReferenceIndex._get_base_content_type(Page)
    names = [str(pk) for pk in ids]
    ReferenceIndex.objects.filter(base_content_type=kind, object_id__in=names).delete()
    ReferenceIndex.objects.filter(to_content_type=kind, to_object_id__in=names).delete()
    with references_as_they_were():
        pages.delete()  # type: ignore[attr-defined]  # Wagtail's query sets have no types
