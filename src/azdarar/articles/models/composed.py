"""Pages whose look is composed by the reader's room."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from wagtail.models import PagePermissionTester

from azdarar.articles.models.references import references_as_they_were, references_follow


class HousePermissions(PagePermissionTester):
    """What nobody does to a page of the paper, not even an administrator.

    A page is not moved in the tree (its address is its own), not copied and not made an alias (a copy of a
    draft would be public at once), and has no private views (who may read is decided by the members' room).
    """

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False


class CornerstonePermissions(HousePermissions):
    """The same for pages without which a language has no paper: they are neither deleted nor taken back."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False


class ComposedPage:
    """A Wagtail page that readers reach by its own address, never through the page tree.

    ``settings.AZDARAR_PAGE_COMPOSERS`` names, for each model label, the function that answers with the
    composed page: ``compose(request, *, page, is_preview) -> HttpResponse``. So a preview in the
    newsroom is the very page a reader will get, and this room knows nothing of templates.
    """

    permission_tester: type[PagePermissionTester] = HousePermissions

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save, and write down in the same transaction what the page refers to."""
        fields = kwargs.get("update_fields")
        if not fields:
            follow: AbstractContextManager[None] = references_follow(self)
        elif "latest_revision" in fields:
            follow = references_as_they_were()
        else:
            follow = nullcontext()
        with follow:
            return super().save(*args, **kwargs)  # type: ignore[misc]

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """Return what a person may do to this page."""
        return self.permission_tester(user, self)

    @property
    def address(self) -> str:
        """The path readers use, or an empty string while there is none."""
        raise NotImplementedError

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Return Wagtail's (site id, root, path), from the site's configured address alone."""
        sites = self._get_relevant_site_root_paths(request)  # type: ignore[attr-defined]
        if not sites or not self.address:
            return None
        return sites[0].site_id, settings.SITE_URL, self.address

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page as readers see it."""
        return self._composed(request, is_preview=False)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Answer with the page as readers would see it if it were published as it stands."""
        return self._composed(request, is_preview=True)

    def _composed(self, request: HttpRequest, *, is_preview: bool, **more: Any) -> HttpResponse:
        compose = import_string(settings.AZDARAR_PAGE_COMPOSERS[self._meta.label])  # type: ignore[attr-defined]
        response: HttpResponse = compose(request, page=self, is_preview=is_preview, **more)
        return response
