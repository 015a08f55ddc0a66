"""Every write to the index. All are safe to run twice."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from django.db import transaction
from django.db.models import QuerySet

from azdarar.articles.actions import TakenIn
from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.models import Article, ContributorProfile
from azdarar.articles.queries import credits_of, for_cards
from azdarar.search.internal.chosen import index
from azdarar.search.internal.index import IndexRow, joined, words_of
from azdarar.subjects.models import SubjectName

_BATCH = 200


@transaction.atomic
def index_article(article_id: int) -> None:
    """Write a story's row as the story stands now; a story that is not public leaves the index.

    Only as much of the text as anybody may read is indexed, so that a result can never tell more. A
    story under embargo is indexed: the clock is asked at every search.
    """
    story = _stories().filter(pk=article_id).first()
    if story is None or not story.live or story.visible_from is None:
        index().remove(article_id)
    else:
        index().put(_row(story))


def forget_article(article_id: int) -> None:
    """Take a story out of the index."""
    index().remove(article_id)


def index_taken_in(taken: Sequence[TakenIn]) -> None:
    """Write the rows of stories just taken in from an archive, within the transaction that writes them.

    Two queries for the names, whatever the number of stories; no text is read again.
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
    index().add([_taken_row(one, printed=printed, called=called) for one in taken])


def rebuild_index() -> Iterator[int]:
    """Write every public story's row again, batch by batch; yields how many are done so far."""
    done, last = 0, 0
    while batch := list(_stories().filter(pk__gt=last, live=True, visible_from__isnull=False)[:_BATCH]):
        with transaction.atomic():
            for story in batch:
                index().put(_row(story))
        done, last = done + len(batch), batch[-1].pk
        yield done


def _stories() -> QuerySet[Article]:
    stories = for_cards(Article.objects.order_by("pk"))
    return stories.defer(None).prefetch_related("article_subjects__subject__names")


def _row(story: Article) -> IndexRow:
    names = [credit.name for credit in credits_of(story)]
    for row in story.article_subjects.all():
        names += [name.text for name in row.subject.names.all()] or [row.subject.title]
    about = " ".join([story.kicker, story.standfirst, story.dateline, *names])
    text = story.body_for(disclosure_for(article=story)).plain()
    return IndexRow(
        article_id=story.pk,
        language=story.language,
        headline=joined(words_of(story.title)),
        about=joined(words_of(about)),
        text=joined(words_of(text)),
    )


def _taken_row(
    one: TakenIn, *, printed: Mapping[tuple[int, str], str], called: Mapping[int, Sequence[str]]
) -> IndexRow:
    story = one.article
    names = [
        printed.get((row.contributor_id, story.language)) or row.contributor.name
        for row in story.contributions.all()
    ]
    for row in story.article_subjects.all():
        names += called.get(row.subject_id) or [row.subject.title]
    return IndexRow(
        article_id=story.pk,
        language=story.language,
        headline=one.headline,
        about=joined([part for part in (one.about, *map(_folded, names)) if part]),
        text=one.text,
    )


@lru_cache(maxsize=20_000)
def _folded(name: str) -> str:
    """The words of a name: an archive has few, and says them again and again."""
    return joined(words_of(name))
