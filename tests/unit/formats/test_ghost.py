"""Ghost exports are read table by table, whatever their version and however they are wrapped."""

from __future__ import annotations

import json
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from azdarar.formats.ghost import (
    BrokenGhostError,
    CutOffGhostError,
    GhostReader,
    NotAGhostExportError,
    Post,
    is_ghost,
)
from tests.unit.formats.places import need_shared, shared_files

FILES = shared_files("ghost", "*/*.json")
#: Posts, tags on posts and signatures in the real files, counted by hand in their text.
EXPECTED = {
    "ghost.json": (25, 53, 25),
    "mg-assetscraper-db-ghost-flat.json": (1, 0, 0),
    "mg-assetscraper-db-ghost.json": (3, 2, 2),
    "mg-ghost-api-posts.json": (1, 1, 1),
    "mg-json-multi-post-only.json": (3, 5, 3),
    "mg-json-single-post-author.json": (1, 2, 1),
    "mg-json-single-post-only-long-meta.json": (1, 3, 1),
    "mg-json-single-post-with-bad-tag-order.json": (1, 3, 1),
    "mg-linkfixer-ctx-lexical.json": (7, None, 7),
}


def export(*, wrapped: bool = True, **tables: list[dict[str, Any]]) -> bytes:
    inner = {"meta": {"exported_on": 1700000000000, "version": "5.70.0"}, "data": tables}
    return json.dumps({"db": [inner]} if wrapped else inner).encode()


def post(**values: Any) -> dict[str, Any]:
    told = {"id": "a1", "title": "Le lac", "slug": "lac", "html": "<p>Texte.</p>", "status": "published"}
    return {**told, "visibility": "public", "published_at": "2024-05-06T07:08:09.000Z", **values}


def read(source: bytes) -> list[Post]:
    return list(GhostReader(source))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_real_export_is_read_to_its_end(path: Path) -> None:
    reader = GhostReader(path)

    posts = list(reader)

    count, tags, authors = EXPECTED[path.name]
    assert is_ghost(path)
    assert len(posts) == count == reader.counted["posts"]
    assert sum(len(one.authors) for one in posts) == authors
    if tags is not None:
        assert sum(len(one.tags) for one in posts) == tags
    assert all(one.title and one.published_at for one in posts)


def test_there_were_files_to_try() -> None:
    need_shared("ghost")

    assert {path.name for path in FILES} == set(EXPECTED)


@pytest.mark.parametrize("wrapped", [True, False])
def test_tags_and_authors_come_in_the_order_of_the_site(wrapped: bool) -> None:
    tables = {
        "posts_tags": [
            {"post_id": "a1", "tag_id": "t2", "sort_order": 1},
            {"post_id": "a1", "tag_id": "t1", "sort_order": 0},
            {"post_id": "a1", "tag_id": "t3", "sort_order": 2},
        ],
        "posts": [post()],
        "posts_meta": [
            {"post_id": "a1", "feature_image_alt": "Un pont", "feature_image_caption": "Le pont."}
        ],
        "users": [
            {"id": "u2", "name": "Nairi", "slug": "nairi", "email": "x@y.example", "password": "$2a$"},
            {"id": "u1", "name": "Anahit", "slug": "anahit"},
        ],
        "posts_authors": [
            {"post_id": "a1", "author_id": "u1", "sort_order": 0},
            {"post_id": "a1", "author_id": "u2", "sort_order": 1},
        ],
        "tags": [
            {"id": "t1", "name": "#fr", "slug": "hash-fr", "visibility": "internal"},
            {"id": "t2", "name": "Ville", "slug": "ville"},
            {"id": "t3", "name": "Pain", "slug": "pain"},
        ],
        "settings": [
            {"key": "title", "value": "Le Lac"},
            {"key": "admin_session_secret", "value": "SECRET"},
            {"key": "locale", "value": "fr"},
        ],
    }
    reader = GhostReader(export(wrapped=wrapped, **tables))

    told = list(reader)

    assert [tag.name for tag in told[0].tags] == ["#fr", "Ville", "Pain"]
    assert [tag.name for tag in told[0].public_tags] == ["Ville", "Pain"]
    assert [author.name for author in told[0].authors] == ["Anahit", "Nairi"]
    assert (told[0].feature_image_alt, told[0].feature_image_caption) == ("Un pont", "Le pont.")
    assert (reader.site.title, reader.site.language, reader.site.version) == ("Le Lac", "fr", "5.70.0")
    assert not any(secret in repr((told, reader.site)) for secret in ("SECRET", "$2a$", "x@y.example"))


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2015-08-15 10:58:00", datetime(2015, 8, 15, 10, 58, tzinfo=UTC)),
        ("2024-05-06T07:08:09.000Z", datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)),
        ("2024-05-06T09:08:09+02:00", datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)),
        (1388318310783, datetime(2013, 12, 29, 11, 58, 30, 783000, tzinfo=UTC)),
        (-86400000, datetime(1969, 12, 31, tzinfo=UTC)),
        ("0000-00-00 00:00:00", None),
        (None, None),
        ("hier", None),
        (10**30, None),
    ],
)
def test_dates_of_every_version_are_read(value: Any, wanted: datetime | None) -> None:
    (told,) = read(export(posts=[post(published_at=value)]))

    assert told.published_at == wanted
    assert bool(told.unreadable_dates) is (value in ("hier", 10**30))


def test_pages_states_and_visibility_are_told_as_they_are() -> None:
    rows = [
        post(id=1, page=1),
        post(id=2, page=False, type="page"),
        post(id=3, visibility="members"),
        post(id=4, visibility=["odd"]),
        post(id=5, visibility=None),
        post(id=5, status="scheduled"),
        post(id=6, status="sent"),
    ]

    told = read(export(posts=rows))

    assert [one.kind for one in told] == ["page", "page", *["post"] * 5]
    assert [one.is_for_everybody for one in told] == [True, True, False, False, True, True, True]
    assert [one.is_duplicate for one in told] == [False] * 5 + [True, False]
    assert [one.post_id for one in told] == ["1", "2", "3", "4", "5", "5", "6"]
    assert told[6].is_email_only


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (b"", "empty"),
        (b"<rss></rss>", "no JSON"),
        (b'{"a": [1, 2]}', "without posts"),
        (b'{"posts": "no table"}', "without posts"),
        (b"[[[[", "something else"),
        (b'{"a": ' + b"[" * 100_000, "something else"),
    ],
)
def test_what_is_no_export_is_refused_with_a_sentence(source: bytes, found: str) -> None:
    with pytest.raises(NotAGhostExportError) as refused:
        GhostReader(source)

    assert found in str(refused.value)


def test_a_file_that_ends_too_early_gives_what_came_before() -> None:
    whole = export(posts=[post(id=number) for number in range(50)])
    reader = GhostReader(whole[: len(whole) * 3 // 4])
    told: list[Post] = []

    with pytest.raises(CutOffGhostError) as cut:
        told.extend(reader)

    assert 30 < len(told) < 40
    assert cut.value.data["items"] == len(told)


@pytest.mark.parametrize("damage", [b"nonsense", b"[" * 200, b'{"a":' * 200, b"\xff\xfe"])
def test_a_damaged_file_gives_what_came_before(damage: bytes) -> None:
    whole = export(posts=[post(id=1), post(id=2, html="HERE"), post(id=3)])
    reader = GhostReader(whole.replace(b'"HERE"', damage))
    told: list[Post] = []

    with pytest.raises((BrokenGhostError, CutOffGhostError)):
        told.extend(reader)

    assert [one.post_id for one in told] == ["1"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_any_unicode_encoding_with_its_mark_is_read(encoding: str) -> None:
    source = export(posts=[post(title="Երևան")]).decode().encode(encoding)

    assert read(source)[0].title == "Երևան"


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.json"
        rows = ",".join(json.dumps(post(id=number, html="<p>x</p>" * 4)) for number in range(count))
        links = ",".join(f'{{"post_id": "{number}", "tag_id": "{"t" * 100}"}}' for number in range(count))
        path.write_text(f'{{"data": {{"posts": [{rows}], "posts_tags": [{links}]}}}}')
        tracemalloc.start()
        assert sum(1 for _ in GhostReader(path)) == count
        _now, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    assert peak(1600) < peak(800) * 1.2


def test_another_json_file_is_not_taken_for_an_export(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    for content in (b"", b"[]", b'{"posts": [1]}', b'{"posts": [{"x": 1}]}', b'{"data": {}}', b"PK\x03\x04"):
        path.write_bytes(content)
        assert not is_ghost(path)
