"""Subjects and their names."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable
from wagtail.search import index

from azdarar.press.showing import shows


class Subject(index.Indexed, ClusterableModel):
    """A person, place, organisation, event or topic that stories speak of.

    One subject serves all languages; ``names`` says how it is called in each.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        PLACE = "place", _("place")
        ORGANISATION = "organisation", _("organisation")
        EVENT = "event", _("event")
        TREATY = "treaty", _("treaty")
        TOPIC = "topic", _("topic")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.TOPIC)
    slug = models.SlugField(_("address"), max_length=120, unique=True, allow_unicode=True)
    title = models.CharField(_("working name"), max_length=200)
    wikidata = models.CharField(
        _("Wikidata"),
        max_length=16,
        blank=True,
        validators=[RegexValidator(r"^Q[1-9]\d{0,11}$", _("Wikidata’s numbers look like Q7035479."))],
    )
    viaf = models.CharField(
        _("VIAF"),
        max_length=24,
        blank=True,
        validators=[RegexValidator(r"^[1-9]\d{0,21}$", _("VIAF’s numbers are digits alone."))],
    )
    geonames = models.CharField(
        _("GeoNames"),
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^[1-9]\d{0,9}$", _("GeoNames’ numbers are digits alone."))],
    )
    joined_into = models.ForeignKey(
        "self",
        verbose_name=_("joined into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="joined_here",
    )

    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def name_in(self, language: str) -> str:
        """The preferred name in a language, else the working name."""
        shows(f"subject:{self.pk}")
        names = {name.language: name.text for name in self.names.all() if name.is_preferred}
        return names.get(language) or self.title

    @property
    def standing(self) -> "Subject":
        """The subject itself, or the one it was joined into."""
        return self.joined_into or self

    def clean(self) -> None:
        super().clean()
        if not self.title.strip():
            raise ValidationError({"title": _("A subject needs a name.")})


class SubjectName(Orderable):
    """One name of a subject in one language: preferred, or another spelling."""

    class Kind(models.TextChoices):
        SPELLING = "spelling", _("spelling")
        FORMER = "former", _("former name")
        SHORT = "short", _("short form")
        DISPUTED = "disputed", _("disputed name")

    subject = ParentalKey(Subject, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=12)
    text = models.CharField(_("name"), max_length=200)
    is_preferred = models.BooleanField(_("preferred"), default=True)
    kind = models.CharField(
        _("what it is beside the preferred one"), max_length=12, choices=Kind.choices, default=Kind.SPELLING
    )
    description = models.CharField(_("description"), max_length=500, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("name")
        verbose_name_plural = _("names")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "language"],
                condition=models.Q(is_preferred=True),
                name="subjects_one_preferred_name",
            )
        ]
        indexes = [models.Index(fields=["language", "text"], name="subjects_name")]

    def __str__(self) -> str:
        return f"{self.text} ({self.language})"


class SubjectRelation(Orderable):
    """What one subject is to another, where that is neither a spelling nor a story."""

    class Kind(models.TextChoices):
        NOT_TO_CONFUSE = "not-to-confuse", _("not to be confused with")
        ALSO_FINDS = "also-finds", _("also finds, never shown in its place")

    subject = ParentalKey(Subject, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(_("relation"), max_length=16, choices=Kind.choices)
    other = models.ForeignKey(
        Subject, verbose_name=_("other subject"), on_delete=models.CASCADE, related_name="related_from"
    )

    class Meta(Orderable.Meta):
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints = [
            models.UniqueConstraint(fields=["subject", "kind", "other"], name="subjects_one_relation"),
            models.CheckConstraint(
                condition=~models.Q(subject=models.F("other")), name="subjects_not_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.get_kind_display()}: {self.other}"


class NameKey(models.Model):
    """One key under which a subject's names are found in any spelling (``language.names``)."""

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "subject"], name="subjects_one_key")]

    def __str__(self) -> str:
        return self.key


class KnownName(models.Model):
    """One name by which stories are searched for a subject, derived from its names (``known_names``).

    ``words`` are folded, ``first`` and ``second`` are the first two of them; ``capitals`` says for each
    whether it is written with one. ``added_at``: stories looked through before it know nothing of this name.
    """

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="known_names")
    first = models.CharField(max_length=100)
    second = models.CharField(max_length=100, blank=True, default="")
    words = models.CharField(max_length=250)
    capitals = models.CharField(max_length=8)
    sort = models.CharField(max_length=8)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "words", "sort"], name="subjects_known_once")
        ]
        indexes = [
            models.Index(fields=["first", "second"], name="subjects_known_begin"),
            models.Index(fields=["added_at"], name="subjects_known_since"),
        ]

    def __str__(self) -> str:
        return self.words


class SubjectJoin(models.Model):
    """That two subjects are one, and all that is needed to part them again.

    ``moved`` are the rows of stories that spoke of ``source``; ``dropped`` those whose story spoke of both,
    as story, place and instant; ``lent`` the names ``into`` got from it.
    """

    source = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="joins_away")
    into = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="joins_here")
    joined_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    moved = models.JSONField(default=list)
    dropped = models.JSONField(default=list)
    lent = models.JSONField(default=list)

    class Meta:
        ordering = ["-joined_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(undone_at=None), name="subjects_joined_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.into}"


class RefusedJoin(models.Model):
    """Two subjects somebody said are two, so that nobody is asked again; the lower number first."""

    first = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    refused_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="subjects_refused_once")]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
