"""The look-ups behind every old address, in SQL: Django takes half a millisecond to write each of them anew.

The database answers each in some twenty microseconds, from one index.
"""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.models import Page

from azdarar.media.models import Picture

_ROWS = """
    SELECT address, host, system, rule, object_label, object_id, leads_to, gone_at IS NOT NULL
    FROM archive_oldaddress WHERE key IN ({})
"""
_LINES = """
    SELECT system, kind, foreign_id, site, object_label, object_id, leads_to
    FROM archive_ledgerline WHERE {} ORDER BY id
"""
_NUMBER = "(system = %s AND kind = %s AND foreign_id = %s)"
_STORY = """
    SELECT story.canonical_path, story.lead_picture_id, story.withdrawn_at IS NOT NULL,
           page.live AND story.withdrawn_at IS NULL AND story.visible_from <= %s
    FROM articles_article story JOIN wagtailcore_page page ON page.id = story.page_ptr_id
    WHERE story.page_ptr_id = %s
"""
_SECTION = """
    SELECT section.slug, locale.language_code FROM articles_section section
    JOIN wagtailcore_locale locale ON locale.id = section.locale_id WHERE section.id = %s
"""
_RENDITIONS = "SELECT rendition_set FROM media_picture WHERE id = %s"
_HOLDERS = """
    SELECT object_id FROM wagtailcore_referenceindex
    WHERE to_content_type_id = %s AND to_object_id = %s AND base_content_type_id = %s
"""
_ONE_FOR_EVERYBODY = """
    SELECT 1 FROM articles_article story JOIN wagtailcore_page page ON page.id = story.page_ptr_id
    WHERE story.page_ptr_id IN ({}) AND page.live AND story.withdrawn_at IS NULL
      AND story.visible_from <= %s AND story.access = 'everybody' LIMIT 1
"""
#: Stories that are looked at before the slower question is asked of all.
_MOST_HOLDERS = 50
_CONTRIBUTOR = "SELECT slug, portrait_id FROM articles_contributor WHERE id = %s"
_SUBJECT = "SELECT slug FROM subjects_subject WHERE id = %s"
_SIGNED = """
    SELECT story.language FROM articles_contribution row
    JOIN articles_article story ON story.page_ptr_id = row.article_id
    WHERE row.contributor_id = %s AND row.visible_from <= %s ORDER BY row.visible_from DESC LIMIT 1
"""
_SPOKEN_OF = """
    SELECT story.language FROM articles_articlesubject row
    JOIN articles_article story ON story.page_ptr_id = row.article_id
    WHERE row.subject_id = %s AND row.visible_from <= %s ORDER BY row.visible_from DESC LIMIT 1
"""
_SECTIONS = """
    SELECT section.id FROM articles_section section
    JOIN wagtailcore_locale locale ON locale.id = section.locale_id
    WHERE section.slug IN (%s, %s) AND locale.language_code IN ({}) ORDER BY section.locale_id
"""
_CONTRIBUTORS = "SELECT id FROM articles_contributor WHERE slug IN (%s, %s)"
_SUBJECTS = "SELECT id FROM subjects_subject WHERE slug IN (%s, %s)"
_HEADLINE = "SELECT title FROM wagtailcore_page WHERE id = %s"
_STORIES = """
    SELECT story.page_ptr_id, story.canonical_path FROM articles_article story
    JOIN wagtailcore_page page ON page.id = story.page_ptr_id
    WHERE page.live AND story.withdrawn_at IS NULL AND story.visible_from <= %s AND story.page_ptr_id IN ({})
"""
# Where several told the same rule, a file that somebody gave comes first, then the newest import.
_PATTERNS = "SELECT expression, leads_to FROM archive_oldpattern ORDER BY rank, told_by > 0, told_by DESC, id"


class Row(NamedTuple):
    """A row of the table of old addresses."""

    address: str
    host: str
    system: str
    rule: str
    label: str
    pk: int
    leads_to: str
    is_gone: bool


class Line(NamedTuple):
    """A line of the ledger."""

    system: str
    kind: str
    number: str
    site: str
    label: str
    pk: int | None
    leads_to: str


class Story(NamedTuple):
    """Where a story stands, for readers at an instant; the same question as ``Article.is_visible``."""

    path: str | None
    picture: int | None
    is_withdrawn: bool
    is_visible: bool


def rows_of(keys: Collection[int]) -> list[Row]:
    """The rows under any of these keys."""
    return (
        [Row(*row) for row in _fetched(_ROWS.format(", ".join(["%s"] * len(keys))), [*keys])] if keys else []
    )


def lines_of(numbers: Collection[tuple[str, str, str]]) -> list[Line]:
    """The lines of any of these things: (system, kind, number), the oldest first."""
    if not numbers:
        return []
    wanted = " OR ".join([_NUMBER] * len(numbers))
    return [
        Line(*row) for row in _fetched(_LINES.format(wanted), [part for number in numbers for part in number])
    ]


def story_at(pk: int, *, at: datetime) -> Story | None:
    """Where a story stands, or None where there is none."""
    rows = _fetched(_STORY, [connection.ops.adapt_datetimefield_value(at), pk])
    return Story(*rows[0]) if rows else None


def stories_at(pks: Collection[int], *, at: datetime) -> dict[int, str]:
    """The addresses of those of these stories that readers may see; a thousand at most."""
    if not pks:
        return {}
    sql = _STORIES.format(", ".join(["%s"] * len(pks)))
    return dict(_fetched(sql, [connection.ops.adapt_datetimefield_value(at), *pks]))


def patterns() -> list[tuple[str, str]]:
    """The rules for many addresses, in their order: (expression, where it leads)."""
    return _fetched(_PATTERNS, [])


def renditions_of(pk: int) -> dict[str, Any] | None:
    """The files readers get of a picture; None where there is no such picture."""
    row = _first(_RENDITIONS, [pk])
    if row is None:
        return None
    told: dict[str, Any] = json.loads(row[0]) if isinstance(row[0], str) else row[0]
    return told


def is_for_everybody(pk: int, *, at: datetime) -> bool:
    """Whether a picture stands in a story everybody may see; False says nothing, and is asked further."""
    types = ContentType.objects.get_for_model
    holders = _fetched(_HOLDERS, [types(Picture).pk, str(pk), types(Page).pk])[:_MOST_HOLDERS]
    if not holders:
        return False
    sql = _ONE_FOR_EVERYBODY.format(", ".join(["%s"] * len(holders)))
    instant = connection.ops.adapt_datetimefield_value(at)
    return _first(sql, [*(int(row[0]) for row in holders), instant]) is not None


def section_at(pk: int) -> tuple[str, str] | None:
    """The last part of a section's address, and its language."""
    return _first(_SECTION, [pk])


def contributor_at(pk: int) -> tuple[str, int | None] | None:
    """The last part of a contributor's address, and the number of their portrait."""
    return _first(_CONTRIBUTOR, [pk])


def subject_at(pk: int) -> tuple[str] | None:
    """The last part of a subject's address."""
    return _first(_SUBJECT, [pk])


def language_signed(pk: int, *, at: datetime) -> str:
    """The language of the newest visible story a contributor signed; empty where there is none."""
    row = _first(_SIGNED, [pk, connection.ops.adapt_datetimefield_value(at)])
    return row[0] if row else ""


def language_spoken_of(pk: int, *, at: datetime) -> str:
    """The language of the newest visible story that speaks of a subject; empty where there is none."""
    row = _first(_SPOKEN_OF, [pk, connection.ops.adapt_datetimefield_value(at)])
    return row[0] if row else ""


def section_called(slug: str, *, languages: Collection[str]) -> int | None:
    """A section by the last part of its address, in the first of these languages that has one."""
    rows = _fetched(_SECTIONS.format(", ".join(["%s"] * len(languages))), [slug, slug.lower(), *languages])
    return rows[0][0] if rows else None


def contributor_called(slug: str) -> int | None:
    """A contributor by the last part of their address."""
    rows = _fetched(_CONTRIBUTORS, [slug, slug.lower()])
    return rows[0][0] if rows else None


def subject_called(slug: str) -> int | None:
    """A subject by the last part of its address."""
    rows = _fetched(_SUBJECTS, [slug, slug.lower()])
    return rows[0][0] if rows else None


def headline_of(pk: int) -> str:
    """A story's headline, whoever may see it: to compare with, never to show."""
    rows = _fetched(_HEADLINE, [pk])
    return rows[0][0] if rows else ""


def _first(sql: str, parameters: list[Any]) -> Any:
    rows = _fetched(sql, parameters)
    return rows[0] if rows else None


def _fetched(sql: str, parameters: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[Any] = cursor.fetchall()
        return found
