"""The characters of a saved page: as the page says, unless its bytes say otherwise."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,80}encoding=[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
#: The beginning of a page that a browser saved as one file (MHTML), a mail in form.
MESSAGE = re.compile(
    rb"(?is)(?:from|date|subject|mime-version|snapshot-[\w-]+|content-type):.{0,2000}?multipart/related"
)
_LATIN = {"iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii"}


def decoded(body: bytes, *, told: str = "") -> tuple[str, str, bool]:
    """The text of a page, the name of its encoding, and whether characters were read by guess.

    Args:
        told: the encoding the site's answer named.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name, False
    declared = _DECLARED.search(body[:4096])
    named = [told, *(part.decode("ascii") for part in (declared.groups() if declared else ()) if part)]
    # Bytes that are UTF-8 are never anything else by chance.
    try:
        return body.decode("utf-8"), "utf-8", False
    except UnicodeDecodeError as problem:
        is_nearly = problem.start > 4096 or body[: problem.start].count(b"\xc3") > 20
    for name in named:
        # What calls itself Latin-1 is Windows-1252, in every browser.
        codec = _known("windows-1252" if name.lower() in _LATIN else name)
        if codec and codec != "utf-8":
            return body.decode(codec, "replace"), codec, False
    if is_nearly or any(_known(name) == "utf-8" for name in named):
        return body.decode("utf-8", "replace"), "utf-8", True
    return body.decode("windows-1252", "replace"), "windows-1252", True


def head_text(head: bytes) -> str:
    """The beginning of a page, for looking into."""
    return head.decode(
        "utf-16" if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "latin-1", "replace"
    )


def _known(name: str) -> str:
    try:
        found = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return ""
    # Codecs that are no character sets (base64, zip, UTF-7) are never asked.
    return "" if not found._is_text_encoding or found.name == "utf-7" else found.name
