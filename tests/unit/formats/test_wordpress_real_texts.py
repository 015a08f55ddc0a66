"""The real stories of other people: no word of theirs is lost."""

from __future__ import annotations

import html
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from azdarar.formats.blocks import Gallery, Marker, Paragraphs, Picture
from azdarar.formats.wordpress_text import WordPressText, to_blocks
from azdarar.formats.wxr import WXRReader
from tests.unit.formats.places import need_shared, shared_files, texts_in
from tests.unit.formats.test_clean_html import RICH, active_parts

FILES = shared_files("wxr", "*/*.xml")
_WORD = re.compile(r"\w{2,}")
#: What is mark-up in the source, and so not looked for in the result.
_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|youtube|dewplayer|dailymotion|audio|embed|code|html|java|php|video|wpvideo|col)\b"
    r"[^\]]*\]"
)
#: Labels and addresses that the blocks say in another way.
_SAID_OTHERWISE = {"download", "http", "https", "www", "com", "youtu", "be"}


@cache
def read_all(path: Path) -> list[tuple[str, WordPressText]]:
    return [
        (item.content, to_blocks(item.content))
        for item in WXRReader(path)
        if item.post_type not in ("nav_menu_item", "attachment")
    ]


def words_of(text: str) -> Counter[str]:
    return Counter(word.lower() for word in _WORD.findall(html.unescape(html.unescape(text))))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_word_of_every_real_story_is_in_a_block_or_in_the_report(path: Path) -> None:
    for content, read in read_all(path):
        told = words_of(" ".join(texts_in(read)))
        # Code is shown as it is, so its tags count as words on both sides.
        source = words_of(_SHORTCODE.sub(" ", _TAG.sub(" ", content)))

        lost = {word for word in source if word not in told} - _SAID_OTHERWISE

        assert lost == set(), content[:200]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_real_story_becomes_harmless_html(path: Path) -> None:
    for _, read in read_all(path):
        for block in read.blocks:
            if isinstance(block, Paragraphs):
                assert active_parts(block.html, RICH) == []


def test_the_french_blog_gets_its_paragraphs_teasers_and_pictures() -> None:
    path = need_shared("wxr") / "blog-fr-alienlebarge" / "wordpress.xml"

    read = [text for _, text in read_all(path)]

    kinds = Counter(type(block) for text in read for block in text.blocks)
    teasers = sum(1 for text in read if Marker(kind="more") in text.blocks)
    assert teasers == 285
    assert kinds[Gallery] == 54
    assert kinds[Picture] > 500
    texts = [block.html for text in read for block in text.blocks if isinstance(block, Paragraphs)]
    assert sum(text.count("<p>") for text in texts) > 1900
    assert {change.code for text in read for change in text.changes} <= {
        "block-moved",
        "flash-embed",
        "heading-level-changed",
        "link-refused",
        "picture-moved",
        "shortcode-opened",
    }
