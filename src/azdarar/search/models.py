"""What the index still has to be told."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WaitingStories(models.Model):
    """Stories whose place in the index is not yet what it should be.

    Written in the transaction that writes or deletes them, and deleted once the index, which is another
    file, holds them: whoever is killed in between leaves word.
    """

    stories = models.JSONField(_("stories"), default=list)

    class Meta:
        verbose_name = _("waiting stories")
        verbose_name_plural = _("waiting stories")

    def __str__(self) -> str:
        return str(len(self.stories))
