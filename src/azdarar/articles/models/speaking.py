"""What stories may speak of: suggestions, what was answered, and how far the archive was looked through."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from azdarar.articles.models.article import Article
from azdarar.subjects.models import Subject


class NameDecision(models.Model):
    """That a name, wherever it was found, is a subject or is not; one deed for any number of stories.

    A "yes" settles the suggestions there were (numbers up to ``last_suggestion``) and those of stories nobody
    here has edited; a "no" holds for all that come.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("it is")
        NO = "no", _("it is not")

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="name_decisions")
    name = models.CharField(max_length=200)
    answer = models.CharField(max_length=3, choices=Answer.choices)
    last_suggestion = models.BigIntegerField(default=0)
    decided_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    is_carried_out = models.BooleanField(default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "name"], condition=models.Q(undone_at=None), name="articles_decided_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["decided_at"],
                condition=models.Q(is_carried_out=False),
                name="articles_decisions_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_answer_display()}: {self.subject}"


class SubjectSuggestion(models.Model):
    """That a story may speak of a subject, with the words that gave it away; and what was answered.

    ``name`` is what was found, folded, and the same for all stories one decision settles; ``sentence`` holds
    it from ``mark_start`` to ``mark_end``. A row with an answer stays, so that nobody is asked twice.
    """

    class Answer(models.TextChoices):
        OPEN = "", _("open")
        YES = "yes", _("confirmed")
        NO = "no", _("refused")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="subject_suggestions")
    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="suggestions")
    name = models.CharField(max_length=200)
    sentence = models.CharField(max_length=600, blank=True)
    mark_start = models.PositiveSmallIntegerField(default=0)
    mark_end = models.PositiveSmallIntegerField(default=0)
    times = models.PositiveSmallIntegerField(default=1)
    is_sure = models.BooleanField(default=False)
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    decision = models.ForeignKey(
        NameDecision, null=True, blank=True, on_delete=models.SET_NULL, related_name="settled"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "subject"], name="articles_suggested_once")]
        indexes = [
            # The queue groups what is open without looking at a row.
            models.Index(
                fields=["subject", "name", "is_sure"],
                condition=models.Q(answer=""),
                name="articles_suggestions_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.article_id})"


class RecognitionPass(models.Model):
    """How far the stories were looked through, by number, for all names or those added since an instant.

    The pass for all names (``scope`` "all") never ends for good: it goes on where new stories begin.
    """

    scope = models.CharField(max_length=40, unique=True)
    names_since = models.DateTimeField(null=True, blank=True)
    cursor = models.BigIntegerField(default=0)
    until = models.BigIntegerField(default=0)
    stories = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.cursor} / {self.until}"


class WaitingStory(models.Model):
    """A story whose text changed since it was looked through."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.article_id)


class NewName(models.Model):
    """Words with capitals that are no known name, and in how many stories they were met.

    ``epoch``: what was met too seldom since is forgotten, so that the table does not grow with the archive.
    """

    words = models.CharField(max_length=200, unique=True)
    shown = models.CharField(max_length=200)
    language = models.CharField(max_length=12)
    sentence = models.CharField(max_length=600, blank=True)
    stories = models.PositiveIntegerField(default=1)
    epoch = models.PositiveIntegerField(default=0)
    refused_at = models.DateTimeField(null=True, blank=True)
    subject = models.ForeignKey(
        Subject, null=True, blank=True, on_delete=models.SET_NULL, related_name="made_of"
    )

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["-stories"], name="articles_new_names")]

    def __str__(self) -> str:
        return self.shown


class SubjectPicture(models.Model):
    """The picture of a subject, chosen from the paper's; its credit is the picture's own."""

    subject = models.OneToOneField(Subject, on_delete=models.CASCADE, related_name="shown_by")
    picture = models.ForeignKey("media.Picture", on_delete=models.CASCADE, related_name="+")
    alt_text = models.CharField(_("alt text here"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("picture of a subject")
        verbose_name_plural = _("pictures of subjects")

    def __str__(self) -> str:
        return str(self.subject)
