"""Stories as engines hold them: as much of each as anybody may read, analysed."""

import re
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Prefetch, QuerySet

from azdarar.articles.actions import TakenIn
from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.models import Article, Contribution, ContributorProfile
from azdarar.articles.queries import credits_of
from azdarar.language.analysis import Analysed, analyse
from azdarar.search.internal.engine import Document
from azdarar.subjects.models import SubjectName

_BATCH = 500
_NOT_IN_MARKS = re.compile("[^a-z0-9]")


def documents_of(story_ids: Sequence[int]) -> list[Document]:
    """The documents of stories as they stand; those that are not public have none.

    A story under embargo has one: the clock is asked at every search.
    """
    return [_document(story) for story in _public().filter(pk__in=story_ids)]


def all_documents(after: int) -> Iterator[list[Document]]:
    """The documents of all public stories with a higher number, batch by batch, by their numbers."""
    while True:
        batch = [_document(story) for story in _public().filter(pk__gt=after).order_by("pk")[:_BATCH]]
        if not batch:
            return
        yield batch
        after = batch[-1].story_id


def documents_taken_in(taken: Sequence[TakenIn]) -> list[Document]:
    """The documents of stories just taken in from an archive; no text is read again.

    Two queries for the names, whatever the number of stories.
    """
    people = {row.contributor_id for one in taken for row in one.article.contributions.all()}
    subjects = {row.subject_id for one in taken for row in one.article.article_subjects.all()}
    profiles = ContributorProfile.objects.filter(contributor_id__in=people).exclude(name="")
    printed = {
        (contributor, language): name
        for contributor, language, name in profiles.values_list("contributor_id", "language", "name")
    }
    called: dict[int, list[str]] = {}
    names = SubjectName.objects.filter(subject_id__in=subjects).order_by("sort_order", "pk")
    for subject, text in names.values_list("subject_id", "text"):
        called.setdefault(subject, []).append(text)
    return [_taken_document(one, printed, called) for one in taken]


def section_mark(pk: int) -> str:
    """The mark of a section's stories."""
    return f"s{pk}"


def author_mark(pk: int) -> str:
    """The mark of a contributor's stories."""
    return f"a{pk}"


def subject_mark(pk: int) -> str:
    """The mark of the stories that speak of a subject."""
    return f"t{pk}"


def kind_mark(form: str) -> str:
    """The mark of a kind of story."""
    return "k" + _NOT_IN_MARKS.sub("", form.lower())


def _public() -> QuerySet[Article]:
    signatures = Contribution.objects.select_related("contributor").prefetch_related("contributor__profiles")
    stories = Article.objects.filter(live=True, visible_from__isnull=False).defer("announced_tags")
    return stories.prefetch_related(
        Prefetch("contributions", queryset=signatures.order_by("sort_order")),
        "article_subjects__subject__names",
    )


def _document(story: Article) -> Document:
    names = [credit.name for credit in credits_of(story)]
    for row in story.article_subjects.all():
        names += [row.subject.title, *(name.text for name in row.subject.names.all())]
    language = story.language
    return _made(
        story,
        headline=analyse(story.title, language=language),
        about=analyse(about_text([story.kicker, story.standfirst, story.dateline], names), language=language),
        text=analyse(story.body_for(disclosure_for(article=story)).plain(), language=language),
    )


def _taken_document(
    one: TakenIn, printed: dict[tuple[int, str], str], called: dict[int, list[str]]
) -> Document:
    story = one.article
    names = [
        printed.get((row.contributor_id, story.language)) or row.contributor.name
        for row in story.contributions.all()
    ]
    for row in story.article_subjects.all():
        names += [row.subject.title, *called.get(row.subject_id, ())]
    around = analyse(about_text([], names), language=story.language)
    return _made(story, headline=one.headline, about=_joined(one.about, around), text=one.text)


def about_text(parts: Iterable[str], names: Iterable[str]) -> str:
    """What stands around a headline: each part and each name apart from the next."""
    return "\n".join(filter(None, dict.fromkeys([*parts, *names])))


def _joined(one: Analysed, other: Analysed) -> Analysed:
    def both(first: str, second: str) -> str:
        return f"{first} {second}" if first and second else first or second

    return Analysed(
        both(one.stream, other.stream), both(one.forms, other.forms), both(one.names, other.names)
    )


def _made(story: Article, *, headline: Analysed, about: Analysed, text: Analysed) -> Document:
    parts = (headline, about, text)
    assert story.visible_from is not None  # noqa: S101 - only such stories are asked for
    marks = [kind_mark(story.form)]
    marks += [section_mark(story.section_id)] if story.section_id else []
    marks += [author_mark(row.contributor_id) for row in story.contributions.all()]
    marks += [subject_mark(row.subject_id) for row in story.article_subjects.all()]
    return Document(
        story_id=story.pk,
        language=story.language,
        visible_from=story.visible_from,
        visible_until=None,
        headline=headline.stream,
        about=about.stream,
        text=text.stream,
        marks=tuple(dict.fromkeys(marks)),
        forms=_words(part.forms for part in parts),
        names=_words(part.names for part in parts),
    )


def _words(parts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for part in parts for word in part.split()))
