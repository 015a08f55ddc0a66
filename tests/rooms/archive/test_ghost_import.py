"""Ghost exports come home: states, tags, signatures and parts for members, at their old addresses."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from azdarar.archive.actions import carry_on_import, start_import
from azdarar.archive.models import KeptOriginal, LedgerLine, Repair
from azdarar.archive.queries import resolve
from azdarar.archive.report import ImportReport
from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.models import Article, PlainPage
from azdarar.media.models import Picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


def post(number: int, **values: Any) -> dict[str, Any]:
    told = {
        "id": f"p{number}",
        "title": f"Titre {number}",
        "slug": f"titre-{number}",
        "html": "<p>Un texte.</p>",
        "status": "published",
        "visibility": "public",
        "published_at": "2019-05-06T07:08:09.000Z",
    }
    return {**told, **values}


def bring_home(folder: Path, *posts: dict[str, Any], **tables: list[dict[str, Any]]) -> ImportReport:
    settings = [{"key": "title", "value": "Le Lac"}, {"key": "locale", "value": "fr"}]
    path = folder / "export.json"
    path.write_text(json.dumps({"db": [{"data": {"posts": posts, "settings": settings, **tables}}]}))
    media = folder / "content"
    options = {"media": str(media)} if media.is_dir() else {}
    return carry_on_import(
        start_import(system="ghost", given=[str(path)], at=timezone.now(), options=options)
    )


def open_text(story: Article) -> str:
    return story.body_for(disclosure_for(article=story)).plain()


def leads_to(address: str, at: datetime) -> str:
    return resolve(address, at=at).address


def test_a_site_comes_home_whole(tmp_path: Path) -> None:
    (tmp_path / "content" / "images" / "2019").mkdir(parents=True)
    Image.new("RGB", (640, 400), "#9b1230").save(tmp_path / "content" / "images" / "2019" / "pont.jpg")
    (tmp_path / "content" / "files").mkdir()
    (tmp_path / "content" / "files" / "rapport.pdf").write_bytes(b"%PDF-1.7 x")
    text = (
        '<p>Voir <a href="__GHOST_URL__/titre-2/">l’autre</a> et <a href="/absent/">rien</a>.</p>'
        '<div class="kg-card kg-file-card"><a href="__GHOST_URL__/content/files/rapport.pdf">'
        '<div class="kg-file-card-title">Rapport</div></a></div>'
        '<figure class="kg-card kg-image-card"><img src="__GHOST_URL__/content/images/absent.jpg"></figure>'
    )
    report = bring_home(
        tmp_path,
        post(
            1,
            html=text,
            feature_image="__GHOST_URL__/content/images/2019/pont.jpg",
            custom_excerpt="Une phrase.",
            canonical_url="https://ailleurs.example/texte/",
        ),
        post(2, locale="en"),
        post(3, page=1, title="À propos", slug="a-propos"),
        posts_meta=[{"post_id": "p1", "feature_image_alt": "Un pont de pierre sur le lac."}],
        tags=[
            {"id": "t1", "name": "#en", "slug": "hash-en", "visibility": "internal"},
            {"id": "t2", "name": "Ville", "slug": "ville", "description": "La ville."},
            {"id": "t3", "name": "Pain", "slug": "pain"},
        ],
        posts_tags=[
            {"post_id": "p1", "tag_id": "t3", "sort_order": 2},
            {"post_id": "p1", "tag_id": "t2", "sort_order": 1},
            {"post_id": "p1", "tag_id": "t1", "sort_order": 0},
        ],
        users=[
            {"id": "u1", "name": "Anahit S.", "slug": "anahit"},
            {"id": "u2", "name": "Nairi", "slug": "n"},
        ],
        posts_authors=[
            {"post_id": "p1", "author_id": "u2", "sort_order": 1},
            {"post_id": "p1", "author_id": "u1", "sort_order": 0},
        ],
    )

    story, now = Article.objects.get(title="Titre 1"), timezone.now()
    assert dict(report.outcomes) == {"taken": 3}
    assert (story.language, story.canonical_path) == ("en", "/en/2019/05/06/titre-1/")
    assert (story.section.name, [row.subject.title for row in story.article_subjects.all()]) == (
        "Ville",
        ["Pain"],
    )
    assert [row.contributor.name for row in story.contributions.order_by("sort_order")] == [
        "Anahit S.",
        "Nairi",
    ]
    assert (story.standfirst, story.original_address) == ("Une phrase.", "https://ailleurs.example/texte/")
    assert Picture.objects.get().alt_text == "Un pont de pierre sur le lac."
    assert story.lead_picture == Picture.objects.get()
    assert [block.block_type for block in story.body] == ["paragraph", "document", "paragraph"]
    assert 'href="/titre-2/"' in str(story.body[0].value.source)
    assert story.access == Article.Access.EVERYBODY
    assert PlainPage.objects.get().live
    assert set(Repair.objects.values_list("kind", flat=True)) == {"missing-picture", "broken-link"}
    for old in ("/titre-1/", "/titre-1/?utm_source=x", "/titre-1/amp/", "/TITRE-1"):
        assert leads_to(old, now) == story.address
    assert leads_to("/tag/ville/", now) == story.section.address
    assert leads_to("/author/anahit/", now) == "/en/authors/anahit-s/"
    assert leads_to("/a-propos/", now) == PlainPage.objects.get().address
    assert set(LedgerLine.objects.values_list("kind", flat=True)) >= {"post", "page", "tag", "author", "file"}
    assert dict(bring_home(tmp_path, post(2, locale="en")).outcomes) == {"unchanged": 1}


def test_a_zip_comes_home_with_its_pictures_and_the_files_that_say_which_addresses_lead_where(
    tmp_path: Path,
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (640, 400), "#9b1230").save(picture, "JPEG")
    text = '<p>Un.</p><img src="__GHOST_URL__/content/images/2019/lac.jpg" alt="Le lac au matin, vu du pont">'
    routes = "collections:\n  /blog/:\n    permalink: /blog/{year}/{slug}/\n"
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as archive:
        archive.writestr("data/site.ghost.json", json.dumps({"data": {"posts": [post(1, html=text)]}}))
        archive.writestr("data/redirects.json", json.dumps([{"from": "/vieux", "to": "/titre-1/"}]))
        archive.writestr("settings/routes.yaml", routes)
        archive.writestr("content/images/2019/lac.jpg", picture.getvalue())

    run = start_import(
        system="ghost",
        given=[str(tmp_path / "site.zip")],
        at=timezone.now(),
        options={"language": "fr"},
    )
    report = carry_on_import(run)

    story, now = Article.objects.get(), timezone.now()
    assert dict(report.outcomes) == {"taken": 1}
    assert [block.block_type for block in story.body] == ["paragraph", "picture"]
    assert Picture.objects.get().alt_text == "Le lac au matin, vu du pont"
    assert {leads_to(old, now) for old in ("/vieux", "/blog/2019/titre-1/", "/titre-1/")} == {story.address}
    assert leads_to("/content/images/size/w600/2019/lac.jpg", now).startswith("/media/pictures/")


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({}, "Ouvert.\n\nFermé."),
        ({"visibility": "members"}, "Ouvert."),
        ({"visibility": "paid"}, "Ouvert."),
        ({"visibility": "tiers"}, "Ouvert."),
        ({"visibility": "un-produit-inconnu"}, "Ouvert."),
        ({"visibility": "members", "html": "<p>Tout fermé.</p>"}, ""),
        ({"visibility": "paid", "html": "<blockquote>a<!--members-only-->Fermé.</blockquote>"}, ""),
    ],
)
def test_what_was_for_some_readers_only_stays_closed(
    tmp_path: Path, values: dict[str, str], wanted: str
) -> None:
    bring_home(tmp_path, post(1, **{"html": "<p>Ouvert.</p><!--members-only--><p>Fermé.</p>", **values}))

    story = Article.objects.get()
    assert story.live
    assert open_text(story) == wanted
    assert "ermé" not in story.excerpt or not values


def test_states_of_posts(tmp_path: Path) -> None:
    report = bring_home(
        tmp_path,
        post(1, status="draft", published_at=None),
        post(2, status="scheduled", published_at="2099-01-02T03:04:05.000Z"),
        post(3, status="sent"),
        post(4, page=True, visibility="members"),
        post(5),
        post(5, title="Encore"),
        post(6, title="(Untitled)", html="<p>Première phrase. Seconde.</p>"),
        post(7, lexical=json.dumps({"root": {"children": [{"type": "odd-card", "a": 1}]}})),
    )

    live = set(Article.objects.filter(live=True).values_list("title", flat=True))
    assert dict(report.outcomes) == {"taken": 7, "left-out": 1}
    assert live == {"Titre 2", "Titre 5", "Première phrase.", "Titre 7"}
    assert Article.objects.get(title="Titre 2").visible_from.year == 2099
    assert not PlainPage.objects.get().live
    assert "odd-card" in str(Article.objects.get(title="Titre 7").body[0].value.source)
    assert KeptOriginal.objects.get().format == "ghost"


def test_a_file_cut_off_gives_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "cut.json"
    whole = json.dumps({"data": {"posts": [post(number) for number in range(6)]}})
    path.write_text(whole[: len(whole) * 3 // 4])

    run = start_import(system="ghost", given=[str(path)], at=timezone.now(), options={"language": "fr"})
    report = carry_on_import(run)

    assert dict(report.outcomes) == {"taken": 4}
    assert "cut off" in report.remarks[0]


@pytest.mark.whole
def test_every_real_export_comes_home(shared_data: Path) -> None:
    for path in sorted((shared_data / "ghost").rglob("*.json")):
        text = json.loads(path.read_text())
        tables = text.get("db", [text])[0]
        tables = tables.get("data") or tables.get("result") or tables
        run = start_import(system="ghost", given=[str(path)], at=timezone.now(), options={"language": "fr"})
        report = carry_on_import(run)
        assert sum(report.outcomes.values()) == len(tables["posts"]), path.name
        read = {"posts", "tags", "users", "posts_meta", "posts_tags", "posts_authors", "settings"}
        others = sum(
            len(rows) for name, rows in tables.items() if isinstance(rows, list) and name not in read
        )
        counted = sum(number for name, number in report.counted.items() if name != "rows of options")
        assert counted == others, path.name
