"""Screens for those who may enter them, and for nobody else."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class GuardedScreen(WagtailAdminTemplateMixin, View):
    """A screen for those a question about the person says yes to; nothing is looked up for anybody else."""

    may_enter: ClassVar[Callable[[Any], bool]]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not type(self).may_enter(request.user):
            raise PermissionDenied
        self.look_up(**kwargs)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def look_up(self, **named: Any) -> None:
        """Find what the address names; where it names something, a screen keeps it here."""
