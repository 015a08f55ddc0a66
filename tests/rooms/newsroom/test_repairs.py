"""Repair queues: what an import could not bring whole is mended, dismissed, counted, by whoever may."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.rich_text import RichText

from azdarar.accounts.models import AuditEntry, User
from azdarar.archive.models import ImportedComment, ImportRun, KeptOriginal, LedgerLine, Repair
from azdarar.articles.models import Article, ArticleSpace, PlainPage
from azdarar.media.models import Picture
from tests.factories.accounts import EditorFactory, EditorInChiefFactory
from tests.factories.articles import SectionFactory, draft_story, public_story
from tests.factories.fronts import make_paper

pytestmark = pytest.mark.django_db
Kind = Repair.Kind
LOST = "https://lac.example/IMG/lac.jpg?a=1&b=2"
PLACE = '<p>Avant.</p><p><a href="https://lac.example/IMG/lac.jpg?a=1&amp;b=2">Le lac</a></p><p>Après.</p>'


@pytest.fixture(autouse=True)
def _paper(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_paper("fr")


@pytest.fixture
def chief() -> User:
    """Who answers for all of the paper."""
    return EditorInChiefFactory()


@pytest.fixture
def desk(chief: User) -> Client:
    """Their browser."""
    return desk_of(chief)


def desk_of(user: User) -> Client:
    """A signed-in browser."""
    client = Client()
    client.force_login(user)
    return client


def waits(story: Article | PlainPage, kind: str, what: str, where: str = "") -> Repair:
    """A line of a queue."""
    return Repair.objects.create(page_id=story.pk, kind=kind, what=what, where=where, found_at=timezone.now())


def photograph() -> SimpleUploadedFile:
    """A small picture, as somebody uploads it."""
    file = io.BytesIO()
    Image.new("RGB", (900, 600), "#345").save(file, "JPEG")
    return SimpleUploadedFile("lac.jpg", file.getvalue(), content_type="image/jpeg")


def screen(client: Client, name: str, *args: object, query: str = "") -> str:
    """What a screen shows."""
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def block_types(story: Article) -> list[str]:
    """The kinds of blocks of a story, as it is stored."""
    return [block.block_type for block in Article.objects.get(pk=story.pk).body]


def test_one_upload_mends_every_place_that_waits_for_the_picture(desk: Client) -> None:
    public, draft, gallery = (
        public_story(title="Public", body=[("paragraph", RichText(PLACE))]),
        draft_story(title="Brouillon", body=[("paragraph", RichText(PLACE + PLACE))]),
        public_story(title="Sans place", address_slug="sans-place"),
    )
    waits(public, Kind.BROKEN_LINK, LOST, "The old site’s export does not hold what this link leads to.")
    line, *_others = [waits(story, Kind.MISSING_PICTURE, LOST) for story in (public, draft, gallery)]
    assert "2" in screen(desk, "newsroom_repair", line.pk)

    answer = desk.post(
        reverse("newsroom_repair_picture", args=[line.pk]),
        {"file": photograph(), "alt_text": "Le lac, vu du monastère", "credit_line": "Nare"},
    )

    assert answer.status_code == 302
    (picture,) = Picture.objects.all()
    assert picture.alt_text == "Le lac, vu du monastère"
    assert block_types(public) == ["paragraph", "picture", "paragraph"]
    latest = Article.objects.get(pk=draft.pk).get_latest_revision_as_object()
    assert [block.block_type for block in latest.body] == [
        *("paragraph", "picture", "paragraph"),
        *("picture", "paragraph"),
    ]
    assert block_types(gallery)[-1] == "picture"
    assert not Repair.objects.filter(settled_at=None).exists()
    assert "lac.example" not in Client().get(public.address).content.decode()


def test_a_page_that_is_no_story_is_mended_too(desk: Client) -> None:
    home = ArticleSpace.objects.get().get_parent()
    page = home.add_child(
        instance=PlainPage(
            title="Album", slug="album", locale=home.locale, body=[("paragraph", RichText(PLACE))], live=True
        )
    )
    page.save_revision().publish()
    line = waits(page, Kind.MISSING_PICTURE, LOST)

    desk.post(
        reverse("newsroom_repair_picture", args=[line.pk]), {"file": photograph(), "is_decorative": "on"}
    )

    assert [block.block_type for block in PlainPage.objects.get().body] == [
        "paragraph",
        "picture",
        "paragraph",
    ]
    assert not Repair.objects.filter(settled_at=None).exists()


def test_a_file_that_is_no_picture_or_says_nothing_is_refused_and_kept_nowhere(desk: Client) -> None:
    line = waits(public_story(body=[("paragraph", RichText(PLACE))]), Kind.MISSING_PICTURE, LOST)
    address = reverse("newsroom_repair_picture", args=[line.pk])

    for sent in (
        {"file": SimpleUploadedFile("lac.jpg", b"<svg/>"), "alt_text": "Le lac"},
        {"file": photograph(), "alt_text": ""},
        {"file": photograph(), "alt_text": "IMG_0042.jpg"},
        {"alt_text": "Le lac"},
    ):
        assert desk.post(address, sent).status_code == 422
    assert not Picture.objects.exists()
    assert Repair.objects.filter(settled_at=None).count() == 1


def test_pictures_are_described_one_after_the_other(desk: Client) -> None:
    unknown = Picture.AltState.UNKNOWN
    pictures = [
        Picture.objects.create(title=f"lac-{n}", file=get_test_image_file(), alt_state=unknown)
        for n in range(3)
    ]
    for picture in pictures:
        body = [("picture", {"picture": picture, "alt_text": "", "is_decorative": False, "caption": ""})]
        story = draft_story(title=f"Sur {picture.title}", body=body)
        waits(story, Kind.PICTURE_WITHOUT_ALT, picture.title)
    address = reverse("newsroom_describe")

    page = screen(desk, "newsroom_describe")
    assert "autofocus" in page
    assert "Sur lac-0" in page
    first, second, third = Repair.objects.order_by("pk")
    refused = desk.post(
        address, {"line": first.pk, "picture": pictures[0].pk, "do": "write", "alt_text": "a.jpg"}
    )
    assert refused.status_code == 422
    led = desk.post(
        address, {"line": first.pk, "picture": pictures[0].pk, "do": "write", "alt_text": "Le lac"}
    )
    assert "Sur lac-1" in desk.get(led.url).content.decode()
    desk.post(address, {"line": second.pk, "picture": pictures[1].pk, "do": "decorative"})
    last = desk.post(address, {"line": third.pk, "picture": pictures[2].pk, "do": "skip"})

    assert "Sur lac" not in desk.get(last.url).content.decode()
    assert list(Picture.objects.order_by("pk").values_list("alt_text", "alt_state")) == [
        ("Le lac", "described"),
        ("", "decorative"),
        ("", "unknown"),
    ]
    assert list(Repair.objects.filter(settled_at=None)) == [third]
    # Many whose pictures were described elsewhere are passed over by the same few queries.
    told = Article.objects.get(title="Sur lac-0")
    for _number in range(60):
        waits(told, Kind.PICTURE_WITHOUT_ALT, "lac-0")
    with CaptureQueriesContext(connection) as few:
        screen(desk, "newsroom_describe", query=f"?after={second.pk}")
    with CaptureQueriesContext(connection) as many:
        passed = screen(desk, "newsroom_describe", query=f"?after={third.pk}")
    assert "Sur lac" not in passed
    assert len(many) <= len(few) + 8


def test_a_broken_link_is_led_to_a_story(desk: Client) -> None:
    target = public_story(title="Cible", address_slug="cible")
    old = "/spip.php?article12"
    story = public_story(body=[("paragraph", RichText(f'<p>Voir <a href="{old}">là</a>.</p>'))])
    line = waits(story, Kind.BROKEN_LINK, "article 12", old)

    desk.post(reverse("newsroom_repair", args=[line.pk]), {"do": "link", "to": target.pk})

    assert f'href="{target.address}"' in Client().get(story.address).content.decode()
    line.refresh_from_db()
    assert line.settled_by is not None
    other = "https://lac.example/vieux/"
    second = public_story(
        body=[("paragraph", RichText(f'<p><a href="{other}">Là</a></p>'))], address_slug="deux"
    )
    told = waits(second, Kind.BROKEN_LINK, other, "The export does not hold what this link leads to.")
    desk.post(reverse("newsroom_repair", args=[told.pk]), {"do": "link", "to": target.pk})
    assert f'href="{target.address}"' in Client().get(second.address).content.decode()
    again = waits(story, Kind.BROKEN_LINK, "article 13", "/spip.php?article13")
    assert (
        desk.post(reverse("newsroom_repair", args=[again.pk]), {"do": "link", "to": target.pk}).status_code
        == 422
    )


def test_of_two_that_say_the_same_one_is_withdrawn_or_both_are_kept(desk: Client) -> None:
    one, other = public_story(), public_story(address_slug="autre")
    first, second = (waits(story, Kind.POSSIBLE_DUPLICATE, "/vieux/") for story in (one, other))

    desk.post(reverse("newsroom_repair", args=[first.pk]), {"do": "withdraw"})
    desk.post(reverse("newsroom_repair", args=[second.pk]), {"do": "dismiss", "note": "Deux éditions."})

    assert Client().get(one.address).status_code == 410
    assert Client().get(other.address).status_code == 200
    settled = screen(desk, "newsroom_repairs", query="?settled=1")
    assert "Deux éditions." in settled
    second.refresh_from_db()
    assert second.is_dismissed


def test_each_sees_settles_and_counts_the_lines_of_their_own_stories(chief: User) -> None:
    lake, culture = SectionFactory(name="Lac"), SectionFactory(name="Culture")
    mine = waits(public_story(title="Du lac", section=lake), Kind.DOUBTFUL_DATE, "2009-00-00")
    theirs = waits(
        public_story(title="De la culture", section=culture, address_slug="c"), Kind.UNKNOWN_EMBED, "<iframe>"
    )
    editor = desk_of(EditorFactory(scope__sections=[lake.translation_key.hex]))

    page = screen(editor, "newsroom_repairs")
    assert "Du lac" in page
    assert "De la culture" not in page
    assert "(1)" in page
    assert editor.get(reverse("newsroom_repair", args=[theirs.pk])).status_code == 404
    for do in ("settle", "dismiss", "link", "withdraw"):
        editor.post(reverse("newsroom_repair", args=[theirs.pk]), {"do": do})
    editor.post(reverse("newsroom_repairs"), {"do": "settle", "line": [mine.pk, theirs.pk], "note": "Vu."})

    assert set(Repair.objects.filter(settled_at=None)) == {theirs}
    mine.refresh_from_db()
    assert mine.note == "Vu."
    boss = desk_of(chief)
    assert "De la culture" in screen(boss, "newsroom_repairs", query=f"?section={culture.pk}")
    assert "De la culture" not in screen(boss, "newsroom_repairs", query=f"?section={lake.pk}")
    assert "De la culture" not in screen(boss, "newsroom_repairs", query="?kind=doubtful-date")
    boss.post(reverse("newsroom_repairs") + "?settled=1", {"do": "reopen", "line": mine.pk})
    assert Repair.objects.filter(settled_at=None).count() == 2


def test_a_story_stands_beside_its_source_and_an_old_comment_can_be_hidden(desk: Client, chief: User) -> None:
    story = public_story(title="Importée")
    run = ImportRun.objects.create(system="spip", asked_at=timezone.now())
    LedgerLine.objects.create(
        system="spip",
        site="https://lac.example",
        kind="article",
        foreign_id="12",
        object_label="articles.Article",
        object_id=story.pk,
        notes=["Son chapô est une note."],
        run=run,
        imported_at=timezone.now(),
    )
    KeptOriginal.objects.create(
        page_id=story.pk, run=run, format="spip", text="{{{Titre}}} <script>x()</script>"
    )
    comment = ImportedComment.objects.create(
        page_id=story.pk, foreign_id="1", author="Nare", text="Un avis <b>net</b>", is_public=True
    )

    page = screen(desk, "newsroom_original", story.pk)
    assert "{{{Titre}}} &lt;script&gt;" in page
    assert "Son chapô est une note." in page
    edit = screen(desk, "wagtailadmin_pages:edit", story.pk)
    assert reverse("newsroom_original", args=[story.pk]) in edit
    assert reverse("newsroom_old_comments", args=[story.pk]) in edit
    assert "Un avis" in Client().get(f"{story.address}comments/").content.decode()
    desk.post(reverse("newsroom_old_comments", args=[story.pk]), {"hide": comment.pk})
    assert Client().get(f"{story.address}comments/").status_code == 404
    assert "Nare" in screen(desk, "newsroom_old_comments", story.pk)
    assert AuditEntry.objects.filter(what="archive.comment-hidden", by=chief).exists()
    desk.post(reverse("newsroom_old_comments", args=[story.pk]), {"show": comment.pk})
    assert Client().get(f"{story.address}comments/").status_code == 200
    stranger = desk_of(EditorFactory(scope__sections=[SectionFactory().translation_key.hex]))
    for name in ("newsroom_original", "newsroom_old_comments"):
        assert stranger.get(reverse(name, args=[story.pk])).status_code == 302
