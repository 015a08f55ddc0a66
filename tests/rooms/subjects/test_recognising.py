"""Which subjects a text speaks of: by their names, in whatever case, spelling and script."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from django.core.checks import run_checks

from azdarar.subjects.models import KnownName, Subject, SubjectName
from azdarar.subjects.recognising import NamesInMemory, SpokenOf, recognise
from tests.factories.subjects import SubjectFactory

pytestmark = pytest.mark.django_db


def subject_called(*names: str, kind: str = "person") -> Subject:
    subject: Subject = SubjectFactory(title=names[0], kind=kind)
    for name in names[1:]:
        SubjectName.objects.create(subject=subject, language="hy", text=name, is_preferred=False)
    return subject


def found_in(text: str, language: str, **options: Any) -> list[tuple[int, str, bool]]:
    spoken_of = recognise([text], language=language, **options).spoken_of
    return [(one.subject, text[one.start : one.end], one.is_sure) for one in spoken_of]


def test_names_are_found_in_every_case_and_script_from_memory_as_from_the_database() -> None:
    pashinyan = subject_called("Nikol Pashinyan", "Никол Пашинян", "Նիկոլ Փաշինյան").pk
    artsakh = subject_called("Artsakh", "Արցախ", "Haut-Karabagh", kind="place").pk
    karabakh = subject_called("Karabagh", kind="place").pk
    rail = subject_called("chemin de fer", kind="topic").pk
    texts = [
        ("ru", "Вчера с Николом Пашиняном говорили.", [(pashinyan, "Николом Пашиняном", True)]),
        ("hy", "Երեկ Նիկոլ Փաշինյա՞նն ասաց։", [(pashinyan, "Նիկոլ Փաշինյա՞նն", True)]),
        ("hy", "Նրանք մնացին Արցախում։", [(artsakh, "Արցախում", True)]),
        ("fr", "La guerre d’Artsakh commence.", [(artsakh, "Artsakh", True)]),
        ("fr", "Ni le Haut-Karabagh.", [(artsakh, "Haut-Karabagh", True)]),
        ("fr", "Ni le Karabagh.", [(karabakh, "Karabagh", True)]),
        ("fr", "Selon N. Pashinyan, tout va.", [(pashinyan, "N. Pashinyan", True)]),
        ("fr", "Le chemin de fer…", [(rail, "chemin de fer", True)]),
        ("fr", "Hier Pashinyan a parlé.", [(pashinyan, "Pashinyan", False)]),
        ("fr", "Pour Nikol Pachinian, c’est fini.", [(pashinyan, "Nikol Pachinian", False)]),
    ]
    at_hand = NamesInMemory()

    for language, text, expected in texts:
        assert found_in(text, language) == expected, text
        assert found_in(text, language, names=at_hand) == expected, text


def test_what_a_text_says_against_a_name_is_heard() -> None:
    first = subject_called("Vahram Hakobyan").pk
    second = subject_called("Anna Hakobyan").pk
    van = subject_called("Van", kind="place").pk

    assert found_in("Hier Serge Hakobyan a parlé.", "fr") == []
    assert found_in("Hier Hakobyan a parlé.", "fr") == [
        (first, "Hakobyan", False),
        (second, "Hakobyan", False),
    ]
    assert found_in("Pour Anna Hakobyan, rien. Hakobyan le répète.", "fr") == [
        (second, "Anna Hakobyan", True),
        (second, "Hakobyan", True),
    ]
    assert found_in("The van left Van for Kars.", "en") == [(van, "Van", False)]
    assert found_in("Un autre van est passé.", "fr") == []


def test_names_that_are_no_names_harm_nothing() -> None:
    for title in ("A", "1915", ".*", "(?P<x>", "\\d+", "«»", "x" * 200, "Ա"):
        subject_called(title)

    assert found_in("A (?P<x> .* \\d+ en 1915, Ա. « » " + "x" * 300, "fr") == []
    assert not KnownName.objects.filter(words__in=["a", "1915", "ա", ""]).exists()


def test_known_names_follow_the_names_of_a_subject() -> None:
    subject = subject_called("Nikol Pashinyan")
    held = set(subject.known_names.values_list("words", "sort"))
    assert held == {
        ("nikol pashinyan", "whole"),
        ("pashinyan nikol", "turned"),
        ("n pashinyan", "initial"),
        ("pashinyan", "family"),
    }

    subject.title, subject.kind = "Nikol Pachinian", Subject.Kind.ORGANISATION
    subject.save()
    name = SubjectName.objects.create(subject=subject, language="fr", text="Pachinian")
    assert set(subject.known_names.values_list("words", flat=True)) == {"nikol pachinian", "pachinian"}

    name.delete()
    assert set(subject.known_names.values_list("words", flat=True)) == {"nikol pachinian"}


def test_what_was_joined_is_found_as_the_one_it_was_joined_into() -> None:
    into, gone = subject_called("Haut-Karabagh", kind="place"), subject_called("Artsakh", kind="place")
    Subject.objects.filter(pk=gone.pk).update(joined_into=into)

    for names in (None, NamesInMemory()):
        assert found_in("En Artsakh.", "fr", names=names) == [(into.pk, "Artsakh", True)]


def raises(*, parts: Sequence[str], language: str) -> Iterable[SpokenOf]:
    raise RuntimeError("no model")


def answers_rubbish(*, parts: Sequence[str], language: str) -> Any:
    subject = Subject.objects.get(title="Sevan")
    yield SpokenOf(subject.pk, "le lac", 0, 0, 6, True)
    yield from (None, "Sevan", SpokenOf(-1, "x", 0, 0, 1, True), SpokenOf(subject.pk, "x", 7, 0, 1, True))
    yield from (SpokenOf(subject.pk, " ", 0, 0, 1, True), SpokenOf(subject.pk, "x", 0, 0, 9**9, True))
    yield SpokenOf(9**12, "nobody", 0, 0, 1, True)


def test_a_recogniser_that_fails_is_told_of_and_loses_nothing(settings: Any) -> None:
    sevan = subject_called("Sevan", kind="place").pk
    settings.AZDARAR_SUBJECT_RECOGNISER = f"{__name__}.raises"
    failed = recognise(["Le lac de Sevan"], language="fr")
    settings.AZDARAR_SUBJECT_RECOGNISER = f"{__name__}.answers_rubbish"
    checked = recognise(["Le lac de Sevan"], language="fr")

    assert [one.subject for one in failed.spoken_of] == [sevan]
    assert failed.problem
    assert [(one.subject, one.name) for one in checked.spoken_of] == [(sevan, "le lac")]
    assert checked.problem


@pytest.mark.parametrize("path", ["nowhere.at_all", "azdarar.errors", "azdarar.subjects.models.Nobody", ""])
def test_a_recogniser_that_is_none_is_refused_at_start(settings: Any, path: str) -> None:
    settings.AZDARAR_SUBJECT_RECOGNISER = path

    assert "subjects.E001" in {message.id for message in run_checks()}
