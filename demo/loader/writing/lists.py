"""Writes what stories refer to: sources, sections, contributors and subjects."""

from azdarar.articles.models import Contributor, ContributorProfile, Section
from azdarar.rights.models import Source
from azdarar.subjects.models import Subject, SubjectName
from demo.loader.edition import ContributorEntry, Edition, SubjectEntry
from demo.loader.writing.identities import translation_key
from demo.loader.writing.paper import Paper

_SCRIPTS = (("hy", range(0x0530, 0x0590)), ("ru", range(0x0400, 0x0530)))


def write_sources(edition: Edition, *, paper: Paper) -> None:
    """Sources, found by their names."""
    for entry in edition.sources.values():
        paper.sources[entry.name], is_new = Source.objects.get_or_create(
            name=entry.name,
            defaults={
                "address": entry.address,
                "credit_lines": dict(entry.credit_lines),
                "is_link_before_text": entry.is_link_before_text,
                "usage_terms": entry.usage_terms,
            },
        )
        paper.added["sources"] += is_new


def write_sections(edition: Edition, *, paper: Paper) -> None:
    """Sections, a row for each language, found by their identity."""
    for entry in edition.sections.values():
        for language in paper.languages:
            paper.sections[language, entry.key], is_new = Section.objects.get_or_create(
                translation_key=translation_key("section", entry.key),
                locale=paper.locales[language],
                defaults={
                    "name": entry.names[language],
                    "slug": entry.slugs[language],
                    "standfirst": entry.standfirsts[language],
                    "rank": entry.rank,
                },
            )
            paper.added["sections"] += is_new


def write_contributors(edition: Edition, *, paper: Paper) -> None:
    """Contributors with what is said of them in each language, found by their addresses."""
    there = {person.slug: person for person in Contributor.objects.filter(slug__in=edition.contributors)}
    for entry in edition.contributors.values():
        person = there.get(entry.key)
        if person is None:
            person = _contributor(entry, paper=paper)
            person.save()
            paper.added["contributors"] += 1
        paper.contributors[entry.key] = person


def write_subjects(edition: Edition, *, paper: Paper) -> None:
    """Subjects with all their names, found by their addresses."""
    there = {subject.slug: subject for subject in Subject.objects.all()}
    for entry in edition.subjects.values():
        subject = there.get(entry.slug)
        if subject is None:
            subject = _subject(entry, paper=paper)
            subject.save()
            paper.added["subjects"] += 1
        paper.subjects[entry.key] = subject


def _contributor(entry: ContributorEntry, *, paper: Paper) -> Contributor:
    is_person = entry.kind == Contributor.Kind.PERSON
    first, _space, last = entry.name.rpartition(" ")
    person = Contributor(
        name=entry.name,
        slug=entry.key,
        kind=entry.kind,
        sort_name=f"{last}, {first}" if is_person and first else entry.name,
        portrait=paper.pictures.get(entry.portrait),
    )
    person.profiles = [
        ContributorProfile(
            language=language,
            name=entry.names.get(language, ""),
            position=entry.positions[language],
            bio=entry.bios[language],
            sort_order=order,
        )
        for order, language in enumerate(paper.languages)
    ]
    return person


def _subject(entry: SubjectEntry, *, paper: Paper) -> Subject:
    subject = Subject(kind=entry.kind, slug=entry.slug, title=entry.names[paper.own_language])
    names = [
        SubjectName(language=language, text=text, description=entry.descriptions.get(language, ""))
        for language, text in entry.names.items()
    ]
    names += [
        SubjectName(language=_language_of(text, own=paper.own_language), text=text, is_preferred=False)
        for text in entry.spellings
    ]
    for order, name in enumerate(names):
        name.sort_order = order
    subject.names = names
    return subject


def _language_of(spelling: str, *, own: str) -> str:
    """A spelling belongs to the language of its letters; Latin ones to the paper's own readers."""
    for language, letters in _SCRIPTS:
        if any(ord(letter) in letters for letter in spelling):
            return language
    return own
