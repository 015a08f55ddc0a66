"""Logos of what is no text: a contributor has a portrait here; others wait in the library of pictures."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from azdarar.archive.internal.ledger import Ledger
from azdarar.archive.internal.spip_files import SPIPFiles
from azdarar.archive.internal.spip_survey import Survey
from azdarar.articles.models import Contributor
from azdarar.formats.spip_text import rank_of
from azdarar.formats.spip_variants import line_in
from azdarar.media.models import Picture

#: SPIP's number of the site itself, and of the logo of all sections.
_ALL = 0


def take_logos(survey: Survey, files: SPIPFiles, ledger: Ledger, *, site: str) -> list[str]:
    """Take in the logos that belong to no text; sentences about them.

    A portrait that is there already stays. Running it again changes nothing.
    """
    for number in survey.people:
        if files.has_logo("auteur", number):
            _give_portrait(number, files, ledger)
    kept = 0
    for kind, number, name in _others(survey, site):
        if files.has_logo(kind, number):
            _picture, why = files.logo_of(kind, number, title=_("Logo: %(name)s") % {"name": name})
            kept += not why
    if not kept:
        return []
    told = ngettext(
        "%(count)s logo of a section, a keyword or the site waits in the library of pictures: nothing here "
        "shows it.",
        "%(count)s logos of sections, keywords or the site wait in the library of pictures: nothing here "
        "shows them.",
        kept,
    )
    return [told % {"count": kept}]


def _others(survey: Survey, site: str) -> Iterator[tuple[str, int, str]]:
    yield "site", _ALL, site
    yield "rubrique", _ALL, site
    for number, rubrique in survey.rubriques.items():
        yield "rubrique", number, rank_of(line_in(rubrique.titre))[1]
    for number, word in survey.words.items():
        yield "mot", number, rank_of(line_in(word.titre))[1]
    for number, group in survey.groups.items():
        yield "groupe_mots", number, line_in(group.titre)


def _give_portrait(number: int, files: SPIPFiles, ledger: Ledger) -> None:
    """Give somebody who signs the picture they had, where nobody gave them another."""
    line = ledger.find("auteur", number)
    person = ledger.object_of("auteur", number)
    if line is None or not isinstance(person, Contributor) or person.portrait_id is not None:
        return
    picture, _why = files.logo_of("auteur", number, title=person.name)
    if isinstance(picture, Picture):
        person.portrait = picture
        person.save(update_fields=["portrait"])
        # It is the import's own work, and no edit of a person.
        ledger.remember("auteur", number, person, is_made=line.is_made)
