"""Addresses and places in the tree for many new stories at once."""

from collections.abc import Collection, Iterator, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.utils import timezone
from wagtail.models import Page

from azdarar.articles.addresses import free_address, story_address
from azdarar.articles.models import Article, ArticleSpace
from azdarar.articles.models.article import addresses_taken
from azdarar.rows import point


def settle_addresses(stories: Sequence[Article]) -> None:
    """Give every public story the address it would have got had they come one after the other."""
    days = [timezone.localtime(story.published_at).date() for story in stories]
    wanted = [
        story_address(language=story.language, day=day, slug=story.address_slug)
        for story, day in zip(stories, days, strict=True)
    ]
    given = addresses_taken(set(wanted))

    def taken(paths: Collection[str]) -> set[str]:
        return given.intersection(paths) | addresses_taken(paths)

    for story, day, path in zip(stories, days, wanted, strict=True):
        story.canonical_path = path
        if path in given:
            found = free_address(story.address_slug, language=story.language, day=day, taken=taken)
            story.address_slug, story.canonical_path = found
        given.add(story.canonical_path)


def place_in_tree(stories: Sequence[Article], space: ArticleSpace, numbers: Iterator[int]) -> None:
    """Give stories their numbers and their places in the tree, at the end of their space."""
    # As treebeard does: whoever else adds a page there waits.
    locked = Page.objects.select_for_update().get(pk=space.pk)
    # Between two bounds, along the index: "starts with" would look at every story of the paper each time.
    beyond = locked.path + Page.alphabet[-1] * Page.steplen
    siblings = Page.objects.filter(path__gt=locked.path, path__lte=beyond, depth=locked.depth + 1)
    last = siblings.order_by("-path").values_list("path", flat=True).first()
    step = Page._str2int(last[len(locked.path) :]) if last else 0
    kind = ContentType.objects.get_for_model(Article)
    for story in stories:
        step += 1
        story.pk = story.id = story.page_ptr_id = next(numbers)
        story.depth, story.numchild = locked.depth + 1, 0
        story.path = Page._get_path(locked.path, locked.depth + 1, step)
        story.url_path = f"{locked.url_path}{story.slug}/"
        point(story, "content_type", kind)
    Page.objects.filter(pk=space.pk).update(numchild=F("numchild") + len(stories))
