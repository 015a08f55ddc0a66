"""The addresses of the tutorial, and Django's feed."""

from django.contrib.syndication.views import Feed
from django.urls import include, path
from wagtail import urls as wagtail_urls

from benchmarks.peers.plain_wagtail.models import ArticlePage


class Latest(Feed):
    """The newest twenty articles."""

    title = link = description = "/"

    def items(self):
        return ArticlePage.objects.live().public().order_by("-date")[:20]

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.intro

    def item_link(self, item):
        return item.url

    def item_pubdate(self, item):
        return item.date


urlpatterns = [path("feed.xml", Latest()), path("", include(wagtail_urls))]
