"""Which roles somebody holds, and for how much of the paper."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The roles of the newsroom; each is also the name of a group that carries its rights."""

    CONTRIBUTOR = "contributor", _("contributor")
    TRANSLATOR = "translator", _("translator")
    EDITOR = "editor", _("editor")
    EDITOR_IN_CHIEF = "editor-in-chief", _("editor-in-chief")
    WEBMASTER = "webmaster", _("webmaster")
    ACCOUNTS_CLERK = "accounts-clerk", _("accounts clerk")


class Scope(models.Model):
    """A role somebody holds, and where: in all of the paper, or in some sections and languages of it.

    ``sections`` holds translation keys (hexadecimal), which a section shares with its counterparts in other
    languages: this room knows no sections. An empty list restricts nothing. Whoever holds a role in two
    places that one row cannot say (Culture in Armenian, Sport in French) has two rows of it.

    The group of the same name gives the rights as such; where they hold is asked here, of each object. A
    member of a group without a row here may do nothing to a story.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="scopes"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    sections = models.JSONField(_("sections"), default=list, blank=True)
    granted_at = models.DateTimeField(_("granted at"))

    class Meta:
        verbose_name = _("role held")
        verbose_name_plural = _("roles held")
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.get_role_display())

    def covers(self, *, language: str = "", section: str = "") -> bool:
        """Whether the role holds for something in a language and a section.

        What is in no section yet (an empty string) is covered by whoever may work in its language.
        """
        in_language = not self.languages or language in self.languages
        return in_language and (not self.sections or not section or section in self.sections)

    def contains(self, *, languages: Any, sections: Any) -> bool:
        """Whether all of another scope lies within this one."""
        return _is_within(languages, self.languages) and _is_within(sections, self.sections)


def _is_within(inner: Any, outer: Any) -> bool:
    """Compare two lists of which an empty one means everything."""
    return not outer or (bool(inner) and set(inner) <= set(outer))
