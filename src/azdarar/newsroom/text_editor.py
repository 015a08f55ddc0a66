"""The text editor, with a guard at its door."""

from typing import Any

from wagtail.admin.rich_text import DraftailRichTextArea


class TextEditor(DraftailRichTextArea):
    """Wagtail's own, which takes for granted that what arrives was written by its script.

    Anything else is no text: the field counts as empty and says so, instead of failing with the whole form.
    """

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        try:
            return super().value_from_datadict(data, files, name)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            return None
