"""What the templates of a search can say beside the others."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from azdarar.search.queries import Piece

register = template.Library()


@register.filter
def marked(pieces: Iterable[Piece]) -> SafeString:
    """A text in pieces, what was looked for marked."""
    written = (
        format_html("<mark>{}</mark>", piece.text) if piece.is_marked else piece.text for piece in pieces
    )
    return format_html_join("", "{}", ((piece,) for piece in written))
