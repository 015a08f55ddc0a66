"""Subjects at the desk: found in any spelling, joined after a preview, parted, split, out and in as files."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from azdarar.accounts.models import AuditEntry
from azdarar.articles.models import ArticleSubject
from azdarar.subjects.models import Subject, SubjectName
from tests.factories.accounts import ContributorFactory as WriterFactory
from tests.factories.accounts import EditorFactory
from tests.factories.articles import draft_story, public_story
from tests.factories.subjects import SubjectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(EditorFactory())
    return client


def test_an_editor_finds_a_subject_in_any_spelling_joins_it_and_parts_it_again(desk: Client) -> None:
    stands, goes = SubjectFactory(title="Nikol Pachinian"), SubjectFactory(title="Nikol Pashinyan")
    story = public_story(title="Le sommet")
    story.article_subjects.set([ArticleSubject(subject=goes)])
    story.save_revision().publish()
    listed = reverse("wagtailsnippets_subjects_subject:list")
    own, join = (
        reverse("newsroom_subject", args=[stands.pk]),
        reverse("newsroom_subject_join", args=[stands.pk, goes.pk]),
    )

    found = desk.get(listed, {"q": "Փաշինյան"}).content.decode()
    first = desk.get(own, {"q": "Пашинян"}).content.decode()
    preview = desk.get(join).content.decode()
    joined = desk.post(join, follow=True).content.decode()
    after = desk.get(listed, {"q": "Փաշինյան"}).content.decode()

    assert "Nikol Pachinian" in found
    assert "Nikol Pashinyan" in found
    assert (
        reverse("newsroom_subjects_export", args=["csv"])
        in desk.get(reverse("newsroom_subject_files")).content.decode()
    )
    assert own in found
    assert first.count(join) == 2  # proposed, and found by the search
    assert "Nikol Pashinyan" in preview
    assert 'value="undo"' in joined
    assert "Nikol Pashinyan" not in after
    assert list(story.article_subjects.model.objects.values_list("subject", flat=True)) == [stands.pk]
    assert desk.get(reverse("newsroom_subject", args=[goes.pk])).status_code == 404

    undone = desk.post(own, {"do": "undo", "join": stands.joins_here.get().pk})
    refused = desk.post(own, {"do": "refuse", "other": goes.pk}, follow=True).content.decode()

    assert undone.status_code == 302
    assert join not in refused
    assert list(ArticleSubject.objects.values_list("subject", flat=True)) == [goes.pk]
    deeds = AuditEntry.objects.filter(what__startswith="subjects.").order_by("number")
    assert [deed.what for deed in deeds] == [
        "subjects.subjects-joined",
        "subjects.join-undone",
        "subjects.join-refused",
    ]


def test_an_editor_splits_a_subject_and_is_told_what_a_split_lacks(desk: Client) -> None:
    subject = SubjectFactory(title="Sarkissian")
    name = SubjectName.objects.create(subject=subject, language="fr", text="Armen S.", is_preferred=False)
    own = reverse("newsroom_subject", args=[subject.pk])

    lacking = desk.post(own, {"do": "split", "title": "Armen", "names": ["x", "9" * 40]})
    split = desk.post(own, {"do": "split", "title": "Armen", "names": [name.pk]})

    assert (lacking.status_code, split.status_code) == (422, 302)
    assert desk.post(own, {"do": "burn"}).status_code == 400
    assert Subject.objects.get(title="Armen").names.get().text == "Armen S."


def test_a_draft_of_another_edition_is_neither_named_nor_moved_by_a_split(client: Client) -> None:
    client.force_login(EditorFactory(scope__languages=["en"]))
    subject, hidden = SubjectFactory(title="Sarkissian"), draft_story(title="Secret jusqu’à midi")
    told = public_story(title="Le sommet : tout")
    for story in (hidden, told):
        ArticleSubject.objects.create(article=story, subject=subject)
    own = reverse("newsroom_subject", args=[subject.pk])

    screened = client.get(own)
    client.post(own, {"do": "split", "title": "Armen", "stories": [hidden.pk, told.pk]})

    screen = screened.content.decode()
    assert "Secret" not in screen
    assert "Le sommet\u00a0: tout" in screen
    assert screened.context["breadcrumbs_items"][-1]["sublabel"] == "Sarkissian"
    new = Subject.objects.get(title="Armen")
    assert dict(ArticleSubject.objects.values_list("article", "subject")) == {
        hidden.pk: subject.pk,
        told.pk: new.pk,
    }


def test_subjects_go_out_and_come_in_as_a_file_and_a_bad_one_is_explained(desk: Client) -> None:
    SubjectFactory(title="Sevan", slug="sevan")
    exported = b"".join(desk.get(reverse("newsroom_subjects_export", args=["json"])).streaming_content)  # type: ignore[attr-defined]
    told = [*json.loads(exported), {"title": "Gavar"}]
    screen = reverse("newsroom_subject_files")

    def send(content: bytes) -> int:
        return desk.post(screen, {"file": SimpleUploadedFile("s.json", content)}).status_code

    assert send(json.dumps(told).encode()) == 302
    assert send(b"[{}]") == send(b"") == 422
    assert set(Subject.objects.values_list("title", flat=True)) >= {"Sevan", "Gavar"}
    assert desk.get(reverse("newsroom_subjects_export", args=["xml"])).status_code == 404


def test_a_writer_joins_nothing(client: Client) -> None:
    client.force_login(WriterFactory())
    one, other = SubjectFactory(), SubjectFactory()

    for address in (
        reverse("newsroom_subject", args=[one.pk]),
        reverse("newsroom_subject_join", args=[one.pk, other.pk]),
        reverse("newsroom_subject_files"),
        reverse("newsroom_subjects_export", args=["csv"]),
    ):
        assert client.get(address).status_code in (302, 403)
    client.post(reverse("newsroom_subject_join", args=[one.pk, other.pk]))
    assert not Subject.objects.exclude(joined_into=None).exists()
