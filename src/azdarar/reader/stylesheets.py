"""Many small style sheets for people, one for the browser.

``paper.css`` imports one sheet for each component. While somebody develops, the browser follows the
imports; when static files are collected, ``join`` puts them into the one sheet, before names are hashed.
No build step, no tool: the text of the sheets is copied as it stands.
"""

import posixpath
import re
from collections.abc import Callable

#: The sheets that are joined, as static file names.
JOINED = ("reader/css/paper.css",)

_IMPORT = re.compile(r"""^@import url\(["']?([^"')]+)["']?\);\n""", re.MULTILINE)
_ADDRESS = re.compile(r"""url\((["']?)(?!data:|/|https?:|#)([^"')]+)\1\)""")


def join(name: str, *, read: Callable[[str], str]) -> str:
    """Return a sheet with what it imports in the place of each import.

    Args:
        name: the sheet's static file name, such as ``reader/css/paper.css``.
        read: returns the text of a static file.

    Returns:
        One sheet; relative addresses of fonts and pictures still lead to the same files.
    """
    folder = posixpath.dirname(name)

    def imported(match: re.Match[str]) -> str:
        part = posixpath.normpath(posixpath.join(folder, match[1]))
        return _moved(join(part, read=read), origin=posixpath.dirname(part), folder=folder)

    return _IMPORT.sub(imported, read(name))


def _moved(sheet: str, *, origin: str, folder: str) -> str:
    if origin == folder:
        return sheet

    def moved(match: re.Match[str]) -> str:
        address = posixpath.relpath(posixpath.join(origin, match[2]), folder)
        return f"url({match[1]}{address}{match[1]})"

    return _ADDRESS.sub(moved, sheet)
