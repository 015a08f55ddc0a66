"""The address of a database elsewhere, and the password in it."""

from __future__ import annotations

import re
from urllib.parse import unquote

_SCHEMES = frozenset({"mysql", "mariadb", "mysql+pymysql"})
_ADDRESS = re.compile(
    r"(?P<scheme>[A-Za-z+]+)://(?:(?P<user>[^:@/]*)(?::(?P<password>.*))?@)?"
    r"(?P<rest>[^@/]+(?:/[^@]*)?)",
    re.DOTALL,
)


def is_address(text: str) -> bool:
    """Whether a text is the address of such a database and not a file's name."""
    return text.partition("://")[0].lower() in _SCHEMES and "://" in text


def parted(address: str) -> tuple[str, str]:
    """The address without its password, and the password.

    A password may hold any sign, written as it is or escaped: it ends at the last ``@``.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None or found["password"] is None:
        # An address nobody can read may hold one all the same.
        return (address if found or "@" not in address else "mysql://"), ""
    kept = f"{found['scheme']}://{found['user']}@{found['rest']}"
    return kept, unquote(found["password"])
