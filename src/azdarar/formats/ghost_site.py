"""One Ghost site from its export, for an importer: first what links need, then the posts with their texts.

``Glimpse`` for every post, ``Surveyed`` once, then a ``ReadPost`` for every post again, in file order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from azdarar.formats.ghost import GhostReader, Site
from azdarar.formats.ghost_text import ReadPost, read_post

__all__ = ["Glimpse", "SiteReader", "Surveyed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """As much of a post as links to it need."""

    post_id: str
    kind: str
    slug: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """The end of the first reading: what the file says of the site, and how much it holds.

    ``tables`` counts the rows that become no post: accounts, settings, permissions and the like. ``lists``
    are the addresses of the lists of tags and authors.
    """

    site: Site
    posts: int
    tables: Mapping[str, int]
    lists: tuple[str, ...]


class SiteReader:
    """Reads one export.

    Raises:
        GhostError: while iterating; a file that ends too early is told after its last whole post.
    """

    def __init__(self, export: Path) -> None:
        self._export = export

    def __iter__(self) -> Iterator[Glimpse | Surveyed | ReadPost]:
        reader = GhostReader(self._export)
        count = 0
        for post_id, kind, slug, url in reader.glimpses():
            count += 1
            yield Glimpse(post_id=post_id, kind=kind, slug=slug, url=url)
        tables = {name: number for name, number in reader.counted.items() if name != "posts"}
        if reader.counted["posts"] > count:
            tables["posts"] = reader.counted["posts"] - count
        lists = tuple(reader.lists())
        yield Surveyed(site=reader.site, posts=count, tables=tables, lists=lists)
        for post in reader:
            yield read_post(post)
