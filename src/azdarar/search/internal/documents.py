"""Stories as engines hold them: as much of each as anybody may read, analysed."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from azdarar.articles.actions import TakenIn
from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.models import Article, ArticleSubject, Contribution, ContributorProfile
from azdarar.language.analysis import Analysed, analyse
from azdarar.search.internal.engine import Document
from azdarar.subjects.models import SubjectName

_BATCH = 500
_NOT_IN_MARKS = re.compile("[^a-z0-9]")


def documents_of(story_ids: Sequence[int]) -> list[Document]:
    """The documents of stories as they stand; those that are not public have none.

    A story under embargo has one: the clock is asked at every search.
    """
    return _documents(list(_public().filter(pk__in=story_ids)))


def all_documents(after: int) -> Iterator[list[Document]]:
    """The documents of all public stories with a higher number, batch by batch, by their numbers."""
    while batch := list(_public().filter(pk__gt=after).order_by("pk")[:_BATCH]):
        yield _documents(batch)
        after = batch[-1].pk


def documents_taken_in(taken: Sequence[TakenIn]) -> list[Document]:
    """The documents of stories just taken in from an archive; no text is read again."""
    signed = {
        one.article.pk: [
            (row.contributor_id, row.contributor.name) for row in one.article.contributions.all()
        ]
        for one in taken
    }
    spoken = {
        story.pk: [(row.subject_id, row.subject.title) for row in story.article_subjects.all()]
        for story in (one.article for one in taken)
    }
    hanging = _Hanging.of(signed, spoken)
    return [_taken_document(one, hanging) for one in taken]


@dataclass(frozen=True, slots=True)
class _Hanging:
    """What hangs on stories: who signed them and what they speak of, as number and working name.

    ``printed``: names of contributors in a language. ``called``: all names of subjects.
    """

    signed: Mapping[int, Sequence[tuple[int, str]]]
    spoken: Mapping[int, Sequence[tuple[int, str]]]
    printed: Mapping[tuple[int, str], str]
    called: Mapping[int, Sequence[str]]

    @classmethod
    def of(
        cls, signed: Mapping[int, Sequence[tuple[int, str]]], spoken: Mapping[int, Sequence[tuple[int, str]]]
    ) -> "_Hanging":
        """Look the names up: two queries, whatever the number of stories."""
        people = {person for rows in signed.values() for person, _name in rows}
        subjects = {subject for rows in spoken.values() for subject, _title in rows}
        profiles = ContributorProfile.objects.filter(contributor_id__in=people).exclude(name="")
        printed = {
            (contributor, language): name
            for contributor, language, name in profiles.values_list("contributor_id", "language", "name")
        }
        called: dict[int, list[str]] = {}
        names = SubjectName.objects.filter(subject_id__in=subjects).order_by("sort_order", "pk")
        for subject, text in names.values_list("subject_id", "text"):
            called.setdefault(subject, []).append(text)
        return cls(signed, spoken, printed, called)

    @classmethod
    def on(cls, stories: Sequence[Article]) -> "_Hanging":
        """The same of stories that are told by their rows alone."""
        ids = [story.pk for story in stories]
        signed: dict[int, list[tuple[int, str]]] = {}
        spoken: dict[int, list[tuple[int, str]]] = {}
        signatures = Contribution.objects.filter(article_id__in=ids).order_by("sort_order", "pk")
        for story, person, name in signatures.values_list(
            "article_id", "contributor_id", "contributor__name"
        ):
            signed.setdefault(story, []).append((person, name))
        links = ArticleSubject.objects.filter(article_id__in=ids).order_by("sort_order", "pk")
        for story, subject, title in links.values_list("article_id", "subject_id", "subject__title"):
            spoken.setdefault(story, []).append((subject, title))
        return cls.of(signed, spoken)

    def names(self, story: Article) -> list[str]:
        """Everybody and everything a story names, in all their names."""
        names = [
            self.printed.get((person, story.language)) or name
            for person, name in self.signed.get(story.pk, ())
        ]
        for subject, title in self.spoken.get(story.pk, ()):
            names += [title, *self.called.get(subject, ())]
        return names


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
    stories: QuerySet[Article] = Article.objects.filter(live=True, visible_from__isnull=False)
    return stories.defer("announced_tags", "post_scriptum", "search_description")


def _documents(stories: Sequence[Article]) -> list[Document]:
    hanging = _Hanging.on(stories)
    return [_document(story, hanging) for story in stories]


def _document(story: Article, hanging: _Hanging) -> Document:
    language = story.language
    around = about_text([story.kicker, story.standfirst, story.dateline], hanging.names(story))
    return _made(
        story,
        hanging,
        headline=analyse(story.title, language=language),
        about=analyse(around, language=language),
        text=analyse(story.body_for(disclosure_for(article=story)).plain(), language=language),
    )


def _taken_document(one: TakenIn, hanging: _Hanging) -> Document:
    around = analyse(about_text([], hanging.names(one.article)), language=one.article.language)
    about = _joined(one.about, around)
    return _made(one.article, hanging, headline=one.headline, about=about, text=one.text)


def about_text(parts: Iterable[str], names: Iterable[str]) -> str:
    """What stands around a headline: each part and each name apart from the next."""
    return "\n".join(filter(None, dict.fromkeys([*parts, *names])))


def _joined(one: Analysed, other: Analysed) -> Analysed:
    def both(first: str, second: str) -> str:
        return f"{first} {second}" if first and second else first or second

    return Analysed(
        both(one.stream, other.stream), both(one.forms, other.forms), both(one.names, other.names)
    )


def _made(
    story: Article, hanging: _Hanging, *, headline: Analysed, about: Analysed, text: Analysed
) -> Document:
    parts = (headline, about, text)
    assert story.visible_from is not None  # noqa: S101 - only such stories are asked for
    marks = [kind_mark(story.form)]
    marks += [section_mark(story.section_id)] if story.section_id else []
    marks += [author_mark(person) for person, _name in hanging.signed.get(story.pk, ())]
    marks += [subject_mark(subject) for subject, _title in hanging.spoken.get(story.pk, ())]
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
