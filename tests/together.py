"""Which tests stay on one worker: those of a file that says so with ``pytest.mark.xdist_group``.

pytest-xdist's own ``--dist loadgroup`` writes the group into a test's id, which pytest 9.2 does not read any
more: no test stays with its group, and every worker prepares what they share. Here the mark is read from the
file itself, so it concerns the whole file. Large groups begin first, so that no worker is left with one.
"""

from __future__ import annotations

import functools
import re

from xdist.scheduler import LoadScopeScheduling

from tests.architecture.house import CHECKOUT

_GROUP = re.compile(r"pytest\.mark\.xdist_group\(\"([^\"]+)\"\)")


class TogetherScheduling(LoadScopeScheduling):
    """Hands out a group of files at once, and every other test by itself."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0]) or nodeid


@functools.cache
def group_of(file: str) -> str:
    """The group a test file names, or an empty string."""
    found = _GROUP.search((CHECKOUT / file).read_text(encoding="utf-8"))
    return found[1] if found else ""
