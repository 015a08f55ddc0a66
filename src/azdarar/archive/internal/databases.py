"""Passwords of databases that are read over the network: for this process, and never written down."""

from django.conf import settings

from azdarar.formats.spip_address import is_address, parted

_kept: dict[str, str] = {}


def without_password(given: str) -> str:
    """What was given as it may be written down; the password of an address is kept for this process."""
    if not is_address(given):
        return given
    address, password = parted(given)
    if password:
        _kept[address] = password
    return address


def shown(given: str) -> str:
    """What was given as people are told it: a file without its folders, an address without its account."""
    scheme, mark, rest = given.partition("://")
    if mark:
        return f"{scheme}://{rest.rpartition('@')[2]}"
    return given.rstrip("/").rpartition("/")[2] or given


def password_of(address: str) -> str:
    """The password that came with an address, or the one the environment holds for imports."""
    return _kept.get(address) or str(settings.IMPORT_PASSWORD)
