"""Whether a picture or a document is shown to anybody: files follow the pages that show them."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.models import Page, ReferenceIndex

from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.models import Article, PlainPage
from azdarar.articles.visible import visible_articles
from azdarar.press.showing import shows


def carries_publicly(*, document: Model, at: datetime) -> bool:
    """Whether a story or a plain page that readers may see at an instant offers a document.

    By Wagtail's index of references, which is written with the page; whether the page itself is public is
    asked of the page, so taking it back closes the document at once. What only the closed part of a story
    offers is closed with it.
    """
    holders = ReferenceIndex.get_references_to(document).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    ids = {int(pk) for pk in holders.values_list("object_id", flat=True)}
    if not ids:
        return False
    return (
        _is_shown_by_a_story(document, ids=ids, at=at) or PlainPage.objects.live().filter(pk__in=ids).exists()
    )


def keeps_back(*, picture: Model, at: datetime) -> bool:
    """Whether a picture is shown by pages, and by none that readers may see at an instant.

    A picture that stands in the closed part of a story only is kept back. What is no page (a portrait, say)
    is always public, and so is the picture it shows.
    """
    page_type = ContentType.objects.get_for_model(Page)
    holders = ReferenceIndex.get_references_to(picture).values_list("base_content_type_id", "object_id")
    found = set(holders)
    if not found or any(holder_type != page_type.pk for holder_type, _pk in found):
        shows(f"picture:{picture.pk}")
        return False
    ids = {int(pk) for _holder_type, pk in found}
    if _is_shown_by_a_story(picture, ids=ids, at=at):
        return False
    stories = ContentType.objects.get_for_model(Article)
    return not Page.objects.live().filter(pk__in=ids).exclude(content_type=stories).exists()


def _is_shown_by_a_story(thing: Model, *, ids: set[int], at: datetime) -> bool:
    """Whether one of these stories shows a picture or a document to anybody at an instant."""
    stories = visible_articles(at=at).filter(pk__in=ids)
    found = stories.filter(access=Article.Access.EVERYBODY).first()
    if found is None:
        closed = stories.exclude(access=Article.Access.EVERYBODY).select_related("lead_picture")
        kind = type(thing)
        showing = (one for one in closed if thing in (one.lead_picture, *_shown_openly(one, kind=kind)))
        found = next(showing, None)
    if found is None:
        return False
    shows(f"article:{found.pk}")
    return True


def _shown_openly(story: Article, *, kind: type[Model]) -> Iterator[Model]:
    """The pictures or documents in the part of a story that anybody reads."""
    blocks = story.body_for(disclosure_for(article=story)).blocks
    told = (found for block in blocks for found in block.block.extract_references(block.value))
    numbers = {int(number) for model, number, *_path in told if issubclass(kind, model)}
    yield from kind._default_manager.filter(pk__in=numbers)
