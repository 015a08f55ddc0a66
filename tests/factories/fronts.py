"""The paper's pages, and dossiers."""

from functools import partial

from azdarar.fronts.actions import found_paper
from azdarar.fronts.models import Dossier, Front
from tests.factories.founded import founded_again

LANGUAGES = ("fr", "en", "hy", "ru")


def make_paper(*languages: str) -> list[Front]:
    """Found the paper in these languages (all four where none is named)."""
    chosen = languages or LANGUAGES
    founded_again(chosen, partial(found_paper, languages=chosen, name="Azdarar"))
    fronts = {front.language: front for front in Front.objects.select_related("locale")}
    return [fronts[language] for language in chosen]


def make_dossier(language: str = "fr", *, title: str = "La ligne du lac", slug: str = "ligne") -> Dossier:
    """A published dossier."""
    front = Front.objects.get(locale__language_code=language)
    dossier = Dossier(title=title, slug=slug, locale=front.locale)
    front.add_child(instance=dossier)
    dossier.save_revision().publish()
    return dossier
