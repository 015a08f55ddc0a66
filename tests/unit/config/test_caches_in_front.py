"""The address of a cache in front: read, or refused with what to write instead."""

import pytest

from azdarar.config.wishes.caches_in_front import is_told_addresses, reading
from azdarar.config.wishes.environment import SettingsError, read_options

BACKEND = "wagtail:wagtail.contrib.frontend_cache.backends.HTTPBackend?LOCATION=http://127.0.0.1:6081"


@pytest.mark.parametrize(
    ("raw", "url", "is_by_address"),
    [
        ("none", "", False),
        ("varnish+http://127.0.0.1:6081,[::1]:6081/", "varnish+http://127.0.0.1:6081,[::1]:6081", False),
        ("fastly://SU1Z0isxPaozGVKXdv0eY", "fastly://SU1Z0isxPaozGVKXdv0eY", False),
        ("cloudflare://023e105f4ecef8ad", "cloudflare://023e105f4ecef8ad", False),
        ("surrogate+https://cdn.example/purge", "surrogate+https://cdn.example/purge", False),
        ("purge+http://127.0.0.1:8080", "purge+http://127.0.0.1:8080", True),
        (BACKEND, BACKEND, True),
    ],
)
def test_every_kind_of_cache_is_read(raw: str, url: str, is_by_address: bool) -> None:
    assert reading(raw) == url
    assert is_told_addresses(url) is is_by_address


@pytest.mark.parametrize(
    "raw",
    [
        *(
            "varnish",
            "http://127.0.0.1",
            "varnish+http://",
            "varnish+http://a/b",
            "fastly://a/b",
            "redis://a",
        ),
        *("surrogate+https://", "wagtail:", "wagtail:no.such.Backend", "wagtail:Backend"),
    ],
)
def test_what_is_no_cache_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match=r"\."):
        reading(raw)


def test_what_could_never_be_purged_is_refused_at_start() -> None:
    with pytest.raises(SettingsError, match="AZDARAR_CDN_TOKEN"):
        read_options({"AZDARAR_CDN_URL": "fastly://service"})
    with pytest.raises(SettingsError, match="exclude each other"):
        read_options({"AZDARAR_CDN_URL": "varnish+http://127.0.0.1:6081", "AZDARAR_PRESS_FILES": "on"})
    assert read_options({"AZDARAR_CDN_URL": "fastly://service", "AZDARAR_CDN_TOKEN": "t"}).cdn_token == "t"
