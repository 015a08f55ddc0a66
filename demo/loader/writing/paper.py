"""What is in the paper already, by the edition's keys, while it is being filled."""

from collections import Counter
from dataclasses import dataclass, field

from django.core.files.storage import Storage
from wagtail.models import Locale

from azdarar.articles.models import Article, Contributor, Section
from azdarar.fronts.models import Dossier, Front
from azdarar.media.models import Picture, StoryDocument
from azdarar.rights.models import Source
from azdarar.subjects.models import Subject


def is_paper_empty() -> bool:
    """Whether nobody has put anything into the paper yet; the pages it is founded with do not count."""
    models = (Article, Dossier, Section, Contributor, Subject, Picture)
    return not any(model.objects.exists() for model in models)


@dataclass(slots=True)
class Paper:
    """The rows behind the edition's keys, for those who write what refers to them.

    ``added`` counts what this run has put in; ``stored_files`` says which files it has stored.
    """

    languages: tuple[str, ...]
    fronts: dict[str, Front] = field(default_factory=dict)
    locales: dict[str, Locale] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    sections: dict[tuple[str, str], Section] = field(default_factory=dict)
    contributors: dict[str, Contributor] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    documents: dict[str, StoryDocument] = field(default_factory=dict)
    stories: dict[tuple[str, str], Article] = field(default_factory=dict)
    dossiers: dict[tuple[str, str], int] = field(default_factory=dict)
    added: Counter[str] = field(default_factory=Counter)
    stored_files: list[tuple[Storage, list[str]]] = field(default_factory=list)

    @property
    def own_language(self) -> str:
        """The paper's first language."""
        return self.languages[0]

    def forget_files(self) -> None:
        """Take back what this run has stored: files do not roll back with the database."""
        for storage, names in self.stored_files:
            for name in names:
                storage.delete(name)
