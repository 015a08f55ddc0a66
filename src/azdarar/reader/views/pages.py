"""The paper's entrance, and addresses of one segment: a section's front or a plain page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from azdarar.articles.models import PlainPage, Section
from azdarar.press.showing import shows
from azdarar.reader.missing import missing_page
from azdarar.reader.page import front_address
from azdarar.reader.pages import plain_page
from azdarar.reader.views import lists


def entrance(request: HttpRequest) -> HttpResponse:
    """Lead to the front page of the paper's first language.

    The browser's languages are not asked: one address has one answer, whoever comes.
    """
    shows("paper")
    return HttpResponseRedirect(front_address(settings.LANGUAGES[0][0]))


def segment(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Answer with the section or the plain page of that name; no two share one."""
    shows(f"address:/{language}/{slug}/")
    here = {"locale__language_code": language, "slug": slug}
    section = Section.objects.filter(**here).select_related("locale").first()
    if section is not None:
        return lists.section(request, section=section)
    plain = PlainPage.objects.live().filter(**here).select_related("locale").first()
    if plain is not None:
        return plain_page(request, page=plain, is_preview=False)
    return missing_page(request, language=language)
