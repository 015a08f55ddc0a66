"""What can be wrong with an export of Ghost, each with its own sentence.

``formats.ghost`` is their address.
"""

from __future__ import annotations

from azdarar.errors import AzdararError
from azdarar.formats.internal.marking import gettext_noop, ngettext_noop


class GhostError(AzdararError):
    """Any refusal of the Ghost reader; ``data`` always has ``name``, the file as the person knows it."""

    code = "formats.ghost-refused"
    sentence = gettext_noop("“%(name)s” cannot be read as an export of Ghost.")


class NotAGhostExportError(GhostError):
    """Something else than an export of Ghost."""

    code = "formats.not-a-ghost-export"
    sentence = gettext_noop(
        "“%(name)s” is %(found)s, not an export of Ghost. In Ghost: Settings, Import/Export, Export; then "
        "give the downloaded file."
    )


class CutOffGhostError(GhostError):
    """The file ends too early; ``items`` came before."""

    code = "formats.ghost-export-cut-off"
    sentence = ngettext_noop(
        "“%(name)s” is cut off: it stops before its end. %(items)s post was read before the cut. Download "
        "or export it again to have the rest.",
        "“%(name)s” is cut off: it stops before its end. %(items)s posts were read before the cut. Download "
        "or export it again to have the rest.",
        "items",
    )


class BrokenGhostError(GhostError):
    """The file cannot be read further; ``items`` came before and ``reason`` is the whole sentence why."""

    code = "formats.ghost-export-broken"
    sentence = ngettext_noop(
        "%(items)s post of “%(name)s” was read, then it could not be read further. %(reason)s",
        "%(items)s posts of “%(name)s” were read, then it could not be read further. %(reason)s",
        "items",
    )
