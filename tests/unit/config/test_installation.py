"""What the paper runs on is told apart from what lies beside it."""

from __future__ import annotations

from azdarar.config.serving.installation import versions_installed


def test_the_papers_own_releases_are_named_and_developers_tools_are_not() -> None:
    names = {line.rpartition(" ")[0] for line in versions_installed()}

    assert {"azdarar", "django", "wagtail", "sqlparse"} <= names
    assert not {"pytest", "mypy", "ruff"} & names


def test_a_name_that_is_not_installed_adds_nothing() -> None:
    assert versions_installed("no-such-distribution-at-all") == []
