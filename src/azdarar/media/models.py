"""Pictures and documents.

A picture carries its own alt text, caption and credit; wherever it is shown, the credit goes with it.
Its renditions are made once, in the declared widths and formats of ``media.widths``, and summed up in
``rendition_set`` so that a page shows thirty pictures without one query more.
"""

import secrets
from copy import copy

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as StockDocument
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, SourceImageIOError
from wagtail.images.models import Image as StockImage
from wagtail.search import index
from wagtail.utils.file import hash_filelike

from azdarar.language.filenames import looks_like_file_name


def new_file_key() -> str:
    """128 random bits in hexadecimal: the part of a file's address nobody can guess."""
    return secrets.token_hex(16)


class Picture(AbstractImage):
    """A picture with what must be said about it.

    ``title`` is the desk's name for it and never reaches a reader.
    """

    class AltState(models.TextChoices):
        DESCRIBED = "described", _("Described by its alt text")
        DECORATIVE = "decorative", _("Decorative: it adds nothing to the text")
        UNKNOWN = "unknown", _("Not described yet")

    alt_text = models.CharField(
        _("alt text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for somebody who cannot see it. Never a file name."),
    )
    alt_state = models.CharField(
        _("description"), max_length=12, choices=AltState.choices, default=AltState.DESCRIBED
    )
    caption = models.TextField(
        _("caption"), blank=True, help_text=_("Without the credit: it is added by itself.")
    )
    credit_line = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Photographer / agency.")
    )
    copyright_notice = models.CharField(_("copyright notice"), max_length=255, blank=True)
    usage_terms = models.TextField(_("usage terms"), blank=True)
    is_synthetic = models.BooleanField(
        _("made by a machine"), default=False, help_text=_("A synthetic picture says so in its credit.")
    )
    texts = models.JSONField(
        _("texts in other languages"),
        default=dict,
        blank=True,
        help_text=_('For example {"en": {"alt_text": "…", "caption": "…"}}.'),
    )
    file_key = models.CharField(max_length=32, default=new_file_key, editable=False, db_index=True)
    rendition_set = models.JSONField(default=dict, editable=False)
    embedded_metadata = models.JSONField(_("embedded metadata"), default=dict, editable=False)

    search_fields = [
        *AbstractImage.search_fields,
        index.SearchField("alt_text"),
        index.SearchField("caption"),
        index.SearchField("credit_line"),
    ]
    admin_form_fields = (
        "title",
        "file",
        "alt_state",
        "alt_text",
        "caption",
        "credit_line",
        "copyright_notice",
        "usage_terms",
        "is_synthetic",
        *(name for name in StockImage.admin_form_fields if name not in {"title", "file", "description"}),
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @property
    def filename(self) -> str:
        """What the file was called before it was uploaded: the desk knows it by that name."""
        return self.embedded_metadata.get("file_name") or super().filename

    @property
    def default_alt_text(self) -> str:
        """The alt text, never the title: the title is most often a file name."""
        return self.alt_text

    @property
    def focus(self) -> tuple[int, int]:
        """The focal point in per cent from the left and the top; the middle when nobody chose one."""
        if self.focal_point_x is None or self.focal_point_y is None or not self.width or not self.height:
            return 50, 50
        return (
            min(100, round(100 * self.focal_point_x / self.width)),
            min(100, round(100 * self.focal_point_y / self.height)),
        )

    @focus.setter
    def focus(self, per_cent: tuple[int, int]) -> None:
        self.focal_point_x = round(self.width * per_cent[0] / 100)
        self.focal_point_y = round(self.height * per_cent[1] / 100)
        # Wagtail keeps a rectangle and takes one without a size for none.
        self.focal_point_width = self.focal_point_height = max(1, min(self.width, self.height) // 10)

    def rendition_names(self) -> list[str]:
        """The names of the files readers get, in the store."""
        return [row[0] for rows in self.rendition_set.values() for row in rows]

    def get_upload_to(self, filename: str) -> str:
        """Keep originals in a folder that no server hands out."""
        extension = filename.rpartition(".")[2].lower()[:5] if "." in filename else "bin"
        return f"originals/pictures/{self.file_key[:2]}/{self.file_key}.{extension}"

    def _set_image_file_metadata(self) -> None:
        """Note the file's size and digest; Wagtail's own way of it leaves the file open."""
        with self.open_file() as opened:
            self.file_size, self.file_hash = self.file.size, hash_filelike(opened)

    def get_rendition(self, filter: Filter | str) -> AbstractRendition:
        """Return a thumbnail for the newsroom; a stand-in without a file while the picture has none.

        Wagtail lets several of its screens fail altogether when one file is missing from the store.
        """
        if str(getattr(filter, "spec", filter)) == "original":
            return self._widest_rendition()
        try:
            return super().get_rendition(filter)
        except SourceImageIOError:
            return self._rendition_of("not-found", width=0, height=0)

    def _widest_rendition(self) -> AbstractRendition:
        """What the newsroom links to as the original: the widest file of all, and the original's size."""
        rows = self.rendition_set.get("webp") or [["not-found", 0, 0]]
        return self._rendition_of(rows[-1][0], width=self.width, height=self.height)

    def _rendition_of(self, name: str, *, width: int, height: int) -> AbstractRendition:
        rendition = PictureRendition(image=self, width=width, height=height)
        rendition.file.name = name
        return rendition

    def generate_rendition_file(self, filter: Filter, *, source: File | None = None) -> File:
        """Make a thumbnail from the JPEG rendition instead of the original.

        The original is decoded by ``media.rendering`` alone, and Wagtail would copy its metadata, places
        included, into every file it makes of it.
        """
        rows = self.rendition_set.get("fallback") or ()
        if not rows:
            raise SourceImageIOError(f"Picture {self.pk} has no renditions.")
        name, width, height = rows[0]
        stand_in = copy(self)
        stand_in.width, stand_in.height = width, height
        if self.has_focal_point():
            stand_in.focus = self.focus
        try:
            with self.file.storage.open(name) as trusted:
                made = super(Picture, stand_in).generate_rendition_file(filter, source=trusted)
        except OSError as error:
            raise SourceImageIOError(str(error)) from error
        with made:
            made.seek(0)
            return ContentFile(made.read(), name=made.name)

    def clean(self) -> None:
        super().clean()
        mistakes: dict[str, str] = {}
        for name in ("alt_text", "caption"):
            text = getattr(self, name)
            if text and looks_like_file_name(text):
                mistakes[name] = _(
                    "“%(text)s” is a file name, not a description. Write what the picture shows; "
                    "nothing was saved."
                ) % {"text": text}
        if self.alt_state == self.AltState.DESCRIBED and not self.alt_text.strip():
            mistakes["alt_text"] = _(
                "Describe the picture for somebody who cannot see it, or say that it is decorative."
            )
        if mistakes:
            raise ValidationError(mistakes)


class PictureRendition(AbstractRendition):
    """One file made from a picture: a width and a format."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = _("rendition")
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="media_one_rendition_per_spec"
            )
        ]

    def get_upload_to(self, filename: str) -> str:
        """Name the file after the picture's unguessable key, never after the uploaded file."""
        spec = filename.partition(".")[2]
        key = self.image.file_key
        return f"pictures/{key[:2]}/{key}.{spec}"


def document_path(document: "StoryDocument", filename: str) -> str:
    """Keep a document under its own name in a folder nobody can guess and no server hands out."""
    valid = document.file.field.storage.get_valid_name(filename)
    return f"originals/documents/{document.file_key}/{valid}"


class StoryDocument(AbstractDocument):
    """A file readers may download with a story; who may have it follows the stories that carry it."""

    file = models.FileField(_("file"), upload_to=document_path, max_length=255)

    file_key = models.CharField(max_length=32, default=new_file_key, editable=False)
    description = models.CharField(_("description"), max_length=500, blank=True)

    admin_form_fields = (*StockDocument.admin_form_fields, "description")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
