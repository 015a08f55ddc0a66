"""Texts of Ghost become blocks in whichever of its four forms they come, and what does not is told."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azdarar.formats.blocks import (
    Block,
    Box,
    Embed,
    File,
    Footnotes,
    Gallery,
    Heading,
    ListBlock,
    ListItem,
    Marker,
    Note,
    Paragraphs,
    Picture,
    Preformatted,
    Quotation,
    Unknown,
)
from azdarar.formats.ghost import GhostReader, Post
from azdarar.formats.ghost_text import GhostText, to_blocks
from tests.unit.formats.places import need_shared, texts_in
from tests.unit.formats.test_clean_html import RICH, active_parts
from tests.unit.formats.test_wordpress_text import PARTS

WATCH = "https://www.youtube.com/watch?v=abc12345678"


def post(**texts: str) -> Post:
    return Post(post_id="1", kind="post", title="", slug="", status="published", visibility="public", **texts)


def lexical(*nodes: dict[str, Any]) -> GhostText:
    return to_blocks(post(lexical=json.dumps({"root": {"type": "root", "children": list(nodes)}})))


def words(text: str, bits: int = 0) -> dict[str, Any]:
    return {"type": "extended-text", "text": text, "format": bits}


def paragraph(*children: dict[str, Any]) -> dict[str, Any]:
    return {"type": "paragraph", "children": list(children)}


def mobiledoc(**document: Any) -> GhostText:
    empty: dict[str, Any] = {"version": "0.3.1", "atoms": [], "cards": [], "markups": [], "sections": []}
    return to_blocks(post(mobiledoc=json.dumps({**empty, **document})))


def blocks_of(**texts: str) -> list[Block]:
    return list(to_blocks(post(**texts)).blocks)


def test_lexical_marks_links_lists_and_headings() -> None:
    item = {"type": "listitem", "children": [words("un")]}
    nested = {"type": "listitem", "children": [{"type": "list", "listType": "number", "children": [item]}]}
    text = lexical(
        {"type": "extended-heading", "tag": "h2", "children": [words("Titre")]},
        paragraph(
            words("gras ", 1),
            words("deux", 3),
            {"type": "linebreak"},
            {"type": "link", "url": "__GHOST_URL__/lac/", "children": [words("lien")]},
            words("<b>pas une balise</b>"),
        ),
        {"type": "list", "listType": "bullet", "children": [item, nested]},
        {"type": "extended-quote", "children": [words("Dit-elle.")]},
        {"type": "horizontalrule"},
    )

    assert text.blocks == (
        Heading(text="Titre", level=2),
        Paragraphs(
            html="<p><strong>gras </strong><strong><em>deux</em></strong><br>"
            '<a href="/lac/">lien</a>&lt;b&gt;pas une balise&lt;/b&gt;</p>'
        ),
        ListBlock(
            is_ordered=False,
            items=(ListItem(html="un", below=ListBlock(is_ordered=True, items=(ListItem(html="un"),))),),
        ),
        Quotation(html="<p>Dit-elle.</p>"),
        Marker(kind="separator"),
    )
    assert text.changes == ()


def test_mobiledoc_sections_markups_atoms_and_cards() -> None:
    text = mobiledoc(
        markups=[["a", ["href", "https://a.example/?b=1&c=2"]], ["strong"], ["script"]],
        atoms=[["soft-return", "", {}]],
        cards=[["image", {"src": "__GHOST_URL__/content/images/a.jpg", "alt": "Un pont"}], ["hr", {}]],
        sections=[
            [1, "h3", [[0, [], 0, "Titre"]]],
            [1, "p", [[0, [0], 0, "un "], [0, [1], 2, "lien"], [1, [], 0, 0], [0, [2], 1, "après"]]],
            [3, "ol", [[[0, [], 0, "premier"]], [[0, [], 0, "second"]]]],
            [2, "https://a.example/b.jpg"],
            [10, 0],
            [10, 1],
            [10, 99],
            ["odd"],
        ],
    )

    assert text.blocks == (
        Heading(text="Titre", level=3),
        Paragraphs(
            html='<p><a href="https://a.example/?b=1&amp;c=2">un <strong>lien</strong></a><br>après</p>'
        ),
        ListBlock(is_ordered=True, items=(ListItem(html="premier"), ListItem(html="second"))),
        Picture(src="https://a.example/b.jpg"),
        Picture(src="/content/images/a.jpg", alt="Un pont"),
        Marker(kind="separator"),
    )


def test_mobiledoc_of_version_0_2_is_read_too() -> None:
    sections = [
        [["b"]],
        [[1, "p", [[[0], 1, "gras"], [[], 0, " maigre"]]], [10, "html", {"html": "<p>x</p>"}]],
    ]
    text = to_blocks(post(mobiledoc=json.dumps({"version": "0.2.0", "sections": sections})))

    assert text.blocks == (Paragraphs(html="<p><strong>gras</strong> maigre</p><p>x</p>"),)


def test_markdown_as_old_ghost_showed_it() -> None:
    source = (
        "##Sans espace\n\nUne ligne\nune autre, ~~barrée~~, https://a.example/x\n\n"
        "Une note[^a], la même[^a].\n\n[^a]: Dite **en bas**.\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\n# pas un titre\n```\n\n<script>alert(1)</script>"
    )

    heading, text, table, code, *rest = blocks_of(markdown=source)

    assert heading == Heading(text="Sans espace", level=2)
    assert isinstance(text, Paragraphs)
    assert "Une ligne<br>une autre, <s>barrée</s>, " in text.html
    assert '<a href="https://a.example/x">' in text.html
    assert "Une note[^1], la même[^1]." in text.html
    assert "1" in str(table)
    assert isinstance(code, Preformatted)
    assert code.text == "# pas un titre"
    assert rest[-1] == Footnotes(notes=(Note(mark="1", html="Dite <strong>en bas</strong>."),))
    assert "alert" not in str([block for block in rest if isinstance(block, Paragraphs)])


@pytest.mark.parametrize(
    ("name", "payload", "wanted"),
    [
        (
            "image",
            {"src": "/a.jpg", "caption": "<i>Vu</i> d’ici"},
            [Picture(src="/a.jpg", caption="<i>Vu</i> d’ici")],
        ),
        (
            "gallery",
            {"images": [{"src": "/a.jpg"}, {"src": "/b.jpg", "alt": "b"}, {"row": 1}], "caption": "Deux"},
            [Gallery(pictures=(Picture(src="/a.jpg"), Picture(src="/b.jpg", alt="b")), caption="Deux")],
        ),
        (
            "embed",
            {"url": WATCH, "metadata": {"title": "Film"}},
            [Embed(url=WATCH, provider="YouTube", title="Film")],
        ),
        (
            "bookmark",
            {"url": "https://a.example/", "metadata": {"title": "A & B", "description": "Où"}},
            [Paragraphs(html='<p><a href="https://a.example/">A &amp; B</a><br>Où</p>')],
        ),
        (
            "callout",
            {"calloutEmoji": "💡", "calloutText": "<p>Note.</p>"},
            [Paragraphs(html="<p>💡 Note.</p>")],
        ),
        (
            "toggle",
            {"heading": "Plus", "content": "<p>Caché.</p>"},
            [Box(title="Plus", html="<p>Caché.</p>")],
        ),
        ("html", {"html": "<div><p>Brut</p></div>"}, [Paragraphs(html="<p>Brut</p>")]),
        ("markdown", {"markdown": "*Vif*"}, [Paragraphs(html="<p><em>Vif</em></p>")]),
        (
            "codeblock",
            {"code": "a = 1\n", "language": "python"},
            [Preformatted(text="a = 1", kind="code", language="python")],
        ),
        (
            "button",
            {"buttonText": "Lire", "buttonUrl": "https://a.example/"},
            [Paragraphs(html='<p><a href="https://a.example/">Lire</a></p>')],
        ),
        ("file", {"src": "/r.pdf", "fileTitle": "Rapport"}, [File(url="/r.pdf", title="Rapport")]),
        ("audio", {"src": "/s.mp3", "title": "Son"}, [File(url="/s.mp3", title="Son", kind="audio")]),
        ("video", {"src": "/v.mp4"}, [File(url="/v.mp4", kind="video")]),
        (
            "header",
            {"header": "Grand", "subheader": "Petit"},
            [Heading(text="Grand", level=2), Paragraphs(html="<p>Petit</p>")],
        ),
        (
            "product",
            {"productTitle": "Livre", "productDescription": "<p>Bon.</p>"},
            [Heading(text="Livre", level=3), Paragraphs(html="<p>Bon.</p>")],
        ),
        ("paywall", {}, [Marker(kind="members")]),
    ],
)
def test_every_card_is_a_block(name: str, payload: dict[str, Any], wanted: list[Block]) -> None:
    in_lexical = lexical({"type": name, **payload})
    in_mobiledoc = mobiledoc(cards=[[name, payload]], sections=[[10, 0]])

    assert list(in_lexical.blocks) == wanted
    assert list(in_mobiledoc.blocks) == wanted


@pytest.mark.parametrize(
    ("name", "payload", "code"),
    [
        ("email-cta", {"html": "<p>Abonnez-vous</p>"}, "card-for-mails"),
        ("signup", {"header": "S’abonner"}, "card-of-site"),
        ("html", {"html": "<p>x</p>", "visibility": {"web": {"nonMember": False}}}, "card-for-some"),
        ("carte-inconnue", {"url": "https://a.example/"}, "card-kept"),
        ("image", {"alt": "rien"}, "picture-without-address"),
    ],
)
def test_what_is_not_shown_to_everybody_or_unknown_is_told(
    name: str, payload: dict[str, Any], code: str
) -> None:
    text = lexical({"type": name, **payload})

    assert code in [change.code for change in text.changes]
    assert all("%(" not in str(change) for change in text.changes)
    assert [type(block) for block in text.blocks] == ([Unknown] if code == "card-kept" else [])


def test_html_of_ghost_keeps_its_cards() -> None:
    html = (
        "<p>Un.</p><!--kg-card-begin: html--><p>Deux.</p><!--kg-card-end: html-->"
        '<figure class="kg-card kg-image-card"><img src="__GHOST_URL__/content/images/a.jpg" '
        'class="kg-image" alt="Pont"><figcaption>Le pont</figcaption></figure>'
        '<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" '
        'href="https://a.example/"><div class="kg-bookmark-title">Titre</div>'
        '<div class="kg-bookmark-description">Dit</div></a></figure>'
        '<div class="kg-card kg-toggle-card"><h4 class="kg-toggle-heading-text">Plus</h4>'
        '<div class="kg-toggle-content"><p>Caché.</p></div></div>'
        '<div class="kg-card kg-callout-card"><div class="kg-callout-emoji">💡</div>'
        '<div class="kg-callout-text">Note.</div></div>'
        '<div class="kg-card kg-file-card"><a class="kg-file-card-container" href="/r.pdf">'
        '<div class="kg-file-card-title">Rapport</div></a></div><!--members-only--><p>Trois.</p>'
    )

    assert blocks_of(html=html) == [
        Paragraphs(html="<p>Un.</p><p>Deux.</p>"),
        Picture(src="/content/images/a.jpg", alt="Pont", caption="Le pont"),
        Paragraphs(html='<p><a href="https://a.example/">Titre</a><br>Dit</p>'),
        Box(title="Plus", html="<p>Caché.</p>"),
        Paragraphs(html="<p>💡 Note.</p>"),
        File(url="/r.pdf", title="Rapport"),
        Marker(kind="members"),
        Paragraphs(html="<p>Trois.</p>"),
    ]


def test_a_part_for_members_inside_something_closes_all_of_it() -> None:
    inside = {"type": "toggle", "heading": "Plus", "content": "<p>a</p><!--members-only--><p>SECRET</p>"}

    assert lexical(inside).is_closed
    assert to_blocks(post(html="<blockquote>a<!--members-only-->b</blockquote>")).is_closed
    assert not lexical({"type": "html", "html": "<p>a</p><!--members-only--><p>b</p>"}).is_closed


def test_a_document_that_cannot_be_read_is_read_in_its_next_form() -> None:
    text = to_blocks(post(lexical="{broken", mobiledoc='{"a": 1}', html="<p>HTML.</p>"))

    assert (text.form, text.blocks) == ("html", (Paragraphs(html="<p>HTML.</p>"),))
    assert [change.code for change in text.changes] == ["form-of-text"]
    assert to_blocks(post(lexical="{broken")).blocks == ()


def test_nesting_beyond_measure_ends() -> None:
    node: dict[str, Any] = words("fond")
    for _ in range(300):
        node = {"type": "link", "url": "https://a.example/", "children": [node]}
    deep = {"type": "later-box", "children": [paragraph(node)]}

    assert lexical(deep, paragraph(words("après"))).blocks[-1] == Paragraphs(html="<p>après</p>")
    assert to_blocks(post(html="<div>" * 20_000 + "x")).changes[0].code == "nesting-flattened"
    assert to_blocks(post(lexical="[" * 50_000, html="<p>x</p>")).form == "html"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "children", "text", "url", "format", "src", "html", "visibility", "images"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=120, deadline=None)
@given(_JSON, st.sampled_from(["lexical", "mobiledoc"]))
def test_no_document_makes_it_fail(value: Any, form: str) -> None:
    documents = {
        "lexical": {"root": {"children": value}},
        "mobiledoc": {"sections": value, "cards": value, "atoms": value, "markups": value},
    }
    text = to_blocks(post(**{form: json.dumps(documents[form])}, html="<p>x</p>"))

    assert isinstance(text.blocks, tuple)


@settings(max_examples=60, deadline=None)
@given(st.lists(PARTS, max_size=18).map("".join))
def test_nothing_active_comes_out(html: str) -> None:
    everything = [lexical({"type": "html", "html": html}), to_blocks(post(markdown=html, html=html))]

    for text in everything:
        for block in text.blocks:
            if isinstance(block, Paragraphs | Quotation | Box):
                assert active_parts(block.html, RICH) == []


def test_no_word_of_the_real_texts_is_lost() -> None:
    path = need_shared("ghost") / "real-blog-1.15.1-es" / "ghost.json"
    for one in GhostReader(path):
        text = to_blocks(one)
        kept = " ".join(" ".join(texts_in(text.blocks)).split())
        told = " ".join(str(change) for change in text.changes)
        plain = json.loads(one.mobiledoc)["cards"][0][1]["markdown"]
        wanted = {word for word in re.sub(r"<[^<>]*>", " ", plain).split() if word.isalpha()}

        assert {word for word in wanted if word not in kept and word not in told} == set()
