"""Writes stories: first their places, so that they may refer to one another, then their texts."""

from collections.abc import Iterator
from typing import cast

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Revision

from azdarar.articles.actions import add_article, publish_article
from azdarar.articles.models import Article, ArticleSubject, Contribution, Correction, Recommendation
from demo.loader.edition import Edition, StoryEntry
from demo.loader.writing.bodies import BodyWriter
from demo.loader.writing.identities import translation_key
from demo.loader.writing.paper import Paper


def write_stories(edition: Edition, *, paper: Paper) -> None:
    """Publish every story that is not there yet, at its own date, oldest first."""
    new = list(_places(edition, paper=paper))
    for entry, article in new:
        writer = BodyWriter(paper=paper, language=entry.language)
        article.body = writer.body(entry.parts)
        article.recommendations = _recommendations(entry, paper=paper)
        # The draft made its place; what an editor finds in the history is the story as it was published.
        paper.stories[entry.language, entry.key] = publish_article(article, at=entry.published_at)
    _forget_drafts([article for _entry, article in new])
    paper.added["stories"] += len(new)


def _places(edition: Edition, *, paper: Paper) -> Iterator[tuple[StoryEntry, Article]]:
    keys = {translation_key("story", key): key for _language, key in edition.stories}
    for article in Article.objects.filter(translation_key__in=keys):
        paper.stories[article.language, keys[article.translation_key]] = article
    entries = [entry for language in paper.languages for entry in edition.stories_in(language)]
    for entry in sorted(entries, key=lambda entry: (entry.published_at, entry.language, entry.key)):
        if (entry.language, entry.key) not in paper.stories:
            article = add_article(_draft(entry, paper=paper), language=entry.language)
            paper.stories[entry.language, entry.key] = article
            yield entry, article


def _draft(entry: StoryEntry, *, paper: Paper) -> Article:
    reprint = entry.reprint
    said_after = [entry.post_scriptum, reprint.note if reprint else ""]
    article = Article(
        translation_key=translation_key("story", entry.key),
        title=entry.headline,
        kicker=entry.kicker,
        standfirst=entry.standfirst,
        slugline=entry.slugline,
        section=paper.sections[entry.language, entry.section],
        form=entry.form,
        dateline=entry.dateline,
        lead_picture=paper.pictures.get(entry.picture),
        post_scriptum="\n\n".join(filter(None, said_after)),
        source=paper.sources[reprint.source] if reprint else None,
        original_address=reprint.address if reprint else "",
        original_date=entry.published_at.date() if reprint else None,
        original_language=_original_language(entry) if reprint else "",
        address_slug=entry.slug,
        published_at=entry.published_at,
        updated_at=entry.updated_at,
        is_long_lived=entry.is_long_lived,
    )
    article.contributions = [
        Contribution(
            contributor=paper.contributors[signature.contributor],
            role=signature.role,
            from_language=signature.from_language,
            sort_order=order,
        )
        for order, signature in enumerate(entry.byline)
    ]
    article.article_subjects = [
        ArticleSubject(subject=paper.subjects[key], sort_order=order)
        for order, key in enumerate(entry.subjects)
    ]
    article.corrections = [
        Correction(note=correction.note, corrected_at=correction.at) for correction in entry.corrections
    ]
    return article


def _original_language(entry: StoryEntry) -> str:
    translated = [signature.from_language for signature in entry.byline if signature.from_language]
    return translated[0] if translated else entry.language


def _recommendations(entry: StoryEntry, *, paper: Paper) -> list[Recommendation]:
    return [
        Recommendation(
            recommended=paper.stories[entry.language, advice.story],
            reason=advice.reason,
            chosen_by=paper.contributors[advice.contributor],
            sort_order=order,
        )
        for order, advice in enumerate(entry.advice)
    ]


def _forget_drafts(articles: list[Article]) -> None:
    kind = ContentType.objects.get_for_model(Article)
    latest = [cast(int, article.latest_revision_id) for article in articles]
    drafts = Revision.objects.filter(
        content_type=kind, object_id__in=[str(article.pk) for article in articles]
    )
    drafts.exclude(pk__in=latest).delete()
