"""Which addresses are pressed: every address readers have is in the table, or left out for a reason."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from hypothesis import given
from hypothesis import strategies as st

from azdarar.config.serving.pressed_addresses import (
    NOT_PRESSED,
    SHAPES,
    address_of,
    key_of,
    language_of_missing,
    missing_key,
    shape_of,
)

EXAMPLES = {
    "language": "hy",
    "slug": "ա-slug",
    "year": "2026",
    "month": "11",
    "day": "27",
    "form": "xml",
}


def public_names(resolver: Any, namespace: str = "", route: str = "") -> dict[str, str]:
    """Every named address outside the newsroom and the account, with its route."""
    found: dict[str, str] = {}
    for pattern in resolver.url_patterns:
        whole = route + str(pattern.pattern).removeprefix("^")
        if whole.startswith(("newsroom/", "account/")):
            continue
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found |= public_names(pattern, inner, whole)
        elif isinstance(pattern, URLPattern):
            found[f"{namespace}{pattern.name}"] = whole
    return found


def test_every_address_of_readers_is_pressed_or_left_out_for_a_reason() -> None:
    names = public_names(get_resolver())

    assert set(names) | {"reader:components"} == {shape.name for shape in SHAPES} | set(NOT_PRESSED)
    assert all(len(reason) > 20 for reason in NOT_PRESSED.values())


def test_each_shape_is_the_address_it_is_named_after() -> None:
    for name, route in public_names(get_resolver()).items():
        if name in NOT_PRESSED:
            continue
        path = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: EXAMPLES[found[1]], route).replace("\\", "")
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: EXAMPLES[found[1]], path)
        path = "/" + path.removesuffix("$")
        shape = shape_of(path)

        assert shape is not None, path
        assert shape.name == name, path
        assert resolve(path).view_name == name


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/fr/", "/fr/"),
        ("/hy/%D5%A1/", "/hy/ա/"),
        ("/hy/%d5%a1/", "/hy/ա/"),
        ("/%66r/", "/fr/"),
        ("/fr/?utm_source=x&fbclid=y", "/fr/"),
        ("/fr/latest/?page=1", "/fr/latest/"),
        ("/fr/latest/?page=2", "/fr/latest/?page=2"),
        ("/fr/latest/?utm=1&page=12", "/fr/latest/?page=12"),
        ("/fr/search/", "/fr/search/"),
        ("/fr/search/?utm=1", "/fr/search/"),
        # Another answer than a page for all
        ("/fr/search/?q=lac", None),
        ("/fr/search/?page=2", None),
        ("/fr/latest/?page=02", None),
        ("/fr/latest/?page=0", None),
        ("/fr/latest/?page=2&page=3", None),
        ("/fr/latest/?p%61ge=2", None),
        ("/fr/latest/?page=%32", None),
        ("/fr/latest/?page=-1", None),
        ("/fr/?article12", None),
        ("/?p=7", None),
        ("/?Un-titre", None),
        ("/de/", None),
        ("/fr", None),
        ("/fr/a//", None),
        ("//fr/", None),
        ("/fr/../hy/", None),
        ("/fr/%2e%2e/hy/", None),
        ("/fr/a%2Fb/", None),
        ("/fr/a%3Fpage=2/", None),
        ("/fr/a%23light/", None),
        ("/fr/a%00b/", None),
        ("/fr/a%0Ab/", None),
        ("/fr/%FF/", None),
        ("/fr/a%25b/", None),
        ("/fr/a%5Cb/", None),
        ("/newsroom/", None),
        ("/account/", None),
        ("/static/x.css", None),
        ("/media/pictures/x.jpg", None),
        ("/healthz", None),
    ],
)
def test_the_key_of_an_address(address: str, key: str | None) -> None:
    path, _mark, query = address.partition("?")

    assert key_of(path, query) == key


@given(
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20),
    st.integers(2, 9_999),
)
def test_a_key_leads_back_to_the_address_it_was_made_of(slug: str, page: int) -> None:
    path = f"/{settings.LANGUAGES[0][0]}/{quote(slug, safe='')}/"
    key = key_of(path, f"page={page}&x=1")

    if key is None:
        assert re.search(r"[\x00-\x20\x7f#%?\\/]", slug) or slug in (".", "..")
    else:
        assert key_of(*address_of(key)) == key
        assert address_of(key)[1] == f"page={page}"


def test_the_general_page_for_what_is_missing_has_a_key_no_address_has() -> None:
    key = missing_key("hy")

    assert language_of_missing(key) == "hy"
    assert shape_of(key) is None
    assert key_of(quote(key)) is None
