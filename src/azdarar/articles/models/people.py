"""Contributors: those whose names stand in a byline. None of them needs an account."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable
from wagtail.search import index

from azdarar.press.showing import shows


class Contributor(index.Indexed, ClusterableModel):
    """Somebody who signs: a person, living or not, or an agency."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        AGENCY = "agency", _("agency or collective")

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("address"), max_length=120, unique=True, allow_unicode=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.PERSON)
    sort_name = models.CharField(_("name for sorting"), max_length=200, blank=True)
    portrait = models.ForeignKey(
        "media.Picture",
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    email = models.EmailField(_("public e-mail address"), blank=True)
    account = models.ForeignKey(
        "accounts.User",
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contributors",
        help_text=_("Only where this person also works in the newsroom."),
    )

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering = ["sort_name", "name"]

    def __str__(self) -> str:
        return self.name

    def profile_in(self, language: str) -> "ContributorProfile | None":
        """What is said of them in a language, or None."""
        shows(f"contributor:{self.pk}")
        return next((profile for profile in self.profiles.all() if profile.language == language), None)

    def name_in(self, language: str) -> str:
        """Their name as a paper in this language prints it."""
        profile = self.profile_in(language)
        return profile.name if profile and profile.name else self.name


class ContributorProfile(Orderable):
    """What is said of a contributor in one language."""

    contributor = ParentalKey(Contributor, on_delete=models.CASCADE, related_name="profiles")
    language = models.CharField(_("language"), max_length=12)
    name = models.CharField(_("name in this language"), max_length=200, blank=True)
    position = models.CharField(_("position"), max_length=200, blank=True)
    bio = models.TextField(_("about them"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            models.UniqueConstraint(
                fields=["contributor", "language"], name="articles_one_profile_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contributor} ({self.language})"
