"""The look-ups behind every old address, in SQL: Django takes half a millisecond to write each of them anew.

The database answers each in some twenty microseconds, from one index.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

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
_SECTIONS = """
    SELECT section.id FROM articles_section section
    JOIN wagtailcore_locale locale ON locale.id = section.locale_id
    WHERE section.slug IN (%s, %s) AND locale.language_code IN ({}) ORDER BY section.locale_id
"""
_CONTRIBUTORS = "SELECT id FROM articles_contributor WHERE slug IN (%s, %s)"
_SUBJECTS = "SELECT id FROM subjects_subject WHERE slug IN (%s, %s)"
_HEADLINE = "SELECT title FROM wagtailcore_page WHERE id = %s"
_PATTERNS = "SELECT expression, leads_to FROM archive_oldpattern ORDER BY rank, id"


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


def patterns() -> list[tuple[str, str]]:
    """The rules for many addresses, in their order: (expression, where it leads)."""
    return _fetched(_PATTERNS, [])


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


def _fetched(sql: str, parameters: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[Any] = cursor.fetchall()
        return found
