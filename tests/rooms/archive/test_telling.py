"""What the pure rooms say in English reaches people in their own language."""

from __future__ import annotations

import pickle
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import trans_real

from azdarar.archive.importing import told_found
from azdarar.archive.internal.report_files import page_of, shown_of
from azdarar.archive.internal.report_matter import matter_of
from azdarar.archive.internal.rows import Row
from azdarar.archive.internal.telling import told
from azdarar.archive.models import ImportRun
from azdarar.archive.naming import item_name, kind_name
from azdarar.formats.recognise import Found
from azdarar.formats.wxr import BrokenExportError, NotAnExportError, read_files
from azdarar.formats.xml import ForbiddenXMLError, Phrase, Repair, XMLError, read_xml

FRENCH = {
    "“%(name)s” is %(found)s, not a WordPress export. In WordPress: Tools, Export, All content; "
    "then give the downloaded file.": "« %(name)s » est %(found)s, et non un export.",
    "a <%(root)s> document": "un document <%(root)s>",
    "%(items)s item of “%(name)s” was read, then it could not be read further. %(reason)s": (
        "%(items)s élément de « %(name)s » a été lu. %(reason)s"
    ),
    "%(items)s items of “%(name)s” were read, then it could not be read further. %(reason)s": (
        "%(items)s éléments de « %(name)s » ont été lus. %(reason)s"
    ),
    "“%(name)s” is broken at line %(line)s, column %(column)s: %(problem)s. What came before was read; "
    "nothing after it was. Correct that line, or export again.": (
        "« %(name)s » est abîmé à la ligne %(line)s, colonne %(column)s : %(problem)s."
    ),
    "these characters cannot stand here": "ces caractères n’ont pas leur place ici",
    "%(count)s “&” that should be “&amp;” was kept as “&” (line %(line)s).": (
        "%(count)s « & » a été gardé (ligne %(line)s)."
    ),
    "%(count)s “&” that should be “&amp;” were kept as “&” (first at line %(line)s).": (
        "%(count)s « & » ont été gardés (ligne %(line)s)."
    ),
    "rows of the table %(name)s": "lignes de la table %(name)s",
    "earlier version": "version précédente",
    "comments in the waste bin": "commentaires à la poubelle",
    "notices from other sites": "avis d’autres sites",
    "%(name)s (changes)": "%(name)s (modifications)",
    "posts": "billets",
    "post": "billet",
    "Found %(what)s, packed: %(names)s.": "%(names)s : %(what)s, compressé.",
    "%(names)s and %(number)s more": "%(names)s et %(number)s autres",
    "a WordPress export": "un export de WordPress",
}


class InFrench(NullTranslations):
    """A catalogue that knows these sentences, whatever the real ones hold."""

    def gettext(self, message: str) -> str:
        return FRENCH.get(message, message)

    def ngettext(self, one: str, several: str, number: int) -> str:
        return self.gettext(one if number < 2 else several)


@pytest.fixture(autouse=True)
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trans_real._active, "value", InFrench(), raising=False)


def broken(tmp_path: Path, *, end: str) -> Path:
    path = tmp_path / "export.xml"
    head = '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Lac</title>'
    item = "<item><title>Un & deux</title><wp:post_type>x</wp:post_type></item>"
    path.write_text(f"{head}<wp:wxr_version>1.2</wp:wxr_version>{item}{end}", encoding="utf-8")
    return path


def test_a_refusal_is_told_with_its_phrases() -> None:
    with pytest.raises(NotAnExportError) as caught:
        list(read_files([BytesIO(b"<feed><entry/></feed>")]))

    assert told(caught.value).endswith(" est un document <feed>, et non un export.")


@pytest.mark.django_db
def test_the_command_refuses_in_the_language_of_whoever_called_it(tmp_path: Path) -> None:
    path = tmp_path / "page.xml"
    path.write_text("<feed><entry/></feed>", encoding="utf-8")

    with pytest.raises(CommandError, match=r"« page\.xml » est un document <feed>, et non un export\."):
        call_command("import_archive", str(path), "--from", "wxr")


def test_what_stopped_a_reader_and_what_it_repaired_are_told(tmp_path: Path) -> None:
    reader = read_files([broken(tmp_path, end="<item><1></item></channel></rss>")], keep_going=True)

    assert len(list(reader)) == 1
    (problem,), ((_file, repair),) = reader.problems, reader.repairs
    assert told(problem).startswith(
        "1 élément de « export.xml » a été lu. « export.xml » est abîmé à la ligne 1, colonne "
    )
    assert told(problem).endswith(" : ces caractères n’ont pas leur place ici.")
    assert told(repair) == "1 « & » a été gardé (ligne 1)."


def test_without_a_translation_the_sentence_is_the_rooms_own() -> None:
    with pytest.raises(ForbiddenXMLError) as caught:
        read_xml(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", name="bomb.xml")

    assert told(caught.value) == str(caught.value)
    assert "a document type (<!DOCTYPE>)" in told(caught.value)


def test_data_of_a_file_is_never_taken_for_a_phrase_of_ours() -> None:
    error = NotAnExportError(name="these characters cannot stand here", found="x")

    assert told(error) == "« these characters cannot stand here » est x, et non un export."


def test_phrases_and_reasons_cross_a_process_border() -> None:
    with pytest.raises(XMLError) as caught:
        read_xml(b"<!DOCTYPE a><a/>", name="a.xml")
    reason = Phrase(caught.value.sentence, **caught.value.data)
    error = BrokenExportError(name="a.xml", items=3, reason=reason)

    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own, made on the line itself

    assert told(again) == told(error)
    assert str(again) == str(error)
    assert told(Repair("bare-ampersand", 2, 7)) == "2 « & » ont été gardés (ligne 7)."


def test_what_is_only_counted_is_named_in_the_language_of_whoever_reads() -> None:
    counted = {"rows of spip_petitions": 2, "comment-trash": 3, "pingback": 1, "trackback": 2, "wp_font": 4}
    counted |= {"revision": 1}

    told = matter_of(ImportRun(summary={"not_taken": counted}), rows=()).not_taken()

    assert told == [
        ("avis d’autres sites", 3),
        ("commentaires à la poubelle", 3),
        ("lignes de la table spip_petitions", 2),
        ("version précédente", 1),
        ("wp_font", 4),
    ]
    assert kind_name("post: change") == "billets (modifications)"
    assert item_name("post", "12") == "billet 12"
    assert item_name("wp_font", "12") == "wp_font 12"


def test_what_was_recognised_is_told_in_the_language_of_whoever_gave_it() -> None:
    what = Phrase("a WordPress export")
    given = tuple(f"/exports/{name}.xml" for name in "abcdef")

    sentence = told_found(Found(system="wordpress", what=what, given=given, is_packed=True))

    assert sentence == "a.xml, b.xml, c.xml et 3 autres : un export de WordPress, compressé."


def test_the_report_tells_a_thing_once_by_the_sentence_that_names_it() -> None:
    file, source = "/content/images/lac.jpg", "<script>alert(1)</script>"
    missing = f"The picture {file} is not at hand."
    refused = f"<script> was not taken over; its source is kept for you to look at: {source}"
    row = Row(
        kind="post",
        foreign_id="1",
        title="Un",
        outcome="taken",
        notes=(missing, refused, "It stays a draft."),
        needs=(
            ("missing-picture", file, missing),
            ("unknown-embed", source, "<script>"),
            ("unknown-embed", "<object data=a>", "<object"),
            ("broken-link", "article 12", "/spip.php?article12"),
        ),
    )

    shown = shown_of(matter_of(ImportRun(), rows=[row]))

    assert shown.told[0].notes == ("It stays a draft.",)
    assert shown.told[0].needs == (
        ("missing-picture", missing, ""),
        ("unknown-embed", refused, ""),
        ("unknown-embed", "<object data=a>", ""),
        ("broken-link", "article 12", "/spip.php?article12"),
    )
    assert shown.missing == [(file, 1)]


def test_many_pictures_a_story_misses_are_one_line_of_the_report() -> None:
    lost = [f"https://lac.example/2012/{name}.jpg" for name in ("port", "%d5%ac%d5%ab%d5%b3", "a%00%ff")]
    sentences = [f"The picture {address} is not at hand." for address in lost]
    row = Row(
        kind="post",
        foreign_id="1",
        title="Un",
        outcome="taken",
        notes=(*sentences, "It stays a draft."),
        needs=(*(("missing-picture", *told) for told in zip(lost, sentences, strict=True)),),
    )

    (told,) = shown_of(matter_of(ImportRun(), rows=[row])).told

    assert told.notes == ("It stays a draft.",)
    assert told.needs == (("missing-picture", "3 missing pictures: port.jpg, լիճ.jpg, a%00%ff.jpg", ""),)


def test_a_title_cannot_turn_around_what_the_report_says_beside_it() -> None:
    titles = ("Lac \u202egnp.exe", "Très long " * 40)
    rows = [
        Row(kind="post", foreign_id=str(place), title=titles[place % 2], outcome=outcome, notes=("Why.",))
        for place, outcome in enumerate(("taken", "taken", "left-out", "left-out"))
    ]

    page = page_of(matter_of(ImportRun(title="Lac"), rows=rows))

    assert page.count("<bdi>Lac \u202egnp.exe</bdi>") == 2
    assert page.count("Très long ") < 2 * 20
