"""Texts that somebody sends in an address or a form."""


def text_in(text: str, *, most: int = 200) -> str:
    """What somebody sent, cut, and without the one character that PostgreSQL keeps in no text."""
    return text[:most].replace("\0", "")
