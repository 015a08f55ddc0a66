"""The readers' style sheets: many files for people, one for the browser, within the budget."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from azdarar.config.serving.static_files import HashedStaticFiles
from azdarar.reader.stylesheets import JOINED, join

CSS_BUDGET_BYTES = 20 * 1024
SCRIPT_BUDGET_BYTES = 10 * 1024
READER = settings.PACKAGE_DIR / "reader"


def read(name: str) -> str:
    path = finders.find(name)
    assert path, f"{name} is imported and does not exist"
    with open(path, encoding="utf-8") as file:
        return file.read()


def weight_bytes(text: str) -> int:
    return len(gzip.compress(text.encode(), 6))


@pytest.fixture(scope="module")
def joined() -> str:
    return join(JOINED[0], read=read)


def test_the_joined_sheet_holds_every_component_and_imports_nothing(joined: str) -> None:
    assert "@import" not in joined
    for selector in (".story", ".thread", ".card", ".prose", ".foot", ".wordmark"):
        assert f"{selector} {{" in joined


def test_every_component_sheet_is_imported() -> None:
    folder = Path(str(finders.find("reader/css/components")))
    imported = set(re.findall(r'@import url\("components/([^"]+)"\)', read(JOINED[0])))

    assert {path.name for path in folder.iterdir()} == imported


def test_addresses_in_a_joined_sheet_still_lead_to_their_files() -> None:
    sheets = {
        "reader/css/paper.css": '@import url("parts/one.css");\n',
        "reader/css/parts/one.css": 'a { mask: url("../../img/icon.svg"), url(data:image/png;base64,x) }',
    }

    joined = join("reader/css/paper.css", read=sheets.__getitem__)

    assert 'url("../img/icon.svg")' in joined
    assert "url(data:image/png;base64,x)" in joined


def test_raw_colours_stand_in_the_tokens_alone(joined: str) -> None:
    tokens = read("reader/css/tokens.css")

    colours = re.findall(r"#[0-9a-f]{3,8}\b", joined.replace(tokens, ""))

    # A mask's #000 is coverage, not colour; a button's text is white on its own solid red in both themes.
    assert set(colours) <= {"#000", "#0000", "#0006", "#fff"}


def test_no_sheet_knows_left_from_right(joined: str) -> None:
    physical = r"\b(?:margin|padding|border|inset)-(?:left|right)\b|\b(?:float|text-align): (?:left|right)"

    assert not re.search(physical, joined)


def test_the_sheets_keep_their_budget(joined: str) -> None:
    assert weight_bytes(joined) + weight_bytes(read("reader/css/print.css")) <= CSS_BUDGET_BYTES


def test_the_scripts_keep_their_budget() -> None:
    scripts = [
        read(f"reader/js/{name}.js") for name in ("theme", "menu", "share", "embed", "account", "save")
    ]

    assert sum(len(script.encode()) for script in scripts) <= SCRIPT_BUDGET_BYTES


def test_what_is_collected_is_one_sheet_whose_fonts_are_there(tmp_path: Path) -> None:
    source = FileSystemStorage(Path(settings.PACKAGE_DIR) / "reader" / "static")
    names = [
        path.relative_to(source.location).as_posix()
        for kind in ("css", "woff2", "svg")
        for path in Path(source.location).rglob(f"*.{kind}")
    ]
    storage = HashedStaticFiles(location=tmp_path, base_url="/static/")
    for name in names:
        with source.open(name) as file:
            storage.save(name, file)

    outcomes = list(storage.post_process({name: (source, name) for name in names}))

    assert not [outcome for outcome in outcomes if isinstance(outcome[2], Exception)]
    sheet = tmp_path / storage.stored_name("reader/css/paper.css")
    text = sheet.read_text(encoding="utf-8")
    fonts = re.findall(r'url\("([^"]+\.woff2)"\)', text)
    assert "@import" not in text
    assert ".story {" in text
    assert len(fonts) == 13
    assert all((sheet.parent / font).is_file() for font in fonts)


def test_no_component_bears_the_name_that_a_kind_of_page_gives_its_body() -> None:
    # ``.subject a`` was meant for the head of a subject's page, and underlined every link on it.
    sources = [file.read_text(encoding="utf-8") for file in READER.rglob("*.py")]
    kinds = {kind for source in sources for kind in re.findall(r'\bkind="([a-z-]+)"', source)}
    sheets = [file.read_text(encoding="utf-8") for file in (READER / "static").rglob("components/*.css")]
    templates = [file.read_text(encoding="utf-8") for file in (READER / "templates").rglob("*.html")]
    classes = {
        name
        for text in templates
        for names in re.findall(r'class="([^"{]*)"', text)
        for name in names.split()
    }

    styled = {name for sheet in sheets for name in re.findall(r"\.([a-z][a-z-]*)(?![\w-])", sheet)}

    assert {"front", "subject", "article"} <= kinds
    assert kinds & styled & classes == set()
