"""From the parts of a text to the blocks a story's body stores."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import uuid4

from azdarar.articles.models import Article
from demo.loader import parts as told
from demo.loader.inline import plain, rich
from demo.loader.writing.paper import Paper

#: A cell that holds a figure: digits, with what may stand around them.
_FIGURE = re.compile(r"[+−-]?\d[\d\s.,:/%]*(?:h \d{2})?|–?")


@dataclass(frozen=True, slots=True)
class BodyWriter:
    """Writes the bodies of one language; whatever a text names is in the paper already."""

    paper: Paper
    language: str

    def body(self, parts: Sequence[told.Part]) -> Any:
        """Return the value of a body field."""
        stored = [{"type": kind, "value": value} for kind, value in map(self._block, parts)]
        return Article._meta.get_field("body").stream_block.to_python(stored)

    def paragraph(self, text: str) -> str:
        """Return one paragraph as stored rich text."""
        return f"<p>{self.inline(text)}</p>"

    def inline(self, text: str) -> str:
        """Return a text as stored rich text, without a paragraph around it."""
        return rich(text, link=self._link)

    def _block(self, part: told.Part) -> tuple[str, Any]:
        match part:
            case told.Paragraphs():
                return "paragraph", "".join(map(self.paragraph, part.texts))
            case told.Heading():
                return "heading", part.text
            case told.PullQuote():
                return "pull_quote", part.text
            case told.Quotation():
                text = "".join(map(self.paragraph, part.texts))
                return "quotation", {"text": text, "attribution": part.attribution}
            case told.Listing():
                return "list", {
                    "is_ordered": part.is_ordered,
                    "items": stored_items(map(self.paragraph, part.items)),
                }
            case told.Table():
                return "table", self._table(part)
            case told.Box():
                return "box", {"title": part.title, "text": "".join(map(self._inside_box, part.parts))}
            case told.Notes():
                notes = [{"mark": mark, "text": self.paragraph(text)} for mark, text in part.notes]
                return "footnotes", stored_items(notes)
            case _:
                return self._attached(part)

    def _attached(self, part: told.Part) -> tuple[str, Any]:
        match part:
            case told.Picture():
                return "picture", self._picture(part.key, caption=part.caption)
            case told.Gallery():
                pictures = stored_items(self._picture(key, caption="") for key in part.keys)
                return "gallery", {"title": part.title, "pictures": pictures}
            case told.Document():
                return "document", {"document": self.paper.documents[part.file].pk, "title": part.title}
            case told.Embed():
                return "embed", {"address": part.address, "title": part.title, "provider": part.provider}
            case told.RelatedStory():
                return "related_story", {"article": self.paper.stories[self.language, part.story].pk}
        raise TypeError(f"No block holds a {type(part).__name__}.")

    def _picture(self, key: str, *, caption: str) -> dict[str, Any]:
        picture = self.paper.pictures[key]
        return {"picture": picture.pk, "alt_text": "", "is_decorative": False, "caption": caption}

    def _table(self, part: told.Table) -> dict[str, Any]:
        columns = list(zip(*part.rows, strict=True))
        # The first column says what a row is about, even where that is a year.
        figures = [index > 0 and all(map(_FIGURE.fullmatch, cells)) for index, cells in enumerate(columns)]
        return {
            "columns": [
                {"type": "number" if is_figure else "text", "heading": heading}
                for is_figure, heading in zip(figures, part.head, strict=True)
            ],
            "rows": [
                {
                    "values": [
                        plain(cell) if is_figure else self.paragraph(cell)
                        for is_figure, cell in zip(figures, row, strict=True)
                    ]
                }
                for row in part.rows
            ],
            "caption": part.caption,
        }

    def _inside_box(self, part: told.Paragraphs | told.Listing) -> str:
        if isinstance(part, told.Paragraphs):
            return "".join(map(self.paragraph, part.texts))
        name = "ol" if part.is_ordered else "ul"
        return f"<{name}>{''.join(f'<li>{self.inline(item)}</li>' for item in part.items)}</{name}>"

    def _link(self, target: str) -> str:
        if target.startswith("story:"):
            story = self.paper.stories[self.language, target.removeprefix("story:")]
            return f'linktype="page" id="{story.pk}"'
        return f'href="{escape(target)}"'


def stored_items(values: Iterable[Any]) -> list[dict[str, Any]]:
    """Return what a list block stores; without an id, Wagtail takes an item for one of an older form."""
    return [{"type": "item", "value": value, "id": str(uuid4())} for value in values]
