"""Where a story stands, in the words of ``press.showing``: the lists that hold it, and what pages show of it.

Kept with the story as it was when it was last announced (``Article.announced_tags``), so that the next
announcement names exactly what has changed since, whoever changed it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

#: Between the name of a mark and its fingerprint; no tag holds it.
_IS = "="


@dataclass(frozen=True, slots=True)
class Standing:
    """The lists a story stands in, and fingerprints of what is shown of it; empty while nobody may see it.

    ``marks``: ``visible`` from when and where, ``card`` what cards show, ``link`` how it is called,
    ``updated``, ``section``, ``family`` and ``corrections``.
    """

    lists: frozenset[str] = frozenset()
    marks: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, rows: Iterable[str]) -> "Standing":
        """The standing that was written down."""
        told = list(rows)
        marks = dict(row.split(_IS, 1) for row in told if _IS in row)
        return cls(frozenset(row for row in told if _IS not in row), marks)

    def written(self) -> list[str]:
        """The standing as a story keeps it."""
        return sorted({*self.lists, *(f"{name}{_IS}{said}" for name, said in self.marks.items())})


#: Of a story that readers never saw, or see no longer.
NOWHERE = Standing()


def standing_of(
    story: Any, *, signatures: Sequence[Any], subject_ids: Iterable[int], corrections: Sequence[Any] = ()
) -> Standing:
    """Where a public story stands.

    Args:
        signatures: the rows of its byline, in their order.
        corrections: rows with ``pk``, ``note`` and ``corrected_at``.
    """
    if not story.live or story.visible_from is None:
        return NOWHERE
    language, since = story.language, story.visible_from.astimezone(UTC)
    here = f"language:{language}"
    lists = {
        f"{here}:stories",
        "paper:stories",
        "paper:months",
        month_of(language, since),
        f"section:{story.section_id}:stories",
        *(f"contributor:{row.contributor_id}:stories:{language}" for row in signatures),
        *(f"subject:{pk}:stories:{language}" for pk in subject_ids),
    }
    if story.form == "opinion":
        lists.add(f"{here}:opinions")
    if story.is_long_lived:
        lists.add(f"{here}:long-lived:{since.year}")
    if corrections:
        lists.add(f"{here}:corrections")
    marks = {
        "visible": _fingerprint(since, story.canonical_path),
        "card": _fingerprint(
            _card(story), [(row.contributor_id, row.role, row.from_language) for row in signatures]
        ),
        "link": _fingerprint(story.title),
        "updated": _fingerprint(_utc(story.updated_at)),
        "section": str(story.section_id),
        "family": story.translation_key.hex,
        "corrections": _fingerprint(*((row.pk, row.note, _utc(row.corrected_at)) for row in corrections)),
    }
    return Standing(frozenset(lists), marks)


def changed_tags(story: Any, before: Standing, after: Standing) -> set[str]:
    """The tags of everything that shows a story otherwise than before."""
    family = {f"family:{mark}" for one in (before, after) if (mark := one.marks.get("family"))}
    thing = f"article:{story.pk}"

    def differs(name: str) -> bool:
        return before.marks.get(name) != after.marks.get(name)

    if differs("visible"):
        around = {thing, f"{thing}:address", f"{thing}:text", f"address:{story.canonical_path}"}
        return {*around, *family, *before.lists, *after.lists}
    tags = {f"{thing}:text", *(before.lists ^ after.lists), *_subjects_beside(before, after)}
    if differs("card"):
        tags.add(thing)
    if differs("link") or differs("family"):
        tags |= family
    if differs("updated"):
        tags |= lists_of(after, kind="month") | {"paper:months"}
    if differs("section"):
        tags |= lists_of(after, kind="long-lived")
    if differs("corrections"):
        tags |= lists_of(after, kind="corrections")
    return tags


def _subjects_beside(before: Standing, after: Standing) -> set[str]:
    """The pages of all its subjects where one came or went: each names what goes with it."""
    was, now = ({tag for tag in one.lists if tag.startswith("subject:")} for one in (before, after))
    return {f"{tag.partition(':stories:')[0]}:page" for tag in was | now} if was != now else set()


def lists_of(standing: Standing, *, kind: str) -> set[str]:
    """The lists of one kind of its language that hold a story."""
    return {tag for tag in standing.lists if tag.split(":")[2:3] == [kind]}


def month_of(language: str, since: datetime) -> str:
    """The tag of the month a story belongs to."""
    return f"language:{language}:month:{since.astimezone(UTC):%Y-%m}"


def _card(story: Any) -> tuple[Any, ...]:
    """What ``articles.queries.StoryCard`` holds of the story's own row."""
    return (
        story.title,
        story.kicker,
        story.excerpt,
        story.form,
        story.section_id,
        _utc(story.published_at),
        story.reading_minutes,
        story.lead_picture_id,
        story.lead_alt_text,
        story.lead_caption,
        story.access,
    )


def _utc(instant: datetime | None) -> str:
    return instant.astimezone(UTC).isoformat() if instant else ""


def _fingerprint(*values: Any) -> str:
    return blake2b(json.dumps(values, default=str).encode(), digest_size=6).hexdigest()
