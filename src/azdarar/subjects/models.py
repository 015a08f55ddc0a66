"""Subjects and their names."""

from django.core.exceptions import ValidationError
from django.db import models
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
        TOPIC = "topic", _("topic")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.TOPIC)
    slug = models.SlugField(_("address"), max_length=120, unique=True, allow_unicode=True)
    title = models.CharField(_("working name"), max_length=200)

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

    def clean(self) -> None:
        super().clean()
        if not self.title.strip():
            raise ValidationError({"title": _("A subject needs a name.")})


class SubjectName(Orderable):
    """One name of a subject in one language: preferred, or another spelling."""

    subject = ParentalKey(Subject, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(_("language"), max_length=12)
    text = models.CharField(_("name"), max_length=200)
    is_preferred = models.BooleanField(_("preferred"), default=True)
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
