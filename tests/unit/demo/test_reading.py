"""Files of an edition that are not as they should be: told by file and line, all at once."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.loader.mistakes import BadEditionError
from demo.loader.writing.loading import FOLDER, proofread

STORY = "stories/fr/train-du-lac.md"

Spoil = Callable[[str, str, str], None]


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """A copy of the edition that a test may spoil; pictures are not copied but linked."""
    folder = tmp_path / "edition"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("pictures", "documents"))
    for name in ("pictures", "documents"):
        (folder / name).symlink_to(FOLDER / name)
    return folder


@pytest.fixture
def spoil(edition: Path) -> Spoil:
    """Replace something in a file of the copy."""

    def replace(file: str, old: str, new: str) -> None:
        path = edition / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


def _mistakes(edition: Path) -> list[str]:
    with pytest.raises(BadEditionError) as refused:
        proofread(edition)
    return [str(mistake) for mistake in refused.value.mistakes]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('section = "armenie"', 'section = "arménie"', 6, "There is no section “arménie”"),
        ('form = "report"', 'form = "reportage"', 7, "“reportage” is no form"),
        ('by = "lucie-vartanian"', 'by = "lucie"', 13, "There is no contributor “lucie”"),
        ('role = "with"', 'role = "alongside"', 13, "“alongside” is no role"),
        (
            'subjects = ["ligne-du-lac",',
            'subjects = ["ligne-du-bac",',
            15,
            "There is no subject “ligne-du-bac”",
        ),
        ('kicker = "Ligne', 'kikker = "Ligne', 8, "“kikker” is not a key known here"),
        (
            "published = 2026-11-21T19:20:00+04:00",
            "published = 2026-11-21",
            3,
            "must be a date with its time",
        ),
        ("published = 2026-11-21T19:20:00+04:00", "published = 2026-11-21T19:20:00", 3, "which clock"),
        ("published = 2026-11-21T19", "published = 2026-13-21T19", 3, "not valid TOML"),
        ("updated = 2026-11-22", "updated = 2026-11-20", 4, "updated before it is published"),
        ('story = "le-facteur-du-lac"', 'story = "le-tracteur"', 17, "no story “le-tracteur” in “fr”"),
        ("![gare-martouni]", "![gare-inconnue]", 30, "There is no picture “gare-inconnue”"),
        ("horaire-ligne-du-lac.pdf", "horaire.pdf", 54, "There is no document “horaire.pdf”"),
        ('note = "Nous avions prêté', 'note = "Trop court."} ]\n#', 18, "at least 20 characters"),
    ],
)
def test_a_spoilt_story_is_refused(
    edition: Path, spoil: Spoil, old: str, new: str, line: int, words: str
) -> None:
    spoil(STORY, old, new)

    mistakes = _mistakes(edition)

    assert any(mistake.startswith(f"{STORY}:{line}: ") and words in mistake for mistake in mistakes), mistakes


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("contributors.toml", 'kind = "person"', 'kind = "robot"', "“robot” is no kind of contributor"),
        ("sections.toml", 'slug.hy = "hayastan"', 'slug.hy = "Հայաստան"', "cannot stand in an address"),
        ("sections.toml", 'name.ru = "Армения"', "", "“name.ru” is missing"),
        ("subjects.toml", 'key = "ilham-aliyev"', 'key = "nikol-pashinian"', "is there twice"),
        (
            "dossiers.toml",
            '"trois-cessez-le-feu",',
            '"quatre-cessez-le-feu",',
            "no story “quatre-cessez-le-feu”",
        ),
        ("dossiers.toml", "date = 2020-09-27", 'date = "le 27"', "“date” must be a day"),
        ("front.toml", 'kind = "lead"', 'kind = "ledd"', "“ledd” is no kind of container"),
        ("front.toml", 'picks = ["train-du-lac",', 'picks = ["train-du-soir",', "no story “train-du-soir”"),
        ("front.toml", "limit = 8", "limit = 80", "“limit” is a number from 1 to 20"),
        ("pictures.toml", "synthetic = true", 'synthetic = "yes"', "“synthetic” must be true or false"),
        (
            "pages/fr/about.md",
            "(/fr/dossiers/automne-2020/)",
            "(/fr/dossiers/hiver/)",
            "nothing at /fr/dossiers/",
        ),
        (
            "pages/fr/about.md",
            'slug = "qui-sommes-nous"',
            'slug = "search"',
            "already an address of the paper",
        ),
    ],
)
def test_a_spoilt_list_is_refused(
    edition: Path, spoil: Spoil, file: str, old: str, new: str, words: str
) -> None:
    spoil(file, old, new)

    mistakes = _mistakes(edition)

    assert any(words in mistake and mistake.startswith(f"{file}:") for mistake in mistakes), mistakes


def test_all_mistakes_are_told_at_once(edition: Path, spoil: Spoil) -> None:
    spoil(STORY, 'section = "armenie"', 'section = "nulle-part"')
    spoil("front.toml", 'kind = "lead"', 'kind = "ledd"')

    mistakes = _mistakes(edition)

    assert any("nulle-part" in mistake for mistake in mistakes)
    assert any("ledd" in mistake for mistake in mistakes)


def test_a_missing_file_is_one_mistake(edition: Path) -> None:
    (edition / "sources.toml").unlink()

    assert "sources.toml:1: This file is missing." in _mistakes(edition)


def test_two_stories_at_one_address_are_refused(edition: Path) -> None:
    story = edition / STORY
    text = story.read_text(encoding="utf-8").replace('key = "train-du-lac"', 'key = "autre-train"')
    (edition / "stories/fr/autre-train.md").write_text(text, encoding="utf-8")

    assert any("Something else is already at" in mistake for mistake in _mistakes(edition))
