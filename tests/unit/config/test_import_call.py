"""What ``azdarar import`` tells the archive's own command."""

from __future__ import annotations

import pytest

from azdarar.config.command import import_arguments, make_parser


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("import site.zip", "site.zip"),
        ("import wxr a.xml b.xml --media up", "a.xml b.xml --from wxr --media up"),
        ("import spip a.sql --prefix x --map L=s", "a.sql --from spip --prefix x --map L=s"),
        ("import wxr", "wxr"),
        (
            "import a.sql --from spip --dry-run --report r --json",
            "a.sql --from spip --report r --dry-run --json",
        ),
        ("import --resume", "--resume 0"),
        ("import --resume 7", "--resume 7"),
        ("import --undo 7", "--undo 7"),
        ("import --list", "--list"),
    ],
)
def test_each_way_to_ask_arrives(typed: str, told: str) -> None:
    call = make_parser().parse_args(typed.split())

    assert import_arguments(call) == told.split()
