"""What editors say of the lists under a story, and how often stories are read."""

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


class ReadCount(models.Model):
    """How often a story was read in an hour, or in a day that lies further back; nobody's name, nowhere."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="+")
    begins_at = models.DateTimeField()
    is_day = models.BooleanField(default=False)
    reads = models.PositiveIntegerField(default=0)
    ends = models.PositiveIntegerField(default=0)
    again = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_day", "begins_at", "article"], name="onward_one_count_an_hour"
            )
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.begins_at:%Y-%m-%d %H}: {self.reads}"


class ReadTotal(models.Model):
    """How often a story was read since it is counted, and opened on the site it was imported from."""

    article = models.OneToOneField(
        "articles.Article", primary_key=True, on_delete=models.CASCADE, related_name="read_total"
    )
    reads = models.PositiveBigIntegerField(default=0)
    ends = models.PositiveBigIntegerField(default=0)
    visits_before = models.PositiveBigIntegerField(default=0, db_index=True)

    def __str__(self) -> str:
        return f"{self.article_id}: {self.reads}"


class TakenSheet(models.Model):
    """A sheet of readings that was taken in: written with its counts, so that none is taken in twice."""

    name = models.CharField(max_length=64, primary_key=True)
    taken_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name


class NotRanked(models.Model):
    """A story that an editor keeps out of the most read, however often it is read."""

    article = models.OneToOneField(
        "articles.Article", primary_key=True, on_delete=models.CASCADE, related_name="not_ranked"
    )
    why = models.CharField(_("why"), max_length=300, blank=True)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("story kept out of the most read")
        verbose_name_plural = _("stories kept out of the most read")

    def __str__(self) -> str:
        return f"{self.article_id}"


class Ranking(models.Model):
    """The most read of a language or of a section, as pages show it until it is ranked anew."""

    language = models.CharField(max_length=12)
    section = models.ForeignKey(
        "articles.Section", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    article_ids = models.JSONField(default=list)
    ranked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section"], name="onward_one_ranking_a_section"),
            models.UniqueConstraint(
                fields=["language"], condition=models.Q(section=None), name="onward_one_ranking_a_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.section_id or ''}: {len(self.article_ids)}"


class ReadOn(models.Model):
    """What to read on to from a story, as it was made; whether readers may see it is asked when it is shown.

    ``related``: entries of number of the story, nearness in thousandths, code and argument of the reason, and
    thread, nearest first. ``discover``: numbers of stories, those that are shown first.
    """

    article = models.OneToOneField(
        "articles.Article", primary_key=True, on_delete=models.CASCADE, related_name="read_on"
    )
    related = models.JSONField(default=list)
    discover = models.JSONField(default=list)
    #: Of the vectors it was made by; another one's lists are made again.
    version = models.PositiveIntegerField(default=0)
    #: Month and day on which it appeared (1127), where it is good enough to be remembered on that day.
    remembered_on = models.PositiveSmallIntegerField(null=True, db_index=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.article_id}: {len(self.related)} + {len(self.discover)}"


class ToList(models.Model):
    """A story whose lists wait to be made, or that is to leave those of others; kept until that is done."""

    article_id = models.BigIntegerField(primary_key=True)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.article_id}"


class ArchiveListing(models.Model):
    """The making of the whole archive's lists, how far it is: one row, by which it goes on after a stop."""

    class Stage(models.TextChoices):
        WAITING = "waiting", _("waits")
        MEASURING = "measuring", _("stories are measured")
        LISTING = "listing", _("lists are made")
        DONE = "done", _("done")

    asked_at = models.DateTimeField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.stage} {self.done}/{self.total}"
