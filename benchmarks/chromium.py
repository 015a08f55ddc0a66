"""Debian's Chromium, as every measurement and picture of the paper starts it."""

import shutil

#: A sandbox inside a container run as root does not start; the other flags keep it from calling home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def path() -> str:
    """Where Chromium is.

    Raises:
        SystemExit: it is not installed; the sentence says how.
    """
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise SystemExit("Chromium is missing; on Debian: apt-get install chromium")
    return found
