"""The typed blocks of a story's body.

Each block's look is a template of the reader's room, ``articles/blocks/<name>.html``; the name is the
contract. Values hold clean text: typography is put on at output.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichTextMaxLengthValidator

from azdarar.language.filenames import looks_like_file_name

#: The block after which a text is for members only.
MEMBERS_BREAK = "members_break"
#: What a paragraph may hold. Sub-headings and lists are here too, so that a whole story can be pasted.
TEXT_FEATURES = [
    "h2",
    "h3",
    "bold",
    "italic",
    "link",
    "document-link",
    "ol",
    "ul",
    "superscript",
    "subscript",
]
INLINE_FEATURES = ["bold", "italic", "link"]
#: The longest text one block takes, in characters: more than a novella, and less than what would hold up a
#: browser, a preview and the search index. A longer one is refused at the block, with its own length.
LONGEST_TEXT = 400_000


def _rich_text(features: list[str], **options: Any) -> blocks.RichTextBlock:
    # A validator and not ``max_length``, which would count every key an editor presses under the text.
    return blocks.RichTextBlock(
        features=features, validators=[RichTextMaxLengthValidator(LONGEST_TEXT)], **options
    )


class PictureBlock(blocks.StructBlock):
    """A picture in the text; its credit comes from the picture itself."""

    picture = ImageChooserBlock(label=_("Picture"))
    alt_text = blocks.CharBlock(
        label=_("Alt text here"), required=False, help_text=_("Empty: the picture's own alt text is used.")
    )
    is_decorative = blocks.BooleanBlock(label=_("Decorative here"), required=False)
    caption = blocks.CharBlock(
        label=_("Caption here"), required=False, help_text=_("Empty: the picture's own caption is used.")
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "articles/blocks/picture.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        mistakes = {
            name: ValidationError(
                _("“%(text)s” is a file name. Write what the picture shows.") % {"text": cleaned[name]}
            )
            for name in ("alt_text", "caption")
            if cleaned[name] and looks_like_file_name(cleaned[name])
        }
        if mistakes:
            raise blocks.StructBlockValidationError(block_errors=mistakes)
        return cleaned


class GalleryBlock(blocks.StructBlock):
    """Pictures that belong together."""

    title = blocks.CharBlock(label=_("Title"), required=False)
    pictures = blocks.ListBlock(PictureBlock(), label=_("Pictures"), min_num=2)

    class Meta:
        icon = "grid"
        label = _("Gallery")
        template = "articles/blocks/gallery.html"


class QuotationBlock(blocks.StructBlock):
    """A quotation longer than a line, with who said it."""

    text = _rich_text(label=_("Quotation"), features=["italic", "link"])
    attribution = blocks.CharBlock(label=_("Who says it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "articles/blocks/quotation.html"


class ListTextBlock(blocks.StructBlock):
    """A list of its own."""

    is_ordered = blocks.BooleanBlock(label=_("Numbered"), required=False)
    items = blocks.ListBlock(_rich_text(features=INLINE_FEATURES), label=_("Items"))

    class Meta:
        icon = "list-ul"
        label = _("List")
        template = "articles/blocks/list.html"


class FootnoteBlock(blocks.StructBlock):
    """One note; ``mark`` is what stands in the text as ``[^mark]``."""

    mark = blocks.CharBlock(
        label=_("Mark"), max_length=12, help_text=_("In the text, write [^1] for the mark 1.")
    )
    text = _rich_text(label=_("Note"), features=INLINE_FEATURES)

    class Meta:
        icon = "superscript"
        label = _("Note")


class BoxBlock(blocks.StructBlock):
    """A box beside the story: key facts, a method, a chronology."""

    title = blocks.CharBlock(label=_("Title"))
    text = _rich_text(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        icon = "form"
        label = _("Box")
        template = "articles/blocks/box.html"


class DocumentBlock(blocks.StructBlock):
    """A file to download."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Title"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "articles/blocks/document.html"


class EmbedBlock(blocks.StructBlock):
    """Something on another site. Nothing of it is loaded before the reader asks."""

    address = blocks.URLBlock(label=_("Address"))
    title = blocks.CharBlock(label=_("Title"), help_text=_("What it is: readers see this before they click."))
    provider = blocks.CharBlock(label=_("Site"), required=False)

    class Meta:
        icon = "media"
        label = _("Embed")
        template = "articles/blocks/embed.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["address"].startswith(("https://", "http://")):
            raise blocks.StructBlockValidationError(
                block_errors={"address": ValidationError(_("Only web addresses can be embedded."))}
            )
        return cleaned


class RelatedStoryBlock(blocks.StructBlock):
    """Another story of the paper, in the middle of this one."""

    article = blocks.PageChooserBlock(label=_("Story"), page_type="articles.Article")

    class Meta:
        icon = "link"
        label = _("Related story")
        template = "articles/blocks/related_story.html"


class MembersBreakBlock(blocks.StaticBlock):
    """Where the part for everybody ends. It has no look of its own: what follows is given or it is not."""

    class Meta:
        icon = "lock"
        label = _("From here on for members")
        admin_text = _("Everybody reads what stands above. What stands below is for members.")


def page_blocks() -> list[tuple[str, blocks.Block]]:
    """The blocks of a page that is no story: such a page is open to everybody, whole."""
    return [(name, block) for name, block in story_blocks() if name != MEMBERS_BREAK]


def story_blocks() -> list[tuple[str, blocks.Block]]:
    """The blocks of a body, in the order the newsroom's menu shows them."""
    cell = _rich_text(features=INLINE_FEATURES)
    table = TypedTableBlock(
        [("text", cell), ("number", blocks.CharBlock())],
        label=_("Table"),
        icon="table",
        template="articles/blocks/table.html",
    )
    return [
        (
            "paragraph",
            _rich_text(
                label=_("Text"),
                features=TEXT_FEATURES,
                icon="pilcrow",
                template="articles/blocks/paragraph.html",
            ),
        ),
        (
            "heading",
            blocks.CharBlock(
                label=_("Sub-heading"), icon="h2", max_length=200, template="articles/blocks/heading.html"
            ),
        ),
        ("picture", PictureBlock()),
        ("gallery", GalleryBlock()),
        ("quotation", QuotationBlock()),
        (
            "pull_quote",
            blocks.CharBlock(
                label=_("Pull quote"),
                icon="openquote",
                max_length=300,
                template="articles/blocks/pull_quote.html",
            ),
        ),
        ("list", ListTextBlock()),
        ("table", table),
        ("box", BoxBlock()),
        ("document", DocumentBlock()),
        ("embed", EmbedBlock()),
        ("related_story", RelatedStoryBlock()),
        (MEMBERS_BREAK, MembersBreakBlock()),
        (
            "footnotes",
            blocks.ListBlock(
                FootnoteBlock(),
                label=_("Notes"),
                icon="superscript",
                template="articles/blocks/footnotes.html",
            ),
        ),
    ]
