"""The edition itself: whole, consistent, and as large as it says."""

import re
from collections import Counter

import pytest

from azdarar.articles.blocks import MEMBERS_BREAK
from azdarar.articles.models import Article
from demo.loader.edition import Edition
from demo.loader.parts import Gallery, Part, Picture, texts_of
from demo.loader.sheets import LANGUAGES
from demo.loader.writing.loading import proofread


@pytest.fixture(scope="module")
def edition() -> Edition:
    """The edition, read and checked: everything it names is there, or this fails."""
    return proofread()


def test_it_is_as_large_as_a_paper(edition: Edition) -> None:
    stories = Counter(language for language, _key in edition.stories)

    assert stories["fr"] >= 40
    assert stories["en"] >= 12
    assert stories["hy"] >= 6
    assert stories["ru"] >= 6
    assert len(edition.sections) == 10
    assert len(edition.contributors) >= 8
    assert len(edition.dossiers) == 2


def test_every_section_has_stories(edition: Edition) -> None:
    used = {story.section for story in edition.stories.values() if story.language == "fr"}

    assert used == set(edition.sections)


def test_it_shows_corrections_a_reprint_and_translations(edition: Edition) -> None:
    stories = edition.stories.values()
    translated = Counter(key for _language, key in edition.stories)

    assert sum(len(story.corrections) for story in stories) >= 3
    assert any(story.reprint for story in stories)
    assert any(count == len(LANGUAGES) for count in translated.values())
    assert sum(count > 1 for count in translated.values()) >= 8


def test_every_block_an_editor_has_is_shown_somewhere(edition: Edition) -> None:
    shown = {type(part) for story in edition.stories.values() for part in story.parts}
    blocks = set(Article._meta.get_field("body").stream_block.child_blocks)

    assert shown == set(Part.__args__)
    # The edition keeps nothing for members: whoever tries the paper out could not become one.
    assert len(shown) == len(blocks - {MEMBERS_BREAK})


def test_everybody_and_every_picture_has_work(edition: Edition) -> None:
    stories = edition.stories.values()
    signing = {signature.contributor for story in stories for signature in story.byline}
    pictured = {story.picture for story in stories} | {
        key for story in stories for part in story.parts if isinstance(part, Gallery) for key in part.keys
    }
    pictured |= {part.key for story in stories for part in story.parts if isinstance(part, Picture)}
    pictured |= {person.portrait for person in edition.contributors.values()}
    pictured |= {dossier.picture for dossier in edition.dossiers.values()}

    assert signing == set(edition.contributors)
    assert set(edition.pictures) <= pictured


def test_texts_are_stored_clean(edition: Edition) -> None:
    """Typography is put on at output: no narrow or unbreakable space is baked in."""
    baked_in = re.compile("[\u00a0\u202f\u2009\u00ad]")
    found = [
        story.place
        for story in edition.stories.values()
        for text in (
            story.headline,
            story.standfirst,
            story.kicker,
            *(text for part in story.parts for text in texts_of(part)),
        )
        if baked_in.search(text)
    ]

    assert not found


def test_every_front_page_opens_with_a_lead(edition: Edition) -> None:
    for language in LANGUAGES:
        first = next(container for container in edition.containers if container.language == language)

        assert first.kind == "lead"
        assert first.picks
        assert edition.has_story(language, first.picks[0].story)
