"""Two subjects are joined, parted, split: what stories speak of and what readers reach goes with them."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from lxml import html

from azdarar.articles.models import ArticleSubject
from azdarar.articles.speaking_of import (
    JoinedSinceError,
    NothingToSplitError,
    SameSubjectError,
    join_subjects,
    preview_join,
    related_subjects,
    split_subject,
    undo_join,
)
from azdarar.press.models import Announcement
from azdarar.subjects.models import Subject, SubjectName, SubjectRelation
from azdarar.subjects.queries import joins_of, subjects_called
from tests.factories.articles import AT, public_story
from tests.factories.fronts import make_paper
from tests.factories.subjects import SubjectFactory

pytestmark = pytest.mark.django_db


def story_of(*subjects: Subject, title: str) -> Any:
    story = public_story(title=title)
    story.article_subjects.set([ArticleSubject(subject=subject) for subject in subjects])
    story.save_revision().publish()
    return story


def stories_of(subject: Subject) -> set[str]:
    rows = ArticleSubject.objects.filter(subject=subject, visible_from__lte=AT + timedelta(hours=1))
    return set(rows.values_list("article__title", flat=True))


def test_joined_subjects_are_one_for_readers_and_editors_and_parted_again_are_two() -> None:
    make_paper()
    one = SubjectFactory(title="Nikol Pachinian", slug="pachinian", kind="person")
    other = SubjectFactory(title="Pashinyan", slug="pashinyan", kind="person")
    SubjectName.objects.create(subject=other, language="hy", text="Փաշինյան", is_preferred=True)
    with_both, place = SubjectFactory(title="Erevan"), SubjectFactory(title="Chouchi", kind="place")
    story_of(one, title="A")
    story_of(other, with_both, title="B")
    story_of(one, other, title="C")
    stale = story_of(other, place, title="D")
    SubjectRelation.objects.create(subject=one, other=place, kind=SubjectRelation.Kind.NOT_TO_CONFUSE)
    preview, before = preview_join(other, one), Announcement.objects.count()

    join = join_subjects(subject=other, into=one, at=AT)

    assert (preview.moving, preview.in_both, preview.names) == (2, 1, ("Փաշինյան", "Pashinyan"))
    assert stories_of(one) == {"A", "B", "C", "D"}
    assert ArticleSubject.objects.filter(subject=other).count() == 0
    assert subjects_called("Пашинян") == [one]
    told = {tag for row in Announcement.objects.all()[before:] for tag in row.tags}
    assert {f"subject:{one.pk}", f"subject:{other.pk}:page", "address:/fr/tags/pashinyan/"} <= told
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        led = Client().get("/fr/tags/pashinyan/")
        page = html.fromstring(Client().get("/fr/tags/pachinian/").content)
        related = {
            subject.title for subject in related_subjects(one, language="fr", at=AT + timedelta(hours=1))
        }
    assert (led.status_code, led["Location"]) == (301, "/fr/tags/pachinian/")
    header = page.cssselect(".subject")[0].text_content()
    assert "Փաշինյան" in header
    assert page.cssselect(".subject-head__unlike a")[0].get("href") == f"/fr/tags/{place.slug}/"
    assert related == {"Erevan", "Chouchi"}

    # A draft from before the join speaks of the one that stands.
    stale.article_subjects.set([ArticleSubject(subject=other)])
    stale.save_revision().publish()
    assert "D" in stories_of(one)

    undo_join(join=join, at=AT)

    assert stories_of(one) == {"A", "C", "D"}
    assert stories_of(other) == {"B", "C"}
    assert [joins_of(one), [name.text for name in Subject.objects.get(pk=one.pk).names.all()]] == [[], []]
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        assert Client().get("/fr/tags/pashinyan/").status_code == 200
    with pytest.raises(JoinedSinceError):
        undo_join(join=join, at=AT)


def test_a_chain_of_joins_leads_in_one_step_and_is_undone_from_its_end() -> None:
    first, second, third = (SubjectFactory(title=title) for title in ("Arzach", "Artsakh", "Karabagh"))
    inner = join_subjects(subject=first, into=second, at=AT)
    outer = join_subjects(subject=second, into=third, at=AT)
    assert Subject.objects.get(pk=first.pk).joined_into == third

    for subject, into in ((first, third), (third, third), (third, first)):
        with pytest.raises(SameSubjectError):
            join_subjects(subject=subject, into=into, at=AT)
    with pytest.raises(JoinedSinceError):
        undo_join(join=inner, at=AT)

    undo_join(join=outer, at=AT)
    assert Subject.objects.get(pk=first.pk).joined_into == second
    undo_join(join=inner, at=AT)
    assert not Subject.objects.exclude(joined_into=None).exists()


def test_a_subject_is_split_by_names_and_stories() -> None:
    make_paper()
    both = SubjectFactory(title="Sarkissian", kind="person")
    name = SubjectName.objects.create(
        subject=both, language="fr", text="Armen Sarkissian", is_preferred=False
    )
    kept, going = story_of(both, title="Serge"), story_of(both, title="Armen")

    with pytest.raises(NothingToSplitError):
        split_subject(subject=both, title="Armen Sarkissian", names=[], stories=[], at=AT)
    new = split_subject(subject=both, title="Armen Sarkissian", names=[name.pk], stories=[going.pk], at=AT)

    assert (stories_of(both), stories_of(new)) == ({kept.title}, {going.title})
    assert (new.slug, new.kind, [one.text for one in new.names.all()]) == (
        "armen-sarkissian",
        "person",
        ["Armen Sarkissian"],
    )
    assert subjects_called("Արմեն Սարգսյան") == [new]
