"""Addresses as a person reads them."""

from urllib.parse import unquote


def legible(address: str) -> str:
    """An address with its letters in the place of their percent signs, where they are letters."""
    try:
        told = unquote(address, errors="strict")
    except UnicodeDecodeError:
        return address
    return told if told.isprintable() else address
