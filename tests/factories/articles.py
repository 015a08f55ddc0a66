"""Stories, who signs them, and where they stand."""

from datetime import UTC, datetime
from typing import Any

import factory
from wagtail.models import Locale

from azdarar.articles.actions import add_article, publish_article
from azdarar.articles.models import Article, Contribution, Contributor, Section
from azdarar.press.models import Announcement

#: When the stories of the tests appear, unless they say otherwise.
AT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


class ContributorFactory(factory.django.DjangoModelFactory):
    """Somebody who signs."""

    class Meta:
        model = Contributor

    name = factory.Sequence(lambda number: f"Hélène Aubry {number}")
    slug = factory.Sequence(lambda number: f"helene-aubry-{number}")


class SectionFactory(factory.django.DjangoModelFactory):
    """A section; ``language`` says of which paper."""

    class Meta:
        model = Section

    class Params:
        language = "fr"

    name = factory.Sequence(lambda number: f"Société {number}")
    slug = factory.Sequence(lambda number: f"societe-{number}")
    locale = factory.LazyAttribute(lambda made: Locale.objects.get(language_code=made.language))


def told_of_stories() -> Any:
    """What was announced of stories, and not of the sections and people they were made with."""
    return Announcement.objects.filter(fact__startswith="articles.article")


def paragraphs(*texts: str) -> list[tuple[str, Any]]:
    """A body of plain paragraphs."""
    from wagtail.rich_text import RichText

    return [("paragraph", RichText(f"<p>{text}</p>")) for text in texts]


def draft_story(language: str = "fr", **values: Any) -> Article:
    """A draft with a headline, a section, a body and a byline, unless ``values`` says otherwise."""
    signatures = values.pop("signatures", None)
    owner = values.pop("owner", None)
    values.setdefault("title", "Un train s’arrête au bord du lac")
    values.setdefault("body", paragraphs("Le train de 10 h 05 ne va plus jusqu’à Martouni."))
    if "section" not in values:
        values["section"] = Section.objects.filter(locale__language_code=language).first() or SectionFactory(
            language=language
        )
    story = Article(**values)
    if signatures is None:
        signatures = [Contribution(contributor=ContributorFactory())]
    story.contributions.set(signatures)
    return add_article(story, language=language, by=owner)


def public_story(language: str = "fr", *, at: datetime = AT, **values: Any) -> Article:
    """A published story, visible from ``at``."""
    by = values.get("owner")
    return publish_article(draft_story(language, **values), at=at, by=by)
