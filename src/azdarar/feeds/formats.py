"""The two formats of a feed: RSS 2.0 with its usual modules, and JSON Feed 1.1."""

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.feedgenerator import Enclosure, Rss201rev2Feed
from django.utils.xmlutils import SimplerXMLGenerator

from azdarar.feeds.channels import Channel, Item, absolute
from azdarar.feeds.story_html import without_forbidden
from azdarar.press.showing import holds_until

_NAMESPACES = {
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}


class _NewsFeed(Rss201rev2Feed):
    """Django's RSS with whole texts, a creator for each person, and pictures with their credit."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), **_NAMESPACES}

    def latest_post_date(self) -> datetime:
        """When the newest item appeared; of a feed without any, today, and not another second each time."""
        if self.items:
            return super().latest_post_date()
        today = datetime.combine(timezone.now().date(), time(), tzinfo=UTC)
        holds_until(today + timedelta(days=1))
        return today

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        story: Item = item["story"]
        for name in story.authors:
            handler.addQuickElement("dc:creator", without_forbidden(name))
        handler.addQuickElement("dc:language", story.card.language)
        handler.addQuickElement("content:encoded", story.html)
        picture = story.card.picture
        if picture:
            file = picture.fallback
            attributes = {"url": absolute(file.url), "medium": "image", "type": "image/jpeg"}
            attributes |= {"width": str(file.width_px), "height": str(file.height_px)}
            handler.startElement("media:content", attributes)
            if picture.caption:
                handler.addQuickElement("media:description", str(picture.caption), {"type": "plain"})
            if picture.credit:
                handler.addQuickElement("media:credit", str(picture.credit))
            handler.endElement("media:content")


def as_rss(channel: Channel) -> bytes:
    """Write a channel as RSS 2.0, whole and at once.

    Source: RSS 2.0.11 and its modules content, dc, media and atom.
    """
    feed = _NewsFeed(
        title=without_forbidden(channel.title),
        link=channel.page_url,
        description=without_forbidden(channel.description or channel.title),
        language=channel.language,
        feed_url=channel.feed_url("xml"),
    )
    for story in channel.items:
        feed.add_item(
            title=without_forbidden(str(story.card.headline)),
            link=story.url,
            description=without_forbidden(str(story.card.excerpt)),
            unique_id=story.identifier,
            unique_id_is_permalink=False,
            pubdate=story.card.published_at,
            categories=[without_forbidden(name) for name in _categories(story)],
            enclosures=list[Enclosure](),
            story=story,
        )
    return str(feed.writeString("utf-8")).encode()


def as_json(channel: Channel) -> bytes:
    """Write a channel as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.page_url,
        "feed_url": channel.feed_url("json"),
        "description": channel.description,
        "language": channel.language,
        "items": [_json_item(item) for item in channel.items],
    }
    return json.dumps(_without_empty(feed), ensure_ascii=False).encode()


def _json_item(item: Item) -> dict[str, Any]:
    card = item.card
    return _without_empty(
        {
            "id": item.identifier,
            "url": item.url,
            "external_url": item.original_url,
            "title": str(card.headline),
            "summary": str(card.excerpt),
            "content_html": item.html,
            "image": absolute(card.picture.fallback.url) if card.picture else "",
            "date_published": card.published_at.isoformat(),
            "date_modified": item.updated_at.isoformat(),
            "language": card.language,
            "authors": [{"name": credit.name, "url": absolute(credit.url)} for credit in card.credits],
            "tags": _categories(item),
            "_azdarar": _without_empty(
                {
                    "credit_line": item.credit,
                    "picture_credit": str(card.picture.credit) if card.picture else "",
                    "byline": str(card.byline),
                }
            ),
        }
    )


def _categories(item: Item) -> list[str]:
    section = [str(item.card.section.name)] if item.card.section else []
    return [*section, *item.subjects]


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ("", [], {}, None)}
