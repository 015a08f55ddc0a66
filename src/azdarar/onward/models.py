"""What editors say about what to read on to: cards pinned and banned, what is let rest."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Steering(models.Model):
    """What an editor said of one card under one story: it stays first, or is never shown there.

    A card is pinned in one list, or banned from all of a story's: the one undoes the other.
    """

    class Place(models.TextChoices):
        RELATED = "related", _("Read also")
        DISCOVER = "discover", _("Discover")
        NOWHERE = "", _("in no list")

    article = models.ForeignKey(
        "articles.Article", verbose_name=_("story"), on_delete=models.CASCADE, related_name="steering"
    )
    card = models.ForeignKey(
        "articles.Article", verbose_name=_("card"), on_delete=models.CASCADE, related_name="+"
    )
    place = models.CharField(_("pinned in"), max_length=8, choices=Place, blank=True, default=Place.NOWHERE)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)
    steered_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("steered card")
        verbose_name_plural = _("steered cards")
        ordering = ("article", "place", "rank", "pk")
        constraints = [
            models.UniqueConstraint(fields=["article", "card"], name="onward_card_steered_once"),
            models.CheckConstraint(
                condition=~models.Q(article=models.F("card")), name="onward_card_is_another_story"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.card_id} ({self.place or 'banned'})"

    @property
    def is_ban(self) -> bool:
        """Whether the card is shown in none of the story's lists."""
        return self.place == self.Place.NOWHERE


class LetRest(models.Model):
    """A story, or a subject and all stories that speak of it, that the paper brings up by itself no more.

    For people who asked to be left in peace: what was published stays where it is, and is found by who looks
    for it; no list that the paper fills by rule offers it.
    """

    article = models.OneToOneField(
        "articles.Article",
        verbose_name=_("story"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="let_rest",
    )
    subject = models.OneToOneField(
        "subjects.Subject",
        verbose_name=_("subject"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="let_rest",
    )
    why = models.CharField(_("why"), max_length=300, blank=True)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("what is let rest")
        verbose_name_plural = _("what is let rest")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(article=None, subject__isnull=False)
                | models.Q(article__isnull=False, subject=None),
                name="onward_one_thing_rests",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id or self.subject_id}"
