"""The page of comments that a story brought from the old site: read there, never added to."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from azdarar.archive.queries import count_old_comments, old_comments
from azdarar.articles.disclosure import disclosure_for
from azdarar.language.numbers import format_number
from azdarar.language.typography import TypesetText
from azdarar.reader.page import page_context, render_page

#: Comments on one page, answers included.
PER_PAGE = 100


def old_comments_page(request: HttpRequest, *, article: Any, number: int) -> HttpResponse | None:
    """Compose a page of comments; None where there is none, or where the story is closed to readers.

    What was said below a text for members only quotes it, and is as closed as the text.
    """
    if not article.body_for(disclosure_for(article=article)).is_whole:
        return None
    start = (number - 1) * PER_PAGE
    comments = old_comments(article.pk, language=article.language, start=start, end=start + PER_PAGE + 1)
    if not comments:
        return None
    with translation.override(article.language):
        context = page_context(
            request,
            language=article.language,
            title=_("Comments on “%(headline)s”") % {"headline": article.headline},
            kind="comments",
            path=f"{article.address}comments/",
            is_indexed=False,
        )
    return render_page(
        request,
        "articles/old_comments.html",
        page=context,
        headline=TypesetText(article.title, article.language),
        story_url=article.address,
        count=count_old_comments(article.pk),
        comments=comments[:PER_PAGE],
        earlier_url=_page_url(number - 1) if number > 1 else "",
        later_url=_page_url(number + 1) if len(comments) > PER_PAGE else "",
    )


def told_count(count: int) -> str:
    """The quiet line under a story, in the active language; nothing where there is nothing to ask for."""
    if not count:
        return ""
    told = ngettext("%(count)s comment from the old site", "%(count)s comments from the old site", count)
    return told % {"count": format_number(count, language=get_language() or "")}


def _page_url(number: int) -> str:
    return f"?page={number}" if number > 1 else "?"
