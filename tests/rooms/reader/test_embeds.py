"""Which embeds can be opened in place, and where."""

import pytest

from azdarar.reader.text.embeds import frame_address, site_name


@pytest.mark.parametrize(
    ("address", "framed"),
    [
        (
            "https://www.youtube.com/watch?v=aB3-_9xYzQ0&t=12",
            "https://www.youtube-nocookie.com/embed/aB3-_9xYzQ0",
        ),
        ("https://youtu.be/aB3-_9xYzQ0", "https://www.youtube-nocookie.com/embed/aB3-_9xYzQ0"),
        ("https://vimeo.com/123456789", "https://player.vimeo.com/video/123456789"),
        ("https://archive.org/details/azdarar-1794", "https://archive.org/embed/azdarar-1794"),
    ],
)
def test_a_known_player_opens_in_place(address: str, framed: str) -> None:
    assert frame_address(address) == framed


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/@channel/about me",
        "https://www.youtube.com.evil.example/watch?v=aB3-_9xYzQ0",
        "https://evil.example/?u=youtube.com/watch?v=aB3-_9xYzQ0",
        'https://vimeo.com/1"onload=alert(1)',
        "https://archive.org/details/../../evil",
        "https://commons.wikimedia.org/wiki/Category:Lake_Sevan",
        "javascript:alert(1)",
        "https://[broken",
    ],
)
def test_anything_else_stays_a_link(address: str) -> None:
    assert frame_address(address) == ""


def test_only_hosts_of_the_settings_are_framed(settings) -> None:
    settings.EMBED_FRAME_HOSTS = ["https://archive.org"]

    assert frame_address("https://vimeo.com/123456789") == ""
    assert frame_address("https://archive.org/details/azdarar") != ""


def test_a_site_is_named_as_readers_know_it() -> None:
    assert site_name("https://www.rferl.org/a/1.html") == "rferl.org"
