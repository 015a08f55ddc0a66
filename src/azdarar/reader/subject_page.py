"""What a reader gets to know of a subject: what it is and is called, what it is not, what goes with it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from azdarar.articles.speaking_of import related_subjects
from azdarar.articles.subject_pictures import picture_of
from azdarar.language.folding import fold
from azdarar.language.typography import TypesetText
from azdarar.press.editions import edition
from azdarar.reader.page import Link
from azdarar.subjects.models import Subject, SubjectName
from azdarar.subjects.queries import unlike

_SCHEMA_TYPES = {
    Subject.Kind.PERSON: "Person",
    Subject.Kind.PLACE: "Place",
    Subject.Kind.ORGANISATION: "Organization",
    Subject.Kind.EVENT: "Event",
}
_ELSEWHERE = (
    ("wikidata", "Wikidata", "https://www.wikidata.org/wiki/{}"),
    ("viaf", "VIAF", "https://viaf.org/viaf/{}"),
    ("geonames", "GeoNames", "https://www.geonames.org/{}"),
)


def subject_address(subject: Subject, *, language: str) -> str:
    """The path of a subject's page in a language."""
    return f"/{language}/tags/{subject.slug}/"


def subject_link(subject: Subject, *, language: str) -> Link:
    """A subject by its name in a language, leading to its page."""
    return Link(TypesetText(subject.name_in(language), language), subject_address(subject, language=language))


def subject_values(subject: Subject, *, language: str, at: datetime) -> dict[str, Any]:
    """The parts of a subject's page beside its stories."""
    own = subject.name_in(language)
    return {
        "subject_kind": "" if subject.kind == Subject.Kind.TOPIC else subject.get_kind_display(),
        "description": TypesetText(description_of(subject, language=language), language),
        **_names(subject, own=own),
        "unlike": _links(unlike(subject), language=language),
        "related": _links(related_subjects(subject, language=language, at=at), language=language),
        "elsewhere": _elsewhere(subject),
        "picture": picture_of(subject, language=language) if edition().has_pictures else None,
    }


def description_of(subject: Subject, *, language: str) -> str:
    """What is said of it in a language; empty where nothing is."""
    said = (name.description for name in subject.names.all() if name.language == language)
    return next((text for text in said if text), "")


def subject_data(subject: Subject, *, language: str) -> list[Mapping[str, Any]]:
    """What search engines are told of it; nothing of a topic, which is no thing."""
    if subject.kind not in _SCHEMA_TYPES:
        return []
    own = subject.name_in(language)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _SCHEMA_TYPES[Subject.Kind(subject.kind)],
        "name": own,
    }
    others = [name.text for name in subject.names.all() if name.text != own]
    addresses = [link.url for link in _elsewhere(subject)]
    return [
        {
            **data,
            **({"alternateName": list(dict.fromkeys(others))} if others else {}),
            **({"sameAs": addresses} if addresses else {}),
        }
    ]


def _names(subject: Subject, *, own: str) -> dict[str, list[TypesetText]]:
    """Other names by what they are; each once, however many languages share it."""
    told = {fold(own)}
    by_kind: dict[str, list[TypesetText]] = {"names": [], "former_names": [], "disputed_names": []}
    places = {SubjectName.Kind.FORMER: "former_names", SubjectName.Kind.DISPUTED: "disputed_names"}
    for name in subject.names.all():
        if fold(name.text) not in told:
            told.add(fold(name.text))
            place = "names" if name.is_preferred else places.get(SubjectName.Kind(name.kind), "names")
            by_kind[place].append(TypesetText(name.text, name.language))
    return by_kind


def _links(subjects: Iterable[Subject], *, language: str) -> list[Link]:
    return [subject_link(subject, language=language) for subject in subjects]


def _elsewhere(subject: Subject) -> list[Link]:
    return [
        Link(name, address.format(number))
        for field, name, address in _ELSEWHERE
        if (number := getattr(subject, field))
    ]
