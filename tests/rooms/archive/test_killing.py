"""An import that is killed over and over ends as one that nobody disturbed, row for row."""

from pathlib import Path

import pytest

from benchmarks.archive_kill import compare

pytestmark = [pytest.mark.whole, pytest.mark.xdist_group("archive killing")]


def test_a_paper_is_the_same_whether_its_import_was_killed_or_not(tmp_path: Path) -> None:
    tally = compare(tmp_path, articles=100, kills=6)

    assert tally["differences"] == []
    assert tally["kills"] == 6
    assert tally["kills_in_writing"] > 0
    assert tally["rows"] > 1_500
