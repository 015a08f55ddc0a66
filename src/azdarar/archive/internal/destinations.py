"""Where a thing of the paper is now, for whoever asks by an old address.

Each finder asks what readers may see at the instant, as every page does: a draft or a story under embargo
is nowhere, as if it did not exist; what was taken back, or deleted after readers knew it, is gone. Each costs
one query, or two where the language must be found out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.urls import reverse

from azdarar.archive.internal.lookups import (
    contributor_at,
    is_for_everybody,
    language_signed,
    language_spoken_of,
    renditions_of,
    section_at,
    story_at,
    subject_at,
)
from azdarar.archive.models import ImportedComment, OldAddress
from azdarar.articles.models import (
    ComposedPage,
    PlainPage,
)
from azdarar.articles.queries import carries_publicly, keeps_back
from azdarar.formats.old_addresses import View
from azdarar.media.models import Picture, StoryDocument


@dataclass(frozen=True, slots=True)
class Destination:
    """Where something is, or that it is gone for good."""

    address: str = ""
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What of a thing is asked for, when, and in which language; "" where the address names none of ours."""

    at: datetime
    view: View = View.PAGE
    language: str = ""


GONE = Destination(is_gone=True)
Finder = Callable[[int, Wish], Destination | None]


def destination_of(label: str, pk: int, *, wish: Wish) -> Destination | None:
    """Where an object is now; None for what readers may not know of, and for what never was public."""
    found = _FINDERS.get(label, _other(label))(pk, wish)
    if found is None and was_public(label, pk):
        return GONE
    return found


def was_public(label: str, pk: int) -> bool:
    """Whether readers knew an object that is deleted now."""
    return OldAddress.objects.filter(object_id=pk, object_label=label, gone_at__isnull=False).exists()


def default_language() -> str:
    """The language of whoever asks in none of the paper's."""
    code: str = settings.LANGUAGES[0][0]
    return code


def feed_of(language: str) -> str:
    """The feed of a language; where none is named, the paper's."""
    return (
        reverse("feeds:language", args=[language, "xml"])
        if language
        else reverse("feeds:paper", args=["xml"])
    )


def _story(pk: int, wish: Wish) -> Destination | None:
    story = story_at(pk, at=wish.at)
    if story is None:
        return None
    if not story.is_visible:
        return GONE if story.is_withdrawn else None
    if wish.view is View.PICTURE:
        return _picture(story.picture, wish) if story.picture else None
    return Destination(story.path or "")


def _plain_page(pk: int, wish: Wish) -> Destination | None:
    columns = ("slug", "locale__language_code", "live", "first_published_at")
    for slug, language, live, published_at in _one(PlainPage, pk, columns):
        if live:
            return Destination(f"/{language}/{slug}/")
        return GONE if published_at else None
    return None


def _section(pk: int, wish: Wish) -> Destination | None:
    row = section_at(pk)
    if row is None or wish.view is View.PICTURE:
        return None
    slug, language = row
    if wish.view is View.FEED:
        return Destination(reverse("feeds:section", args=[language, slug, "xml"]))
    return Destination(f"/{language}/{slug}/")


def _contributor(pk: int, wish: Wish) -> Destination | None:
    row = contributor_at(pk)
    if row is None:
        return None
    slug, portrait = row
    if wish.view is View.PICTURE:
        return _picture(portrait, wish) if portrait else None
    language = wish.language or _only_language() or language_signed(pk, at=wish.at) or default_language()
    if wish.view is View.FEED:
        return Destination(reverse("feeds:author", args=[language, slug, "xml"]))
    return Destination(f"/{language}/authors/{slug}/")


def _subject(pk: int, wish: Wish) -> Destination | None:
    row = subject_at(pk)
    if row is None or wish.view is View.PICTURE:
        return None
    language = wish.language or _only_language() or language_spoken_of(pk, at=wish.at) or default_language()
    if wish.view is View.FEED:  # a subject has none of its own
        return Destination(feed_of(language))
    return Destination(f"/{language}/tags/{row[0]}/")


def _only_language() -> str:
    """The paper's language, where it has but one."""
    return default_language() if len(settings.LANGUAGES) == 1 else ""


def _picture(pk: int, wish: Wish) -> Destination | None:
    files = renditions_of(pk)
    rows = (files.get("fallback") or files.get("webp") or ()) if files else ()
    if not rows:
        return None
    # The short question answers for nearly all; the whole one, slower, for what no open story shows.
    if not is_for_everybody(pk, at=wish.at) and keeps_back(picture=Picture.objects.get(pk=pk), at=wish.at):
        return None
    return Destination(f"{settings.MEDIA_URL}{rows[-1][0]}")


def _document(pk: int, wish: Wish) -> Destination | None:
    document = StoryDocument.objects.filter(pk=pk).first()
    if document is None or not carries_publicly(document=document, at=wish.at):
        return None
    return Destination(document.url)


def _comment(pk: int, wish: Wish) -> Destination | None:
    for (page_id,) in _one(ImportedComment, pk, ("page_id",)):
        return _story(page_id, Wish(at=wish.at))
    return None


def _other(label: str) -> Finder:
    """Pages of rooms this one does not know: they say themselves where they are."""

    def find(pk: int, wish: Wish) -> Destination | None:
        try:
            model = apps.get_model(label)
        except (LookupError, ValueError):
            return None
        if not issubclass(model, ComposedPage):
            return None
        page: Any = model._default_manager.filter(pk=pk).select_related("locale").first()  # type: ignore[attr-defined]
        if page is None:
            return None
        if page.live:
            return Destination(page.address)
        return GONE if page.first_published_at else None

    return find


def _one(model: type[Model], pk: int, columns: Sequence[str]) -> Any:
    return model._default_manager.filter(pk=pk).order_by().values_list(*columns)[:1]


_FINDERS: dict[str, Finder] = {
    "articles.Article": _story,
    "articles.PlainPage": _plain_page,
    "articles.Section": _section,
    "articles.Contributor": _contributor,
    "subjects.Subject": _subject,
    "media.Picture": _picture,
    "media.StoryDocument": _document,
    "archive.ImportedComment": _comment,
}
