"""How a story's canonical address is made (RFC 6596): language, day, slug."""

from datetime import date

#: First path segments, after the language, that belong to the paper itself.
RESERVED_SEGMENTS = frozenset(
    {
        "search",
        "dossiers",
        "authors",
        "tags",
        "latest",
        "corrections",
        "feed.xml",
        "feed.json",
        "account",
        "media",
    }
)


def story_address(*, language: str, day: date, slug: str) -> str:
    """Return ``/<language>/<year>/<month>/<day>/<slug>/``; the year in four digits, always."""
    return f"/{language}/{day.year:04d}/{day.month:02d}/{day.day:02d}/{slug}/"
