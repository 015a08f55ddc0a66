"""A subject is found by any spelling of any of its names, and two that may be one are proposed."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from azdarar.subjects.actions import refuse_join, write_keys
from azdarar.subjects.models import NameKey, Subject, SubjectName, SubjectRelation
from azdarar.subjects.queries import also_found, proposed_joins, subjects_called, unlike
from tests.factories.subjects import SubjectFactory

pytestmark = pytest.mark.django_db


def test_a_subject_is_found_by_any_spelling_of_any_of_its_names() -> None:
    person = SubjectFactory(title="Nikol Pachinian", kind=Subject.Kind.PERSON)
    place = SubjectFactory(title="Artsakh", kind=Subject.Kind.PLACE)
    SubjectName.objects.create(
        subject=place, language="fr", text="Haut-Karabagh", is_preferred=False, kind="disputed"
    )
    SubjectFactory(title="Kars")

    found = {
        asked: subjects_called(asked) for asked in ("Փաշինյան", "Пашинян, Никол", "Paşinyan", "nikol pa")
    }

    assert set(map(tuple, found.values())) == {(person,)}
    assert subjects_called("Карабах") == subjects_called("Arzach") == [place]
    assert subjects_called("Goris") == subjects_called("") == subjects_called("?!") == []


def test_a_changed_or_deleted_name_is_filed_anew_and_filing_twice_changes_nothing() -> None:
    subject = SubjectFactory(title="Sevan")
    name = SubjectName.objects.create(subject=subject, language="fr", text="Gyumri", is_preferred=False)
    name.text = "Dilijan"
    name.save()
    assert [subjects_called(asked) for asked in ("Գյումրի", "Դիլիջան")] == [[], [subject]]
    name.delete()
    held = set(NameKey.objects.values_list("pk", "key"))

    write_keys(subject)

    assert set(NameKey.objects.values_list("pk", "key")) == held
    assert subjects_called("Դիլիջան") == []


def test_two_that_may_be_one_are_proposed_until_somebody_refuses_for_ever() -> None:
    one = SubjectFactory(title="Serge Sarkissian")
    other, unlike_it = SubjectFactory(title="Սերժ Սարգսյան"), SubjectFactory(title="Sargsyan Serzh")
    SubjectRelation.objects.create(subject=unlike_it, other=one, kind=SubjectRelation.Kind.NOT_TO_CONFUSE)
    assert [found.second for found in proposed_joins(one)] == [other]

    for _again in range(2):
        refuse_join(one=other, other=one, at=timezone.now())

    assert proposed_joins(one) == []
    assert one not in [found.second for found in proposed_joins(other)]


@pytest.mark.parametrize(("one", "other"), [("Tigran", "Tehran"), ("Erdogan", "Ardahan")])
def test_two_single_words_that_sound_alike_by_chance_are_found_but_not_proposed(one: str, other: str) -> None:
    first, second = SubjectFactory(title=one), SubjectFactory(title=other)
    assert subjects_called(one) == [first, second]

    assert proposed_joins(first) == proposed_joins(second) == []


def test_what_is_not_to_be_confused_is_said_on_both_sides_and_what_is_also_found_on_one() -> None:
    artsakh, karabakh = SubjectFactory(title="Artsakh"), SubjectFactory(title="Haut-Karabagh")
    for kind in SubjectRelation.Kind.values:
        SubjectRelation.objects.create(subject=artsakh, other=karabakh, kind=kind)

    assert (unlike(artsakh), unlike(karabakh)) == ([karabakh], [artsakh])
    assert (also_found(artsakh), also_found(karabakh)) == ([karabakh], [])


@pytest.mark.parametrize(("field", "wrong"), [("wikidata", "7035479"), ("viaf", "x1"), ("geonames", "0")])
def test_a_number_of_another_house_has_that_houses_form(field: str, wrong: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        SubjectFactory.build(title="Sevan", **{field: wrong}).full_clean()

    assert list(refusal.value.message_dict) == [field]
