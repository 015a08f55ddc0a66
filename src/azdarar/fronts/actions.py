"""Founding the paper, the pages every language needs before the first story; picks an import brings."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from azdarar.articles.models import Article, ArticleSpace
from azdarar.fronts.models import Front, SectionPick
from azdarar.press.actions import announce

#: Recommendations a section is given without an editor.
MOST_PICKS = 8


@transaction.atomic
def found_paper(*, languages: Sequence[str], name: str) -> list[Front]:
    """Make sure each language has its locale, front page and space for stories.

    Safe to run at every start: what exists is left as it is; a language added later gets its pages.
    The translations of a front page share a ``translation_key``, as Wagtail expects of a site root.

    Args:
        languages: language codes; the first is the paper's own and becomes the site's root.
        name: the paper's name, the title of new front pages.

    Returns:
        The front pages, in the order of ``languages``.
    """
    root = Page.get_first_root_node()
    locales = [Locale.objects.get_or_create(language_code=code)[0] for code in languages]
    fronts: list[Front] = []
    for locale in locales:
        front = Front.objects.filter(locale=locale).first()
        if front is None:
            front = Front(
                title=name, slug=locale.language_code, locale=locale, containers=default_containers()
            )
            if fronts:
                front.translation_key = fronts[0].translation_key
            root.add_child(instance=front)
            front.save_revision().publish()
        if not ArticleSpace.objects.child_of(front).exists():
            space = ArticleSpace(title=name, slug="stories", locale=locale)
            first = ArticleSpace.objects.filter(locale=locales[0]).first()
            if first is not None and locale != locales[0]:
                space.translation_key = first.translation_key
            front.add_child(instance=space)
        fronts.append(front)
    _settle_site(fronts[0], name=name)
    return fronts


@transaction.atomic
def pick_for_sections(article_ids: Sequence[int]) -> int:
    """Recommend stories in their own sections, after what is recommended there, the newest first.

    No section gets more than ``MOST_PICKS`` that way: some sites put hundreds of stories on top.

    They come from an import and go with it: unlike an editor's choice, a pick made here does not hold its
    story in the paper when the import is taken back.

    Returns:
        How many were added.
    """
    stories = Article.objects.filter(pk__in=article_ids, section__isnull=False)
    picks: list[SectionPick] = []
    ranks: dict[int, int] = {}
    known = set(SectionPick.objects.filter(article__in=stories).values_list("article_id", "section_id"))
    for pk, section_id in stories.order_by("-visible_from", "-pk").values_list("pk", "section_id"):
        if section_id not in ranks:
            ranks[section_id] = SectionPick.objects.filter(section=section_id).count()
        if (pk, section_id) not in known and ranks[section_id] < MOST_PICKS:
            ranks[section_id] += 1
            picks.append(SectionPick(section_id=section_id, article_id=pk, sort_order=ranks[section_id]))
    # Written without a word to the index of references, which keeps what an editor shows.
    SectionPick.objects.bulk_create(picks)
    if picks:
        tags = {f"section:{pick.section_id}:picks" for pick in picks}
        announce("fronts.section-picks-changed", tags=tags, at=timezone.now())
    return len(picks)


def default_containers() -> list[tuple[str, dict[str, Any]]]:
    """What a new front page shows until somebody arranges it: the latest, in three boxes; what is read most.

    So a paper filled by an import is browsable at once, and an empty one shows nothing empty.
    """
    common: dict[str, Any] = {
        "title": "",
        "picks": [],
        "rule": "latest",
        "section": None,
        "subject": None,
        "dossier": None,
    }
    boxes = [("lead", 5), ("wire", 8), ("river", 15)]
    filled = [
        ("container", {**common, "kind": kind, "most": most, "max_age_days": None}) for kind, most in boxes
    ]
    # What readers made of it, once enough of them did.
    ranking = {**common, "kind": "ranking", "rule": "none", "most": 5, "max_age_days": None}
    return [*filled, ("container", ranking)]


def _settle_site(front: Front, *, name: str) -> None:
    site = Site.objects.filter(is_default_site=True).first() or Site(
        hostname="localhost", is_default_site=True
    )
    if site.root_page_id != front.pk or site.site_name != name:
        old_root = site.root_page if site.root_page_id else None
        site.root_page, site.site_name = Page.objects.get(pk=front.pk), name
        site.save()
        if old_root is None or old_root.specific_class is not Page or old_root.is_root():
            return
        if not old_root.get_children().exists():
            old_root.delete()
