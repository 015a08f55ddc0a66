"""What must be true of a story before readers see it.

Asked three times: by the form (at the field), by ``actions.publish_article`` (for whatever does not
come through the form), and by the database's own constraints.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import StreamValue

from azdarar.errors import AzdararError
from azdarar.language.filenames import looks_like_file_name

#: What is judged of a story.
_JUDGED = (
    "title",
    "section",
    "lead_picture",
    "lead_alt_text",
    "lead_caption",
    "body",
    "source",
    "original_address",
)
_FILE_NAME = "articles.file-name-shown"
#: Blocks that show pictures.
_SHOWING = ("picture", "gallery")
_NOTE_MARK = re.compile(r"\[\^([^\]\s]{1,12})\]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason not to publish: a stable code, the form field it belongs to, a full sentence."""

    code: str
    field: str
    sentence: str


class NotPublishableError(AzdararError):
    """The story breaks a condition of publication; ``problems`` says which."""

    code: ClassVar[str] = "articles.not-publishable"
    sentence = gettext_lazy("“%(headline)s” was not published: %(reasons)s")

    def __init__(self, *, headline: str, problems: Iterable[Problem] = (), reasons: str = "") -> None:
        self.problems = list(problems)
        super().__init__(
            headline=headline, reasons=reasons or " ".join(problem.sentence for problem in self.problems)
        )


def refuse_unpublishable(story: Any) -> None:
    """Refuse to publish a story as it stands.

    Raises:
        NotPublishableError: ``articles.not-publishable``, with every reason.
    """
    problems = publication_problems(story)
    if problems:
        raise NotPublishableError(headline=story.title, problems=problems)


def publication_problems(story: Any) -> list[Problem]:
    """Return every reason why a story may not be published as it stands; empty when it may."""
    return list(_problems({name: getattr(story, name) for name in _JUDGED}))


def hard_problems(story: Any) -> list[Problem]:
    """The reasons for which not even a story of an archive may be public as it stands."""
    values = {name: getattr(story, name) for name in _JUDGED}
    shown = (*_lead_problems(values), *_picture_problems(values["body"] or ()))
    return [*_bare_problems(values), *(one for one in shown if one.code == _FILE_NAME)]


def form_problems(cleaned: Mapping[str, Any], *, story: Any) -> list[Problem]:
    """The same for the values of a form that has not been applied to its story yet."""
    return list(_problems({name: cleaned.get(name, getattr(story, name, None)) for name in _JUDGED}))


def _problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _bare_problems(values)
    yield from _lead_problems(values)
    body = values["body"] or ()
    yield from _picture_problems(body)
    yield from _note_problems(body)
    source = values["source"]
    if source and source.is_link_before_text and not values["original_address"]:
        yield Problem(
            "articles.no-original-address",
            "original_address",
            _("%(source)s asks for a link to the original: give its address.") % {"source": source},
        )


def _bare_problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    if not (values["title"] or "").strip():
        yield Problem("articles.no-headline", "title", _("Write a headline: nothing was published."))
    if not values["section"]:
        yield Problem(
            "articles.no-section", "section", _("Choose a section: a published story always has one.")
        )


def _lead_problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    picture = values["lead_picture"]
    if picture is None:
        return
    if not values["lead_alt_text"] and _is_undescribed(picture):
        yield Problem("articles.picture-undescribed", "lead_alt_text", _undescribed_sentence(picture))
    for name in ("lead_alt_text", "lead_caption"):
        yield from _file_name_problems(values[name], field=name)


def _picture_problems(body: Any) -> Iterator[Problem]:
    for use in picture_uses(body):
        if not use["alt_text"] and not use["is_decorative"] and _is_undescribed(use["picture"]):
            yield Problem("articles.picture-undescribed", "body", _undescribed_sentence(use["picture"]))
        for name in ("alt_text", "caption"):
            yield from _file_name_problems(use[name], field="body")


def _file_name_problems(text: str, *, field: str) -> Iterator[Problem]:
    if text and looks_like_file_name(text):
        yield Problem(
            _FILE_NAME,
            field,
            _("“%(text)s” is a file name. Write what the picture shows.") % {"text": text},
        )


def picture_uses(body: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every use of a picture in a body, galleries included; missing files are passed over."""
    if isinstance(body, StreamValue) and not any(body.first_block_by_name(kind) for kind in _SHOWING):
        return  # no value of a block was made to know it
    for block in body:
        uses = [block.value] if block.block_type == "picture" else ()
        if block.block_type == "gallery":
            uses = list(block.value["pictures"])
        yield from (use for use in uses if use["picture"] is not None)


def _is_undescribed(picture: Any) -> bool:
    if picture.alt_state == picture.AltState.DECORATIVE:
        return False
    return not picture.alt_text.strip() or looks_like_file_name(picture.alt_text)


def _undescribed_sentence(picture: Any) -> str:
    return _(
        "The picture “%(title)s” has no alt text. Describe what it shows, or say that it is decorative; "
        "nothing was published."
    ) % {"title": picture.title}


def _note_problems(body: Any) -> Iterator[Problem]:
    asked: set[str] = set()
    given: set[str] = set()
    for block in body:
        if block.block_type == "footnotes":
            given |= {note["mark"] for note in block.value}
        elif block.block_type == "paragraph":
            asked |= set(_NOTE_MARK.findall(str(block.value.source)))
    for mark in sorted(asked - given):
        yield Problem(
            "articles.note-missing",
            "body",
            _("The text asks for note %(mark)s, and there is none. Add it, or take the mark out.")
            % {"mark": mark},
        )
