"""Stories of an import that is taken back: they go as if they had never been here."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from wagtail.models import Page, ReferenceIndex

from azdarar.articles.models import Article, PlainPage
from azdarar.articles.models.references import references_as_they_were
from azdarar.articles.signals import articles_taken_back
from azdarar.articles.standing import NOWHERE, Standing, changed_tags, month_of
from azdarar.press.actions import announce
from azdarar.rows import delete_whole

TAKEN_BACK = "articles.articles-taken-back"


@transaction.atomic
def take_back_articles(ids: Sequence[int], *, at: datetime) -> None:
    """Delete stories whose import is taken back, with everything that hangs on them.

    Unlike a deletion by a person it leaves no trace: their addresses do not answer 410, and the log has no
    entry for each. One transaction, one announcement and one signal, whatever their number; a few hundred at
    once.
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
    _forget_references(ids)
    _leave_tree(stories)
    with references_as_they_were():
        delete_whole(Article, ids)
    articles_taken_back.send(sender=Article, article_ids=list(ids))
    announce(TAKEN_BACK, tags=tags, at=at, data={"articles": len(ids)})


@transaction.atomic
def take_back_pages(ids: Sequence[int]) -> None:
    """Delete plain pages whose import is taken back."""
    pages = PlainPage.objects.filter(pk__in=ids)
    pages.update(live=False)
    _forget_references(ids)
    with references_as_they_were():
        pages.delete()


def _forget_references(ids: Sequence[int]) -> None:
    kind = ReferenceIndex._get_base_content_type(Page)
    names = [str(pk) for pk in ids]
    ReferenceIndex.objects.filter(base_content_type=kind, object_id__in=names).delete()
    ReferenceIndex.objects.filter(to_content_type=kind, to_object_id__in=names).delete()


def _leave_tree(stories: "QuerySet[Article]") -> None:
    """Let the spaces of stories count fewer; nothing stands below a story."""
    spaces = Counter(
        Page._get_basepath(path, depth - 1) for path, depth in stories.values_list("path", "depth")
    )
    for path, many in spaces.items():
        Page.objects.filter(path=path).update(numchild=F("numchild") - many)
