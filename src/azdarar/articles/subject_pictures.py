"""The picture of a subject: one of the paper's, chosen by a person who says that it may be shown there.

It lies here and not with the subjects, which know no pictures.
"""

from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import ReferenceIndex

from azdarar.articles.models import SubjectPicture
from azdarar.errors import AzdararError
from azdarar.language.filenames import looks_like_file_name
from azdarar.media.models import Picture
from azdarar.media.queries import PictureUse, picture_use
from azdarar.press.actions import announce
from azdarar.press.showing import shows
from azdarar.subjects.models import Subject

CHANGED = "articles.subject-picture-changed"


class PictureNotShownError(AzdararError):
    """A picture without a description, without a credit, or that nobody may show."""

    code: ClassVar[str] = "articles.subject-picture-refused"
    sentence = _("The picture was not put beside “%(subject)s”: %(reason)s")


def picture_of(subject: Subject, *, language: str) -> PictureUse | None:
    """The picture of a subject as its page and its card show it, or None."""
    shows(f"subject:{subject.pk}:page")
    row = SubjectPicture.objects.filter(subject=subject).select_related("picture").first()
    return picture_use(row.picture, language=language, alt_text=row.alt_text) if row else None


@transaction.atomic
def choose_picture(
    *, subject: Subject, picture: Picture, alt_text: str, may_be_shown: bool, at: datetime
) -> SubjectPicture:
    """Put a picture beside a subject; after the commit its page is pressed again.

    Args:
        alt_text: what it shows, here; empty where the picture says so itself.
        may_be_shown: whether somebody looked at its terms of use and says yes.

    Raises:
        PictureNotShownError: ``articles.subject-picture-refused``; nothing was changed.
    """
    reason = _refusal(picture, alt_text=alt_text.strip(), may_be_shown=may_be_shown)
    if reason:
        raise PictureNotShownError(subject=subject.title, reason=reason)
    row, _made = SubjectPicture.objects.update_or_create(
        subject=subject, defaults={"picture": picture, "alt_text": alt_text.strip()[:500]}
    )
    # Whoever hands pictures out asks what shows them: not when the worker comes to it.
    ReferenceIndex.create_or_update_for_object(row)
    announce(CHANGED, tags={f"subject:{subject.pk}:page", f"picture:{picture.pk}"}, at=at)
    return row


@transaction.atomic
def take_picture_away(*, subject: Subject, at: datetime) -> None:
    """Show no picture of a subject any more."""
    row = SubjectPicture.objects.select_for_update().filter(subject=subject).first()
    if row is not None:
        tags = {f"subject:{subject.pk}:page", f"picture:{row.picture_id}"}
        row.delete()
        announce(CHANGED, tags=tags, at=at)


def _refusal(picture: Picture, *, alt_text: str, may_be_shown: bool) -> str:
    """Why a picture may not stand beside a subject, as a sentence; empty when it may."""
    described = alt_text or (picture.alt_text if picture.alt_state == Picture.AltState.DESCRIBED else "")
    if not described.strip() or looks_like_file_name(described):
        return str(_("describe what it shows, for somebody who cannot see it. Nothing was changed."))
    if not (picture.credit_line.strip() or picture.is_synthetic):
        return str(_("it has no credit. Say in the pictures whose it is; nothing was changed."))
    if not may_be_shown:
        return str(_("say that its terms of use allow it here. Nothing was changed."))
    return ""
