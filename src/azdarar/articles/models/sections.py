"""Sections of the paper, one row for each language."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin
from wagtail.search import index

from azdarar.articles.addresses import RESERVED_SEGMENTS


class Section(TranslatableMixin, index.Indexed, models.Model):
    """A section: where a story belongs. Its translations share a ``translation_key``."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=80, allow_unicode=True)
    standfirst = models.TextField(_("standfirst"), blank=True)
    rank = models.PositiveSmallIntegerField(_("order in the menu"), default=100)
    is_in_menu = models.BooleanField(_("in the menu"), default=True)

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["rank", "name"]
        constraints = [models.UniqueConstraint(fields=["locale", "slug"], name="articles_section_address")]

    def __str__(self) -> str:
        return self.name

    @property
    def language(self) -> str:
        """The language of this row of the section."""
        code: str = self.locale.language_code
        return code

    @property
    def address(self) -> str:
        """The path of the section's front."""
        return f"/{self.language}/{self.slug}/"

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SEGMENTS:
            raise ValidationError(
                {
                    "slug": _(
                        "“%(slug)s” is an address the paper itself uses. Choose another; nothing was saved."
                    )
                    % {"slug": self.slug}
                }
            )
