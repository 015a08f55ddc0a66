"""Facts this room listens to: a picture that is deleted takes the files readers got with it.

What readers see of a picture or a document is announced whoever changes it and from wherever.
"""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from azdarar.media.actions import CHANGED, forget_after_commit
from azdarar.media.models import Picture, StoryDocument
from azdarar.press.watching import announce_changes


@receiver(post_delete, sender=Picture, dispatch_uid="media.post_delete")
def _delete_renditions(sender: type, instance: Picture, **_: Any) -> None:
    # Wagtail deletes the original and its own thumbnails.
    forget_after_commit(instance, instance.rendition_names())


def watch() -> None:
    """Connect to the models."""
    announce_changes(
        Picture,
        fact=CHANGED,
        fields=(
            *("rendition_set", "width", "height", "focal_point_x", "focal_point_y", "is_synthetic", "texts"),
            *("alt_text", "alt_state", "caption", "credit_line"),
        ),
        tags=lambda picture, changed: [f"picture:{picture.pk}"],
        is_new_told=False,
    )
    announce_changes(
        StoryDocument,
        fact="media.document-changed",
        fields=("title", "file", "file_size"),
        tags=lambda document, changed: [f"document:{document.pk}"],
        is_new_told=False,
    )
