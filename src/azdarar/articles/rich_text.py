"""From stored rich text to what a page shows: links resolved, notes numbered, typography put on."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from azdarar.articles.models import Article
from azdarar.articles.queries import visible_articles
from azdarar.formats.clean_html import clean_rich
from azdarar.language.typography import set_html
from azdarar.media.models import StoryDocument
from azdarar.press.showing import shows

_STORED_LINK = re.compile(r"<a\b[^>]*>")
_LINK_TYPE = re.compile(r'\blinktype="(\w+)"')
_LINK_ID = re.compile(r'\bid="(\d+)"')
_NOTE_MARK = re.compile(r"\[\^([^\]\s<>]{1,12})\]")
_EMPTY_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Targets:
    """Where the links of a text lead: addresses of pages and documents by their id.

    What readers may not see has no address here, and its link becomes plain text.
    """

    pages: Mapping[int, str] = field(default_factory=dict)
    documents: Mapping[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class NoteMarks:
    """Numbers of the notes of one text, and where the text asks for each.

    ``numbers`` is settled before the text is set; ``asked`` grows while it is, so that each note can lead
    back to every place that asks for it.
    """

    numbers: Mapping[str, int] = field(default_factory=dict)
    asked: dict[str, list[str]] = field(default_factory=dict)

    def reference(self, mark: str) -> str | None:
        """The link from the text to a note, or None where there is no such note."""
        number = self.numbers.get(mark)
        if number is None:
            return None
        places = self.asked.setdefault(mark, [])
        place = f"ref-{number}" if not places else f"ref-{number}-{len(places) + 1}"
        places.append(place)
        return f'<sup><a class="ref" id="{place}" href="#note-{number}" role="doc-noteref">{number}</a></sup>'


def find_targets(sources: Iterable[str], *, at: object) -> Targets:
    """Look up where stored links lead: at most three queries for a whole text.

    Args:
        sources: stored rich text, as the database holds it.
        at: the reader's instant; a story not visible then is no target.
    """
    wanted: dict[str, set[int]] = {"page": set(), "document": set()}
    for source in sources:
        for tag in _STORED_LINK.findall(source):
            kind, number = _LINK_TYPE.search(tag), _LINK_ID.search(tag)
            if kind and number and kind[1] in wanted:
                wanted[kind[1]].add(int(number[1]))
    return Targets(
        pages=_page_addresses(wanted["page"], at=at), documents=_document_addresses(wanted["document"])
    )


def set_rich(source: str, *, language: str, targets: Targets, notes: NoteMarks | None = None) -> SafeString:
    """Return stored rich text ready for a page.

    Cleaned again on the way out, whoever wrote it: nothing in it can be executed.
    """
    linked = _STORED_LINK.sub(lambda match: _resolved(match[0], targets), source)
    safe = _EMPTY_LINK.sub(r"\1", clean_rich(linked))
    if notes is not None:
        safe = _NOTE_MARK.sub(lambda match: notes.reference(match[1]) or match[0], safe)
    return mark_safe(set_html(safe, language=language))  # noqa: S308 (cleaned two lines above)


def _resolved(tag: str, targets: Targets) -> str:
    kind, number = _LINK_TYPE.search(tag), _LINK_ID.search(tag)
    if not kind or not number:
        return tag
    addresses = targets.pages if kind[1] == "page" else targets.documents if kind[1] == "document" else {}
    address = addresses.get(int(number[1]))
    return f'<a href="{escape(address)}">' if address else "<a>"


def _page_addresses(ids: set[int], *, at: object) -> dict[int, str]:
    if not ids:
        return {}
    shows(*(f"article:{pk}:address" for pk in ids))
    stories = visible_articles(at=at).filter(pk__in=ids)
    found = dict(stories.values_list("pk", "canonical_path"))
    rest = ids - found.keys()
    shows(*(f"page:{pk}:address" for pk in rest))
    others = Page.objects.live().not_exact_type(Article).filter(pk__in=rest).specific() if rest else ()
    return found | {page.pk: address for page in others if (address := getattr(page, "address", ""))}


def _document_addresses(ids: set[int]) -> dict[int, str]:
    shows(*(f"document:{pk}" for pk in ids))
    return {document.pk: document.url for document in StoryDocument.objects.filter(pk__in=ids)} if ids else {}
