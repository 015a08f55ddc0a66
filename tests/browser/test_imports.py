"""Imports and repairs in a browser: light and dark, narrow and wide, by keyboard alone; axe finds nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from azdarar.archive import doing
from azdarar.archive.actions import carry_on_import
from azdarar.archive.models import ImportedComment, ImportRun, KeptOriginal, Repair
from azdarar.articles.models import Article
from azdarar.media.models import Picture
from tests.factories.accounts import AdministratorFactory
from tests.factories.articles import draft_story, public_story
from tests.factories.fronts import make_paper
from tests.rooms.archive.exports import item, write_export

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import Settings
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOST = 'Avant.\n\n<img src="https://lac.example/lac.jpg" alt="Le lac">\n\nAprès.'
#: Wagtail's own frame is Wagtail's to mend; what is looked at is what the paper puts into it.
OURS = {"include": [["#main"]], "exclude": [["iframe"], [".w-slim-header"]]}


@pytest.fixture
def desk(served: LiveServer, page: Page, settings: Settings, tmp_path: Path) -> Page:
    """A tab of somebody who answers for all of the paper."""
    settings.HOME = tmp_path
    make_paper("fr", "en")
    client = Client()
    client.force_login(AdministratorFactory())
    session = client.cookies[django_settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": session.key, "value": session.value, "url": served.url}])
    return page


def faults(page: Page) -> list[Any]:
    """What axe finds in the paper's part of a screen."""
    found = Axe().run(page, context=OURS).response["violations"]
    return [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in found]


def is_wider_than_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def looked_at(served: LiveServer, desk: Page, tmp_path: Path) -> ImportRun:
    """Upload an export and let the worker look at it, as a person and a worker would."""
    export = write_export(tmp_path, item(1, title="Le lac baisse", content=LOST), item(2, status="trash"))
    desk.goto(served.url + reverse("newsroom_imports"))
    desk.set_input_files("#id_file", str(export))
    desk.click("form[data-upload] button")
    desk.check("input[value='export.xml']")
    desk.click(".choices ~ button")
    desk.wait_for_selector("[data-progress]")
    run = ImportRun.objects.get()
    doing.look(run)
    desk.wait_for_selector("button[value=begin]")  # the screen noticed by itself
    return run


def test_an_archive_is_brought_home_and_its_report_signed(
    served: LiveServer, desk: Page, tmp_path: Path
) -> None:
    run = looked_at(served, desk, tmp_path)
    assert faults(desk) == []
    desk.click("button[value=begin]")
    desk.wait_for_selector("progress")
    run.refresh_from_db()
    carry_on_import(run)
    desk.click(f"a[href='{reverse('newsroom_import_report', args=[run.pk])}']")

    desk.click(".deeds button[type=submit]")

    desk.frame_locator("iframe").get_by_text("Le lac baisse").first.wait_for()
    assert run.signatures.count() == 1
    assert desk.complaints == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_the_screens_are_fit_for_everybody(
    served: LiveServer, desk: Page, tmp_path: Path, width: int, scheme: Any
) -> None:
    run = looked_at(served, desk, tmp_path)
    run.options, run.state = {}, ImportRun.State.WAITING
    run.save()
    carry_on_import(run)
    story = Article.objects.get()
    KeptOriginal.objects.create(page_id=story.pk, run=run, format="spip", text="{{{Titre}}} " * 200)
    ImportedComment.objects.create(
        page_id=story.pk, foreign_id="1", author="Nare", text="Un avis.", is_public=True
    )
    line = Repair.objects.filter(kind=Repair.Kind.MISSING_PICTURE).get()
    desk.set_viewport_size({"width": width, "height": 900})
    desk.emulate_media(color_scheme=scheme)

    for name, *args in (
        ("newsroom_imports",),
        ("newsroom_import", run.pk),
        ("newsroom_import_undo", run.pk),
        ("newsroom_import_report", run.pk),
        ("newsroom_repairs",),
        ("newsroom_repair", line.pk),
        ("newsroom_original", story.pk),
        ("newsroom_old_comments", story.pk),
    ):
        desk.goto(served.url + reverse(name, args=args))
        assert desk.complaints == [], name  # type: ignore[attr-defined]
        assert faults(desk) == [], name
        assert not is_wider_than_the_screen(desk), name
        rows = desk.locator(".deeds").evaluate_all("all => all.map(one => getComputedStyle(one).display)")
        assert set(rows) <= {"flex"}, name
    for address in (reverse("newsroom_import_report_page", args=[run.pk]), f"{story.address}comments/"):
        desk.goto(served.url + address)
        assert desk.complaints == [], address  # type: ignore[attr-defined]
        found = Axe().run(desk).response["violations"]
        assert [fault["id"] for fault in found] == [], address
        assert not is_wider_than_the_screen(desk), address


def test_pictures_are_described_by_keyboard_alone(served: LiveServer, desk: Page) -> None:
    for number in range(3):
        picture = Picture.objects.create(
            title=f"lac-{number}", file=get_test_image_file(), alt_state=Picture.AltState.UNKNOWN
        )
        body = [("picture", {"picture": picture, "alt_text": "", "is_decorative": False, "caption": ""})]
        story = draft_story(title=f"Sur lac {number}", body=body)
        Repair.objects.create(
            page_id=story.pk, kind="picture-without-alt", what=picture.title, found_at=timezone.now()
        )
    desk.goto(served.url + reverse("newsroom_describe"))

    desk.keyboard.type("Le lac au matin")
    desk.keyboard.press("Enter")
    desk.get_by_text("Sur lac 1").wait_for()
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")  # "It only decorates"
    desk.keyboard.press("Enter")
    desk.get_by_text("Sur lac 2").wait_for()
    desk.keyboard.type("Un monastère")
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".desk-empty")

    assert list(Picture.objects.order_by("pk").values_list("alt_text", "alt_state")) == [
        ("Le lac au matin", "described"),
        ("", "decorative"),
        ("Un monastère", "described"),
    ]


def test_without_scripts_the_comments_are_a_page_and_the_upload_a_form(
    served: LiveServer, desk: Page, browser: Any
) -> None:
    story = public_story()
    ImportedComment.objects.create(
        page_id=story.pk, foreign_id="1", author="Nare", text="Un avis.", is_public=True
    )
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(served.url + story.address)

    plain.click(".end__comments a")
    plain.get_by_text("Un avis.").wait_for()
    context.close()
