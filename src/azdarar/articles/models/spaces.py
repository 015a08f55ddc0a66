"""Pages that hold other pages, and plain pages such as "about"."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from azdarar.articles import blocks
from azdarar.articles.addresses import RESERVED_SEGMENTS
from azdarar.articles.body import ArticleText, text_for
from azdarar.articles.disclosure import Disclosure
from azdarar.articles.models.article import Article
from azdarar.articles.models.composed import ComposedPage
from azdarar.articles.models.panels import plain_page_panels
from azdarar.articles.models.revisions import KeepsItsFirstText
from azdarar.articles.models.rights import EditionPermissions, SpacePermissions
from azdarar.articles.models.sections import Section
from azdarar.press.showing import shows


class ArticleSpace(Page):
    """The one flat space that holds a language's stories.

    Flat, so that a story's section may change without moving a page, and so that the tree stays two
    levels deep with 250,000 stories.
    """

    subpage_types: ClassVar[list[type[Page]]] = [Article]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("stories")
        verbose_name_plural = _("stories")

    def get_url_parts(self, request: object = None) -> None:
        """Readers never see this page: it has no address."""

    def get_admin_display_title(self) -> str:
        """What the newsroom calls this page: what is in it."""
        return gettext("Stories")

    def permissions_for_user(self, user: Any) -> SpacePermissions:
        """Return what a person may do to this page."""
        return SpacePermissions(user, self)


class PlainPage(KeepsItsFirstText, ComposedPage, Page):
    """A page that is not a story: about, legal, contact."""

    subpage_types: ClassVar[list[type[Page]]] = []

    standfirst = models.TextField(_("standfirst"), blank=True)
    body = StreamField(blocks.page_blocks(), verbose_name=_("text"), blank=True)
    is_in_footer = models.BooleanField(_("in the footer"), default=True)

    edit_handler = plain_page_panels()
    permission_tester = EditionPermissions

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")

    @property
    def language(self) -> str:
        """The page's language."""
        code: str = self.locale.language_code
        return code

    @property
    def address(self) -> str:
        """``/<language>/<slug>/``."""
        return f"/{self.language}/{self.slug}/"

    def body_for(self, disclosure: Disclosure) -> ArticleText:
        """Return as much of the text as a disclosure allows: the only door to it."""
        shows(f"plain-page:{self.pk}")
        return text_for(self.body, disclosure=disclosure, language=self.language)

    def clean(self) -> None:
        super().clean()
        taken = self.slug in RESERVED_SEGMENTS or (
            self.locale_id and Section.objects.filter(locale_id=self.locale_id, slug=self.slug).exists()
        )
        if taken:
            raise ValidationError(
                {
                    "slug": _(
                        "“%(slug)s” is already an address of the paper. Choose another; nothing was saved."
                    )
                    % {"slug": self.slug}
                }
            )
