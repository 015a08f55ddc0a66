"""The parts of a text in the edition's format."""

import pytest

from demo.loader import parts as told
from demo.loader.marks import read_parts
from demo.loader.mistakes import Place, Proof

FILE = "stories/fr/essai.md"


def _read(text: str) -> tuple[tuple[told.Part, ...], list[str]]:
    proof = Proof()
    lines = list(enumerate(text.strip("\n").splitlines(), 1))
    parts = read_parts(lines, file=FILE, proof=proof)
    return parts, [str(mistake) for mistake in proof.mistakes]


def _part(text: str) -> told.Part:
    (part,), mistakes = _read(text)
    assert not mistakes
    return part


def _at(line: int) -> Place:
    return Place(FILE, line)


def test_paragraphs_that_follow_one_another_are_one_part() -> None:
    parts, mistakes = _read("Un.\n\nDeux,\net la suite.\n\n## Titre\n\nTrois.")

    assert parts == (
        told.Paragraphs(_at(1), ("Un.", "Deux, et la suite.")),
        told.Heading(_at(6), "Titre"),
        told.Paragraphs(_at(8), ("Trois.",)),
    )
    assert not mistakes


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("## Le *tsa* perdu", told.Heading(_at(1), "Le tsa perdu")),
        (">> Une phrase.", told.PullQuote(_at(1), "Une phrase.")),
        ("> Un.\n>\n> Deux.\n> — Moi, ici", told.Quotation(_at(1), ("Un.", "Deux."), "Moi, ici")),
        ("![train-lac] La gare.", told.Picture(_at(1), "train-lac", "La gare.")),
        ("![train-lac]", told.Picture(_at(1), "train-lac", "")),
        ("![[gallery: a, b-2]] Titre", told.Gallery(_at(1), ("a", "b-2"), "Titre")),
        ("- un\n- *deux*", told.Listing(_at(1), False, ("un", "*deux*"))),
        ("1. un\n2. deux", told.Listing(_at(1), True, ("un", "deux"))),
        ("{{story: train-du-lac}}", told.RelatedStory(_at(1), "train-du-lac")),
        ("{{document: a.pdf | Titre}}", told.Document(_at(1), "a.pdf", "Titre")),
        (
            "{{embed: https://a.example/ | Titre | Site}}",
            told.Embed(_at(1), "https://a.example/", "Titre", "Site"),
        ),
    ],
)
def test_each_form_is_read(written: str, part: told.Part) -> None:
    assert _part(written) == part


def test_a_table_has_a_head_rows_and_a_caption() -> None:
    table = _part("| Gare | Km |\n| *Martouni* | 0 |\n| Lchaber | 24 |\nTable: La ligne")

    assert table == told.Table(_at(1), ("Gare", "Km"), (("*Martouni*", "0"), ("Lchaber", "24")), "La ligne")


def test_a_box_holds_paragraphs_and_lists_with_blank_lines_between() -> None:
    box = _part(":::box Qui parle\nUn.\n\n- deux\n- trois\n:::")

    assert isinstance(box, told.Box)
    assert box.title == "Qui parle"
    assert [type(part) for part in box.parts] == [told.Paragraphs, told.Listing]


def test_notes_are_read_with_their_marks() -> None:
    parts, mistakes = _read("Un[^1], deux[^b].\n\n[^1]: La note.\n[^b]: L'autre.")

    assert parts[-1] == told.Notes(_at(3), (("1", "La note."), ("b", "L'autre.")))
    assert not mistakes


@pytest.mark.parametrize(
    ("written", "line", "words"),
    [
        ("Texte.\n- item", 2, "does not begin a form known here"),
        ("### Trop profond", 1, "does not begin a form known here"),
        ("<p>HTML</p>", 1, "does not begin a form known here"),
        ("## Titre\nsuite", 2, "one line, with a blank line after it"),
        ("![Une image] légende", 1, "A picture is written"),
        ("![[gallery: seule]] Titre", 1, "A picture is written"),
        ("- un\n2. deux", 2, "Every line of a list"),
        ("| a | b |\n| c |", 2, "This row has 1 cells, the head has 2"),
        ("| a | b |\nTexte", 2, "begins and ends with"),
        (":::box Titre\nTexte.", 1, "A box begins with"),
        (":::box Titre\n## Non\n:::", 1, "A box holds paragraphs and lists"),
        ("> Un.\nDeux.", 2, "Every line of a quotation"),
        ("{{story a}}", 1, "Alone on its line stands"),
        ("{{embed: https://a.example/}}", 1, "Alone on its line stands"),
        ("[^1] : note", 1, "A note is written"),
        ("Un[^1].", 1, "asks for note 1, and there is none"),
        ("Un.\n\n[^1]: note", 3, "Nothing in the text asks for note 1"),
        ("Un *mot.", 1, "opens or closes nothing"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(written: str, line: int, words: str) -> None:
    _parts, mistakes = _read(written)

    assert any(mistake.startswith(f"{FILE}:{line}: ") and words in mistake for mistake in mistakes), mistakes
