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


class WaitingThing(models.Model):
    """Something of the house whose place in the newsroom's own index is not yet what it should be.

    ``number``: what the index knows its first row by (``desk.things``).
    """

    number = models.BigIntegerField(_("number"))

    class Meta:
        verbose_name = _("waiting thing")
        verbose_name_plural = _("waiting things")

    def __str__(self) -> str:
        return str(self.number)
