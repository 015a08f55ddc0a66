"""A picture enters the paper with its renditions, its words and nothing of where it was taken."""

from __future__ import annotations

import contextlib
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from PIL import Image

from azdarar.errors import AzdararError
from azdarar.formats.photo_metadata import read_photo_metadata
from azdarar.media.actions import MissingOriginalError, add_picture, make_renditions
from azdarar.media.models import Picture
from azdarar.media.preparing import prepare_picture
from azdarar.media.queries import picture_use, undescribed_pictures
from azdarar.press.models import Announcement
from tests.factories.media import ALT_TEXT, captioned_photograph, film, photograph, pixels, saved

pytestmark = pytest.mark.django_db


def stored(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


def add(content: bytes | None = None, **words: object) -> Picture:
    return add_picture(file=BytesIO(content or photograph(size=(700, 500))), title="Le pont", **words)


def test_a_picture_has_avif_webp_and_one_jpeg_and_all_of_them_open() -> None:
    picture = add(photograph(), alt_text=ALT_TEXT)

    use = picture_use(Picture.objects.get(), language="fr")

    assert use is not None
    assert [file.width_px for file in use.avif] == [320, 480, 760, 1100, 1440]
    assert [file.width_px for file in use.webp] == [320, 480, 760, 1100, 1440]
    assert use.fallback.width_px == 960
    for name, format in (("avif", "AVIF"), ("webp", "WEBP"), ("fallback", "JPEG")):
        for file_name, width, height in picture.rendition_set[name]:
            with Image.open(BytesIO(stored(file_name))) as opened:
                assert (opened.format, *opened.size) == (format, width, height)


def test_a_portrait_taken_with_a_telephone_stands_upright() -> None:
    picture = add(photograph(size=(800, 600), orientation=6))

    use = picture_use(picture, language="fr")

    assert (picture.width, picture.height) == (600, 800)
    assert use is not None
    assert (use.webp[-1].width_px, use.webp[-1].height_px) == (600, 800)
    assert Picture.objects.get().height == 800


def test_no_rendition_knows_where_or_with_what_the_picture_was_taken() -> None:
    picture = add(captioned_photograph(size=(1500, 1000)))
    assert read_photo_metadata(stored(picture.file.name)).has_gps
    thumbnails = [picture.get_rendition(spec).file.name for spec in ("max-165x165", "fill-600x338")]

    names = [*picture.rendition_names(), *thumbnails]

    assert len(names) == 13
    for name in names:
        content = stored(name)
        metadata = read_photo_metadata(content)
        with Image.open(BytesIO(content)) as opened:
            assert dict(opened.getexif()) == {}
            assert "icc_profile" not in opened.info
        assert not metadata.has_gps
        assert b"GPS" not in content
        assert b"Sevan Camera Works" not in content


def test_wide_renditions_still_say_whose_picture_it_is() -> None:
    picture = add(captioned_photograph(size=(1500, 1000)))

    for format in ("avif", "webp", "fallback"):
        metadata = read_photo_metadata(stored(picture.rendition_set[format][-1][0]))
        assert metadata.creators == ("Anahit Vardanyan",)
        assert metadata.credit_line == "Agence Ararat"
        assert metadata.copyright_notice == "© 2026 Anahit Vardanyan"
        assert not metadata.caption


def test_what_the_photograph_says_fills_what_was_left_empty_and_nothing_else() -> None:
    picture = add(captioned_photograph(size=(400, 300)), caption="Une légende de la rédaction.")

    assert picture.caption == "Une légende de la rédaction."
    assert picture.alt_text == ALT_TEXT
    assert picture.alt_state == Picture.AltState.DESCRIBED
    assert picture.credit_line == "Anahit Vardanyan / Agence Ararat"
    assert picture.copyright_notice == "© 2026 Anahit Vardanyan"
    assert picture.usage_terms == "Presse uniquement."
    assert picture.embedded_metadata["has_gps"] is True
    assert "40" not in str(picture.embedded_metadata)


def test_a_picture_without_words_waits_to_be_described() -> None:
    picture = add(alt_text="")

    assert picture.alt_state == Picture.AltState.UNKNOWN
    assert list(undescribed_pictures()) == [picture]
    use = picture_use(picture, language="fr")
    assert use is not None
    assert not use.alt


def test_a_decorative_picture_takes_no_alt_text_from_its_file() -> None:
    picture = add(captioned_photograph(size=(400, 300)), is_decorative=True)

    assert picture.alt_state == Picture.AltState.DECORATIVE
    assert not picture.alt_text


@pytest.mark.parametrize(
    "words", [{"alt_text": "arton71307.jpg"}, {"alt_text": ALT_TEXT, "caption": "IMG_2034.jpg"}]
)
def test_a_file_name_is_refused_as_words(words: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        add(**words)

    assert not Picture.objects.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (film(), "formats.not-a-picture"),
        (b"", "formats.picture-empty"),
        (photograph()[:30_000], "formats.picture-truncated"),
        (saved(pixels(300, 200), "TIFF"), "formats.picture-type"),
        (saved(Image.new("1", (20_000, 10_000)), "PNG"), "formats.picture-too-large"),
        (b"<html><script>alert(1)</script>", "formats.not-a-picture"),
    ],
    ids=["a film", "nothing", "a cut-off photograph", "a TIFF", "two hundred megapixels", "a web page"],
)
def test_what_is_no_good_picture_is_refused_and_nothing_is_kept(content: bytes, code: str) -> None:
    before = everything_stored()

    with pytest.raises(AzdararError) as refusal:
        add_picture(file=BytesIO(content), title="Le pont")

    assert refusal.value.code == code
    assert "%(" not in str(refusal.value)
    assert not Picture.objects.exists()
    assert everything_stored() == before


def test_damage_behind_right_headers_is_found_before_anything_is_kept() -> None:
    content = bytearray(saved(pixels(600, 400), "PNG"))
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(64)

    with pytest.raises(AzdararError) as refusal:
        add_picture(file=BytesIO(bytes(content)), title="Le pont")

    assert refusal.value.code in {"media.unreadable-picture", "formats.picture-damaged"}
    assert not Picture.objects.exists()


def test_a_path_is_taken_as_well_as_an_open_file(tmp_path: Path) -> None:
    path = tmp_path / "pont.png"
    path.write_bytes(saved(pixels(400, 300), "PNG"))

    picture = add_picture(file=path, title="Le pont", prepared=prepare_picture(path))

    assert picture.file.name.endswith(".png")
    assert stored(picture.file.name) == path.read_bytes()


def test_the_focus_is_kept_in_per_cent_and_survives_the_thumbnails() -> None:
    picture = add(photograph(size=(1800, 1200)), focus=(80, 25))

    thumbnail = picture.get_rendition("fill-200x200")

    use = picture_use(Picture.objects.get(), language="fr")
    assert use is not None
    assert use.focus == (80, 25)
    assert (thumbnail.width, thumbnail.height) == (200, 200)


def test_words_in_a_storys_language_win_over_the_pictures_own() -> None:
    picture = add(
        alt_text=ALT_TEXT,
        caption="Les ponts.",
        credit_line="Anahit Vardanyan",
        texts={"en": {"alt_text": "Two stone bridges.", "caption": "The bridges."}},
    )

    english, french = picture_use(picture, language="en"), picture_use(picture, language="fr")

    assert english is not None
    assert french is not None
    assert (english.alt.clean, english.caption.clean) == ("Two stone bridges.", "The bridges.")
    assert english.credit.clean == "Anahit Vardanyan"
    assert (french.alt.clean, french.caption.clean) == (ALT_TEXT, "Les ponts.")


def test_a_picture_no_camera_took_says_so_in_its_credit() -> None:
    drawn, machine_made = add(credit_line="Azdarar"), add(credit_line="Azdarar", is_synthetic=True)

    honest, plain = picture_use(machine_made, language="en"), picture_use(drawn, language="en")

    assert honest is not None
    assert plain is not None
    assert plain.credit.clean == "Azdarar"
    assert honest.credit.clean.startswith("Azdarar / ")


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_a_file_damaged_anywhere_is_rendered_or_refused_and_nothing_else(format: str) -> None:
    chance = Random(f"{format} 1512")
    whole = photograph(size=(300, 200), format=format)

    for _attempt in range(3):
        damaged = bytearray(whole)
        for _byte in range(chance.randint(1, 40)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        # Anything but an error of ours fails the test; so does a decoder that takes this process with it.
        with contextlib.suppress(AzdararError):
            prepare_picture(BytesIO(bytes(damaged)))


def test_renditions_made_again_have_the_same_names_and_lose_nothing(
    django_capture_on_commit_callbacks: object,
) -> None:
    picture = add()
    before = picture.rendition_set

    with django_capture_on_commit_callbacks(execute=True):
        make_renditions(picture)

    picture.refresh_from_db()
    assert picture.rendition_set == before
    assert all(default_storage.exists(name) for name in picture.rendition_names())
    assert not Announcement.objects.exists()  # no page shows anything else than before


def test_files_that_are_replaced_go_after_the_commit_and_not_before(
    django_capture_on_commit_callbacks: object,
) -> None:
    picture = add()
    stale = default_storage.save("pictures/zz/stale.webp", BytesIO(b"stale"))
    picture.rendition_set["webp"].append([stale, 9, 9])

    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        make_renditions(picture)
        assert default_storage.exists(stale)
    for callback in callbacks:
        callback()

    assert not default_storage.exists(stale)


def test_renditions_cannot_be_made_of_an_original_that_is_gone() -> None:
    picture = add()
    default_storage.delete(picture.file.name)

    with pytest.raises(MissingOriginalError):
        make_renditions(picture)

    assert picture_use(Picture.objects.get(), language="fr") is not None


def test_a_deleted_picture_takes_its_files_with_it(django_capture_on_commit_callbacks: object) -> None:
    picture = add()
    names = picture.rendition_names()

    with django_capture_on_commit_callbacks(execute=True):
        picture.delete()

    assert names
    assert not any(default_storage.exists(name) for name in names)


def test_a_picture_whose_row_cannot_be_written_leaves_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything_stored()

    def refuse(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Picture, "save", refuse)
    with pytest.raises(RuntimeError):
        add()

    assert everything_stored() == before


def test_showing_a_picture_asks_the_database_nothing(django_assert_num_queries: object) -> None:
    add()
    picture = Picture.objects.get()

    with django_assert_num_queries(0):
        picture_use(picture, language="fr")


def everything_stored() -> set[Path]:
    return {path for path in Path(default_storage.location).rglob("*") if path.is_file()}
