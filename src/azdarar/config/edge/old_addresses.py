"""Old addresses are answered before a page is looked for: ``/?article12`` would else be the front page.

An ordinary address costs two look-ups in sets and, where it has a query, one regular expression. Whatever a
page of the paper answers itself is left to it; what no page answers comes to ``reader.missing``, which asks
the same question. Hosts of former days (``AZDARAR_OLD_HOSTS``, and the paper's own name with or without
``www.``) and plain http are led to the public address in the same one redirect.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve

from azdarar.archive.old_addresses import asked_in_vain
from azdarar.reader.missing import missing_page
from azdarar.reader.old_addresses import answer_to, redirect_to

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_SAFE = frozenset({"GET", "HEAD"})
#: First parts of addresses that are the paper's own, besides its languages.
_OURS = frozenset(
    {
        *("", "static", "media", "newsroom", "account", "healthz", "robots.txt", "feed.xml", "feed.json"),
        *("news-sitemap.xml", "sitemap.xml", "favicon.ico", "components", ".well-known"),
    }
)
#: First parts under which no old address ever stands: files and desks, asked for most often.
_NEVER_OLD = ("/static/", "/newsroom/", "/account/", "/healthz")
_OUR_SITEMAP = re.compile(r"sitemap-[a-z-]+(?:\d{4}-\d{2})?\.xml")
#: Queries that may say which thing is meant, in the ways of SPIP and WordPress, wherever they stand.
_TELLING = re.compile(
    r"(?:^|[&;])(?:amp;)?(?:"
    r"(?:article|rubrique|breve|mot|auteur|site|syndic|document|forum|message)\d+(?:[=&;./,]|$)"
    r"|id_[a-z]+=\d|(?:p|page_id|attachment_id|cat|tag_id|author|m|post|year)=\d"
    r"|(?:page|fond|feed|tag|name|pagename|category_name|author_name|s|exec|attachment)=[^\d&]"
    r"|action=redirect(?:&|$))",
    re.IGNORECASE,
)
#: A query that is a title alone: ``/?Mon-titre``, only where a site's front page stood.
_TITLE = re.compile(r"[^=&]{2,}=?(?:&.*)?")
#: A query by number names a thing for certain: where nobody knows it, the front page is no answer.
_NUMBERED = re.compile(
    r"(?:^|[&;])(?:(?:article|rubrique|breve|mot|auteur)\d+=?|(?:id_article|p|page_id)=\d+)(?:[&;]|$)"
)


def may_name_a_thing(path: str, query: str) -> bool:
    """Whether a query may say, in the way of another system, which thing is meant; path and query as sent."""
    if path.startswith(_NEVER_OLD):
        return False
    return bool(_TELLING.search(query)) or (path == "/" and bool(_TITLE.fullmatch(query)))


class OldAddresses:
    """Lead whoever comes by an old address to where its thing is now, in one redirect."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.languages = {code for code, _name in settings.LANGUAGES}
        self.own_host = urlsplit(settings.SITE_URL).hostname or ""
        self.old_hosts = frozenset(settings.AZDARAR_OLD_HOSTS)
        self.leads_to_https = settings.SECURE_SSL_REDIRECT

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in _SAFE:
            answered = self._answered(request)
            if answered is not None:
                return answered
        response = self.get_response(request)
        if response.status_code == 404 and request.method == "GET":
            answer = getattr(request, "old_address", None)
            if answer is not None and answer.status == 404:
                asked_in_vain(answer.told)
        return response

    def _answered(self, request: HttpRequest) -> HttpResponseBase | None:
        """The answer to an old address; None for what goes its ordinary way."""
        path = request.path_info
        if path.startswith(_NEVER_OLD[0]):
            return None
        host = self._old_host(request)
        if host or (self.leads_to_https and not request.is_secure()):
            return self._moved(request, host=host)
        query = request.META.get("QUERY_STRING", "")
        first = path.split("/", 2)[1] if "/" in path else ""
        is_ours = first in _OURS or first in self.languages or bool(_OUR_SITEMAP.fullmatch(first))
        if is_ours and not (query and may_name_a_thing(path, query)):
            return None
        return self._old(request, is_ours=is_ours)

    def _old(self, request: HttpRequest, *, is_ours: bool) -> HttpResponse | None:
        answer = answer_to(request)
        if answer.status == 301:
            return redirect_to(answer.address)
        # A page to be shown is shown further in, where its headers and its language are set.
        is_told = answer.status == 410 or (
            request.path_info == "/" and _NUMBERED.search(request.META["QUERY_STRING"])
        )
        if is_ours and is_told:
            request.is_old_address = True  # type: ignore[attr-defined]
        return None

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Take the place of a page of the paper where the query said that another thing was meant."""
        if getattr(request, "is_old_address", False):
            return missing_page(request, language=settings.LANGUAGE_CODE)
        return None

    def _old_host(self, request: HttpRequest) -> str:
        """The host that was asked, if it is one of former days."""
        if not self.old_hosts:
            return ""
        host = request.META.get("HTTP_HOST", "").partition(":")[0].lower().rstrip(".")
        return host if host in self.old_hosts and host != self.own_host else ""

    def _moved(self, request: HttpRequest, *, host: str) -> HttpResponse | None:
        """The same answer for another host or for plain http, led to the public address at once."""
        if request.path_info == "/healthz":
            return None
        answer = answer_to(request, host=host)
        query = request.META.get("QUERY_STRING", "")
        if answer.leads:
            is_as_it_stands = answer.rule == "address-here" and query and "?" not in answer.address
            return redirect_to(f"{answer.address}?{query}" if is_as_it_stands else answer.address)
        if host and answer.status == 404 and self._stands_here(request.path_info):
            return redirect_to(f"{request.path}?{query}" if query else request.path)
        return None

    def _stands_here(self, path: str) -> bool:
        """Whether a path is one of the paper's that is no reader's page: a feed, an account, a file."""
        try:
            return resolve(path).namespace != "reader"
        except Resolver404:
            return False
