"""Wagtail's lists of pages, reports and searches ask a policy instead of each page; it says the same."""

from typing import Any

from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from azdarar.articles.models import Article, editable_by


class DeskPolicy(PagePermissionPolicy):
    """Wagtail's policy for pages, without the stories of other desks."""

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        return _without_other_desks(super().instances_user_has_any_permission_for(user, actions), user)

    def explorable_instances(self, user: Any) -> Any:
        return _without_other_desks(super().explorable_instances(user), user)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        rights = instance.permissions_for_user(user)
        answers = {
            "add": rights.can_add_subpage,
            "change": rights.can_edit,
            "delete": rights.can_delete,
            "publish": rights.can_publish,
            "lock": rights.can_lock,
            "unlock": rights.can_unlock,
        }
        return any(answers[action]() for action in actions if action in answers)


def _without_other_desks(pages: Any, user: Any) -> Any:
    editable = editable_by(user)
    return pages.exclude(pk__in=Article.objects.exclude(editable).values("pk")) if editable else pages


def desk_policy() -> DeskPolicy:
    """Return the policy of every page of the paper."""
    return DeskPolicy(Page)
