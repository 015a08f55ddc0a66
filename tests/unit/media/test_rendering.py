"""What the decoder's process makes of every kind of picture it may be given."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from azdarar.media.rendering import RefusedError, render
from tests.factories.media import film, photograph, pixels, saved, swapped_profile


def rendered(content: bytes, folder: Path) -> dict:
    original = folder / "original"
    original.write_bytes(content)
    return render(original, folder)


def opened(answer: dict, folder: Path, name: str) -> Image.Image:
    widest = [row for row in answer["files"] if row["format"] == name][-1]
    picture = Image.open(folder / widest["name"])
    assert picture.size == (widest["width"], widest["height"])
    picture.load()
    return picture


def is_red(colour: tuple[int, ...]) -> bool:
    return colour[0] > 150 and max(colour[1:3]) < 90


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_every_allowed_format_becomes_avif_webp_and_one_jpeg(format: str, tmp_path: Path) -> None:
    answer = rendered(photograph(size=(700, 500), format=format), tmp_path)

    assert [(row["format"], row["width"]) for row in answer["files"]] == [
        ("avif", 320),
        ("webp", 320),
        ("avif", 480),
        ("webp", 480),
        ("avif", 700),
        ("webp", 700),
        ("fallback", 700),
    ]
    assert opened(answer, tmp_path, "avif").format == "AVIF"
    assert opened(answer, tmp_path, "webp").format == "WEBP"
    assert opened(answer, tmp_path, "fallback").format == "JPEG"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_as_its_camera_was_held(orientation: int, tmp_path: Path) -> None:
    # The red corner is where the camera's upper left was; EXIF says where that belongs.
    corner = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}[
        orientation
    ]

    answer = rendered(photograph(size=(400, 300), orientation=orientation), tmp_path)

    picture = opened(answer, tmp_path, "fallback")
    expected = (300, 400) if orientation >= 5 else (400, 300)
    assert (answer["width_px"], answer["height_px"]) == expected
    assert picture.size == (min(expected[0], 400), expected[1])
    at = tuple(10 if side == 0 else length - 10 for side, length in zip(corner, picture.size, strict=True))
    assert is_red(picture.getpixel(at))


def test_a_large_photograph_on_its_side_is_not_decoded_too_small(tmp_path: Path) -> None:
    answer = rendered(photograph(size=(6000, 4000), orientation=6), tmp_path)

    assert (answer["width_px"], answer["height_px"]) == (4000, 6000)
    assert opened(answer, tmp_path, "webp").size == (1440, 2160)


def test_colours_are_converted_by_the_pictures_own_profile(tmp_path: Path) -> None:
    content = saved(Image.new("RGB", (50, 50), (230, 20, 20)), "JPEG", icc_profile=swapped_profile())

    answer = rendered(content, tmp_path)

    picture = opened(answer, tmp_path, "fallback")
    red, green, _blue = picture.getpixel((25, 25))
    assert green > 150 > red
    assert "icc_profile" not in picture.info


def test_a_profile_that_does_not_fit_is_no_reason_to_refuse(tmp_path: Path) -> None:
    answer = rendered(saved(pixels(100, 80), "PNG", icc_profile=b"no profile at all"), tmp_path)

    assert is_red(opened(answer, tmp_path, "fallback").getpixel((5, 5)))


@pytest.mark.parametrize("mode", ["CMYK", "L"])
def test_print_and_grey_pictures_become_rgb(mode: str, tmp_path: Path) -> None:
    answer = rendered(saved(pixels(100, 80, mode=mode), "JPEG"), tmp_path)

    assert opened(answer, tmp_path, "fallback").mode == "RGB"


def test_sixteen_bits_are_scaled_and_not_cut_off(tmp_path: Path) -> None:
    content = saved(Image.new("I;16", (40, 40), 0x8000), "PNG")

    answer = rendered(content, tmp_path)

    assert opened(answer, tmp_path, "fallback").getpixel((20, 20))[0] == pytest.approx(128, abs=4)


def test_transparency_stays_where_it_can_and_becomes_white_where_it_cannot(tmp_path: Path) -> None:
    content = saved(Image.new("RGBA", (60, 60), (0, 0, 0, 0)), "PNG")

    answer = rendered(content, tmp_path)

    assert opened(answer, tmp_path, "webp").getpixel((30, 30))[3] == 0
    assert opened(answer, tmp_path, "avif").getpixel((30, 30))[3] == 0
    assert min(opened(answer, tmp_path, "fallback").getpixel((30, 30))) > 250


def test_an_animation_is_shown_by_its_first_frame(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "green", "blue")]
    content = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])

    answer = rendered(content, tmp_path)

    assert getattr(opened(answer, tmp_path, "webp"), "n_frames", 1) == 1
    assert is_red(opened(answer, tmp_path, "fallback").getpixel((20, 20)))


def test_the_smallest_and_the_tallest_picture_are_rendered(tmp_path: Path) -> None:
    smallest = rendered(saved(pixels(1, 1), "PNG"), tmp_path)
    tallest = rendered(saved(pixels(200, 30_000), "PNG"), tmp_path)

    assert [row["width"] for row in smallest["files"]] == [1, 1, 1]
    assert opened(tallest, tmp_path, "webp").height == 12_000


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (photograph()[:20_000], "damaged"),
        (saved(pixels(400, 300), "PNG")[:900], "damaged"),
        (film(), "not-a-picture"),
        (b"", "not-a-picture"),
        (saved(Image.new("1", (10_000, 6_000)), "PNG"), "too-many-pixels"),
        (saved(pixels(20, 20), "TIFF"), "not-a-picture"),
    ],
    ids=[
        "a cut-off photograph",
        "a cut-off drawing",
        "a film",
        "nothing",
        "sixty megapixels",
        "another format",
    ],
)
def test_what_cannot_be_rendered_is_refused_with_a_reason(
    content: bytes, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(RefusedError, match=reason):
        rendered(content, tmp_path)


def test_who_takes_the_decoder_over_finds_nothing_to_read_write_ask_or_start(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    secret = tmp_path / "secret_key"
    secret.write_text("the paper's")
    (tmp_path / "folder" / "original").write_bytes(photograph(size=(40, 30)))
    tried = f"""
import ctypes, os, pathlib, socket
from azdarar.media.rendering import confine_itself, render
folder = pathlib.Path({str(tmp_path / "folder")!r})
confine_itself(folder / "original", folder)
made = render(folder / "original", folder)["files"]
libc = ctypes.CDLL(None)  # whoever is inside a decoder does not ask Python
done = [
    libc.open({str(secret)!r}.encode(), os.O_RDONLY) >= 0,
    libc.open({str(tmp_path / "new")!r}.encode(), os.O_WRONLY | os.O_CREAT, 0o600) >= 0,
    libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0) >= 0,
    libc.fork() > 0,
]
print(len(made), done)
"""

    told = subprocess.run([sys.executable, "-c", tried], capture_output=True, text=True, check=True)

    assert told.stdout == "3 [False, False, False, False]\n"
    assert not (tmp_path / "new").exists()
