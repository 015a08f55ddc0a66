"""The address of a story, and of what was once said below it: both, or what became of the story."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from azdarar.articles.queries import article_at, is_gone
from azdarar.reader.missing import gone_page, missing_page
from azdarar.reader.old_comments import old_comments_page
from azdarar.reader.pages import article_page
from azdarar.reader.views.lists import page_number


def story(request: HttpRequest, language: str, year: str, month: str, day: str, slug: str) -> HttpResponse:
    """Answer with the story; 410 once it was taken back, 404 where there never was one."""
    address = f"/{language}/{year}/{month}/{day}/{slug}/"
    article = article_at(address, at=timezone.now())
    if article is not None:
        return article_page(request, page=article, is_preview=False)
    if is_gone(address):
        return gone_page(request, language=language)
    return missing_page(request, language=language)


def old_comments_of(
    request: HttpRequest, language: str, year: str, month: str, day: str, slug: str
) -> HttpResponse:
    """Answer with the comments of the old site; they come and go with their story."""
    address = f"/{language}/{year}/{month}/{day}/{slug}/"
    article = article_at(address, at=timezone.now())
    number = page_number(request)
    page = old_comments_page(request, article=article, number=number) if article and number else None
    if page is not None:
        return page
    if article is None and is_gone(address):
        return gone_page(request, language=language)
    return missing_page(request, language=language)
