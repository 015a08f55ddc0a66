"""Fronts and dossiers: pages a person arranges."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, Page
from wagtail.snippets.blocks import SnippetChooserBlock

from azdarar.articles.models import (
    ENDS_TOO_EARLY,
    Article,
    ArticleSpace,
    ComposedPage,
    EditionCornerstonePermissions,
    EditionPermissions,
    PlainPage,
    Section,
    ends_too_early,
)
from azdarar.fronts.panels import dossier_panels, front_panels
from azdarar.language.scripts import autonym

#: The most stories one container shows.
MOST_STORIES = 20


class PickBlock(blocks.StructBlock):
    """A story chosen by a person, with why."""

    article = blocks.PageChooserBlock(label=_("Story"), page_type="articles.Article")
    reason = blocks.CharBlock(label=_("Why"), required=False, max_length=300)
    chosen_by = SnippetChooserBlock("articles.Contributor", label=_("Chosen by"), required=False)
    begins_at = blocks.DateTimeBlock(label=_("Shown from"), required=False)
    ends_at = blocks.DateTimeBlock(label=_("Shown until"), required=False)

    class Meta:
        icon = "pick"
        label = _("Pick")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if ends_too_early(cleaned["begins_at"], cleaned["ends_at"]):
            raise blocks.StructBlockValidationError(block_errors={"ends_at": ValidationError(ENDS_TOO_EARLY)})
        return cleaned


class ContainerBlock(blocks.StructBlock):
    """A box of the front page: stories picked by hand, then filled by rule.

    A container with nothing to show is not shown; no story stands twice on a page.
    """

    KINDS = (
        ("lead", _("Lead: one story, large, with others beside it")),
        ("band", _("Band: stories side by side")),
        ("wire", _("Wire: the latest, headlines only")),
        ("picks", _("Picks: chosen stories with a sentence why")),
        ("ranking", _("Most read: what is read most today, counted here")),
        ("dossier", _("Dossier: a running story with its thread")),
        ("opinion", _("Opinion")),
        ("river", _("River: a long list")),
    )
    RULES = (
        ("none", _("Nothing: picks only")),
        ("latest", _("The latest stories")),
        ("section", _("The latest of a section")),
        ("subject", _("The latest on a subject")),
        ("opinion", _("The latest opinions")),
    )

    kind = blocks.ChoiceBlock(label=_("Kind"), choices=KINDS, default="band")
    title = blocks.CharBlock(
        label=_("Title"), required=False, help_text=_("Empty: the section's or dossier's name.")
    )
    picks = blocks.ListBlock(PickBlock(), label=_("Picks"), default=[])
    rule = blocks.ChoiceBlock(label=_("Fill up with"), choices=RULES, default="none")
    section = SnippetChooserBlock("articles.Section", label=_("Section"), required=False)
    subject = SnippetChooserBlock("subjects.Subject", label=_("Subject"), required=False)
    dossier = blocks.PageChooserBlock(label=_("Dossier"), page_type="fronts.Dossier", required=False)
    most = blocks.IntegerBlock(label=_("How many stories"), default=4, min_value=1, max_value=MOST_STORIES)
    max_age_days = blocks.IntegerBlock(
        label=_("No older than (days)"),
        required=False,
        min_value=1,
        help_text=_("For filling up, not for picks."),
    )

    class Meta:
        icon = "placeholder"
        label = _("Container")
        label_format = "{kind} · {title}"
        form_layout = blocks.BlockGroup(
            children=["kind", "title", "picks", "rule", "section", "subject", "dossier"],
            settings=["most", "max_age_days"],
        )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        needed = {"section": "section", "subject": "subject"}.get(cleaned["rule"])
        if cleaned["kind"] == "dossier":
            needed = "dossier"
        if needed and not cleaned[needed]:
            raise blocks.StructBlockValidationError(
                block_errors={
                    needed: ValidationError(_("Choose which one: this container is filled with it."))
                }
            )
        return cleaned


class Front(ComposedPage, Page):
    """The front page of one language. Its slug is the language code."""

    # Folded at first, so that a whole front can be seen and put in another order.
    containers = StreamField(
        [("container", ContainerBlock())], verbose_name=_("containers"), blank=True, collapsed=True
    )

    subpage_types: ClassVar[list[Any]] = [ArticleSpace, PlainPage, "fronts.Dossier"]
    edit_handler = front_panels()
    permission_tester = EditionCornerstonePermissions

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front pages")

    def get_admin_display_title(self) -> str:
        """What the newsroom calls it: the paper has the same name in several languages."""
        return f"{super().get_admin_display_title()} · {autonym(self.language)}"

    @property
    def language(self) -> str:
        """The language of the front page and of all below it."""
        code: str = self.locale.language_code
        return code

    @property
    def address(self) -> str:
        """``/<language>/``."""
        return f"/{self.language}/"


class PickedStory(Orderable):
    """A story somebody chose, with why, and between which instants it is shown."""

    article = models.ForeignKey(
        Article, verbose_name=_("story"), on_delete=models.CASCADE, related_name="%(class)ss"
    )
    reason = models.CharField(_("why"), max_length=300, blank=True)
    chosen_by = models.ForeignKey(
        "articles.Contributor",
        verbose_name=_("chosen by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    begins_at = models.DateTimeField(_("shown from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("shown until"), null=True, blank=True)

    class Meta(Orderable.Meta):
        abstract = True

    def clean(self) -> None:
        super().clean()
        if ends_too_early(self.begins_at, self.ends_at):
            raise ValidationError({"ends_at": ENDS_TOO_EARLY})


class SectionPick(PickedStory):
    """A story the editors of a section recommend under its stories and at the head of its front."""

    section = models.ForeignKey(
        Section, verbose_name=_("section"), on_delete=models.CASCADE, related_name="picks"
    )

    class Meta(PickedStory.Meta):
        verbose_name = _("section pick")
        verbose_name_plural = _("section picks")

    def __str__(self) -> str:
        return f"{self.section}: {self.article}"


class PaperPick(PickedStory):
    """A story the paper recommends in a language, where neither a story nor its section has picks."""

    language = models.CharField(_("language"), max_length=12)

    class Meta(PickedStory.Meta):
        verbose_name = _("pick of the paper")
        verbose_name_plural = _("picks of the paper")
        indexes = [models.Index(fields=["language", "sort_order"], name="fronts_paper_picks")]

    def __str__(self) -> str:
        return f"{self.language}: {self.article}"


class Dossier(ComposedPage, Page):
    """A running story: standfirst, thread of dates, and its stories in the order an editor gave them."""

    kicker = models.CharField(_("kicker"), max_length=120, blank=True)
    standfirst = models.TextField(_("standfirst"), blank=True)
    picture = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    need_to_know = StreamField(
        [("text", blocks.RichTextBlock(features=["bold", "italic", "link", "ul"]))],
        verbose_name=_("need to know"),
        blank=True,
    )
    is_running = models.BooleanField(_("still running"), default=False)

    subpage_types: ClassVar[list[Any]] = []
    edit_handler = dossier_panels()
    permission_tester = EditionPermissions

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")

    @property
    def language(self) -> str:
        """The dossier's language."""
        code: str = self.locale.language_code
        return code

    @property
    def address(self) -> str:
        """``/<language>/dossiers/<slug>/``."""
        return f"/{self.language}/dossiers/{self.slug}/"


class DossierStory(Orderable):
    """A story's place in a dossier."""

    dossier = ParentalKey(Dossier, on_delete=models.CASCADE, related_name="dossier_stories")
    article = models.ForeignKey(
        Article, verbose_name=_("story"), on_delete=models.CASCADE, related_name="dossier_places"
    )

    class Meta(Orderable.Meta):
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        constraints = [
            models.UniqueConstraint(fields=["dossier", "article"], name="fronts_story_once_in_dossier")
        ]

    def __str__(self) -> str:
        return str(self.article)


class ThreadEntry(Orderable):
    """One date of a dossier's thread."""

    dossier = ParentalKey(Dossier, on_delete=models.CASCADE, related_name="thread")
    day = models.DateField(_("day"))
    text = models.CharField(_("what happened"), max_length=300)
    article = models.ForeignKey(
        Article, verbose_name=_("story"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta(Orderable.Meta):
        verbose_name = _("date")
        verbose_name_plural = _("thread")

    def __str__(self) -> str:
        return f"{self.day}: {self.text}"
