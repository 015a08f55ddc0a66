"""The addresses machines read."""

from django.conf import settings
from django.urls import path, re_path, register_converter

from azdarar.feeds import sitemaps, views


class FeedLanguageConverter:
    """A language the paper appears in."""

    regex = "[a-z]{2,3}(?:-[a-z0-9]{2,8})?"

    def to_python(self, value: str) -> str:
        if value not in dict(settings.LANGUAGES):
            raise ValueError
        return value

    def to_url(self, value: str) -> str:
        return value


class FeedFormConverter:
    """The ending of a feed's address: ``xml`` for RSS, ``json`` for JSON Feed."""

    regex = "xml|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FeedLanguageConverter, "feed_language")
register_converter(FeedFormConverter, "feed_form")

app_name = "feeds"
urlpatterns = [
    path("feed.<feed_form:form>", views.paper, name="paper"),
    path("<feed_language:language>/feed.<feed_form:form>", views.language, name="language"),
    path("<feed_language:language>/authors/<str:slug>/feed.<feed_form:form>", views.author, name="author"),
    path("<feed_language:language>/search/feed.<feed_form:form>", views.search, name="search"),
    path("<feed_language:language>/<str:slug>/feed.<feed_form:form>", views.section, name="section"),
    path("sitemap.xml", sitemaps.index, name="sitemaps"),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
    path("sitemap-<feed_language:language>.xml", sitemaps.pages, name="sitemap_pages"),
    re_path(
        r"^sitemap-(?P<language>[a-z]{2,3})-(?P<year>[0-9]{4})-(?P<month>[0-9]{2})\.xml$",
        sitemaps.month,
        name="sitemap_month",
    ),
    path("robots.txt", sitemaps.robots, name="robots"),
]
