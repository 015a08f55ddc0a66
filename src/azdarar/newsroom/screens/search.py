"""The newsroom's search: one field for everything the house keeps; what is found follows what is typed."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from wagtail.admin.auth import user_has_any_page_permission

from azdarar.newsroom.everything import GROUP_NAMES, LAST_PAGE, Everything, find_everything
from azdarar.newsroom.numbers import number_in
from azdarar.newsroom.screens.guarded import GuardedScreen
from azdarar.search.asking import LONGEST_TYPED, Asked, read_asked
from azdarar.search.naming import with_names


class SearchView(GuardedScreen):
    """The screen: a field, and what it finds by groups; the field's script asks ``SearchResultsView``."""

    may_enter = staticmethod(user_has_any_page_permission)
    template_name = "newsroom/search/everything.html"
    page_title = gettext_lazy("Search")
    header_icon = "search"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest) -> HttpResponse:
        answer: HttpResponse = self.render_to_response(self.get_context_data())
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        only = self.request.GET.get("group", "")
        only = only if only in GROUP_NAMES else ""
        page = number_in(self.request.GET.get("page", "1"))
        if not 1 <= page <= LAST_PAGE:
            raise Http404
        typed = self.request.GET.get("q", "")
        asked = _asked(typed, is_exact=self.request.GET.get("exact") == "1")
        found = find_everything(asked, user=self.request.user, at=timezone.now(), only=only, page=page)
        return super().get_context_data(
            typed=typed[:LONGEST_TYPED],
            longest=LONGEST_TYPED,
            asked=asked,
            found=found,
            only=only,
            page=page,
            links=_links(typed[:LONGEST_TYPED], only, page, found),
            **kwargs,
        )


class SearchResultsView(SearchView):
    """What is found, without the screen around it."""

    template_name = "newsroom/search/results.html"


def _asked(typed: str, *, is_exact: bool) -> Asked:
    """What was typed, its last word perhaps not yet to its end."""
    language = (get_language() or "")[:2]
    codes = [code for code, _name in settings.LANGUAGES]
    language = language if language in codes else codes[0]
    asked = with_names(read_asked(typed, language=language, paper_languages=codes))
    if asked.words and not is_exact and not typed[-1:].isspace():
        last = asked.words[-1]
        if not last.is_exact_phrase and not last.is_excluded:
            asked = replace(asked, words=(*asked.words[:-1], replace(last, is_prefix=True)))
    return replace(asked, only_as_typed=is_exact)


def _links(typed: str, only: str, page: int, found: Everything) -> dict[str, str]:
    """Where one goes on from here: to all groups, to more of one, to the pages before and after."""
    base = reverse("newsroom_search")

    def leading(**changed: Any) -> str:
        return f"{base}?{urlencode({'q': typed, **changed})}"

    links = {group.name: leading(group=group.name) for group in found.groups if group.has_more}
    has_more = any(group.has_more for group in found.groups) and page < LAST_PAGE
    return {
        **links,
        "all": leading() if only else "",
        "exact": leading(exact=1),
        "newer": leading(group=only, page=page - 1) if only and page > 1 else "",
        "older": leading(group=only, page=page + 1) if only and has_more else "",
    }
