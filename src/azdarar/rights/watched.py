"""What readers see of sources, announced whoever changes it and from wherever."""

from azdarar.press.watching import announce_changes
from azdarar.rights.models import Source


def watch() -> None:
    """Connect to the model."""
    announce_changes(
        Source,
        fact="rights.source-changed",
        fields=("name", "credit_lines", "is_link_before_text"),
        tags=lambda source, changed: [f"source:{source.pk}"],
        is_new_told=False,
    )
