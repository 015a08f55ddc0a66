"""The address of a story: the story, or what became of it."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from azdarar.articles.queries import article_at, is_gone
from azdarar.reader.missing import gone_page, missing_page
from azdarar.reader.pages import article_page


def story(request: HttpRequest, language: str, year: str, month: str, day: str, slug: str) -> HttpResponse:
    """Answer with the story; 410 once it was taken back, 404 where there never was one."""
    address = f"/{language}/{year}/{month}/{day}/{slug}/"
    article = article_at(address, at=timezone.now())
    if article is not None:
        return article_page(request, page=article, is_preview=False)
    if is_gone(address):
        return gone_page(request, language=language)
    return missing_page(request, language=language)
