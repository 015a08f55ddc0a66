"""Facts this room listens to: a picture that is deleted takes the files readers got with it."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver

from azdarar.media.actions import announce_change, forget_after_commit
from azdarar.media.models import Picture


@receiver(post_delete, sender=Picture, dispatch_uid="media.post_delete")
def _delete_renditions(sender: type, instance: Picture, **_: Any) -> None:
    # Wagtail deletes the original and its own thumbnails.
    forget_after_commit(instance, instance.rendition_names())
    announce_change(instance)
