"""The pages of the tutorial: an index with articles below it."""

from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page


class HomePage(Page):
    """The front page: the newest articles."""

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["articles"] = ArticlePage.objects.live().public().order_by("-date")[:10]
        context["sections"] = SectionPage.objects.live()
        return context


class SectionPage(Page):
    """A section: its articles, ten a page."""


class ArticlePage(Page):
    """An article."""

    date = models.DateTimeField(db_index=True)
    intro = models.TextField()
    body = RichTextField()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["section"] = self.get_parent()
        context["sections"] = SectionPage.objects.live()
        return context
