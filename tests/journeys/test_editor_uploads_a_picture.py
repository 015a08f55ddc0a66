"""An editor brings pictures into the paper: one, many at once, and while writing a story."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import UploadedFile

from azdarar.accounts.models import User
from azdarar.media.models import Picture
from azdarar.media.queries import picture_use
from tests.factories.media import ALT_TEXT, captioned_photograph, film, photograph, pixels, saved, upload

pytestmark = pytest.mark.django_db

DESCRIBED, DECORATIVE, UNKNOWN = (
    Picture.AltState.DESCRIBED,
    Picture.AltState.DECORATIVE,
    Picture.AltState.UNKNOWN,
)


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("anahit", "anahit@paper.example", "x"))
    return client


def upload_among_many(editor: Client, content: bytes, name: str = "DSC_0042.jpg") -> dict[str, Any]:
    answer = editor.post(
        reverse("wagtailimages:add_multiple"), {"title": Path(name).stem, "files[]": upload(content, name)}
    )
    # The uploading script takes any other status for a broken server and shows no sentence.
    assert answer.status_code == 200
    return answer.json()


def describe(editor: Client, picture: Picture, **fields: str) -> dict[str, Any]:
    values = {"title": picture.title, "alt_state": picture.alt_state, "alt_text": "", **fields}
    answer = editor.post(
        reverse("wagtailimages:edit_multiple", args=[picture.pk]),
        {f"image-{picture.pk}-{name}": value for name, value in values.items()},
    )
    return answer.json()


def upload_in_chooser(
    editor: Client, content: bytes, name: str = "DSC_0042.jpg", **fields: str
) -> HttpResponse:
    values = {"title": "Le pont", "alt_state": DESCRIBED, **fields, "file": upload(content, name)}
    return editor.post(
        reverse("wagtailimages_chooser:create"),
        {f"image-chooser-upload-{field}": value for field, value in values.items()},
    )


def edit(editor: Client, picture: Picture, **fields: Any) -> HttpResponse:
    values = {
        "title": picture.title,
        "alt_state": picture.alt_state,
        "alt_text": picture.alt_text,
        "caption": picture.caption,
        **fields,
    }
    return editor.post(reverse("wagtailimages:edit", args=[picture.pk]), values)


def mistakes(form: Any) -> dict[str, list[str]]:
    return {name: [error.code for error in errors] for name, errors in form.errors.as_data().items()}


def test_a_picture_sent_among_many_waits_for_its_description(editor: Client) -> None:
    answer = upload_among_many(editor, photograph(size=(600, 400)))

    picture = Picture.objects.get()
    assert answer["success"] is True
    assert answer["image_id"] == picture.pk
    assert (picture.alt_state, picture.alt_text) == (UNKNOWN, "")
    assert picture_use(picture, language="fr") is not None
    assert not UploadedFile.objects.exists()

    assert describe(editor, picture, alt_text=ALT_TEXT, caption="Les ponts.")["success"] is True

    picture.refresh_from_db()
    assert (picture.alt_state, picture.alt_text, picture.caption) == (DESCRIBED, ALT_TEXT, "Les ponts.")


def test_a_picture_with_an_endless_title_waits_beside_the_paper_and_loses_nothing(editor: Client) -> None:
    answer = editor.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "Pont " * 60, "files[]": upload(photograph(size=(600, 400)))},
    ).json()
    waiting = answer["uploaded_file_id"]
    assert not Picture.objects.exists()

    editor.post(
        reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting]),
        {f"uploaded-image-{waiting}-title": "Le pont", f"uploaded-image-{waiting}-alt_text": ALT_TEXT},
    )

    picture = Picture.objects.get()
    assert (picture.title, picture.alt_state) == ("Le pont", DESCRIBED)
    assert picture_use(picture, language="fr") is not None


def test_the_form_asks_for_words_or_for_an_explicit_choice(editor: Client) -> None:
    upload_among_many(editor, photograph(size=(600, 400)))
    picture = Picture.objects.get()

    assert describe(editor, picture, alt_state=DESCRIBED)["success"] is False
    assert describe(editor, picture, alt_text="DSC_0042.jpg")["success"] is False
    assert describe(editor, picture, alt_text=ALT_TEXT, alt_state=DECORATIVE)["success"] is False
    assert describe(editor, picture, alt_state=DECORATIVE)["success"] is True

    picture.refresh_from_db()
    assert (picture.alt_state, picture.alt_text) == (DECORATIVE, "")


def test_what_the_agency_wrote_into_the_file_is_in_the_fields_already(editor: Client) -> None:
    upload_among_many(editor, captioned_photograph(size=(600, 400)))

    picture = Picture.objects.get()
    assert picture.caption == "Les ponts du Hrazdan en hiver."
    assert (picture.alt_state, picture.alt_text) == (DESCRIBED, ALT_TEXT)
    assert picture.credit_line == "Anahit Vardanyan / Agence Ararat"
    assert picture.copyright_notice == "© 2026 Anahit Vardanyan"


def test_the_name_of_the_file_never_becomes_words_for_readers(editor: Client) -> None:
    upload_among_many(
        editor, captioned_photograph(size=(600, 400), alt_text="arton71307.jpg"), "arton71307.jpg"
    )

    picture = Picture.objects.get()
    assert picture.title == "arton71307"
    assert (picture.alt_state, picture.alt_text) == (UNKNOWN, "")
    assert picture.default_alt_text == ""


def test_real_agency_pictures_are_taken_with_their_captions(editor: Client, shared_data: Path) -> None:
    samples = shared_data / "photo-metadata"
    names = ["IPTC-PhotometadataRef-Std2017.1.jpg", "cp.jpg", "GAC103-thumb.jpg", "exiftool-XMP.jpg"]

    answers = {name: upload_among_many(editor, (samples / name).read_bytes(), name) for name in names}

    assert all(answer["success"] for answer in answers.values())
    assert Picture.objects.count() == len(names)
    reference = Picture.objects.get(pk=answers[names[0]]["image_id"])
    assert reference.caption
    assert reference.credit_line
    assert reference.copyright_notice


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (film(), "film.jpg"),
        (saved(Image.new("1", (20_000, 10_000)), "PNG"), "affiche.png"),
        (photograph(size=(600, 400))[:4_000], "pont.jpg"),
        (b"<script>alert(document.cookie)</script>", "pont.png"),
        (b"\x00" * (25 * 2**20 + 1), "trop-lourd.jpg"),
        (saved(pixels(60, 40), "TIFF"), "scan.tif"),
    ],
    ids=[
        "a film named .jpg",
        "two hundred megapixels",
        "a cut-off photograph",
        "a script",
        "25 MB and a byte",
        "a TIFF",
    ],
)
def test_a_bad_file_is_refused_with_a_sentence_and_nothing_is_kept(
    content: bytes, name: str, editor: Client
) -> None:
    before = {path for path in Path(default_storage.location).rglob("*") if path.is_file()}

    among_many = upload_among_many(editor, content, name)
    in_chooser = upload_in_chooser(editor, content, name, alt_text=ALT_TEXT)

    assert among_many["success"] is False
    assert among_many["error_message"].strip().endswith(".")
    assert in_chooser.status_code == 200
    assert in_chooser.json()["step"] == "reshow_creation_form"
    assert not Picture.objects.exists()
    assert not UploadedFile.objects.exists()
    assert {path for path in Path(default_storage.location).rglob("*") if path.is_file()} == before


def test_a_picture_uploaded_while_writing_can_be_chosen_at_once(editor: Client) -> None:
    answer = upload_in_chooser(editor, photograph(size=(600, 400)), alt_text=ALT_TEXT)

    picture = Picture.objects.get()
    result = answer.json()["result"]
    assert result["id"] == str(picture.pk)
    assert result["default_alt_text"] == ALT_TEXT
    assert editor.get(result["preview"]["url"]).status_code == 200
    assert picture.uploaded_by_user == User.objects.get()


def test_the_chooser_asks_for_a_description_before_it_saves(editor: Client) -> None:
    answer = upload_in_chooser(editor, photograph(size=(600, 400)))

    assert answer.json()["step"] == "reshow_creation_form"
    assert not Picture.objects.exists()


def test_a_png_that_somebody_named_jpg_is_taken_for_what_it_is(editor: Client) -> None:
    upload_among_many(editor, saved(pixels(300, 200), "PNG"), "dessin.jpg")

    assert Picture.objects.get().file.name.endswith(".png")


def test_a_new_file_brings_new_renditions_and_the_old_ones_go(
    editor: Client, django_capture_on_commit_callbacks: Any
) -> None:
    upload_among_many(editor, photograph(size=(600, 400)))
    picture = Picture.objects.get()
    former = [picture.file.name, *picture.rendition_names(), picture.get_rendition("max-165x165").file.name]

    with django_capture_on_commit_callbacks(execute=True):
        answer = edit(
            editor, picture, alt_text=ALT_TEXT, file=upload(photograph(size=(400, 600)), "autre.jpg")
        )

    picture.refresh_from_db()
    assert answer.status_code == 302
    assert (picture.width, picture.height) == (400, 600)
    assert not set(former) & set(picture.rendition_names())
    assert all(default_storage.exists(name) for name in [picture.file.name, *picture.rendition_names()])
    assert not any(default_storage.exists(name) for name in former[:-1])
    assert not picture.renditions.exists()


def test_a_bad_new_file_leaves_the_picture_as_it_was(editor: Client) -> None:
    upload_among_many(editor, photograph(size=(600, 400)))
    picture = Picture.objects.get()

    answer = edit(editor, picture, alt_text=ALT_TEXT, file=upload(film(), "film.jpg"))

    assert mistakes(answer.context["form"]) == {"file": ["formats.not-a-picture"]}
    kept = Picture.objects.get()
    assert (kept.file.name, kept.rendition_set, kept.alt_text) == (
        picture.file.name,
        picture.rendition_set,
        "",
    )
    assert default_storage.exists(kept.file.name)


def test_words_in_the_papers_other_languages_are_edited_with_the_picture(editor: Client) -> None:
    upload_among_many(editor, photograph(size=(600, 400)))
    picture = Picture.objects.get()

    refused = edit(editor, picture, alt_text=ALT_TEXT, alt_text_en="DSC_0042.jpg")
    taken = edit(
        editor, picture, alt_text=ALT_TEXT, alt_text_en="Two stone bridges.", caption_hy="Կամուրջներ"
    )

    picture.refresh_from_db()
    english = picture_use(picture, language="en")
    assert "alt_text_en" in refused.context["form"].errors
    assert taken.status_code == 302
    assert english is not None
    assert english.alt.clean == "Two stone bridges."
    assert picture.texts["hy"]["caption"] == "Կամուրջներ"


def test_a_chosen_focus_is_what_crops_are_told_to_keep(editor: Client) -> None:
    upload_among_many(editor, photograph(size=(600, 400)))
    picture = Picture.objects.get()

    edit(
        editor,
        picture,
        alt_text=ALT_TEXT,
        focal_point_x="150",
        focal_point_y="100",
        focal_point_width="40",
        focal_point_height="40",
    )

    picture.refresh_from_db()
    use = picture_use(picture, language="fr")
    assert use is not None
    assert use.focus == (25, 25)


def test_the_pictures_screen_shows_its_real_size_and_a_file_that_is_there(editor: Client) -> None:
    upload_among_many(editor, photograph(size=(2000, 1000)))
    picture = Picture.objects.get()

    answer = editor.get(reverse("wagtailimages:edit", args=[picture.pk]))

    original = picture.get_rendition("original")
    assert (original.width, original.height) == (2000, 1000)
    assert original.url in answer.content.decode()
    assert editor.get(original.url).status_code == 200
    assert picture.file.name not in answer.content.decode()
