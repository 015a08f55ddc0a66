"""Looking the archive through may be killed anywhere: what follows goes on, and counts once."""

import contextlib
from typing import Any

import pytest
from django.db import connection

from azdarar.articles.looking_through import Looker
from azdarar.articles.models import NewName, RecognitionPass, SubjectSuggestion
from azdarar.subjects.models import Subject
from tests.factories.articles import AT, paragraphs, public_story
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper", "clock")]


class KilledError(BaseException):
    """What no border of the room catches."""


def test_a_pass_stopped_before_any_statement_leaves_what_a_whole_one_leaves() -> None:
    subject: Subject = SubjectFactory(title="Nikol Pashinyan", kind="person")
    for number in range(4):
        public_story(body=paragraphs(f"À {number} heures, Nikol Pashinyan rencontre Gulnara Mamedova."))
    left = 0

    for stop_at in range(1, 60, 3):
        seen = 0

        def stop(execute: Any, sql: str, params: Any, many: bool, context: Any, at: int = stop_at) -> Any:
            nonlocal seen
            seen += 1
            if seen == at:
                raise KilledError
            return execute(sql, params, many, context)

        with contextlib.suppress(KilledError), connection.execute_wrapper(stop):
            while Looker().step(at=AT, most=1):
                pass
        left = RecognitionPass.objects.filter(cursor__gt=0).count()
    while Looker().step(at=AT, most=1):
        pass

    assert left == 1
    rows = SubjectSuggestion.objects.values_list("subject", "name", "is_sure")
    assert list(rows) == [(subject.pk, "nikol pashinyan", True)] * 4
    assert NewName.objects.get(words="gulnara mamedova").stories == 4
    assert RecognitionPass.objects.get(scope="all").stories == 4
