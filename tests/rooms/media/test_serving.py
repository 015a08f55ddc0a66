"""Readers get renditions, and documents of public stories; nothing else in the store has an address."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from azdarar.accounts.models import User
from azdarar.media.actions import add_picture
from azdarar.media.models import Picture, StoryDocument
from azdarar.media.queries import picture_use
from tests.factories.media import ALT_TEXT, photograph

pytestmark = pytest.mark.django_db

PUBLIC_FROM = timezone.now() - timedelta(days=1)


def never(*, document: StoryDocument, at: object) -> bool:
    return False


def since_yesterday(*, document: StoryDocument, at: object) -> bool:
    return at >= PUBLIC_FROM


@pytest.fixture
def picture() -> Picture:
    return add_picture(file=BytesIO(photograph(size=(500, 400))), title="Le pont", alt_text=ALT_TEXT)


@pytest.fixture
def document() -> StoryDocument:
    return StoryDocument.objects.create(
        title="Le rapport", file=ContentFile(b"%PDF-1.7 secret", "rapport.pdf")
    )


@pytest.fixture
def public(settings: SimpleNamespace) -> None:
    settings.AZDARAR_DOCUMENT_CARRIERS = [f"{__name__}.never", f"{__name__}.since_yesterday"]


@pytest.fixture
def closed(settings: SimpleNamespace) -> None:
    settings.AZDARAR_DOCUMENT_CARRIERS = [f"{__name__}.never"]


def test_every_rendition_is_served_as_what_it_is_and_kept_for_ever(picture: Picture, client: Client) -> None:
    use = picture_use(picture, language="fr")
    assert use is not None

    for file, kind in ((use.avif[0], "avif"), (use.webp[0], "webp"), (use.fallback, "jpeg")):
        answer = client.get(file.url)

        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == f"image/{kind}"
        assert "s-maxage=0, immutable" in answer.headers["Cache-Control"], "a shared cache asks each time"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert int(answer.headers["Content-Length"]) == len(answer.content)
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_browser_that_has_the_picture_is_sent_nothing(picture: Picture, client: Client) -> None:
    use = picture_use(picture, language="fr")
    assert use is not None
    etag = client.get(use.fallback.url).headers["ETag"]

    unchanged = client.get(use.fallback.url, headers={"If-None-Match": etag})
    head = client.head(use.fallback.url)

    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["Content-Length"]) > 0
    assert client.post(use.fallback.url).status_code == 405


def test_newsroom_thumbnails_are_served_too(picture: Picture, client: Client) -> None:
    assert client.get(picture.get_rendition("max-165x165").url).status_code == 200


def test_originals_and_anything_beside_the_renditions_have_no_address(
    picture: Picture, document: StoryDocument, client: Client
) -> None:
    shown = picture.rendition_names()[0].removeprefix("pictures/")
    folder, _slash, name = shown.partition("/")
    default_storage.save("pictures/notes.txt", ContentFile(b"secret"))

    for address in (
        f"/media/{picture.file.name}",
        f"/media/{document.file.name}",
        f"/media/pictures/../{picture.file.name}",
        f"/media/pictures/..%2f{picture.file.name}",
        f"/media/pictures/{folder}/../../{picture.file.name}",
        f"/media/pictures/{folder}/..%5c..%5c{name}",
        f"/media/pictures//{folder}/{name}",
        f"/media/pictures/{folder}/",
        f"/media/pictures/{folder}/{name}%00.webp",
        f"/media/pictures/{folder}/{name}.html",
        "/media/pictures/notes.txt",
        "/media/pictures/",
        "/media/pictures/../../secret_key",
        "/media/pictures/00/" + "0" * 32 + "-320.000000000000.avif",
    ):
        answer = client.get(address)
        assert answer.status_code == 404, address


def test_a_document_of_a_public_story_is_a_download_that_nothing_runs(
    document: StoryDocument, public: None, client: Client
) -> None:
    answer = client.get(document.url)

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 secret"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="rapport.pdf"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_document_is_asked_about_before_a_kept_copy_is_used(
    document: StoryDocument, public: None, client: Client
) -> None:
    first = client.get(document.url)
    assert b"".join(first.streaming_content)

    unchanged = client.get(document.url, headers={"If-None-Match": first.headers["ETag"]})
    head = client.head(document.url)

    assert unchanged.status_code == 304
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", "15")


def test_a_document_that_no_public_story_carries_does_not_exist_for_readers(
    document: StoryDocument, closed: None, client: Client
) -> None:
    assert client.get(document.url).status_code == 404
    assert client.head(document.url).status_code == 404


def test_a_reader_with_an_account_is_still_a_reader(
    document: StoryDocument, closed: None, client: Client
) -> None:
    client.force_login(User.objects.create_user("reader", "reader@paper.example", "x"))

    assert client.get(document.url).status_code == 404


def test_staff_may_see_a_document_before_its_story_is_public(
    document: StoryDocument, closed: None, client: Client
) -> None:
    client.force_login(User.objects.create_superuser("anahit", "anahit@paper.example", "x"))

    answer = client.get(document.url)

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 secret"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_document_in_a_closed_collection_stays_closed(
    document: StoryDocument, public: None, client: Client
) -> None:
    CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type=CollectionViewRestriction.LOGIN
    )

    assert client.get(document.url).status_code == 404


def test_a_documents_number_is_not_enough(document: StoryDocument, public: None, client: Client) -> None:
    address = reverse("wagtaildocs_serve", args=[document.pk, "other.pdf"])

    assert client.get(address).status_code == 404


def test_a_document_whose_file_is_gone_is_not_found(
    document: StoryDocument, public: None, client: Client
) -> None:
    default_storage.delete(document.file.name)

    assert client.get(document.url).status_code == 404


def test_where_a_document_lies_cannot_be_guessed(document: StoryDocument) -> None:
    other = StoryDocument.objects.create(title="Le rapport", file=ContentFile(b"%PDF-1.7", "rapport.pdf"))

    assert document.filename == other.filename == "rapport.pdf"
    assert len(document.file_key) == 32
    assert document.file_key in document.file.name
    assert document.file.name != other.file.name
