"""Numbers that somebody sends in an address or a form."""


def number_in(text: str) -> int:
    """The number somebody sent; 0 for what is none, or longer than any of ours."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0
