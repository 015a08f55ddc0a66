"""What hangs on a story: its byline, subjects, corrections and recommendations."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from azdarar.articles.models.article import Article
from azdarar.articles.models.people import Contributor
from azdarar.subjects.models import Subject


class Contribution(Orderable):
    """One name in a byline, with what that person did.

    ``visible_from`` repeats the story's, so that a contributor's page is one indexed look-up however
    many stories the paper holds.
    """

    class Role(models.TextChoices):
        WRITTEN = "written", _("written by")
        REPORTED = "reported", _("reported by")
        INTERVIEWED = "interviewed", _("interview by")
        TRANSLATED = "translated", _("translated by")
        EDITED = "edited", _("edited by")
        PHOTOGRAPHED = "photographed", _("photographs by")
        ILLUSTRATED = "illustrated", _("drawings by")
        RESEARCH = "research", _("research by")
        WITH = "with", _("with")

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="contributions")
    contributor = models.ForeignKey(
        Contributor, verbose_name=_("contributor"), on_delete=models.PROTECT, related_name="contributions"
    )
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.WRITTEN)
    from_language = models.CharField(
        _("translated from"), max_length=12, blank=True, help_text=_("Language code, for translators only.")
    )
    visible_from = models.DateTimeField(null=True, editable=False)

    class Meta(Orderable.Meta):
        verbose_name = _("signature")
        verbose_name_plural = _("byline")
        indexes = [models.Index(fields=["contributor", "-visible_from"], name="articles_by_contributor")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.contributor}"


class ArticleSubject(Orderable):
    """A subject a story speaks of; ``visible_from`` repeats the story's, for the subject's page."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="article_subjects")
    subject = models.ForeignKey(
        Subject, verbose_name=_("subject"), on_delete=models.CASCADE, related_name="article_subjects"
    )
    visible_from = models.DateTimeField(null=True, editable=False)

    class Meta(Orderable.Meta):
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        indexes = [models.Index(fields=["subject", "-visible_from"], name="articles_by_subject")]

    def __str__(self) -> str:
        return str(self.subject)


class Correction(models.Model):
    """A public notice of a changed fact. Once public it stays in the paper's list."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="corrections")
    note = models.TextField(
        _("what was wrong"),
        validators=[
            MinLengthValidator(20, _("Say what was wrong and what is right, in at least 20 characters.")),
            MaxLengthValidator(600, _("Keep the note under 600 characters.")),
        ],
        help_text=_("Readers see this sentence: say what was wrong and what is right."),
    )
    corrected_at = models.DateTimeField(_("corrected at"), default=timezone.now)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["corrected_at"]
        indexes = [models.Index(fields=["-corrected_at"], name="articles_corrections")]

    def __str__(self) -> str:
        return self.note[:80]


#: Said where something ends before it begins.
ENDS_TOO_EARLY = _("It ends before it begins: choose a later end, or none.")


def ends_too_early(begins_at: datetime | None, ends_at: datetime | None) -> bool:
    """Whether something shown between two instants would never be shown."""
    return begins_at is not None and ends_at is not None and ends_at <= begins_at


class Recommendation(Orderable):
    """*La rédaction vous conseille*: a story chosen by a person to stand under this one."""

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="recommendations")
    recommended = models.ForeignKey(
        Article, verbose_name=_("story"), on_delete=models.CASCADE, related_name="recommended_by"
    )
    reason = models.CharField(
        _("why"), max_length=300, blank=True, help_text=_("One sentence, in the first person.")
    )
    chosen_by = models.ForeignKey(
        Contributor,
        verbose_name=_("chosen by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    begins_at = models.DateTimeField(_("shown from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("shown until"), null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")

    def clean(self) -> None:
        super().clean()
        if ends_too_early(self.begins_at, self.ends_at):
            raise ValidationError({"ends_at": ENDS_TOO_EARLY})

    def __str__(self) -> str:
        return str(self.recommended)
