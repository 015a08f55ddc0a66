"""Subjects go out as CSV and JSON and come back the same; a file that cannot be kept changes nothing."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from azdarar.press.models import Announcement
from azdarar.subjects.exchange import (
    UnreadableSubjectsError,
    as_csv,
    as_json,
    read_subjects,
    subject_records,
    take_in,
)
from azdarar.subjects.models import Subject, SubjectName, SubjectRelation
from azdarar.subjects.queries import subjects_called
from tests.factories.subjects import SubjectFactory

pytestmark = pytest.mark.django_db


def test_what_goes_out_comes_back_in_both_forms_and_twice_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    artsakh = SubjectFactory(
        title="Artsakh", slug="artsakh", kind="place", wikidata="Q2397204", geonames="1234"
    )
    karabakh = SubjectFactory(title="+Karabagh, « haut »", slug="karabagh")
    SubjectFactory(title="joined", slug="joined", joined_into=artsakh)
    SubjectRelation.objects.create(subject=artsakh, other=karabakh, kind="also-finds")
    for text, preferred in (("Արցախ", True), ("Արցախի Հանրապետություն", False)):
        SubjectName.objects.create(
            subject=artsakh, language="hy", text=text, is_preferred=preferred, description="Տեղ"
        )
    before = list(subject_records())
    files = {
        name: "".join(write(before)).encode() for name, write in (("a.csv", as_csv), ("a.json", as_json))
    }

    for content in files.values():
        assert read_subjects(content) == before
        again = take_in(read_subjects(content))
        assert (again.added, again.changed, again.unchanged, again.unknown) == (0, 0, 2, [])
    Subject.objects.all().delete()
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        call_command("exchange_subjects", "import", str(tmp_path / name))
        call_command("exchange_subjects", "export", str(tmp_path / f"again-{name}"))
        call_command("exchange_subjects", "export", format=name[2:])
        assert (tmp_path / f"again-{name}").read_bytes() == content

    said = capsys.readouterr().out
    assert said.startswith("2 added, 0 changed, 0 as they were.\n")
    assert "0 added, 0 changed, 2 as they were.\n" in said
    assert all(content.decode() in said.replace("\r\n", "\n") for content in (files["a.json"],))
    assert list(subject_records()) == before
    assert [subject.slug for subject in subjects_called("Арцах")] == ["artsakh"]


def test_a_file_adds_and_corrects_and_takes_nothing_away() -> None:
    held = SubjectFactory(title="Sevan", slug="sevan", wikidata="Q1")
    SubjectName.objects.create(subject=held, language="fr", text="Sévan", is_preferred=True)
    told = [
        {
            "title": "Lac Sevan",
            "wikidata": "Q1",
            "names": [{"language": "fr", "text": "Le Sevan", "preferred": True}],
            "also_finds": ["nobody"],
        },
        {"title": "Gavar"},
    ]

    taken = take_in(read_subjects(json.dumps(told).encode()))

    assert (taken.added, taken.changed, taken.unchanged, taken.unknown) == (1, 1, 0, ["nobody"])
    held.refresh_from_db()
    names = held.names.order_by("pk").values_list("text", "is_preferred")
    assert (held.slug, held.title, list(names)) == (
        "sevan",
        "Lac Sevan",
        [("Sévan", False), ("Le Sevan", True)],
    )
    assert Subject.objects.get(title="Gavar").slug == "gavar"


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"[{]",
        b'[{"slug": "x"}]',
        b'[{"title": "x", "colour": "red"}]',
        b'[{"title": ""}]',
        b'[{"title": 5, "names": 7}]',
        b'[{"title": "x", "names": [{"language": "fr", "text": ["y"]}]}]',
        b'[{"title": "y", "wikidata": "seven"}]',
        b'[{"title": "y", "kind": "ship"}]',
        b'[{"title": "y"}, {"title": "z", "names": [{"language": "fr", "text": "Z", "kind": "odd"}]}]',
        b"name,other\nx,y\n",
        b"title,slug\n,x y\n",
        b"[" * 100_000,
    ],
)
def test_a_file_that_cannot_be_kept_is_refused_with_a_sentence_and_changes_nothing(content: bytes) -> None:
    with pytest.raises(UnreadableSubjectsError) as refusal:
        take_in(read_subjects(content))

    assert str(refusal.value)
    assert not Subject.objects.exists()


def test_a_refusal_names_the_entry_and_the_field() -> None:
    with pytest.raises(UnreadableSubjectsError) as refusal:
        take_in(read_subjects(b"title,kind\nSevan,place\nGavar,ship\n"))

    assert "Gavar" in str(refusal.value)
    assert "2" in str(refusal.value)
    assert "kind – " in str(refusal.value)


def test_a_table_saved_where_cells_are_parted_otherwise_is_read_and_pages_are_told_of_it_once() -> None:
    for sign in ",;\t":
        table = "\ufefftitle|slug|language|name\nSevan|sevan|fr|Sévan, le lac\nGavar|gavar||\n"
        content = table.replace("Sévan, le lac", '"Sévan, le lac"').replace("|", sign)
        records = read_subjects(content.encode())
        assert [(one.title, [name.text for name in one.names]) for one in records] == [
            ("Sevan", ["Sévan, le lac"]),
            ("Gavar", []),
        ]
    before = Announcement.objects.count()

    take_in(records)

    (told,) = Announcement.objects.order_by("pk")[before:]
    numbers = Subject.objects.values_list("pk", flat=True)
    assert {f"subject:{number}:page" for number in numbers} <= set(told.tags)
