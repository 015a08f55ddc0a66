"""Foreign pages become plain pages of the paper, one at a time: a site has few."""

from typing import Any

from wagtail.models import Locale

from azdarar.archive.internal.foreign_story import Details
from azdarar.articles.addresses import RESERVED_SEGMENTS
from azdarar.articles.models import ArticleSpace, PlainPage, Section


def make_page(details: Details, *, language: str, existing: Any) -> Any:
    locale = Locale.objects.get(language_code=language)
    page = existing or PlainPage(locale=locale, live=False, is_in_footer=False)
    page.title, page.body, page.draft_title = details.headline, details.body.blocks, details.headline
    page.standfirst = details.standfirst
    if existing is None:
        if details.slug:
            page.slug = _free_page_slug(details.slug, locale=locale)
        ArticleSpace.objects.get(locale=locale).get_parent().add_child(instance=page)
    revision = page.save_revision(clean=False)
    if details.is_public:
        revision.publish()
    page.refresh_from_db()
    return page


def _free_page_slug(slug: str, *, locale: Locale) -> str:
    candidate, number = slug[:200], 1
    here = {"locale": locale}
    while (
        candidate in RESERVED_SEGMENTS
        or Section.objects.filter(slug=candidate, **here).exists()
        or PlainPage.objects.filter(slug=candidate, **here).exists()
    ):
        number += 1
        candidate = f"{slug[:200]}-{number}"
    return candidate
