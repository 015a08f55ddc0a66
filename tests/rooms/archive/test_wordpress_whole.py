"""What stands around the texts of a WordPress site comes home with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from azdarar.archive.actions import carry_on_import, start_import, undo_import
from azdarar.archive.models import ImportedComment, KeptOriginal, LedgerLine, Repair
from azdarar.archive.queries import resolve
from azdarar.articles.disclosure import disclosure_for
from azdarar.articles.models import Article, PlainPage, Section
from azdarar.fronts.models import SectionPick
from azdarar.media.models import StoryDocument
from tests.rooms.archive.bringing import import_wxr
from tests.rooms.archive.exports import item, write_export

pytestmark = [pytest.mark.whole, pytest.mark.django_db, pytest.mark.usefixtures("founded")]

LAKE = '<category domain="category" nicename="lac"><![CDATA[Le lac]]></category>'
BASE = "https://lac.example"


def meta(key: str, value: str) -> str:
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value>"
        "</wp:postmeta>"
    )


def comment(number: int, **values: str) -> str:
    told = {
        "author": "Nairi",
        "approved": "1",
        "type": "comment",
        "parent": "0",
        "content": "Bravo.\nEncore.",
    }
    fields = "".join(
        f"<wp:comment_{name}>{value}</wp:comment_{name}>" for name, value in (told | values).items()
    )
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id>{fields}"
        "<wp:comment_author_email>n@reader.example</wp:comment_author_email>"
        "<wp:comment_author_IP>203.0.113.9</wp:comment_author_IP>"
        "<wp:comment_date_gmt>2012-05-07 08:00:00</wp:comment_date_gmt></wp:comment>"
    )


def attachment(number: int, url: str, *, parent: int = 0, more: str = "") -> str:
    more += f"<wp:attachment_url>{url}</wp:attachment_url><wp:post_parent>{parent}</wp:post_parent>"
    link = f"<link>{BASE}/fichier-{number}/</link>"
    return item(number, kind="attachment", status="inherit", title=f"Fichier {number}", more=more + link)


def answers(*addresses: str) -> set[str]:
    return {resolve(address, at=timezone.now()).address for address in addresses}


def test_comments_addresses_documents_and_picks_come_with_the_story(tmp_path: Path) -> None:
    media = tmp_path / "uploads" / "2012"
    media.mkdir(parents=True)
    (media / "rapport.pdf").write_bytes(b"%PDF-1.7 x")
    pdf = f"{BASE}/wp-content/uploads/2012/rapport.pdf"
    content = (
        f'Lire <a href="{BASE}/?p=2">l’autre</a>, <a href="{BASE}/perdu/">un perdu</a>, '
        f'<a href="{pdf}">le rapport</a>.\n\n<!-- wp:file --><div class="wp-block-file"><a href="{pdf}">'
        "Le rapport</a></div><!-- /wp:file -->\n\n[inconnu a=b]"
    )
    comments = [
        comment(1),
        comment(2, parent="1", approved="0"),
        comment(3, approved="spam"),
        comment(4, approved="post-trashed"),
        comment(5, type="pingback"),
        comment(6, type="trackback"),
    ]
    head = (
        f"<link>{BASE}/2012/05/06/hiver/</link><guid>{BASE}/?p=1</guid><wp:is_sticky>1</wp:is_sticky>"
        f"{LAKE}{meta('_wp_old_slug', 'ancien-nom')}{meta('_yoast_wpseo_metadesc', 'Une description.')}"
    )
    path = write_export(
        tmp_path,
        item(1, slug="hiver", content=content, more=head + "".join(comments)),
        item(2, more=LAKE + f"<link>{BASE}/2012/05/06/titre-2/</link>"),
        attachment(3, pdf, parent=1),
        attachment(4, f"{BASE}/wp-content/uploads/absent.jpg", parent=1),
    )

    run = start_import(
        system="wordpress", given=[str(path)], at=timezone.now(), options={"media": str(tmp_path / "uploads")}
    )
    report = carry_on_import(run)

    story = Article.objects.get(title="Titre 1")
    text = str(story.body[0].value.source)
    assert dict(report.outcomes) == {"taken": 2}
    assert dict(report.counted) == {
        "attachment": 2,
        "comment": 2,
        "comment-spam": 1,
        "comment-trash": 1,
        "pingback": 1,
        "trackback": 1,
    }
    kept = [(row.foreign_id, row.parent_foreign_id, row.is_public) for row in ImportedComment.objects.all()]
    assert kept == [("1", "", True), ("2", "1", False)]
    assert ImportedComment.objects.first().text == "Bravo.\nEncore."
    assert "reader.example" not in str(list(ImportedComment.objects.values()))
    assert story.standfirst == "Une description."
    assert 'href="/?p=2"' in text
    assert f'href="{BASE}/perdu/"' in text
    assert StoryDocument.objects.get().title == "Fichier 3"
    assert "document" in [block.block_type for block in story.body]
    assert KeptOriginal.objects.get(page_id=story.pk).text == content
    assert [row.what for row in Repair.objects.filter(kind="broken-link")] == [f"{BASE}/perdu/"]
    assert answers(
        f"{BASE}/2012/05/06/hiver/",
        f"{BASE}/?p=1",
        f"{BASE}/2012/05/06/ancien-nom/",
        "http://www.lac.example/2012/05/06/hiver/feed/?utm_source=x",
        f"{BASE}/fichier-4/",
    ) == {story.address}
    assert answers(f"{BASE}/category/lac/", f"{BASE}/category/lac/page/3/") == {story.section.address}
    assert answers(f"{BASE}/author/anahit/") == {"/fr/authors/anahit-s/"}
    assert [pick.article_id for pick in SectionPick.objects.all()] == [story.pk]

    undo_import(run, at=timezone.now())

    left = [Article, SectionPick, StoryDocument, ImportedComment, KeptOriginal, Repair, LedgerLine, Section]
    assert [model.objects.count() for model in left] == [0] * len(left)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"content": "Ouvert.\n\n[restrict]Fermé.[/restrict]"}, "Ouvert."),
        ({"content": "<blockquote>[restrict]Fermé.[/restrict]</blockquote>"}, ""),
        ({"more": LAKE + meta("_jetpack_newsletter_access", "paid_subscribers")}, ""),
        ({"more": LAKE + meta("_jetpack_newsletter_access", "everybody")}, "Un texte.\n\nUn autre."),
        ({"more": LAKE + meta("_members_access_role", "subscriber")}, ""),
    ],
)
def test_what_was_for_members_stays_closed(tmp_path: Path, values: dict[str, str], wanted: str) -> None:
    import_wxr([write_export(tmp_path, item(1, **values), item(2, **{**values, "kind": "page"}))])

    story = Article.objects.get()
    assert story.live
    assert story.body_for(disclosure_for(article=story)).plain() == wanted
    assert "Fermé" not in story.excerpt
    assert PlainPage.objects.get().live is wanted.startswith("Un texte")


def test_languages_of_polylang_and_their_links_are_kept(tmp_path: Path) -> None:
    def told(code: str, group: str) -> str:
        return (
            f'{LAKE}<category domain="language" nicename="{code}"><![CDATA[{code}]]></category>'
            f'<category domain="post_translations" nicename="{group}"><![CDATA[{group}]]></category>'
        )

    path = write_export(
        tmp_path,
        item(1, more=told("fr", "g1")),
        item(2, more=told("en", "g1")),
        item(3, more=told("en", "g2")),
        item(4, more=told("xx", "g2")),
    )

    report = import_wxr([path])

    stories = {story.title: story for story in Article.objects.all()}
    languages = [stories[f"Titre {number}"].language for number in (1, 2, 3, 4)]
    keys = [stories[f"Titre {number}"].translation_key for number in (1, 2, 3, 4)]
    assert languages == ["fr", "en", "en", "fr"]
    assert keys[0] == keys[1] != keys[2] == keys[3]
    assert Section.objects.count() == 2
    assert dict(report.outcomes) == {"taken": 4}
    assert dict(import_wxr([path]).outcomes) == {"unchanged": 4}


def test_what_a_person_had_better_look_at_is_in_the_repair_queues(tmp_path: Path) -> None:
    path = write_export(
        tmp_path,
        item(1, title="Le pont", date="1905-01-02 03:04:05"),
        item(2, title="Le lac", status="future", date="2999-01-02 03:04:05"),
        item(3, title="Deux fois"),
        item(4, title="DEUX  fois"),
        item(5, content="[inconnu a=b] dans une phrase"),
    )

    import_wxr([path])

    found = Repair.objects.order_by("page__title").values_list("page__title", "kind")
    assert set(found) == {
        ("Le pont", "doubtful-date"),
        ("Le lac", "doubtful-date"),
        ("DEUX fois", "possible-duplicate"),
        ("Titre 5", "unknown-embed"),
    }


def test_several_files_of_one_site_are_one(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    url = f"{BASE}/wp-content/uploads/arton71307.jpg"
    picture = meta("_wp_attachment_image_alt", "arton71307")
    first = write_export(tmp_path / "a", item(1, more=LAKE + meta("_thumbnail_id", "9")), item(2))
    second = write_export(tmp_path / "b", attachment(9, url).replace("</item>", f"{picture}</item>"), item(2))

    report = import_wxr([first, second])

    assert dict(report.outcomes) == {"taken": 2, "left-out": 1}
    assert [row.what for row in Repair.objects.all()] == [url]
