"""The things of the house as engines hold them: stories in hand, pictures, people, subjects, documents."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.models import Article, Contributor
from azdarar.articles.queries import credits_of
from azdarar.language.analysis import analyse
from azdarar.media.models import Picture, StoryDocument
from azdarar.search.desk.things import ROWS, Kind, Thing, owner_mark, thing_of
from azdarar.search.internal.documents import author_mark, section_mark, subject_mark
from azdarar.search.internal.engine import Document
from azdarar.subjects.models import Subject

_BATCH = 200
#: Characters of a text that are looked through; nobody writes longer ones by hand.
_LONGEST = 400_000


def documents_of(things: Sequence[Thing]) -> list[Document]:
    """The documents of things as they stand; what is gone, and a story readers have whole, has none."""
    made: list[Document] = []
    for kind, (rows, documents) in _KINDS.items():
        wanted = [thing.pk for thing in things if thing.kind is kind]
        if wanted:
            made += [document for row in rows().filter(pk__in=wanted) for document in documents(row)]
    return made


def reread(numbers: Sequence[int]) -> list[Document]:
    """The documents of rows, for an engine that catches up: all rows of the things they are of."""
    wanted = set(numbers)
    things = list(dict.fromkeys(map(thing_of, numbers)))
    return [document for document in documents_of(things) if document.story_id in wanted]


def all_documents(after: int) -> Iterator[list[Document]]:
    """The documents of all things with a higher number, batch by batch, by their numbers.

    Numbers of different kinds lie between each other, so that a batch is of a stretch of keys, of every kind.
    """
    first = (thing_of(after).pk + 1) if after else 1
    last = max(
        (rows().order_by("-pk").values_list("pk", flat=True).first() or 0) for rows, _m in _KINDS.values()
    )
    while first <= last:
        batch: list[Document] = []
        for rows, documents in _KINDS.values():
            stretch = rows().filter(pk__gte=first, pk__lt=first + _BATCH)
            batch += [document for row in stretch for document in documents(row)]
        if batch:
            yield sorted(batch, key=lambda document: document.story_id)
        first += _BATCH


def _stories() -> QuerySet[Article]:
    """Stories that readers do not have, or not as they stand here."""
    in_hand = (
        Q(live=False)
        | Q(visible_from=None)
        | Q(visible_from__gt=timezone.now())
        | Q(has_unpublished_changes=True)
        | ~Q(access=Article.Access.EVERYBODY)
    )
    return Article.objects.filter(in_hand).select_related("latest_revision", "owner")


def _story(story: Article) -> list[Document]:
    """A story as its last writer left it, whole where that writer may read it whole."""
    latest = story.get_latest_revision_as_object() if story.latest_revision else story
    writer = getattr(story.latest_revision, "user", None) or story.owner
    names = [credit.name for credit in credits_of(latest)]
    for row in latest.article_subjects.select_related("subject"):
        names += [row.subject.title, *(name.text for name in row.subject.names.all())]
    marks = [Kind.STORY.mark, *([owner_mark(story.owner_id)] if story.owner_id else [])]
    marks += [section_mark(number) for number in {story.section_id, latest.section_id} if number]
    marks += [author_mark(row.contributor_id) for row in latest.contributions.all()]
    marks += [subject_mark(row.subject_id) for row in latest.article_subjects.all()]
    text = latest.body_for(disclosure_for(article=latest, reader=writer)).plain()
    around = [latest.kicker, latest.standfirst, latest.dateline, *names]
    return [
        _document(
            Thing(Kind.STORY, story.pk),
            0,
            story.language,
            story.worked_on_at,
            marks,
            latest.title,
            around,
            text,
        )
    ]


def _picture(picture: Picture) -> list[Document]:
    embedded = list(_texts_in(picture.embedded_metadata))
    own = [picture.caption, picture.alt_text, picture.credit_line, picture.copyright_notice]
    told = {_first_language(): (picture.title, own, "\n".join([picture.usage_terms, *embedded]))}
    for language, texts in picture.texts.items():
        if isinstance(texts, Mapping) and language != _first_language():
            told[language] = (picture.title, [str(text) for text in texts.values()], "")
    return _in_languages(Thing(Kind.PICTURE, picture.pk), picture.created_at, told)


def _contributor(person: Contributor) -> list[Document]:
    told = {_first_language(): (person.name, [person.sort_name, person.email], "")}
    for profile in person.profiles.all():
        name = f"{profile.name}\n{person.name}" if profile.name else person.name
        told[profile.language] = (name, [profile.position], profile.bio)
    return _in_languages(Thing(Kind.CONTRIBUTOR, person.pk), _LONG_AGO, told)


def _subject(subject: Subject) -> list[Document]:
    """A subject under all its names, in every language: whoever types one in another script finds it too."""
    names = list(subject.names.all())
    everywhere = [subject.title, *(name.text for name in names), subject.wikidata]
    told = {}
    for language in dict.fromkeys([_first_language(), *(name.language for name in names)]):
        texts = [name.description for name in names if name.language == language]
        told[language] = ("\n".join(dict.fromkeys(everywhere)), texts, "")
    return _in_languages(Thing(Kind.SUBJECT, subject.pk), _LONG_AGO, told)


def _file(file: StoryDocument) -> list[Document]:
    told = {_first_language(): (file.title, [file.description, file.filename.replace("_", " ")], "")}
    return _in_languages(Thing(Kind.DOCUMENT, file.pk), file.created_at, told)


Told = tuple[str, Sequence[str], str]


def _in_languages(thing: Thing, at: datetime, told: Mapping[str, Told]) -> list[Document]:
    """One row for each of the paper's languages that something is said in; the rest goes with the first."""
    known = {code: text for code, text in told.items() if code in _languages()}
    return [
        _document(thing, row, language, at, [thing.kind.mark], *text)
        for row, (language, text) in enumerate(list(known.items())[:ROWS])
    ]


def _document(
    thing: Thing,
    row: int,
    language: str,
    at: datetime,
    marks: Sequence[str],
    headline: str,
    around: Iterable[str],
    text: str,
) -> Document:
    parts = [
        analyse(part[:_LONGEST], language=language)
        for part in (headline, "\n".join(filter(None, dict.fromkeys(around))), text)
    ]
    return Document(
        story_id=thing.number + row,
        language=language,
        visible_from=at,
        visible_until=None,
        headline=parts[0].stream,
        about=parts[1].stream,
        text=parts[2].stream,
        marks=tuple(dict.fromkeys(marks)),
        forms=tuple(dict.fromkeys(word for part in parts for word in part.forms.split())),
        names=tuple(dict.fromkeys(word for part in parts for word in part.names.split())),
    )


def _texts_in(value: Any) -> Iterator[str]:
    """Every text somewhere in what a photograph says of itself."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for held in value.values():
            yield from _texts_in(held)
    elif isinstance(value, Sequence):
        for held in value:
            yield from _texts_in(held)


def _first_language() -> str:
    return str(settings.LANGUAGES[0][0])


def _languages() -> set[str]:
    return {code for code, _name in settings.LANGUAGES}


#: Who a contributor is and what a subject is called has no day: neither is newer than another.
_LONG_AGO = datetime(2000, 1, 1, tzinfo=timezone.get_fixed_timezone(0))

_KINDS: dict[Kind, tuple[Callable[[], QuerySet[Any]], Callable[[Any], list[Document]]]] = {
    Kind.STORY: (_stories, _story),
    Kind.PICTURE: (Picture.objects.all, _picture),
    Kind.CONTRIBUTOR: (lambda: Contributor.objects.prefetch_related("profiles"), _contributor),
    Kind.SUBJECT: (lambda: Subject.objects.filter(joined_into=None).prefetch_related("names"), _subject),
    Kind.DOCUMENT: (StoryDocument.objects.all, _file),
}
#: The kinds of things, by the model that holds them.
MODELS: dict[type[Model], Kind] = {
    Article: Kind.STORY,
    Picture: Kind.PICTURE,
    Contributor: Kind.CONTRIBUTOR,
    Subject: Kind.SUBJECT,
    StoryDocument: Kind.DOCUMENT,
}
