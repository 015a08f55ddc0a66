"""The door of the loader: from the edition's folder to a paper, all of it or nothing."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import transaction

from azdarar.articles.models import Article
from azdarar.errors import AzdararError
from azdarar.fronts.actions import found_paper
from azdarar.media.preparing import PreparedPicture
from demo.loader.checking import check_edition
from demo.loader.edition import Edition
from demo.loader.mistakes import Proof
from demo.loader.reading import read_edition
from demo.loader.writing.files import write_documents, write_pictures
from demo.loader.writing.identities import translation_key
from demo.loader.writing.lists import write_contributors, write_sections, write_sources, write_subjects
from demo.loader.writing.pages import write_dossiers, write_fronts, write_plain_pages
from demo.loader.writing.paper import Paper, is_paper_empty
from demo.loader.writing.renditions import prepared_pictures
from demo.loader.writing.stories import write_stories

FOLDER = Path(__file__).resolve().parents[2] / "edition"


class PaperNotEmptyError(AzdararError):
    """Somebody's own work is in the paper."""

    code: ClassVar[str] = "demo.paper-not-empty"
    sentence = (
        "This paper has stories or pictures of its own, so the demonstration edition was not put among them; "
        "choose an empty home with AZDARAR_HOME. Nothing was changed."
    )


def proofread(folder: Path = FOLDER) -> Edition:
    """Read an edition and look whether it can be loaded. Costs a quarter of a second, writes nothing.

    Raises:
        BadEditionError: ``demo.bad-edition``, with every mistake by file and line.
    """
    proof = Proof()
    edition = read_edition(folder, proof=proof)
    check_edition(edition, proof=proof)
    proof.refuse()
    return edition


def is_loaded(edition: Edition) -> bool:
    """Whether the edition is in the paper: one of its stories is enough, for it comes whole or not at all."""
    keys = {translation_key("story", key) for _language, key in edition.stories}
    return bool(Article.objects.filter(translation_key__in=keys).exists())


def load_edition(edition: Edition, *, again: bool = False) -> Counter[str]:
    """Put the edition into the paper. One transaction; renditions are made before it begins.

    Args:
        edition: as ``proofread`` returned it.
        again: complete an edition that is there; what exists is not changed.

    Returns:
        How many of each kind were put in; empty where everything was there.

    Raises:
        PaperNotEmptyError: ``demo.paper-not-empty``; nothing was changed.
    """
    published = {language for language, _key in edition.stories}
    languages = tuple(code for code, _name in settings.LANGUAGES if code in published)
    if not is_paper_empty() and not (again and is_loaded(edition)):
        raise PaperNotEmptyError
    prepared = prepared_pictures(entry.file for entry in edition.pictures.values())
    paper = Paper(languages=languages)
    try:
        with _without_a_line_for_each_page(), transaction.atomic():
            _write(edition, paper=paper, prepared=prepared)
    except BaseException:
        paper.forget_files()
        raise
    return +paper.added


@contextmanager
def _without_a_line_for_each_page() -> Iterator[None]:
    """Keep Wagtail from logging each page's creation, edit and publication: three hundred lines."""
    logger = logging.getLogger("wagtail")
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)


def _write(edition: Edition, *, paper: Paper, prepared: dict[Path, PreparedPicture]) -> None:
    fronts = found_paper(languages=[code for code, _name in settings.LANGUAGES], name=settings.PAPER_NAME)
    paper.fronts = {front.language: front for front in fronts if front.language in paper.languages}
    paper.locales = {language: front.locale for language, front in paper.fronts.items()}
    write_pictures(edition, paper=paper, prepared=prepared)
    write_documents(edition, paper=paper)
    write_sources(edition, paper=paper)
    write_sections(edition, paper=paper)
    write_contributors(edition, paper=paper)
    write_subjects(edition, paper=paper)
    write_stories(edition, paper=paper)
    write_dossiers(edition, paper=paper)
    write_plain_pages(edition, paper=paper)
    write_fronts(edition, paper=paper)
