"""What a paper that is served has in memory: nothing that only an import needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.whole
#: The screens of imports are loaded with all other addresses; the readers are for the process of an import.
ASKED = """
import sys
import azdarar.config.wsgi
from django.urls import get_resolver

get_resolver().url_patterns
print("azdarar.newsroom.screens.imports.runs" in sys.modules)
readers = ("azdarar.archive.actions", "trafilatura", "warcio", "ijson", "markdown_it", "msgspec", "pymysql")
readers += ("numpy",)  # only lists of what to read on to are made with it, in the worker
print(*(name for name in readers if name in sys.modules))
"""


def test_a_served_paper_loads_no_reader_of_foreign_archives() -> None:
    told = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True).stdout

    assert told.split() == ["True"]
