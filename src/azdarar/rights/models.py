"""Sources: agencies and other papers whose work the paper reprints."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """Where a reprint comes from, and what must stand under (or above) it.

    ``credit_line`` holds one sentence for each language; ``{year}`` is replaced by the year the
    original was published, ``{title}`` by the headline there.
    """

    name = models.CharField(_("name"), max_length=200, unique=True)
    address = models.URLField(_("site"), blank=True)
    credit_lines = models.JSONField(
        _("credit lines"),
        default=dict,
        blank=True,
        help_text=_(
            "One sentence for each language, as the licence words it, for example "
            '{"fr": "Repris avec l’autorisation de … © {year} …"}. {year} becomes the year of the original.'
        ),
    )
    is_link_before_text = models.BooleanField(
        _("link to the original before the text"),
        default=False,
        help_text=_("Some licences ask for a permanent link to the original above the story."),
    )
    usage_terms = models.TextField(_("usage terms"), blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        lines = self.credit_lines
        if not isinstance(lines, dict) or not all(
            isinstance(key, str) and isinstance(value, str) for key, value in lines.items()
        ):
            raise ValidationError(
                {"credit_lines": _("Write one sentence for each language code; nothing was saved.")}
            )
