"""Fill a paper with any number of generated stories, quickly.

One story goes through the paper's own door; the others repeat its rows with their own headline,
address, place in the tree, section, signatures, subjects and date, written with ``executemany``. So the
generated rows follow the models without a second description of them.

``python -m benchmarks.many_stories 1000`` fills the paper at ``AZDARAR_HOME``.
"""

import json
import random
import sys
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Any

from benchmarks.paper import start_django

WORDS = """lac gare école pain route hiver moulin lettre village montagne piano atelier marché neige vigne
apiculteur facteur tisserande boulanger libraire pont rivière colline jardin train cinéma chanson
archive carte fenêtre cour pierre feu noyer abricot miel laine encre plomb alphabet""".split()  # noqa: SIM905 (a text)
SECTIONS, CONTRIBUTORS, SUBJECTS = 10, 8, 400
CHUNK = 2_000


#: Writes the headline and the paragraphs of a story of a number.
Tell = Callable[[int], tuple[str, Sequence[str]]]


def main(count: int, *, tell: Tell | None = None) -> None:
    """Bring the number of French stories in the paper to ``count``.

    Args:
        tell: writes each story; without it they differ in little but their headlines.
    """
    start_django()
    from django.db import connection, transaction
    from django.utils import timezone

    from azdarar.articles.models import Article

    with transaction.atomic():
        furniture = _Furniture.make()
    missing = count - Article.objects.filter(language="fr").count()
    if missing <= 0:
        return
    with transaction.atomic():
        pattern = _pattern_rows(furniture, at=timezone.now())
    made = 0
    while made < missing:
        with transaction.atomic():
            many = min(CHUNK, missing - made)
            made += _write_chunk(pattern, furniture, start=made, many=many, tell=tell)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class _Furniture:
    """Sections, contributors and subjects that generated stories share."""

    def __init__(self, sections: Sequence[int], contributors: Sequence[int], subjects: Sequence[int]) -> None:
        self.sections, self.contributors, self.subjects = sections, contributors, subjects

    @classmethod
    def make(cls) -> "_Furniture":
        from wagtail.models import Locale

        from azdarar.articles.models import Contributor, Section
        from azdarar.fronts.actions import found_paper
        from azdarar.subjects.models import Subject

        found_paper(languages=["fr", "en", "hy", "ru"], name="Azdarar")
        french = Locale.objects.get(language_code="fr")
        sections = [
            Section.objects.get_or_create(
                locale=french, slug=f"rubrique-{n}", defaults={"name": f"Rubrique {n}"}
            )[0]
            for n in range(SECTIONS)
        ]
        contributors = [
            Contributor.objects.get_or_create(slug=f"signature-{n}", defaults={"name": f"Signature {n}"})[0]
            for n in range(CONTRIBUTORS)
        ]
        subjects = [
            Subject.objects.get_or_create(slug=f"sujet-{n}", defaults={"title": f"Sujet {n}"})[0]
            for n in range(SUBJECTS)
        ]
        return cls([s.pk for s in sections], [c.pk for c in contributors], [s.pk for s in subjects])


def _pattern_rows(furniture: _Furniture, *, at: datetime) -> dict[str, dict[str, Any]]:
    from azdarar.articles.actions import add_article, publish_article
    from azdarar.articles.models import Article, ArticleSubject, Contribution

    body = [("paragraph", "".join(f"<p>{_sentence(random.Random(n))}</p>" for n in range(12)))]
    story = Article(
        title="Histoire engendrée", section_id=furniture.sections[0], standfirst=_sentence(random.Random(0))
    )
    story.body = body
    story.contributions.add(Contribution(contributor_id=furniture.contributors[0]))
    story.article_subjects.add(ArticleSubject(subject_id=furniture.subjects[0]))
    story = publish_article(add_article(story, language="fr"), at=at - timedelta(days=9000), is_archive=True)
    return {
        "wagtailcore_page": _row("wagtailcore_page", "id", story.pk),
        "articles_article": _row("articles_article", "page_ptr_id", story.pk),
        "articles_contribution": _row("articles_contribution", "article_id", story.pk),
        "articles_articlesubject": _row("articles_articlesubject", "article_id", story.pk),
    }


def _row(table: str, key: str, value: int) -> dict[str, Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE {key} = %s", [value])  # noqa: S608 (names of our own tables)
        names = [column[0] for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


def _write_chunk(
    pattern: dict[str, dict[str, Any]],
    furniture: _Furniture,
    *,
    start: int,
    many: int,
    tell: Tell | None = None,
) -> int:
    from django.db import connection
    from django.db.models import Max
    from wagtail.models import Page

    from azdarar.articles.models import ArticleSpace

    space = ArticleSpace.objects.get(locale__language_code="fr")
    last_path = space.get_children().aggregate(path=Max("path"))["path"]
    first_id = (Page.objects.aggregate(pk=Max("pk"))["pk"] or 0) + 1
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in pattern}
    for index in range(many):
        last_path = _next_path(Page, last_path)
        for table, row in _story_rows(
            pattern, furniture, number=start + index, pk=first_id + index, path=last_path
        ):
            if tell is not None:
                row |= _told(table, tell, number=start + index)
            rows[table].append(row)
    with connection.cursor() as cursor:
        for table, table_rows in rows.items():
            names = list(table_rows[0])
            marks = ", ".join(["%s"] * len(names))
            columns = ", ".join(f'"{name}"' for name in names)
            cursor.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({marks})",  # noqa: S608 (names of our own tables)
                [list(row.values()) for row in table_rows],
            )
    _count_children(space, many)
    return many


@lru_cache(maxsize=1)
def _written(tell: Tell, number: int) -> tuple[str, Sequence[str]]:
    return tell(number)


def _told(table: str, tell: Tell, *, number: int) -> dict[str, Any]:
    """The columns of a story that its words make."""
    headline, paragraphs = _written(tell, number)
    if table == "wagtailcore_page":
        return {"title": headline, "draft_title": headline}
    if table != "articles_article":
        return {}
    html = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    body = json.dumps([{"type": "paragraph", "value": html, "id": str(uuid.UUID(int=number))}])
    return {"body": body, "headline_key": headline.casefold(), "standfirst": "", "excerpt": paragraphs[0]}


def _story_rows(
    pattern: dict[str, dict[str, Any]], furniture: _Furniture, *, number: int, pk: int, path: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    dice = random.Random(number)
    instant = datetime.now(UTC) - timedelta(minutes=3 + number * 100 + dice.randrange(60))
    key = uuid.UUID(int=dice.getrandbits(128), version=4)
    headline = _sentence(dice)[:-1]
    page = pattern["wagtailcore_page"] | {
        "id": pk,
        "path": path,
        "title": headline,
        "draft_title": headline,
        "slug": key.hex,
        "url_path": f"/fr/stories/{key.hex}/",
        "translation_key": _like(pattern["wagtailcore_page"]["translation_key"], key),
        "first_published_at": instant,
        "last_published_at": instant,
        "latest_revision_created_at": instant,
        "live_revision_id": None,
        "latest_revision_id": None,
    }
    story = pattern["articles_article"] | {
        "page_ptr_id": pk,
        "canonical_path": f"/fr/{instant:%Y/%m/%d}/{key.hex[:16]}/",
        "address_slug": key.hex[:16],
        "visible_from": instant,
        "published_at": instant,
        "section_id": dice.choice(furniture.sections),
        "standfirst": _sentence(dice),
        "excerpt": _sentence(dice),
        "is_long_lived": number % 20 == 0,
        "worked_on_at": instant,
        "headline_key": headline.casefold(),
    }
    yield "wagtailcore_page", page
    yield "articles_article", story
    signature = pattern["articles_contribution"] | {
        "article_id": pk,
        "contributor_id": dice.choice(furniture.contributors),
        "visible_from": instant,
    }
    yield "articles_contribution", {k: v for k, v in signature.items() if k != "id"}
    for subject in dice.sample(furniture.subjects, 3):
        row = pattern["articles_articlesubject"] | {
            "article_id": pk,
            "subject_id": subject,
            "visible_from": instant,
        }
        yield "articles_articlesubject", {k: v for k, v in row.items() if k != "id"}


def _like(sample: Any, key: uuid.UUID) -> Any:
    """A UUID in the form the database's driver gave the sample in."""
    return key.hex if isinstance(sample, str) else key


def _next_path(page_model: Any, path: str) -> str:
    parent, step = path[: -page_model.steplen], path[-page_model.steplen :]
    number = page_model._str2int(step) + 1
    return parent + page_model._int2str(number).rjust(page_model.steplen, page_model.alphabet[0])


def _count_children(space: Any, many: int) -> None:
    from django.db.models import F
    from wagtail.models import Page

    Page.objects.filter(pk=space.pk).update(numchild=F("numchild") + many)


def _sentence(dice: random.Random) -> str:
    words = [dice.choice(WORDS) for _ in range(dice.randrange(7, 13))]
    return " ".join(words).capitalize() + "."


if __name__ == "__main__":
    main(int(sys.argv[1]))
