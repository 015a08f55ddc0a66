"""A story whose text, or a part of it, is not for everybody."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from azdarar.articles.body import has_break

#: The preview that shows the part for members too.
_WHOLE = "whole"


class PartlyClosed:
    """What a story knows of its closed part; who reads it, and how much, is decided by the members' room.

    A break in the text closes what follows it, whatever ``access`` says: closed when in doubt.
    """

    class Access(models.TextChoices):
        EVERYBODY = "everybody", _("everybody")
        MEMBERS = "members", _("members")

    access: Any
    body: Any

    @property
    def is_closed_to_anybody(self) -> bool:
        """Whether a part of the text, or all of it, is not for everybody."""
        return bool(self.access != self.Access.EVERYBODY or has_break(self.body))

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """What the newsroom may look at: as everybody reads it, and whole where a part is closed."""
        modes = [("", _("As everybody reads it"))]
        return [*modes, (_WHOLE, _("The whole text"))] if self.is_closed_to_anybody else modes

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Answer with the page as everybody would read it, or as whoever asks may."""
        more = {"reader": request.user} if mode_name == _WHOLE else {}
        answer: HttpResponse = self._composed(request, is_preview=True, **more)  # type: ignore[attr-defined]
        return answer

    def refuse_break_for_everybody(self) -> None:
        """Refuse what says two things at once.

        Raises:
            ValidationError: on ``access``: the text has a part for members, and the story is for everybody.
        """
        if self.access == self.Access.EVERYBODY and has_break(self.body):
            sentence = _(
                "The text holds the line “From here on for members”: choose members, or take it out."
            )
            raise ValidationError({"access": sentence})
