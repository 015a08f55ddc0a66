"""The paper's addresses in the order in which they are pressed: what most readers open comes first.

Every address is the thing's own; nothing here knows what a page shows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, QuerySet
from django.db.models.functions import TruncMonth

from azdarar.articles.models import Article, ArticleSubject, Contribution, Contributor, PlainPage, Section
from azdarar.articles.queries import contributor_address, section_articles, visible_articles
from azdarar.fronts.models import Dossier
from azdarar.reader.views.lists import PER_PAGE
from azdarar.subjects.models import Subject

#: Of a list the first pages alone are pressed: each new story moves everything that lies deeper, where hardly
#: anybody looks; who does gets it pressed then.
DEEPEST_PAGE = 5
_FORMS = ("xml", "json")
_AT_ONCE = 2_000


def every_address(*, at: datetime) -> Iterator[str]:
    """Every address of the paper, most important first; made while it is read, however many there are."""
    yield from leading_addresses()
    yield from _standing_addresses(at=at)
    yield from _stories(at=at)
    yield from _authors(at=at)
    yield from _subjects(at=at)
    yield from _further_pages(at=at)


def leading_addresses() -> list[str]:
    """What is kept pressed whoever asks: fronts, sections, dossiers, the feeds of all and of sections."""
    sections = _sections(Section.objects.all())
    dossiers = _dossiers(Dossier.objects.live())
    lists = [f"/{code}/{name}/" for name in ("latest", "dossiers") for code in _codes()]
    feeds = [f"{path}feed.{form}" for form in _FORMS for path in ("/", *_fronts(), *sections)]
    return ["/", *_fronts(), *sections, *lists, *dossiers, *feeds]


def addresses_of(tags: Collection[str]) -> list[str]:
    """The addresses of what was announced under these tags: a story's, its section's, its authors', …

    In the order in which they are pressed: the story everybody will click, then sections, dossiers, authors,
    subjects, with their feeds last.
    """
    stories = Article.objects.filter(pk__in=_numbers(tags, "article")).exclude(canonical_path="")
    paths = [*stories.order_by("-visible_from").values_list("canonical_path", flat=True)]
    sections = _sections(Section.objects.filter(pk__in=_numbers(tags, "section")))
    paths += sections + _dossiers(Dossier.objects.live().filter(pk__in=_numbers(tags, "dossier")))
    authors = [
        contributor_address(contributor, language=code)
        for contributor in Contributor.objects.filter(pk__in=_numbers(tags, "contributor"))
        for code in _languages_in(tags, f"contributor:{contributor.pk}:stories:")
    ]
    paths += authors
    paths += [
        f"/{code}/tags/{subject.slug}/"
        for subject in Subject.objects.filter(pk__in=_numbers(tags, "subject"))
        for code in _languages_in(tags, f"subject:{subject.pk}:stories:")
    ]
    paths += _plain(PlainPage.objects.live().filter(pk__in=_numbers(tags, "plain-page")))
    paths += [f"/{code}/corrections/" for code in _codes() if f"language:{code}:corrections" in tags]
    paths += [tag.removeprefix("address:") for tag in sorted(tags) if tag.startswith("address:/")]
    paths += [f"{path}feed.{form}" for path in (*sections, *authors) for form in _FORMS]
    return list(dict.fromkeys(paths))


def _standing_addresses(*, at: datetime) -> Iterator[str]:
    """Pages that are there however little is published, and the files for search engines."""
    yield from _plain(PlainPage.objects.live())
    for code in _codes():
        yield f"/{code}/corrections/"
        yield f"/{code}/search/"
        yield f"/sitemap-{code}.xml"
    yield from ("/robots.txt", "/sitemap.xml", "/news-sitemap.xml")
    months = visible_articles(at=at).order_by().annotate(month=TruncMonth("visible_from", tzinfo=UTC))
    for code, month in months.values_list("language", "month").distinct().order_by("-month", "language"):
        yield f"/sitemap-{code}-{month:%Y-%m}.xml"


def _stories(*, at: datetime) -> Iterator[str]:
    """Stories, newest first. The numbers are read at once: an open cursor would hold the database's log."""
    numbers = list(visible_articles(at=at).values_list("pk", flat=True))
    for first in range(0, len(numbers), _AT_ONCE):
        some = numbers[first : first + _AT_ONCE]
        paths = dict(Article.objects.filter(pk__in=some).values_list("pk", "canonical_path"))
        yield from (paths[number] for number in some if paths.get(number))


def _authors(*, at: datetime) -> Iterator[str]:
    for slug, code, stories in _counted(Contribution.objects, "contributor__slug", at=at):
        path = f"/{code}/authors/{slug}/"
        yield from _pages_of(path, stories)
        yield from (f"{path}feed.{form}" for form in _FORMS)


def _subjects(*, at: datetime) -> Iterator[str]:
    for slug, code, stories in _counted(ArticleSubject.objects, "subject__slug", at=at):
        yield from _pages_of(f"/{code}/tags/{slug}/", stories)


def _counted(rows: QuerySet[Any], name: str, *, at: datetime) -> Iterable[tuple[str, str, int]]:
    """Name, language and number of visible stories, whoever published last first."""
    visible = rows.filter(visible_from__lte=at, article__live=True).order_by()
    counted = visible.values(name, "article__language").annotate(
        stories=Count("article", distinct=True), newest=Max("visible_from")
    )
    return list(counted.order_by("-newest", name).values_list(name, "article__language", "stories"))


def _further_pages(*, at: datetime) -> Iterator[str]:
    """The pages after the first of what has many."""
    most = PER_PAGE * DEEPEST_PAGE
    for section in Section.objects.select_related("locale").order_by("rank", "pk"):
        stories = section_articles(section, at=at).values("pk")[:most].count()
        yield from _pages_of(section.address, stories, first=2)
    for code in _codes():
        stories = visible_articles(at=at, language=code).values("pk")[:most].count()
        yield from _pages_of(f"/{code}/latest/", stories, first=2)


def _pages_of(path: str, stories: int, *, first: int = 1) -> Iterator[str]:
    last = min(DEEPEST_PAGE, -(-stories // PER_PAGE))
    for number in range(first, max(1, last) + 1):
        yield path if number == 1 else f"{path}?page={number}"


def _codes() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def _fronts() -> list[str]:
    return [f"/{code}/" for code in _codes()]


def _sections(rows: QuerySet[Section]) -> list[str]:
    ordered = rows.select_related("locale").order_by("-is_in_menu", "rank", "pk")
    return [section.address for section in ordered]


def _dossiers(rows: QuerySet[Any]) -> list[str]:
    ordered = rows.select_related("locale").order_by("-is_running", "-last_published_at")
    return [dossier.address for dossier in ordered]


def _plain(rows: QuerySet[Any]) -> list[str]:
    return [page.address for page in rows.select_related("locale").order_by("-is_in_footer", "pk")]


def _numbers(tags: Collection[str], kind: str) -> set[int]:
    parts = (tag.split(":") for tag in tags)
    return {int(part[1]) for part in parts if part[0] == kind and len(part) > 1 and part[1].isdecimal()}


def _languages_in(tags: Collection[str], beginning: str) -> list[str]:
    """The languages whose list of a thing changed; all where the thing itself did."""
    named = [code for code in _codes() if f"{beginning}{code}" in tags]
    return named or _codes()
