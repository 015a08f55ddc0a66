"""What a browser sends when an editor presses a button."""

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from azdarar.articles.models import Article


def story_form(story: Article, *, paragraphs: list[str] | None = None, **changed: Any) -> dict[str, Any]:
    """The edit form of a story as it stands, with some fields changed.

    ``corrections``, ``contributions``, ``article_subjects`` and ``recommendations`` take lists of rows to
    add; what is already there is sent as it is.
    """
    texts = paragraphs if paragraphs is not None else [block.value.source for block in story.body]
    values: dict[str, Any] = {
        "title": story.title,
        "kicker": story.kicker,
        "standfirst": story.standfirst,
        "section": story.section_id or "",
        "access": story.access,
        "form": story.form,
        "dateline": story.dateline,
        "lead_picture": story.lead_picture_id or "",
        "lead_alt_text": story.lead_alt_text,
        "lead_caption": story.lead_caption,
        "body": streamfield([("paragraph", rich_text(text)) for text in texts]),
        "post_scriptum": story.post_scriptum,
        "source": story.source_id or "",
        "original_address": story.original_address,
        "original_language": story.original_language,
        "original_date": story.original_date or "",
        "slugline": story.slugline,
        "address_slug": story.address_slug,
        "published_at": _instant(story.published_at),
        "updated_at": _instant(story.updated_at),
        "embargoed_until": _instant(story.embargoed_until),
    }
    rows = {
        "contributions": [
            {
                "contributor": row.contributor_id,
                "role": row.role,
                "from_language": row.from_language,
                "id": row.pk,
            }
            for row in story.contributions.all()
        ],
        "article_subjects": [
            {"subject": row.subject_id, "id": row.pk} for row in story.article_subjects.all()
        ],
        "recommendations": [
            {
                "recommended": row.recommended_id,
                "reason": row.reason,
                "chosen_by": row.chosen_by_id or "",
                "id": row.pk,
            }
            for row in story.recommendations.all()
        ],
        "corrections": [
            {"note": row.note, "corrected_at": _instant(row.corrected_at), "id": row.pk}
            for row in story.corrections.all()
        ],
    }
    for name, present in rows.items():
        added = changed.pop(name, [])
        values[name] = inline_formset([*present, *({"id": "", **row} for row in added)], initial=len(present))
    values["comments"] = inline_formset([])
    sent: dict[str, Any] = nested_form_data({**values, **changed})
    return sent


def _instant(value: Any) -> str:
    return value.strftime("%Y-%m-%d %H:%M") if value else ""
