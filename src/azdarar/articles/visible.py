"""Which stories readers may see at an instant."""

from datetime import datetime

from django.db.models import QuerySet

from azdarar.articles.models import Article


def visible_articles(*, at: datetime, language: str | None = None) -> QuerySet[Article]:
    """Stories readers may see at an instant, newest first; of one language or of all."""
    stories: QuerySet[Article] = Article.objects.filter(live=True, visible_from__lte=at)
    stories = stories.order_by("-visible_from", "-pk")
    return stories.filter(language=language) if language else stories
