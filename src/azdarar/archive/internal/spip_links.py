"""Links of SPIP texts to things of their own site: they lead to the same things here, or are told.

A story's address here never changes once it is public, so a link holds it as it is. Until all is taken it
keeps the old site's short address, which the paper answers too; then it is led to the new one.
"""

import re
from functools import partial
from html import escape, unescape
from typing import Any

from django.db import transaction

from azdarar.archive.internal.body import ImportedBody
from azdarar.archive.internal.ledger import Ledger
from azdarar.archive.internal.spip_files import PICTURES, SPIPFiles
from azdarar.archive.internal.spip_survey import Survey
from azdarar.articles.actions import lead_links
from azdarar.articles.models import Article
from azdarar.articles.queries import addresses_of_stories, texts_holding
from azdarar.formats.spip_story import SPIPStory
from azdarar.formats.spip_text import ObjectLink

_LINK = re.compile(r'<a href="([^"]*)"')
#: States in which a text is not brought home.
_LEFT_OUT = ("refuse", "poubelle")
_STORIES = ("article", "breve")
_SHORT_START = "/spip.php?"
#: The short address of a story, as a stored body holds it in a link. What stands before it is looked at last:
#: a pattern that begins with letters is looked for ten times as fast.
_SHORT = re.compile(r"/spip\.php\?(?<=\"/spip\.php\?)(article|breve)([0-9]{1,10})(?=[\\#])")
_CHUNK = 500


class StoryLinks:
    """Leads the links of bodies to where their targets are."""

    def __init__(self, *, survey: Survey, ledger: Ledger, files: SPIPFiles) -> None:
        self._survey, self._ledger, self._files = survey, ledger, files

    def lead(self, body: ImportedBody, story: SPIPStory) -> list[tuple[str, str, str]]:
        """Change the links of a body that lead to things of the site; what leads nowhere is to be mended.

        Returns:
            What ``doubts.needs_of`` takes.
        """
        if not story.links:
            return []
        needs: list[tuple[str, str, str]] = []
        new: dict[str, str] = {}
        for link in story.links:
            if link.address in new:
                continue
            new[link.address] = self._new_link(link)
            if not self._is_there(link):
                needs.append(("broken-link", f"{link.kind} {link.object_id}", link.address))
        body.blocks = [(kind, _led(value, new)) for kind, value in body.blocks]
        return needs

    def _is_there(self, link: ObjectLink) -> bool:
        state = self._survey.state_of(link.kind, link.object_id)
        return state is not None and state not in _LEFT_OUT

    def _new_link(self, link: ObjectLink) -> str:
        """The beginning of the link as it is stored."""
        if link.kind == "document":
            return self._document_link(link)
        # A link to a story is led when all are here: asking for each would cost a query a link.
        return f'<a href="{escape(link.address)}"'

    def _document_link(self, link: ObjectLink) -> str:
        document = self._survey.document(link.object_id)
        if document is None:
            return f'<a href="{escape(link.address)}"'
        if document.extension not in PICTURES:
            taken, _why = self._files.take_document(document)
            if taken is not None:
                return f'<a linktype="document" id="{taken.pk}"'
        return f'<a href="{escape(self._files.address_of(document))}"'


def _led(value: Any, new: dict[str, str]) -> Any:
    match value:
        case str():
            return _LINK.sub(lambda found: new.get(unescape(found[1]), found[0]), value)
        case list():
            return [_led(part, new) for part in value]
        case dict():
            return {name: _led(part, new) for name, part in value.items()}
        case _:
            return value


def lead_remaining_links(ledger: Ledger) -> int:
    """Lead links to what came later in the backup; returns how many stories changed.

    Reads what is stored, not what a run remembers: an import that was killed and went on ends alike.
    """
    changed = 0
    lines = ledger.lines.filter(kind__in=_STORIES, object_label=Article._meta.label)
    numbers = lines.exclude(object_id=None).order_by("pk").values_list("pk", "object_id")
    last = 0
    # Asked anew for each chunk: SQLite refuses at once to let whoever is still reading an older state write.
    while chunk := list(numbers.filter(pk__gt=last)[:_CHUNK]):
        last = chunk[-1][0]
        with transaction.atomic():
            texts = texts_holding(_SHORT_START, ids=[story for _line, story in chunk])
            asked = {found.groups() for text in texts.values() for found in _SHORT.finditer(text)}
            new = _addresses(asked, ledger) if asked else {}
            if new:
                changed += lead_links(texts, led=partial(_SHORT.sub, partial(_new_address, new)))
    return changed


def _addresses(asked: set[tuple[str, ...]], ledger: Ledger) -> dict[tuple[str, ...], str]:
    """Where stories are now, by their kinds and numbers there."""
    found: dict[tuple[str, ...], int] = {}
    for key in asked:
        place = ledger.place_of(*key)
        if place is not None:
            found[key] = place[1]
    paths = addresses_of_stories(found.values())
    return {key: paths[pk] for key, pk in found.items() if pk in paths}


def _new_address(new: dict[tuple[str, ...], str], found: re.Match[str]) -> str:
    return new.get(found.groups(), found[0])
