"""S-AUTHZ-1. Every address has a declared outcome for everybody; one that nobody declared fails the build."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from tests.architecture.access import COMPLETE, METHODS, PEOPLE, TABLE, WRITING, read_table, write_table
from tests.architecture.access_world import World
from tests.architecture.addresses import addresses, is_personal
from tests.architecture.house import refuse

pytestmark = [pytest.mark.django_db, pytest.mark.whole]

#: Outside the newsroom and the account a page is the same for everybody: two are asked, for all of them.
FARTHEST_APART = ("anonymous", "superuser")
#: Asked at every address at every run. The others are asked at every eighth, because asking takes ten
#: milliseconds; python -m tests.architecture.access asks everybody everywhere.
KEPT_OUT = ("anonymous", "reader", "contributor", "editor_elsewhere", "factorless")
ONE_IN = 8


@pytest.fixture
def world(db: None, settings: Settings) -> Iterator[World]:
    """The paper, asked without drawing its pages, and without telling every refusal to the log."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.architecture.access_world.Undrawn"]
    logging.disable(logging.CRITICAL)
    yield World()
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("method", METHODS)
def test_everybody_gets_what_the_table_says_at_every_address(
    world: World, method: str, pytestconfig: pytest.Config
) -> None:
    is_complete = pytestconfig.pluginmanager.has_plugin(COMPLETE)
    found = {
        address: _outcome(world, method, address, _who_is_asked(number, is_complete=is_complete))
        for number, address in enumerate(addresses())
    }
    if pytestconfig.pluginmanager.has_plugin(WRITING):
        write_table(method, {address: "".join(letters.values()) for address, letters in found.items()})
        return
    told = read_table(TABLE.read_text(encoding="utf-8"))

    refuse(
        [f"access.toml does not know {address}." for address in found if address not in told]
        + [f"access.toml knows {address}, which answers no more." for address in told if address not in found]
        + [
            f"{method} {address}: {who} gets {letter!r}, not {told[address][method][who]!r}."
            for address, letters in found.items()
            if address in told
            for who, letter in letters.items()
            if letter != told[address][method][who]
        ]
    )


def _who_is_asked(number: int, *, is_complete: bool) -> list[str]:
    """At every address those from whom most is kept; of the others, some in turn."""
    return [
        who
        for place, who in enumerate(PEOPLE)
        if is_complete or who in KEPT_OUT or place % ONE_IN == number % ONE_IN
    ]


def _outcome(world: World, method: str, address: str, people: list[str]) -> dict[str, str]:
    path = world.examples.path_of(address)
    if is_personal(address):
        return {who: world.ask(who, method, path) for who in people}
    letters = {world.ask(who, method, path) for who in FARTHEST_APART}
    assert len(letters) == 1, f"{path} is not the same for everybody."
    return dict.fromkeys(PEOPLE, letters.pop())


@pytest.mark.parametrize(
    "disguise",
    [
        lambda path: path.rstrip("/"),
        lambda path: path.swapcase(),
        lambda path: path.replace("/", "//"),
        lambda path: path.replace("/", "/%2e/", 1),
        lambda path: path.rstrip("/") + "/;x",
        lambda path: path.rstrip("/") + ".css",
        lambda path: path.rstrip("/") + "/x.css",
    ],
    ids=["no slash", "capitals", "double slashes", "dot", "parameter", "style sheet", "inside"],
)
def test_s_cache_3_a_personal_page_has_one_spelling(world: World, disguise: Callable[[str], str]) -> None:
    paths = [world.examples.path_of(address) for address in addresses() if is_personal(address)][::9]

    answered = [path for path in paths if world.ask("superuser", "GET", disguise(path)) == "."]

    refuse([f"{disguise(path)} shows what {path} shows." for path in answered if disguise(path) != path])
