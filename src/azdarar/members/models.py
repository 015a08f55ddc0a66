"""What a reader keeps here: stories and searches, what they read if they wish it, letters wished for."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedStory(models.Model):
    """A story somebody keeps for later.

    Only which story and since when: what readers see of it is asked of the story at every reading, so that a
    withdrawn one shows nothing here either. When it is deleted, the row stays to say so.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="saved_stories",
    )
    article = models.ForeignKey(
        "articles.Article", verbose_name=_("story"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("saved story")
        verbose_name_plural = _("saved stories")
        constraints = [
            models.UniqueConstraint(fields=["user", "article"], name="members_story_saved_once"),
        ]
        indexes = [models.Index(fields=["user", "-saved_at", "-id"], name="members_saved_in_order")]

    def __str__(self) -> str:
        return f"{self.article_id} ({self.saved_at:%Y-%m-%d})"


class ReadingHistory(models.Model):
    """The wish of a reader to have their reading remembered; without this row nothing is."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="reading_history",
    )
    wished_at = models.DateTimeField(_("wished at"))

    class Meta:
        verbose_name = _("reading history")
        verbose_name_plural = _("reading histories")

    def __str__(self) -> str:
        return f"{self.user_id} ({self.wished_at:%Y-%m-%d})"


class Reading(models.Model):
    """A story that a reader opened, and when last; goes with the wish that it be remembered."""

    history = models.ForeignKey(
        ReadingHistory,
        verbose_name=_("reading history"),
        on_delete=models.CASCADE,
        related_name="readings",
    )
    article = models.ForeignKey(
        "articles.Article", verbose_name=_("story"), on_delete=models.CASCADE, related_name="+"
    )
    read_at = models.DateTimeField(_("read at"), db_index=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(fields=["history", "article"], name="members_story_read_once"),
        ]
        indexes = [models.Index(fields=["history", "-read_at", "-id"], name="members_readings_in_order")]

    def __str__(self) -> str:
        return f"{self.article_id} ({self.read_at:%Y-%m-%d})"


class PlannedNewsletter(models.Model):
    """A letter the paper plans to send, as readers may wish for it."""

    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=12)
    promise = models.CharField(
        _("what it brings"),
        max_length=300,
        help_text=_("One sentence: what is in it, how often it comes. Readers agree to these words."),
    )
    is_offered = models.BooleanField(
        _("offered to readers"), default=True, help_text=_("Whoever wished for it already keeps their wish.")
    )
    rank = models.PositiveSmallIntegerField(_("rank"), default=10, help_text=_("The lowest comes first."))

    class Meta:
        verbose_name = _("planned newsletter")
        verbose_name_plural = _("planned newsletters")
        ordering = ("rank", "name")

    def __str__(self) -> str:
        return self.name


class NewsletterWish(models.Model):
    """A reader's consent to one letter: when it was given, and to which words."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="newsletter_wishes",
    )
    newsletter = models.ForeignKey(
        PlannedNewsletter,
        verbose_name=_("planned newsletter"),
        on_delete=models.CASCADE,
        related_name="wishes",
    )
    wished_at = models.DateTimeField(_("wished at"))
    consent_text = models.TextField(_("agreed to"))
    consent_version = models.CharField(_("version of the text"), max_length=12)

    class Meta:
        verbose_name = _("wish for a newsletter")
        verbose_name_plural = _("wishes for newsletters")
        constraints = [
            models.UniqueConstraint(fields=["user", "newsletter"], name="members_letter_wished_once"),
        ]

    def __str__(self) -> str:
        return f"{self.newsletter} ({self.wished_at:%Y-%m-%d})"


class SavedSearch(models.Model):
    """A search somebody keeps, and how often they wish to be told what is new in it.

    Only its address is kept: it is made anew at every reading, with what readers may see then.
    """

    class Rhythm(models.TextChoices):
        NEVER = "never", _("never")
        DAILY = "daily", _("once a day, in the morning")
        SOON = "soon", _("as stories appear, at most once an hour")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="saved_searches",
    )
    language = models.CharField(_("language"), max_length=12)
    query = models.CharField(_("search"), max_length=1_500)
    rhythm = models.CharField(
        _("mails about new stories"), max_length=8, choices=Rhythm.choices, default=Rhythm.NEVER
    )
    saved_at = models.DateTimeField(_("saved at"))
    told_from = models.DateTimeField(
        _("told from"), help_text=_("What appeared before is not new to whoever keeps it.")
    )
    looked_at = models.DateTimeField(_("looked at"), null=True)
    due_at = models.DateTimeField(_("to be looked at"), null=True, db_index=True)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [
            models.UniqueConstraint(fields=["user", "language", "query"], name="members_search_saved_once"),
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.query} ({self.saved_at:%Y-%m-%d})"


class ToldStory(models.Model):
    """A story somebody was told of by mail, so that they are never told of it again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        on_delete=models.CASCADE,
        related_name="told_stories",
    )
    article = models.ForeignKey(
        "articles.Article", verbose_name=_("story"), on_delete=models.CASCADE, related_name="+"
    )
    told_at = models.DateTimeField(_("told at"), db_index=True)

    class Meta:
        verbose_name = _("story told of")
        verbose_name_plural = _("stories told of")
        constraints = [
            models.UniqueConstraint(fields=["user", "article"], name="members_story_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} ({self.told_at:%Y-%m-%d})"
