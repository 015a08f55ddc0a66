"""What readers see of sections, contributors and plain pages, announced whoever changes it from wherever."""

from collections.abc import Iterator

from django.conf import settings

from azdarar.articles.models import Contributor, ContributorProfile, PlainPage, Section
from azdarar.press.watching import announce_changes


def watch() -> None:
    """Connect to the models."""
    announce_changes(
        Section,
        fact="articles.section-changed",
        fields=("name", "slug", "standfirst", "rank", "is_in_menu", "locale", "translation_key"),
        tags=_section_tags,
    )
    announce_changes(
        Contributor,
        fact="articles.contributor-changed",
        fields=("name", "slug", "kind", "portrait", "email"),
        tags=_contributor_tags,
    )
    announce_changes(
        ContributorProfile,
        fact="articles.contributor-changed",
        fields=("contributor", "language", "name", "position", "bio"),
        tags=_profile_tags,
    )
    announce_changes(
        PlainPage,
        fact="articles.plain-page-changed",
        fields=("title", "slug", "standfirst", "body", "is_in_footer", "live", "translation_key"),
        tags=_plain_page_tags,
    )


def _section_tags(section: Section, changed: frozenset[str]) -> Iterator[str]:
    here = f"language:{section.language}"
    if changed & {"name", "slug", "locale"}:
        yield from (f"section:{section.pk}", f"section:{section.pk}:page")
    if changed & {"name", "slug", "locale", "rank"}:
        yield f"{here}:sections"
    if changed & {"slug", "locale"}:
        yield f"address:{section.address}"
    if changed & {"slug", "locale", "translation_key"}:
        yield f"family:{section.translation_key.hex}"
    if "standfirst" in changed:
        yield f"section:{section.pk}:page"
    # Every page of the language carries the menu: only what stands in it is told.
    if section.is_in_menu and changed - {"standfirst", "translation_key"}:
        yield f"{here}:menu"


def _contributor_tags(contributor: Contributor, changed: frozenset[str]) -> Iterator[str]:
    yield f"contributor:{contributor.pk}:page"
    if changed & {"name", "slug", "kind"}:
        yield f"contributor:{contributor.pk}"
    if "slug" in changed:
        yield from (f"address:/{code}/authors/{contributor.slug}/" for code, _name in settings.LANGUAGES)


def _profile_tags(profile: ContributorProfile, changed: frozenset[str]) -> Iterator[str]:
    yield f"contributor:{profile.contributor_id}:page"
    if profile.name and changed & {"contributor", "language", "name"}:
        yield f"contributor:{profile.contributor_id}"


def _plain_page_tags(page: PlainPage, changed: frozenset[str]) -> Iterator[str]:
    if not page.live and "live" not in changed:
        return
    here = f"language:{page.language}"
    yield f"plain-page:{page.pk}"
    if changed & {"slug", "live", "translation_key"}:
        yield from (f"page:{page.pk}:address", f"address:{page.address}", f"{here}:plain-pages")
        yield f"family:{page.translation_key.hex}"
    if page.is_in_footer and changed & {"title", "slug", "is_in_footer", "live"}:
        yield f"{here}:footer"
