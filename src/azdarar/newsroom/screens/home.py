"""The first screen: what is in hand, what waits, what went out, and a button for what comes next."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel

from azdarar.courier.queries import count_held_mails
from azdarar.language.scripts import autonym
from azdarar.newsroom.queries import coming_up, front_places, last_published, my_drafts, writing_places
from azdarar.newsroom.screens.mails import may_tend_mails
from azdarar.search.queries import index_condition

#: Wagtail's own panels that stay: what waits to be read, and what one has submitted.
_KEPT = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel)


class BeginPanel(Component):
    """Begin a story, or arrange a front page, in one click."""

    name = "newsroom_begin"
    template_name = "newsroom/home/begin.html"
    order = 10

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {
            "places": [
                (code, autonym(code), reverse("wagtailadmin_pages:add", args=["articles", "article", pk]))
                for code, pk in writing_places(user)
            ],
            "fronts": [
                (code, autonym(code), reverse("wagtailadmin_pages:edit", args=[pk]))
                for code, pk in front_places(user)
            ],
        }


class MailsPanel(Component):
    """How many mails are held up, for whoever may do something about it; nothing when there are none."""

    name = "newsroom_mails"
    template_name = "newsroom/home/mails.html"
    order = 20

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        is_theirs = may_tend_mails(parent_context["request"].user)
        return {"count": count_held_mails(at=timezone.now()) if is_theirs else 0}


class SearchPanel(Component):
    """That the search gives plain results for a while, and why; nothing while the index answers."""

    name = "newsroom_search_index"
    template_name = "newsroom/home/search_index.html"
    order = 25

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"condition": index_condition()}


class StoriesPanel(Component):
    """A few stories under a heading; nothing at all when there are none, unless it says so."""

    template_name = "newsroom/home/stories.html"

    def __init__(self, *, name: str, heading: Any, order: int, read: Any, empty: Any = "") -> None:
        self.name = name
        self.heading = heading
        self.order = order
        self._read = read
        self._empty = empty

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {
            "name": self.name,
            "heading": self.heading,
            "stories": self._read(user=user, at=timezone.now()),
            "empty": self._empty,
        }


def home_panels() -> list[Component]:
    """The paper's own panels of the home screen."""
    return [
        BeginPanel(),
        MailsPanel(),
        SearchPanel(),
        StoriesPanel(
            name="newsroom_mine",
            heading=_("In hand"),
            order=100,
            read=lambda user, at: my_drafts(user, at=at),
            empty=_("Nothing: every story of yours is out."),
        ),
        StoriesPanel(name="newsroom_coming", heading=_("Coming up"), order=300, read=coming_up),
        StoriesPanel(
            name="newsroom_public",
            heading=_("Last published"),
            order=310,
            read=last_published,
            empty=_("Nothing is public yet."),
        ),
    ]


def arrange_home(panels: list[Any]) -> None:
    """Replace Wagtail's choice of panels with the paper's, in place."""
    panels[:] = [*(panel for panel in panels if isinstance(panel, _KEPT)), *home_panels()]
