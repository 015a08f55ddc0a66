"""A story."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Page

from azdarar.articles import blocks
from azdarar.articles.addresses import free_address
from azdarar.articles.body import (
    ArticleText,
    derive_excerpt,
    derive_reading_minutes,
    text_for,
)
from azdarar.articles.digest import headline_key
from azdarar.articles.disclosure import Disclosure, disclosure_for
from azdarar.articles.models.access import PartlyClosed
from azdarar.articles.models.composed import ComposedPage
from azdarar.articles.models.form import ArticleForm
from azdarar.articles.models.gone import GoneAddress
from azdarar.articles.models.panels import article_panels
from azdarar.articles.models.revisions import KeepsItsFirstText, without_the_gone
from azdarar.articles.models.rights import StoryPermissions
from azdarar.articles.models.sections import Section
from azdarar.articles.publication import refuse_unpublishable
from azdarar.language.slugs import is_slug, slugify
from azdarar.language.typography import TypesetText
from azdarar.press.showing import shows


class Article(PartlyClosed, KeepsItsFirstText, ComposedPage, Page):
    """A story, in one language.

    Its headline is Wagtail's ``title``. Readers see it when ``visible_from`` has come: an instant,
    compared with the clock at every reading, and empty for whatever is not meant for readers
    (a draft, a withdrawn story). ``canonical_path`` is settled once, at the first publication, and
    never changes: not when the section does, nor the headline.

    ``language``, ``visible_from``, ``excerpt`` and ``reading_minutes`` are derived when the story is
    saved, so that lists of stories need one table and no bodies. ``worked_on_at`` is the instant of its
    last revision, for the newsroom's own list; an imported story counts as worked on when it appeared.
    ``headline_key`` is the newest headline, folded.
    ``announced_tags`` say where it stood when it was last announced (``articles.standing``): the lists it has
    left since are told once more, and those it stays in are not.
    """

    class Form(models.TextChoices):
        NEWS = "news", _("news")
        REPORT = "report", _("report")
        INTERVIEW = "interview", _("interview")
        ANALYSIS = "analysis", _("analysis")
        OPINION = "opinion", _("opinion")
        PORTRAIT = "portrait", _("portrait")
        REVIEW = "review", _("review")
        HISTORY = "history", _("history")
        LETTER = "letter", _("letter")
        RECIPE = "recipe", _("recipe")

    kicker = models.CharField(
        _("kicker"), max_length=120, blank=True, help_text=_("The short label above the headline.")
    )
    standfirst = models.TextField(
        _("standfirst"),
        blank=True,
        help_text=_("One to three whole sentences. Cards, feeds and search show them."),
    )
    slugline = models.CharField(
        _("slugline"),
        max_length=120,
        blank=True,
        help_text=_("The desk's working name. Readers never see it."),
    )
    section = models.ForeignKey(
        Section,
        verbose_name=_("section"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
    )
    form = models.CharField(_("form"), max_length=12, choices=Form.choices, default=Form.NEWS)
    dateline = models.CharField(
        _("dateline"), max_length=120, blank=True, help_text=_("The place the text opens with.")
    )
    lead_picture = models.ForeignKey(
        "media.Picture",
        verbose_name=_("lead picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    lead_alt_text = models.CharField(
        _("alt text here"),
        max_length=500,
        blank=True,
        help_text=_("Empty: the picture's own alt text is used."),
    )
    lead_caption = models.TextField(
        _("caption here"), blank=True, help_text=_("Empty: the picture's own caption is used.")
    )
    body = StreamField(blocks.story_blocks(), verbose_name=_("text"), blank=True)
    post_scriptum = models.TextField(_("post-scriptum"), blank=True)
    access = models.CharField(
        _("who reads the whole text"),
        max_length=12,
        choices=PartlyClosed.Access.choices,
        default=PartlyClosed.Access.EVERYBODY,
        help_text=_(
            "Members: everybody sees headline, standfirst and lead picture, and of the text what stands "
            "above the line “From here on for members”."
        ),
    )

    source = models.ForeignKey(
        "rights.Source",
        verbose_name=_("source"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Only for a reprint: its credit line is added by itself."),
    )
    original_address = models.URLField(_("address of the original"), max_length=500, blank=True)
    original_language = models.CharField(_("language of the original"), max_length=12, blank=True)
    original_date = models.DateField(_("date of the original"), null=True, blank=True)

    address_slug = models.CharField(
        _("address"),
        max_length=120,
        blank=True,
        help_text=_(
            "The last part of the story's address. Empty: made from the headline. Fixed at publication."
        ),
    )
    canonical_path = models.CharField(max_length=255, unique=True, null=True, editable=False)  # noqa: DJ001 (NULL until published, so that it can be unique)
    published_at = models.DateTimeField(
        _("published at"), null=True, blank=True, help_text=_("Empty: the moment you publish.")
    )
    updated_at = models.DateTimeField(_("updated at"), null=True, blank=True)
    embargoed_until = models.DateTimeField(
        _("embargoed until"), null=True, blank=True, help_text=_("Nobody sees the story before this instant.")
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    is_long_lived = models.BooleanField(
        _("worth discovering years later"),
        default=False,
        help_text=_("Such stories are offered under others."),
    )

    language = models.CharField(max_length=12, editable=False, default="")
    visible_from = models.DateTimeField(null=True, editable=False)
    excerpt = models.TextField(editable=False, blank=True, default="")
    corrections_announced = models.PositiveBigIntegerField(default=0, editable=False)
    announced_tags = models.JSONField(default=list, editable=False)
    worked_on_at = models.DateTimeField(default=timezone.now, editable=False)
    headline_key = models.CharField(max_length=510, editable=False, default="")
    reading_minutes = models.PositiveSmallIntegerField(editable=False, default=1)

    # Not in Wagtail's search: the newsroom looks stories up by ``headline_key``, readers ask the search room,
    # and a paper's archive need not be indexed twice.
    search_fields: ClassVar[list[Any]] = []

    # Wagtail looks for a site under every page it saves; there is never one under a story.
    _is_site_root = False

    base_form_class = ArticleForm
    edit_handler = article_panels()
    subpage_types: ClassVar[list[type[Page]]] = []
    permission_tester = StoryPermissions
    # What belongs to one story and to no copy of it, a translation least of all.
    exclude_fields_in_copy: ClassVar[list[str]] = [
        "address_slug",
        "canonical_path",
        "published_at",
        "updated_at",
        "embargoed_until",
        "withdrawn_at",
        "visible_from",
        "corrections",
        "corrections_announced",
        "announced_tags",
        "worked_on_at",
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        indexes = [
            models.Index(fields=["language", "-visible_from"], name="articles_by_language"),
            models.Index(fields=["section", "-visible_from"], name="articles_by_section"),
            models.Index(
                fields=["language", "-visible_from"],
                name="articles_long_lived",
                condition=models.Q(is_long_lived=True),
            ),
            # The newsroom's list of stories walks along these, a page at a time, and looks for words of a
            # headline in the index itself: a hundred thousand folded headlines are 8 MB, their stories a GB.
            models.Index(fields=["-worked_on_at", "-page_ptr", "headline_key"], name="articles_desk"),
            models.Index(
                fields=["language", "-worked_on_at", "-page_ptr", "headline_key"],
                name="articles_desk_language",
            ),
            models.Index(
                fields=["section", "-worked_on_at", "-page_ptr", "headline_key"], name="articles_desk_section"
            ),
            models.Index(
                fields=["-worked_on_at", "-page_ptr", "headline_key"],
                name="articles_desk_not_public",
                condition=models.Q(visible_from=None),
            ),
        ]

    # -- what readers see ----------------------------------------------------------------------

    @property
    def address(self) -> str:
        """The canonical path, or an empty string before the first publication."""
        return self.canonical_path or ""

    @property
    def canonical_url(self) -> str:
        """The one true address (RFC 6596), from the configured site address alone."""
        return f"{settings.SITE_URL}{self.address}"

    def get_admin_display_title(self) -> str:
        """What choosers and lists call it: as readers do, while they do; a draft is for its own desk."""
        return self.title if self.live else self.draft_title or self.title

    @property
    def headline(self) -> TypesetText:
        """The headline, set in the story's language."""
        return TypesetText(self.title, self.language)

    def is_visible(self, *, at: datetime) -> bool:
        """Whether readers may see the story at an instant: decided now, closed when in doubt."""
        return bool(self.live and not self.withdrawn_at and self.visible_from and self.visible_from <= at)

    def body_for(self, disclosure: Disclosure) -> ArticleText:
        """Return as much of the text as a disclosure allows: the only door to a body."""
        shows(f"article:{self.pk}:text")
        return text_for(self.body, disclosure=disclosure, language=self.language)

    # -- keeping itself right ------------------------------------------------------------------

    def _set_core_field_defaults(self) -> None:
        """Name the tree node after the story family: the tree is never an address (ADR 0003)."""
        self.slug = self.translation_key.hex
        super()._set_core_field_defaults()
        self.language = self.locale.language_code

    def full_clean(self, exclude: Any = None, **options: Any) -> None:
        """Validate what people write: what code alone sets is kept right by the database."""
        super().full_clean(exclude={*(exclude or ()), *_SET_BY_CODE}, **options)

    def clean(self) -> None:
        super().clean()
        self.clean_told()

    def clean_told(self) -> None:
        """Refuse what a person or an archive may have written and a story cannot hold; asks no database."""
        if self.address_slug and not is_slug(self.address_slug):
            raise ValidationError(
                {"address_slug": _("An address holds letters, digits and hyphens only, in any script.")}
            )
        if self.live and not self.section_id:
            raise ValidationError({"section": _("Choose a section: a published story always has one.")})
        self.refuse_break_for_everybody()
        if self.published_at and self.published_at.year < 1000:
            raise ValidationError({"published_at": _("The year needs four digits.")})

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> None:
        """Publish a revision, whichever of Wagtail's ways leads here: approval, bulk action, creation.

        Raises:
            NotPublishableError: ``articles.not-publishable``; nothing was changed.
            PermissionDenied: whoever publishes may not in the section the revision says.
        """
        revised = revision.as_object()
        user = kwargs.get("user") or (args[0] if args else None)
        if user is not None and not revised.permissions_for_user(user).can_publish():
            raise PermissionDenied
        refuse_unpublishable(revised)
        super().publish(revision, *args, **kwargs)

    def copy(self, **options: Any) -> Self:
        """Copy the story as a draft of its own. Wagtail's default would have the copy public at once."""
        made: Self = super().copy(**{**options, "keep_live": False})
        return made

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save with the derived columns in step; see the class docstring."""
        fields = kwargs.get("update_fields")
        if fields and "latest_revision_created_at" in fields:
            self.worked_on_at = self.latest_revision_created_at
            self.headline_key = headline_key(self.draft_title)
            kwargs["update_fields"] = [*fields, "worked_on_at", "headline_key"]
        if self._state.adding and self.live:
            # Every story begins as a draft: what was added live would be public without being judged.
            self.live, self.has_unpublished_changes = False, True
        if not kwargs.get("update_fields"):
            if self.locale_id:
                self.language = self.locale.language_code
            self._settle_publication()
            self.headline_key = headline_key(self.draft_title or self.title)
            self.excerpt = derive_excerpt(
                standfirst=self.standfirst,
                parts=self.body_for(disclosure_for(article=self)).parts(),
                language=self.language,
            )
            self.reading_minutes = derive_reading_minutes(body=self.body, language=self.language)
        result = super().save(*args, **kwargs)
        if not kwargs.get("update_fields"):
            self._repeat_visibility()
        return result

    def _settle_publication(self) -> None:
        now = timezone.now()
        if self.live:
            self.published_at = self.published_at or self.first_published_at or now
            self.withdrawn_at = None
            self.visible_from = max(self.published_at, self.embargoed_until or self.published_at)
            corrected = [row.corrected_at for row in self.corrections.all() if row.corrected_at]
            if corrected and (self.updated_at is None or self.updated_at < max(corrected)):
                self.updated_at = max(corrected)
            if not self.canonical_path:
                self._settle_address()
        else:
            if self.visible_from and self.visible_from <= now and not self.withdrawn_at:
                self.withdrawn_at = now
            self.visible_from = None

    def _settle_address(self) -> None:
        base = self.address_slug or slugify(self.title, language=self.language)
        base = base or self.translation_key.hex[:12]
        day = timezone.localtime(self.published_at).date()
        taken = partial(addresses_taken, but=self.pk)
        found = free_address(base, language=self.language, day=day, taken=taken)
        self.address_slug, self.canonical_path = found

    def _repeat_visibility(self) -> None:
        for model in ("contributions", "article_subjects"):
            rows = self._meta.get_field(model).related_model.objects.filter(article_id=self.pk)
            rows.exclude(visible_from=self.visible_from).update(visible_from=self.visible_from)

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Rebuild from a revision, keeping what belongs to the story and not to one revision of it."""
        story: Self = super().with_content_json(without_the_gone(content, model=type(self)))
        for name in _OF_THE_STORY:
            setattr(story, name, getattr(self, name))
        if self.canonical_path:
            story.address_slug = self.address_slug
        story.published_at = story.published_at or self.published_at
        if self.corrections_announced:
            self._hand_on_public_corrections(story)
        return story

    def _hand_on_public_corrections(self, story: "Article") -> None:
        """Give a rebuilt story what readers were told: an old revision knows nothing of later corrections.

        A revision also holds the rows that were new in it without their numbers; those are recognised by
        their text, so that publishing twice does not tell readers twice.
        """
        rows = self._meta.get_field("corrections").related_model.objects.filter(article_id=self.pk)
        public = list(rows.filter(pk__lte=self.corrections_announced).order_by("pk"))
        told = {(row.note, row.corrected_at) for row in public}
        numbers = {row.pk for row in public}
        new = [
            row
            for row in story.corrections.all()
            if row.pk not in numbers and (row.note, row.corrected_at) not in told
        ]
        story.corrections.set([*public, *new])


def addresses_taken(paths: Iterable[str], *, but: int | None = None) -> set[str]:
    """Those that are a story's address, or were: what readers linked to never changes sense.

    Args:
        but: the number of a story that does not count.
    """
    told = list(paths)
    others = Article.objects.exclude(pk=but).filter(canonical_path__in=told)
    gone = GoneAddress.objects.filter(path__in=told)
    return {*others.values_list("canonical_path", flat=True), *gone.values_list("path", flat=True)}


#: Each would cost a query at every validation.
_SET_BY_CODE = ("path", "content_type", "latest_revision", "live_revision", "canonical_path")
#: What belongs to the story and not to one revision of it.
_OF_THE_STORY = (
    "canonical_path",
    "visible_from",
    "withdrawn_at",
    "language",
    "corrections_announced",
    "announced_tags",
    "worked_on_at",
)
