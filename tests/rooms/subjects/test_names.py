"""A subject is one in all languages, and has a name in each."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from azdarar.subjects.models import Subject, SubjectName
from tests.factories.subjects import SubjectFactory

pytestmark = pytest.mark.django_db


def test_the_preferred_name_of_a_language_is_used_and_else_the_working_name() -> None:
    subject = SubjectFactory(title="Sevan")
    subject.names.create(language="hy", text="Սևան")
    subject.names.create(language="fr", text="Sévan", is_preferred=False)

    assert [subject.name_in(language) for language in ("hy", "fr", "en")] == ["Սևան", "Sevan", "Sevan"]


def test_a_language_has_one_preferred_name_and_any_number_of_others() -> None:
    subject = SubjectFactory()
    for text, is_preferred in (("Sevan", True), ("Sévan", False), ("Sewan", False)):
        SubjectName.objects.create(subject=subject, language="fr", text=text, is_preferred=is_preferred)

    with pytest.raises(IntegrityError), transaction.atomic():
        SubjectName.objects.create(subject=subject, language="fr", text="Le Sevan")

    assert subject.names.count() == 3


def test_a_subject_without_a_name_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        Subject(title=" ", slug="rien").clean()

    assert list(refusal.value.message_dict) == ["title"]
