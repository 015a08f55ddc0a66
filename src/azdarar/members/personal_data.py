"""What this room keeps of a person: stories, searches, reading if they wish it, letters wished for."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from azdarar.accounts.models import User
from azdarar.accounts.queries import PersonalData
from azdarar.members.models import (
    NewsletterWish,
    Reading,
    ReadingHistory,
    SavedSearch,
    SavedStory,
    ToldStory,
)
from azdarar.members.queries import saved_searches


def export(user: User, at: datetime) -> dict[str, Any]:
    """Everything this room keeps of a person; a story by its address, and only while readers may see it."""
    history = ReadingHistory.objects.filter(user=user).first()
    saved = SavedStory.objects.filter(user=user).select_related("article").order_by("-saved_at", "-pk")
    read = Reading.objects.filter(history__user=user).select_related("article").order_by("-read_at", "-pk")
    told = ToldStory.objects.filter(user=user).select_related("article").order_by("-told_at", "-pk")
    wishes = NewsletterWish.objects.filter(user=user).select_related("newsletter").order_by("pk")
    return {
        "saved_stories": [
            {**_story(row.article, at=at), "saved_at": row.saved_at} for row in saved.iterator()
        ],
        "reading_history": {"wished_at": history.wished_at} if history else {},
        "readings": [{**_story(row.article, at=at), "read_at": row.read_at} for row in read],
        "saved_searches": [
            {
                "search": row.title,
                "language": row.language,
                "address": f"{settings.SITE_URL}{row.address}",
                "mails": str(SavedSearch.Rhythm(row.rhythm).label),
                "saved_at": row.saved_at,
            }
            for row in saved_searches(user=user)
        ],
        "told_stories": [{**_story(row.article, at=at), "told_at": row.told_at} for row in told],
        "newsletters": [
            {
                "name": row.newsletter.name,
                "language": row.newsletter.language,
                "wished_at": row.wished_at,
                "agreed_to": row.consent_text,
                "version": row.consent_version,
            }
            for row in wishes
        ],
    }


def _story(article: Any, *, at: datetime) -> dict[str, Any]:
    if article is None or not article.is_visible(at=at):
        return {"story": "", "address": ""}
    return {"story": str(article.title), "address": f"{settings.SITE_URL}{article.address}"}


PERSONAL_DATA = PersonalData(
    key="members",
    title=_("What you keep here"),
    covers=(
        "members.SavedStory.user",
        "members.SavedSearch.user",
        "members.ToldStory.user",
        "members.ReadingHistory.user",
        "members.NewsletterWish.user",
    ),
    export=export,
    labels={
        "saved_stories": _("saved stories"),
        "story": _("story"),
        "address": _("address"),
        "saved_at": _("saved at"),
        "reading_history": _("reading history"),
        "wished_at": _("wished at"),
        "readings": _("read"),
        "read_at": _("read at"),
        "saved_searches": _("saved searches"),
        "search": _("search"),
        "mails": _("mails about new stories"),
        "told_stories": _("stories told of by mail"),
        "told_at": _("told at"),
        "newsletters": _("newsletters wished for"),
        "name": _("name"),
        "language": _("language"),
        "agreed_to": _("agreed to"),
        "version": _("version of the text"),
    },
)
