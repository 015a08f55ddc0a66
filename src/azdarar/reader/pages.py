"""The composers: from a page of the newsroom to the answer a reader gets.

``settings.AZDARAR_PAGE_COMPOSERS`` names them; a preview in the newsroom comes through the same doors as
a reader's request.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from azdarar.articles.disclosure import disclosure_for
from azdarar.language.typography import TypesetText
from azdarar.press.showing import shows
from azdarar.reader.page import page_context, render_page
from azdarar.reader.pages_lists import dossier_page, front_page
from azdarar.reader.story import story_page
from azdarar.reader.structured_data import news_article
from azdarar.reader.text.preparing import parts_of

__all__ = ["article_page", "dossier_page", "front_page", "plain_page"]


def article_page(
    request: HttpRequest, *, page: Any, is_preview: bool, reader: object | None = None
) -> HttpResponse:
    """Compose a story with all that stands around it.

    ``reader``: whose disclosure counts; a preview's alone, since public pages are the same for everybody.
    """
    # A story that was never saved has not taken the language of its place yet.
    page.language = page.language or page.locale.language_code
    with translation.override(page.language):
        story = story_page(page, at=timezone.now(), reader=reader)
        context = page_context(
            request,
            language=page.language,
            title=page.headline,
            kind="article",
            path=page.address,
            description=story.card.excerpt,
            translations={item.language: item.url for item in story.translations},
            section=story.card.section,
            share=story.share,
            structured_data=[news_article(story)],
            is_preview=is_preview,
        )
    return render_page(request, "articles/article.html", page=context, story=story)


def plain_page(request: HttpRequest, *, page: Any, is_preview: bool) -> HttpResponse:
    """Compose a page that is not a story: about, legal, contact."""
    now = timezone.now()
    shows(f"family:{page.translation_key.hex}")
    text = page.body_for(disclosure_for(article=page))
    others = type(page).objects.live().filter(translation_key=page.translation_key).exclude(pk=page.pk)
    standfirst = TypesetText(page.standfirst, page.language)
    context = page_context(
        request,
        language=page.language,
        title=TypesetText(page.title, page.language),
        kind="plain",
        path=page.address,
        description=standfirst,
        translations={other.language: other.address for other in others.select_related("locale")},
        is_preview=is_preview,
    )
    with translation.override(page.language):
        parts = parts_of(text, at=now)
    return render_page(request, "articles/plain_page.html", page=context, standfirst=standfirst, parts=parts)
