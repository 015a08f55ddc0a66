"""The letters of the doors read well: each line says something new, and dates are the language's own."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import html5lib
import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from azdarar.courier.internal.writing import write_letter
from azdarar.language.dates import format_date

MAILS = Path(__file__).parents[3] / "src/azdarar/accounts/templates/accounts/mail"
FOLDERS = sorted(path.parent.name for path in MAILS.glob("*/subject.txt"))
AT = datetime(2026, 11, 27, 7, 9, tzinfo=UTC)
CONTEXT = {
    "activate_url": "https://paper.example/account/confirm-email/x/",
    "account_url": "https://paper.example/account/",
    "at": AT,
    "browser": "Firefox",
    "by": "Anahit",
    "code": "12345678",
    "due_at": AT,
    "from_email": "old@reader.example",
    "heading": "A role was given",
    "hours": 72,
    "link": "https://paper.example/account/invitation/x/",
    "minutes": 10,
    "sentence": "Anahit now has the role “editor”.",
    "system": "Linux",
    "to_email": "new@reader.example",
}
#: A clock and a calendar of Django's own, in any of the four languages.
NOT_OURS = re.compile(r"\b[ap]\.m\.|\bNov\.|Նոյ․|\b27/11/2026 \d|\d\d:\d\d:\d\d")


@pytest.mark.parametrize("language", ["fr", "en", "hy", "ru"])
def test_every_letter_says_something_new_in_each_line_and_dates_it_as_the_language_does(
    language: str,
) -> None:
    there = timezone.localtime(AT)
    day = format_date(there, language=language, style="day")
    dated = []
    for folder in FOLDERS:
        letter = write_letter(f"accounts/mail/{folder}", to="a@b.example", language=language, context=CONTEXT)
        body = html5lib.parse(letter.html, namespaceHTMLElements=False).find(".//div[@class='sheet']")
        heading, first = (_text(body.find(name)) for name in (".//h1", ".//h1/../p[3]"))

        opening = letter.text.partition("\n")[0]
        for said, then in ((letter.subject, opening), (heading, first)):
            assert not then.startswith(said.rstrip(".")), (folder, said, then)
        assert not NOT_OURS.search(letter.text + letter.html), folder
        assert (day in letter.text) is (day in letter.html), folder
        dated += [folder] if day in letter.text else []
    # Whatever tells what was done tells when.
    assert set(dated) >= {name for name in FOLDERS if name.endswith(("_added", "_removed", "_changed"))}
    assert {"new_device", "signed_out_everywhere", "erasure_asked", "staff_alarm"} <= set(dated)


@pytest.mark.parametrize(
    ("language", "moment"),
    [
        ("fr", "27 novembre 2026 à 8 h 09"),
        ("en", "27 November 2026 at 08:09"),
        ("hy", "27 նոյեմբերի, 2026 թ., ժամը 08:09"),
        ("ru", "27 ноября 2026, 08:09"),
    ],
)
def test_a_moment_is_printed_as_a_newspaper_of_the_language_does(language: str, moment: str) -> None:
    with translation.override(language), timezone.override("Europe/Paris"):
        alarm = render_to_string("accounts/mail/staff_alarm/text.txt", {"at": AT, "sentence": "."})

    assert re.sub(r"\s", " ", moment) in re.sub(r"[\s\u202f\u00a0]", " ", alarm).replace("․", ".")


def _text(element: object) -> str:
    return " ".join("".join(element.itertext()).split())
