"""What can be wrong with a backup of a SPIP site, each with its own sentence.

``formats.spip`` is their address.
"""

from __future__ import annotations

from azdarar.errors import AzdararError
from azdarar.formats.internal.marking import gettext_noop, ngettext_noop


class SPIPError(AzdararError):
    """Any refusal of the SPIP reader; ``data`` always has ``name``, the file as the person knows it."""

    code = "formats.spip-refused"
    sentence = gettext_noop("“%(name)s” cannot be read as a backup of a SPIP site.")


class NotASPIPBackupError(SPIPError):
    """Something else than a backup of SPIP."""

    code = "formats.not-a-spip-backup"
    sentence = gettext_noop(
        "“%(name)s” is %(found)s, not a backup of a SPIP site. Give a MySQL dump (.sql), the SQLite file, or "
        "the XML file SPIP itself makes."
    )


class SeveralSitesError(SPIPError):
    """One dump holds the tables of several SPIP sites."""

    code = "formats.several-sites"
    sentence = gettext_noop(
        "“%(name)s” holds several SPIP sites, told apart by the beginning of their tables' names: "
        "%(prefixes)s. Nothing was read. Choose one of them."
    )


class CutOffBackupError(SPIPError):
    """The file ends too early; ``records`` came before."""

    code = "formats.backup-cut-off"
    sentence = ngettext_noop(
        "“%(name)s” is cut off: it stops before its end, in the table “%(table)s”. %(records)s record was "
        "read before the cut. Make the backup again to have the rest.",
        "“%(name)s” is cut off: it stops before its end, in the table “%(table)s”. %(records)s records were "
        "read before the cut. Make the backup again to have the rest.",
        "records",
    )


class BrokenBackupError(SPIPError):
    """The file cannot be read further; ``records`` came before and ``reason`` is the whole sentence why."""

    code = "formats.backup-broken"
    sentence = ngettext_noop(
        "%(records)s record of “%(name)s” was read, then it could not be read further. %(reason)s",
        "%(records)s records of “%(name)s” were read, then it could not be read further. %(reason)s",
        "records",
    )


class CompressedBackupError(SPIPError):
    """Compressed in a way that is not read here, or far beyond what a text compresses to."""

    code = "formats.backup-compressed"
    sentence = gettext_noop("“%(name)s” is %(kind)s. Unpack it and give the file inside.")


class NoAnswerError(SPIPError):
    """A database elsewhere that does not let us read; ``reason`` is what was said."""

    code = "formats.database-no-answer"
    sentence = gettext_noop(
        "The database “%(name)s” cannot be read. %(reason)s Nothing was imported: look at the address, the "
        "user and the password, and whether this machine may ask that one."
    )
