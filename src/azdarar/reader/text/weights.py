"""What a file weighs, as readers are told before they load it."""

from django.utils.translation import gettext as _

from azdarar.language.numbers import format_number


def told_weight(size_bytes: int, *, language: str) -> str:
    """What a file weighs, in the unit a reader can compare: thousands of bytes, or millions."""
    if size_bytes < 1_000_000:
        number = format_number(max(1, round(size_bytes / 1_000)), language=language)
        return _("%(number)s kB") % {"number": number}
    return _("%(number)s MB") % {"number": format_number(round(size_bytes / 1_000_000, 1), language=language)}
