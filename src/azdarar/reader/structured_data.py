"""What machines read of a page: schema.org in JSON-LD.

Source: schema.org NewsArticle, CorrectionComment, ImageObject; Google's article guidelines for sizes.
Texts are set in their typography here too: a machine shows them to people.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.templatetags.static import static

from azdarar.articles.bylines import Credit, makers
from azdarar.articles.models import Article
from azdarar.language.typography import TypesetText
from azdarar.media.queries import PictureUse
from azdarar.reader.page import absolute_url, front_address
from azdarar.reader.story import StoryPage

_SCHEMA = "https://schema.org"
#: schema.org's narrower types for some of the paper's forms.
_TYPES = {
    Article.Form.OPINION: "OpinionNewsArticle",
    Article.Form.ANALYSIS: "AnalysisNewsArticle",
    Article.Form.REPORT: "ReportageNewsArticle",
    Article.Form.REVIEW: "ReviewNewsArticle",
}
#: What schema.org calls the roles of a byline; whoever is not named here is a contributor.
_ROLES = {"translated": "translator", "edited": "editor"}


def news_article(story: StoryPage) -> dict[str, Any]:
    """Describe a story: who made it and in which role, whose it is, its translations and corrections."""
    card = story.card
    data: dict[str, Any] = {
        "@context": _SCHEMA,
        "@type": _TYPES.get(Article.Form(card.form), "NewsArticle"),
        "@id": story.url,
        "url": story.url,
        "mainEntityOfPage": story.url,
        "headline": str(card.headline),
        "description": str(card.excerpt),
        "inLanguage": card.language,
        "datePublished": card.published_at.isoformat(),
        "dateModified": max(card.published_at, card.updated_at or card.published_at).isoformat(),
        "articleSection": str(card.section.name) if card.section else "",
        "keywords": [str(subject.text) for subject in story.subjects],
        "timeRequired": f"PT{card.reading_minutes}M",
        "isAccessibleForFree": story.is_whole,
        "image": [image(card.picture)] if card.picture else [],
        "publisher": publisher(),
        **contributors(card.credits),
        **_translations(story),
        **_reprint(story),
        "correction": [_correction(row.note, row.corrected_at.isoformat()) for row in story.corrections],
    }
    return without_empty(data)


def publisher() -> dict[str, Any]:
    """Describe the paper itself."""
    return {
        "@type": "NewsMediaOrganization",
        "name": settings.PAPER_NAME,
        "url": absolute_url(front_address(settings.LANGUAGES[0][0])),
        "logo": {"@type": "ImageObject", "url": absolute_url(static("reader/img/icon.svg"))},
    }


def image(picture: PictureUse) -> dict[str, Any]:
    """Describe a picture with its caption and credit."""
    file = picture.fallback
    return without_empty(
        {
            "@type": "ImageObject",
            "url": absolute_url(file.url),
            "width": file.width_px,
            "height": file.height_px,
            "caption": str(picture.caption or picture.alt),
            "creditText": str(picture.credit),
        }
    )


def contributors(credits: Iterable[Credit]) -> dict[str, Any]:
    """Describe everybody of a byline under the role schema.org knows for them."""
    everybody = tuple(credits)
    authors = makers(everybody)
    found: dict[str, Any] = {"author": [_person(credit) for credit in authors]}
    for credit in everybody:
        if credit not in authors:
            found.setdefault(_ROLES.get(credit.role, "contributor"), []).append(_person(credit))
    return without_empty(found)


def without_empty(data: Mapping[str, Any]) -> dict[str, Any]:
    """The same without the entries that say nothing."""
    return {key: value for key, value in data.items() if value not in ("", [], None)}


def _person(credit: Credit) -> dict[str, Any]:
    kind = "Organization" if credit.is_agency else "Person"
    return without_empty(
        {"@type": kind, "name": credit.name, "url": absolute_url(credit.url) if credit.url else ""}
    )


def _translations(story: StoryPage) -> dict[str, Any]:
    """Name the other languages: as the original where this text was translated from one of them."""
    sources = {credit.from_language for credit in story.card.credits if credit.role == "translated"}
    works: dict[str, Any] = {}
    for item in story.translations:
        relation = "translationOfWork" if item.language in sources else "workTranslation"
        works.setdefault(relation, []).append(
            {
                "@type": "NewsArticle",
                "@id": absolute_url(item.url),
                "url": absolute_url(item.url),
                "inLanguage": item.language,
                "headline": str(item.headline),
            }
        )
    return works


def _reprint(story: StoryPage) -> dict[str, Any]:
    reprint = story.reprint
    if reprint is None:
        return {}
    return without_empty(
        {
            "creditText": str(reprint.credit),
            "sourceOrganization": {"@type": "Organization", "name": str(reprint.source)},
            "isBasedOn": reprint.original_url,
        }
    )


def _correction(note: TypesetText, instant: str) -> dict[str, Any]:
    return {"@type": "CorrectionComment", "text": str(note), "datePublished": instant}
