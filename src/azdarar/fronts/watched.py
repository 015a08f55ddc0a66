"""What readers see of fronts, dossiers and picks, announced whoever changes it and from wherever."""

from collections.abc import Iterator

from azdarar.fronts.models import Dossier, DossierStory, Front, PaperPick, SectionPick, ThreadEntry
from azdarar.press.watching import announce_changes

#: What readers see of a pick, and when.
_OF_A_PICK = ("article", "reason", "chosen_by", "sort_order", "begins_at", "ends_at")


def watch() -> None:
    """Connect to the models."""
    announce_changes(
        Front,
        fact="fronts.front-changed",
        fields=("containers", "title", "search_description", "slug", "live"),
        tags=_front_tags,
    )
    announce_changes(
        Dossier,
        fact="fronts.dossier-changed",
        fields=(
            *("title", "slug", "kicker", "standfirst", "picture", "need_to_know", "is_running", "live"),
            *("last_published_at", "translation_key"),
        ),
        tags=_dossier_tags,
    )
    announce_changes(
        DossierStory,
        fact="fronts.dossier-changed",
        fields=("dossier", "article", "sort_order"),
        tags=_place_tags,
    )
    announce_changes(
        ThreadEntry,
        fact="fronts.dossier-changed",
        fields=("dossier", "day", "text", "article", "sort_order"),
        tags=lambda entry, changed: [f"dossier:{entry.dossier_id}"],
    )
    announce_changes(
        SectionPick,
        fact="fronts.section-picks-changed",
        fields=("section", *_OF_A_PICK),
        tags=lambda pick, changed: [f"section:{pick.section_id}:picks"],
    )
    announce_changes(
        PaperPick,
        fact="fronts.paper-picks-changed",
        fields=("language", *_OF_A_PICK),
        tags=lambda pick, changed: [f"language:{pick.language}:picks"],
    )


def _front_tags(front: Front, changed: frozenset[str]) -> Iterator[str]:
    if front.live or "live" in changed:
        yield from (f"front:{front.language}", f"page:{front.pk}:address")


def _dossier_tags(dossier: Dossier, changed: frozenset[str]) -> Iterator[str]:
    if not dossier.live and "live" not in changed:
        return
    yield from (f"dossier:{dossier.pk}", f"language:{dossier.language}:dossiers")
    if changed & {"slug", "live", "translation_key"}:
        yield from (f"page:{dossier.pk}:address", f"address:{dossier.address}")
        yield f"family:{dossier.translation_key.hex}"
    if "live" in changed:
        stories = DossierStory.objects.filter(dossier_id=dossier.pk).values_list("article_id", flat=True)
        yield from (f"article:{pk}:dossiers" for pk in stories)


def _place_tags(place: DossierStory, changed: frozenset[str]) -> Iterator[str]:
    yield f"dossier:{place.dossier_id}"
    if changed & {"dossier", "article"}:
        yield f"article:{place.article_id}:dossiers"
