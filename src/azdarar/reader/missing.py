"""Pages for what is not there: an unknown address, a story taken back, a failure of ours."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from azdarar.archive.queries import suggestions
from azdarar.articles.queries import StoryCard, for_cards, newest_articles, story_cards
from azdarar.press.showing import shows
from azdarar.reader.old_addresses import answer_to, redirect_to
from azdarar.reader.page import front_address, page_context, render_page

#: Set by the front while more people come in vain than pages can be made for: then the general page will do.
GENERAL_IS_ENOUGH = "azdarar.general_is_enough"
#: Says in which language; never leaves the house.
GENERAL_HEADER = "X-Azdarar-General"
#: Seconds after which somebody who asked too often may ask again; nearly every limit is shorter.
_WAIT_S = 300
#: Stories offered to somebody who came in vain.
_OFFERED = 4


def missing_page(request: HttpRequest, *, language: str) -> HttpResponse:
    """Where nothing stands: one redirect to where its thing is now, 410 where it was taken back, else 404.

    The 404 says what may have happened, and offers a search field, the stories the address most likely meant
    and the latest ones. Forms are never led elsewhere: only what is safe to ask twice.
    """
    if request.method not in ("GET", "HEAD"):
        return _help_page(request, language=language, status=404)
    shows(f"address:{request.path}", "addresses")
    if getattr(request, "is_general", False):
        return _help_page(request, language=language, status=404)
    if getattr(request, "is_pressed", False):
        # Nothing to press. Whoever asked gets an answer of their own, made by their own request.
        return HttpResponse(status=404)
    answer = answer_to(request)
    # A page that is there but has no such part ("?page=99") is no way to itself.
    if answer.leads and answer.address != request.path:
        return redirect_to(answer.address)
    language = answer.language or language
    if answer.status == 410:
        return gone_page(request, language=language, is_story=answer.object_label == "articles.Article")
    if request.META.get(GENERAL_IS_ENOUGH):
        # The front has the general page; it puts it here.
        return HttpResponse(status=404, headers={GENERAL_HEADER: language})
    return _help_page(request, language=language, status=404, meant=suggestions(answer, at=timezone.now()))


def gone_page(request: HttpRequest, *, language: str, is_story: bool = True) -> HttpResponse:
    """410: the story, or another page, was here and was taken back; the same help."""
    shows(f"address:{request.path}")
    return _help_page(request, language=language, status=410, is_story=is_story)


def too_many_page(request: HttpRequest, *, language: str) -> HttpResponse:
    """429: somebody asks too often, and may ask again later."""
    with translation.override(language):
        title = _("One moment, please")
    page = page_context(
        request, language=language, title=title, kind="missing", path="/account/", is_indexed=False
    )
    response = render_page(request, "reader/too_many.html", page=page, status=429, minutes=_WAIT_S // 60)
    response.headers["Retry-After"] = str(_WAIT_S)
    return response


def failed_page(request: HttpRequest) -> HttpResponse:
    """500: said without the database, which may be what failed."""
    language = translation.get_language() or ""
    content = render_to_string(
        "reader/failed.html", {"language": language, "front_url": front_address(language)}
    )
    return HttpResponse(content, status=500)


def form_refused_page() -> HttpResponse:
    """403: somebody else may have sent the form; said without the database, and kept by nobody."""
    response = HttpResponse(render_to_string("reader/form_refused.html"), status=403)
    response.headers["Cache-Control"] = "no-store"
    return response


def _help_page(
    request: HttpRequest,
    *,
    language: str,
    status: int,
    meant: Sequence[StoryCard] = (),
    is_story: bool = False,
) -> HttpResponse:
    with translation.override(language):
        gone = _("This story was withdrawn") if is_story else _("This page is gone")
        title = gone if status == 410 else _("This page does not exist")
    page = page_context(request, language=language, title=title, kind="missing", is_indexed=False)
    latest = newest_articles(at=timezone.now(), language=language)
    cards = story_cards(for_cards(latest.exclude(pk__in=[card.id for card in meant]))[:_OFFERED])
    values = {"cards": cards, "meant": meant, "is_gone": status == 410, "is_story": is_story}
    return render_page(request, "reader/missing.html", page=page, status=status, **values)
