"""One WordPress site from its exports, for an importer: first what its texts speak of, then the texts.

Attachments, guest authors and addresses stand before or after the posts that need them, in any of the files.
So the files are read twice, in one go: ``Glimpse`` and ``Aside`` for every item, ``Surveyed`` once, then a
``ReadItem`` for every item again, in file order, with its text read into blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from azdarar.formats.wordpress_text import ReadItem, read_item
from azdarar.formats.wxr import Item, Site, WXRReader, read_files
from azdarar.formats.xml import Repair, XMLError

__all__ = ["Aside", "Glimpse", "SiteReader", "Surveyed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """As much of an item as links to it need."""

    post_id: int | None
    post_type: str
    status: str
    link: str
    guid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """An item that texts speak of: an attachment or a guest author, without its content."""

    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """The end of the first reading: what the files say of the site, and how many items there are."""

    site: Site
    items: int


class SiteReader:
    """Reads the files of one site. ``problems`` and ``repairs`` are complete at the end.

    Raises:
        XMLError: while iterating: nothing of the first file can be read. A later one that cannot be read to
            its end is in ``problems``.
    """

    def __init__(self, files: Sequence[Path]) -> None:
        self._files = tuple(files)
        self.problems: list[XMLError] = []
        self.repairs: list[tuple[str, Repair]] = []

    def __iter__(self) -> Iterator[Glimpse | Aside | Surveyed | ReadItem]:
        reader = self._read()
        count = 0
        reusable: dict[int, str] = {}
        for item in reader:
            count += 1
            if item.post_type == "wp_block" and item.post_id:
                reusable.setdefault(item.post_id, item.content)
            yield Glimpse(
                post_id=item.post_id,
                post_type=item.post_type,
                status=item.status,
                link=item.link,
                guid=item.guid,
            )
            if item.post_type in ("attachment", "guest-author"):
                yield Aside(item=replace(item, content="", comments=()))
        if not count and reader.problems:
            raise reader.problems[0]
        yield Surveyed(site=reader.site, items=count)
        reader = self._read()
        for item in reader:
            yield read_item(item, reusable=reusable)
        self.problems, self.repairs = reader.problems, list(reader.repairs)

    def _read(self) -> WXRReader:
        return read_files(self._files, keep_going=True)
