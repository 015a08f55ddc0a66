"""The sanitiser: what it lets through is only text, marks and links, whatever came in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from azdarar.formats.clean_html import clean_inline, clean_rich, is_deeply_nested, plain_text
from tests.unit.formats.places import FIXTURES

HOSTILE = [part.strip("\n") for part in (FIXTURES / "html" / "hostile.txt").read_text().split("\n%%\n")]

INLINE = {"a", "abbr", "b", "br", "cite", "code", "em", "i", "q", "s", "span", "strong", "sub", "sup"}
RICH = INLINE | {"p", "ul", "ol", "li", "h2", "h3"}
ATTRIBUTES = {("a", "href"), ("a", "title"), ("abbr", "title"), ("span", "lang")}


def active_parts(html: str, allowed: set[str]) -> list[str]:
    """What a browser's parser finds in a result beyond the allow-list."""
    return list(_active(html5lib.parseFragment(html, treebuilder="etree"), allowed))


def _active(fragment: Element, allowed: set[str]) -> Iterator[str]:
    for element in fragment.iter():
        if element is fragment:
            continue
        if not isinstance(element.tag, str):
            yield "comment"
            continue
        tag = element.tag.removeprefix("{http://www.w3.org/1999/xhtml}")
        if tag not in allowed:
            yield tag
        for name, value in element.attrib.items():
            if (tag, name) not in ATTRIBUTES:
                yield f"{tag}@{name}"
            elif name == "href" and not _is_harmless(value):
                yield f"href={value}"


def _is_harmless(address: str) -> bool:
    # As browsers read it: white space and control characters at the ends and within go.
    seen = re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(33)))))
    return urlsplit(seen).scheme in ("", "http", "https", "mailto", "tel")


def test_the_corpus_is_read() -> None:
    assert len(HOSTILE) > 50


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_active_gets_through(html: str) -> None:
    assert active_parts(clean_inline(html), INLINE) == []
    assert active_parts(clean_rich(html), RICH) == []


@pytest.mark.parametrize("html", HOSTILE)
def test_cleaning_again_changes_nothing(html: str) -> None:
    assert clean_inline(clean_inline(html)) == clean_inline(html)
    assert clean_rich(clean_rich(html)) == clean_rich(html)


def test_the_checker_of_these_tests_finds_what_it_is_for() -> None:
    planted = '<script>1</script><a href="java\tscript:x" onclick="y">z</a><!-- c --><p style="x">p</p>'

    assert active_parts(planted, RICH) == ["script", "href=java\tscript:x", "a@onclick", "comment", "p@style"]


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<a href=x>",
        "</a>",
        "<table>",
        "<td>",
        "</table>",
        "<svg>",
        "</svg>",
        "<math>",
        "<mtext>",
        "<style>",
        "</style>",
        "<script>",
        "</script>",
        "<template>",
        "<select>",
        "<option>",
        "<textarea>",
        "</textarea>",
        "<title>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<ul>",
        "<li>",
        "</ul>",
        "<h2>",
        "</h2>",
        "<br>",
        "<span lang=fr>",
        "</span>",
        "<noscript>",
        "</noscript>",
        "<xmp>",
        "<plaintext>",
        "<form>",
        "</form>",
        "&lt;",
        "&amp;",
        "<",
        ">",
        '"',
        "'",
        "=",
        "javascript:",
        "text",
        "é",
        "\x00",
        "\u202e",
        " ",
    ]
)


@settings(max_examples=250, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=80))
@example('<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">')
def test_any_text_becomes_harmless_and_stays_the_same(html: str) -> None:
    inline, rich = clean_inline(html), clean_rich(html)

    assert active_parts(inline, INLINE) == []
    assert active_parts(rich, RICH) == []
    assert clean_inline(inline) == inline
    assert clean_rich(rich) == rich
    assert clean_inline(rich) == clean_inline(clean_inline(rich))
    plain_text(html)


def test_the_marks_of_a_story_are_kept() -> None:
    html = (
        '<b>a</b> <strong>b</strong> <i>c</i> <em>d</em> <a href="https://a.b/?c=1&amp;d" title="t">e</a> '
        'f<sup>2</sup> g<sub>3</sub> <code>h</code> <s>i</s> <cite>j</cite> <q>k</q> <abbr title="x">l</abbr>'
        '<span lang="hy">մ</span><br>n'
    )

    assert clean_inline(html) == html


def test_the_blocks_of_a_story_are_kept() -> None:
    html = "<p>a</p><h2>b</h2><h3>c</h3><ul><li>d<ol><li>e</li></ol></li></ul>"

    assert clean_rich(html) == html


@pytest.mark.parametrize(
    "address",
    [
        "http://a.b/",
        "https://a.b/",
        "mailto:a@b.org",
        "tel:+37410",
        "/a/b",
        "a.html",
        "#note",
        "?q=1",
        "//a.b/c",
    ],
)
def test_allowed_addresses_stay(address: str) -> None:
    assert clean_inline(f'<a href="{address}">x</a>') == f'<a href="{address}">x</a>'


@pytest.mark.parametrize(
    "address", ["javascript:x", "data:text/html,x", "file:///etc/passwd", "ftp://a.b/", "x:y"]
)
def test_other_addresses_go_and_their_text_stays(address: str) -> None:
    assert clean_inline(f'<a href="{address}">x</a>') == "<a>x</a>"


@pytest.mark.parametrize("language", ["fr", "hy-AM", "zh-Hant-TW"])
def test_a_language_tag_stays(language: str) -> None:
    assert clean_inline(f'<span lang="{language}">x</span>') == f'<span lang="{language}">x</span>'


def test_what_is_no_language_tag_goes() -> None:
    assert clean_inline('<span lang="fr; DROP">x</span>') == "<span>x</span>"


def test_words_of_two_blocks_never_run_together() -> None:
    assert clean_inline("<p>un</p><p>deux</p>") == "un<br>deux"
    assert clean_inline("<table><tr><td>un<td>deux</table>") == "un<br>deux"
    assert clean_rich("<div>un</div><div>deux</div>") == "un<br>deux"
    assert plain_text("<div>un</div>deux<h1>trois</h1>") == "un\n\ndeux\n\ntrois"


def test_empty_marks_and_edge_breaks_go() -> None:
    assert clean_rich("<p><b><i></i></b></p> <p><br>a<br></p><br>") == "<p>a</p>"


def test_scripts_styles_and_fields_go_with_their_content() -> None:
    html = "a<script>s</script><style>t</style><textarea>u</textarea><svg><text>v</text></svg>b"

    assert clean_inline(html) == "ab"
    assert plain_text(html) == "ab"


def test_plain_text_keeps_paragraphs_lines_lists_and_cells_apart() -> None:
    html = (
        "<p>Un &amp; deux</p><p>trois<br>quatre</p><ul><li>cinq</li><li>six</li></ul>"
        "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    )

    assert plain_text(html) == "Un & deux\n\ntrois\nquatre\n\n- cinq\n- six\n\na\tb\n\nc\td"


def test_plain_text_of_plain_text_is_itself() -> None:
    assert plain_text("Une phrase, sans rien.") == "Une phrase, sans rien."
    assert plain_text("") == ""


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000,
        "<b>" * 50_000 + "x",
        "<a " + "a=1 " * 50_000 + ">x</a>",
        " " * 500_000,
        "<br> " * 30_000,
        "<" * 100_000,
        "<b></b>" * 20_000,
        "<p>x</p>" * 15_000,
        "<i><u></i>" * 15_000,
        "<li>" * 20_000,
        "<!--" * 30_000,
    ],
    ids=lambda html: f"{len(html)} of {html[:12]}",
)
def test_hostile_shapes_come_to_an_end(html: str) -> None:
    assert clean_rich(clean_rich(html)) == clean_rich(html)
    clean_inline(html)
    plain_text(html)


def test_text_in_deep_nesting_is_kept() -> None:
    assert clean_inline("<div>" * 1000 + "profond" + "</div>" * 1000) == "profond"


def test_nesting_is_counted_by_name() -> None:
    assert is_deeply_nested("<div></b>" * 300)
    assert not is_deeply_nested("<div></div>" * 300)
    assert not is_deeply_nested("<p><br><li>" * 300)
