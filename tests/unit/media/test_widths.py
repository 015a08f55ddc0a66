"""Which renditions a picture gets."""

import pytest

from azdarar.media.widths import WIDTHS_PX, rendition_widths


@pytest.mark.parametrize("width", [1, 319, 320, 321, 960, 1439, 1440, 1441, 8000])
def test_no_rendition_is_wider_than_its_picture(width: int) -> None:
    widths = rendition_widths(width)

    assert max(widths) == min(width, WIDTHS_PX[-1])
    assert list(widths) == sorted(set(widths))


def test_a_wide_picture_gets_every_declared_width() -> None:
    assert rendition_widths(1800) == WIDTHS_PX


def test_a_picture_between_two_widths_keeps_its_own_as_the_widest() -> None:
    assert rendition_widths(1200) == (320, 480, 760, 1100, 1200)
