"""The titles of what SPIP links lead to, put where a link has no text of its own."""

from collections.abc import Callable
from dataclasses import replace
from html import escape

from azdarar.archive.internal.spip_survey import Survey
from azdarar.formats import blocks as foreign
from azdarar.formats.spip_story import SPIPStory, with_titles
from azdarar.formats.spip_text import rank_of
from azdarar.formats.spip_variants import line_in


def with_titles_of(survey: Survey, story: SPIPStory) -> SPIPStory:
    """A text with the titles of what its links lead to, in its language; a number where there is none."""
    if all(link.has_own_text for link in story.links):
        return story

    def plain(kind: str, number: int) -> str:
        told = line_in(survey.title_of(kind, number), language=story.language)
        return rank_of(told)[1] or f"{kind} {number}"

    def put(html: str) -> str:
        return with_titles(html, title_of=lambda kind, number: escape(plain(kind, number), quote=False))

    def told(block: foreign.Block) -> foreign.Block:
        if isinstance(block, foreign.Heading):
            return replace(block, text=with_titles(block.text, title_of=plain))
        return _mapped(block, put)

    return replace(
        story,
        blocks=tuple(map(told, story.blocks)),
        chapo_blocks=tuple(map(told, story.chapo_blocks)),
        ps=with_titles(story.ps, title_of=plain),
    )


def _mapped(block: foreign.Block, put: Callable[[str], str]) -> foreign.Block:
    """A block with all HTML in it changed."""
    match block:
        case foreign.Paragraphs(html=html) | foreign.Quotation(html=html):
            return replace(block, html=put(html))
        case foreign.ListBlock():
            return _mapped_list(block, put)
        case foreign.Table(header=header, rows=rows, caption=caption):
            return replace(
                block,
                header=tuple(map(put, header)),
                rows=tuple(tuple(map(put, row)) for row in rows),
                caption=put(caption),
            )
        case foreign.Footnotes(notes=notes):
            return replace(block, notes=tuple(replace(note, html=put(note.html)) for note in notes))
        case _:
            return block


def _mapped_list(block: foreign.ListBlock, put: Callable[[str], str]) -> foreign.ListBlock:
    items: list[foreign.ListItem] = []
    for item in block.items:
        lists = tuple(_mapped_list(below, put) for below in item.lists)
        items.append(replace(item, html=put(item.html), below=lists[0] if lists else None, then=lists[1:]))
    return replace(block, items=tuple(items))
