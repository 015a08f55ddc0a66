"""Every word of the interface exists in every language of the paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tests.architecture.catalogues import (
    alone_and_plural,
    catalogue_file,
    read_catalogue,
    untranslated,
    update,
    used_messages,
)
from tests.architecture.house import LANGUAGES, refuse


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language: str) -> None:
    refuse(untranslated(used_messages(), catalogue=read_catalogue(language), language=language))


def test_no_text_that_stands_alone_is_elsewhere_the_singular_of_one_that_holds_a_name() -> None:
    refuse(alone_and_plural())


def test_planted_gaps_are_found() -> None:
    used = Catalog()
    for text in ("Latest news", "Share", "Search", "By %(name)s"):
        used.add(text)
    used.add(("%(count)s story", "%(count)s stories"))
    french = Catalog(locale="fr")
    french.add("Latest news", "Dernières nouvelles")
    french.add("Share", "")
    french.add("Search", "Chercher", flags={"fuzzy"})
    french.add("By %(name)s", "Par %(nom)s", flags={"python-format"})
    french.add(("%(count)s story", "%(count)s stories"), ("%(count)s article", ""))

    faults = untranslated(used, catalogue=french, language="fr")

    assert len(faults) == 4
    assert not any("Latest news" in fault for fault in faults)


def test_updating_keeps_translations_and_fills_english(tmp_path: Path) -> None:
    update(tmp_path, languages=["fr", "en"])
    first = next(message.id for message in used_messages() if isinstance(message.id, str) and message.id)
    before = read_catalogue("fr", folder=tmp_path)
    before.get(first).string = "traduit"
    from babel.messages.pofile import write_po

    with catalogue_file("fr", folder=tmp_path).open("wb") as file:
        write_po(file, before)

    update(tmp_path, languages=["fr", "en"])

    assert read_catalogue("fr", folder=tmp_path).get(first).string == "traduit"
    assert untranslated(used_messages(), catalogue=read_catalogue("en", folder=tmp_path), language="en") == []
