"""Staff screens of this room: what the editors of a section recommend."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, PageChooserPanel
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from azdarar.articles.models import publishes_in, sections_edited_by
from azdarar.fronts.models import SectionPick


class PickPolicy(ModelPermissionPolicy):
    """Picks of a section are for whoever publishes in it."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return bool(
            super().user_has_permission_for_instance(user, action, instance)
            and publishes_in(user, instance.section)
        )

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        picks = super().instances_user_has_any_permission_for(user, actions)
        return picks.filter(section__in=sections_edited_by(user))


register_permission_policy(SectionPick, PickPolicy(SectionPick))


@hooks.register("before_edit_snippet")
def _refuse_editing_elsewhere(request: Any, instance: Any) -> None:
    _refuse_elsewhere(request, [instance])


@hooks.register("before_delete_snippet")
def _refuse_deleting_elsewhere(request: Any, instances: Any) -> None:
    _refuse_elsewhere(request, instances)


def _refuse_elsewhere(request: Any, instances: Any) -> None:
    """Ask of each pick what Wagtail's screens of snippets ask of the model alone."""
    picks = [instance for instance in instances if isinstance(instance, SectionPick)]
    if not all(publishes_in(request.user, pick.section) for pick in picks):
        raise PermissionDenied


class PickForm(WagtailAdminModelForm):
    """A pick, in a section of whoever makes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections_edited_by(self.for_user)


class SectionPickViewSet(SnippetViewSet):
    """Stories a section recommends under its own, in the order they are dragged into."""

    model = SectionPick
    icon = "pick"
    add_to_admin_menu = True
    menu_name = "section-picks"
    menu_label = _("Section picks")
    list_display = ("article", "section", "chosen_by")
    list_filter = ("section",)
    sort_order_field = "sort_order"
    edit_handler = ObjectList(
        [
            FieldPanel("section", widget=forms.Select),
            PageChooserPanel("article", "articles.Article"),
            FieldPanel("reason"),
            FieldPanel("chosen_by"),
        ],
        base_form_class=PickForm,
    )


register_snippet(SectionPickViewSet)
