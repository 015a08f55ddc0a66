"""Sitemaps: an index, a file for each language and month, a news sitemap, and robots.txt.

A month of one language is one file, so that a file stays small however old the paper is, and an old month
is read once and never changes. Source: sitemaps.org 0.9; Google's news sitemap and hreflang extensions.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from azdarar.articles.models import Article, PlainPage, Section
from azdarar.articles.queries import newest_articles, visible_articles
from azdarar.articles.standing import month_of
from azdarar.feeds.answers import answer
from azdarar.feeds.channels import absolute
from azdarar.feeds.story_html import without_forbidden
from azdarar.fronts.queries import dossier_addresses
from azdarar.language.typography import TypesetText
from azdarar.press.remembering import remembered
from azdarar.press.showing import holds_until, recording, shows

_XML = "application/xml; charset=utf-8"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
#: What a news sitemap may hold: two days, a thousand stories.
_NEWS_SPAN, _MOST_NEWS = timedelta(days=2), 1000


@dataclass(frozen=True, slots=True)
class _Entry:
    url: str
    changed_at: datetime | None
    alternates: tuple[tuple[str, str], ...] = ()


def index(request: HttpRequest) -> HttpResponse:
    """``/sitemap.xml``: the months of each language, and the pages that are no stories."""
    shows("paper:months")
    files: list[tuple[str, datetime | None]] = []
    files += [(f"/sitemap-{code}.xml", None) for code, _name in settings.LANGUAGES]
    files += [
        (f"/sitemap-{code}-{start:%Y-%m}.xml", changed_at)
        for code, start, changed_at in _changes_of_months(at=timezone.now())
    ]
    body = "".join(
        f"<sitemap><loc>{escape(absolute(path))}</loc>{_lastmod(changed_at)}</sitemap>\n"
        for path, changed_at in files
    )
    xml = (
        f'{_HEAD}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{body}</sitemapindex>\n'
    )
    return answer(request, xml.encode(), content_type=_XML)


def _changes_of_months(*, at: datetime) -> list[tuple[str, datetime, datetime]]:
    """Each month of each language that has stories, and when the last of them appeared or changed.

    A month is looked through anew when something in it changed, not the whole archive.
    """
    # They hold by the tags of their months; that of the index stands for all of them.
    with recording():
        codes = sorted(code for code, _name in settings.LANGUAGES)
        return [(code, *month) for code in codes for month in _months_of(code, at=at)]


def _months_of(language: str, *, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The months of a language, newest first; years without a story are passed over at once."""
    stories = visible_articles(at=at, language=language).values_list("visible_from", flat=True)
    newest = stories.first()
    while newest is not None:
        start = newest.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        look = partial(_last_change, language, at=at)
        while changed_at := remembered(("month of a sitemap", language, start), partial(look, start)):
            yield start, changed_at
            start = (start - timedelta(days=1)).replace(day=1)
        newest = stories.filter(visible_from__lt=start).first()


def _last_change(language: str, start: datetime, *, at: datetime) -> datetime | None:
    shows(month_of(language, start))
    stories = _of_month(language, start, at=at).order_by()
    row = stories.aggregate(changed_at=Max("updated_at"), newest=Max("visible_from"))
    newest: datetime | None = row["newest"]
    return max(newest, row["changed_at"] or newest) if newest else None


def _of_month(language: str, start: datetime, *, at: datetime) -> QuerySet[Article]:
    end = _first_instant(start.year + start.month // 12, start.month % 12 + 1)
    return visible_articles(at=at, language=language).filter(visible_from__gte=start, visible_from__lt=end)


def month(request: HttpRequest, language: str, year: str, month: str) -> HttpResponse:
    """One language's stories of one month, with their translations."""
    start = _first_instant(int(year), int(month))
    shows(month_of(language, start))
    stories = _of_month(language, start, at=timezone.now())
    rows = list(stories.only("canonical_path", "visible_from", "updated_at", "translation_key", "language"))
    if not rows:
        raise Http404
    families = _families(rows)
    entries = [
        _Entry(
            absolute(row.address),
            max(row.visible_from, row.updated_at or row.visible_from),
            families[row.translation_key],
        )
        for row in rows
    ]
    return _urlset(request, entries)


def pages(request: HttpRequest, language: str) -> HttpResponse:
    """One language's fronts, sections, dossiers and plain pages."""
    here = {"locale__language_code": language}
    shows(f"language:{language}:sections", f"language:{language}:plain-pages")
    paths = [f"/{language}/", f"/{language}/latest/", f"/{language}/corrections/", f"/{language}/dossiers/"]
    paths += [row.address for row in Section.objects.filter(**here).select_related("locale")]
    paths += dossier_addresses(language=language)
    paths += [row.address for row in PlainPage.objects.live().filter(**here).select_related("locale")]
    return _urlset(request, [_Entry(absolute(path), None) for path in paths])


def news(request: HttpRequest) -> HttpResponse:
    """``/news-sitemap.xml``: the stories of the last two days, in every language."""
    now = timezone.now()
    stories = newest_articles(at=now).filter(visible_from__gt=now - _NEWS_SPAN)
    rows = list(
        stories.only("title", "language", "canonical_path", "published_at", "visible_from")[:_MOST_NEWS]
    )
    shows(*(f"article:{story.pk}" for story in rows))
    if rows:
        holds_until(rows[-1].visible_from + _NEWS_SPAN)
    body = "".join(_news_entry(story) for story in rows)
    xml = f'{_HEAD}{_URLSET} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{body}</urlset>\n'
    return answer(request, xml.encode(), content_type=_XML)


def robots(request: HttpRequest) -> HttpResponse:
    """``/robots.txt``: where the sitemaps are, and what is of no use to a search engine."""
    lines = ["User-agent: *", "Disallow: /newsroom/", "Disallow: /account/", "Disallow: /edition/"]
    # A search leads to narrower ones by every year and filter: nobody who follows all links comes to an end.
    lines += [
        f"Disallow: /{code}/search/{rest}"
        for code, _name in settings.LANGUAGES
        for rest in ("?", "suggestions/")
    ]
    lines += ["", f"Sitemap: {absolute('/sitemap.xml')}", f"Sitemap: {absolute('/news-sitemap.xml')}", ""]
    return answer(request, "\n".join(lines).encode(), content_type="text/plain; charset=utf-8")


def _news_entry(story: Article) -> str:
    published = story.published_at or story.visible_from
    title = escape(without_forbidden(str(TypesetText(story.title, story.language))))
    return (
        f"<url><loc>{escape(absolute(story.address))}</loc><news:news><news:publication>"
        f"<news:name>{escape(settings.PAPER_NAME)}</news:name><news:language>{story.language}</news:language>"
        f"</news:publication><news:publication_date>{published.isoformat() if published else ''}"
        f"</news:publication_date><news:title>{title}"
        "</news:title></news:news></url>\n"
    )


def _families(rows: Iterable[Article]) -> dict[object, tuple[tuple[str, str], ...]]:
    """For each story family the addresses of its visible members, where there is more than one."""
    keys = [row.translation_key for row in rows]
    members = visible_articles(at=timezone.now()).filter(translation_key__in=keys).order_by("language")
    found: dict[object, list[tuple[str, str]]] = {key: [] for key in keys}
    for key, code, path in members.values_list("translation_key", "language", "canonical_path"):
        found[key].append((code, absolute(path)))
    return {key: tuple(family) if len(family) > 1 else () for key, family in found.items()}


def _urlset(request: HttpRequest, entries: Iterable[_Entry]) -> HttpResponse:
    body = "".join(
        f"<url><loc>{escape(entry.url)}</loc>{_lastmod(entry.changed_at)}"
        + "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(url)}"/>'
            for code, url in entry.alternates
        )
        + "</url>\n"
        for entry in entries
    )
    xml = f'{_HEAD}{_URLSET} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{body}</urlset>\n'
    return answer(request, xml.encode(), content_type=_XML)


def _lastmod(instant: datetime | None) -> str:
    return f"<lastmod>{instant.isoformat(timespec='seconds')}</lastmod>" if instant else ""


def _first_instant(year: int, month: int) -> datetime:
    try:
        return datetime(year, month, 1, tzinfo=UTC)
    except ValueError as error:
        raise Http404 from error
