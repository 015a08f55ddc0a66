"""SPIP's typographic shortcuts: each means here what readers of SPIP saw."""

from __future__ import annotations

import time

import pytest

from azdarar.formats.blocks import (
    Attached,
    Embed,
    Footnotes,
    Heading,
    ListBlock,
    ListItem,
    Marker,
    Note,
    Paragraphs,
    Picture,
    Preformatted,
    Quotation,
    RawRefused,
    Table,
    Unknown,
)
from azdarar.formats.spip_text import SPIPText, languages_in, rank_of, to_blocks, to_line
from azdarar.formats.spip_variants import has_variants, line_in, prepared
from tests.unit.formats.places import texts_in
from tests.unit.formats.test_clean_html import RICH, active_parts


def html_of(text: str, *, language: str = "fr", breaks_lines: bool = True) -> str:
    """The one block of text that a source becomes."""
    (block,) = to_blocks(text, language=language, breaks_lines=breaks_lines).blocks
    assert isinstance(block, Paragraphs)
    return block.html


def codes(read: SPIPText) -> list[str]:
    return [change.code for change in read.changes]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("{{gras}} et {ital}", "<p><strong>gras</strong> et <em>ital</em></p>"),
        ("{{gras {les deux} gras}}", "<p><strong>gras <em>les deux</em> gras</strong></p>"),
        ("{a {{b} c}} d", "<p><em>a <strong>b</strong></em><strong> c</strong> d</p>"),
        ("{} et {{}} et { seul", "<p>{} et {{}} et { seul</p>"),
        ("{{un\n\ndeux}} fin", "<p><strong>un</strong></p><p><strong>deux</strong> fin</p>"),
        ("{{}}}}}", "<p>{{}}}}}</p>"),
        ("un\ndeux\n\ntrois", "<p>un<br>deux</p><p>trois</p>"),
        ("un\n_ deux", "<p>un<br>deux</p>"),
        ("- un\n- deux\n-- trois", "<p>– un<br>– deux<br>— trois</p>"),
        ("-12 degrés", "<p>-12 degrés</p>"),
        ("a < b, c > d & e", "<p>a &lt; b, c &gt; d &amp; e</p>"),
        ("--> et <-- et <==>", "<p>--&gt; et &lt;-- et &lt;==&gt;</p>"),
        ("\\{non\\} \\[non->x\\] \\~", "<p>{non} [non-&gt;x] ~</p>"),
        ("C:\\temp\\notes", "<p>C:\\temp\\notes</p>"),
        ("Né~en 1915", "<p>Né en 1915</p>"),
        ("&#1344;&eacute; &amp;", "<p>Հé &amp;</p>"),
        ("<b>déjà</b> <font color=red>vu</font>", "<p><strong>déjà</strong> vu</p>"),
        ("<b>jamais fermé\n\nsuite", "<p><strong>jamais fermé</strong></p><p><strong>suite</strong></p>"),
        ("a <code>{b} [c->d]</code> e", "<p>a <code>{b} [c-&gt;d]</code> e</p>"),
        ("x<math>$a_{1}$</math>", "<p>x<code>$a_{1}$</code></p>"),
        ("<html>{x} <b>y</b></html>", "<p>{x} <strong>y</strong></p>"),
        ("[*fort*] <sc>de Gaulle</sc>", "<p><strong>fort</strong> de Gaulle</p>"),
        ("<intro>Un début.</intro> Suite.", "<p>Un début. Suite.</p>"),
        ("un `accent` grave", "<p>un `accent` grave</p>"),
    ],
)
def test_marks_and_lines(text: str, html: str) -> None:
    assert html_of(text) == html


def test_before_spip_3_the_end_of_a_line_was_a_space() -> None:
    assert html_of("un\ndeux\n_ trois", breaks_lines=False) == "<p>un deux<br>trois</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[a->http://x.org/?b=1&c]", '<a href="http://x.org/?b=1&amp;c">a</a>'),
        ("[a->art12]", '<a href="/spip.php?article12">a</a>'),
        ("[a->12]", '<a href="/spip.php?article12">a</a>'),
        ("[a->rubrique3#b]", '<a href="/spip.php?rubrique3#b">a</a>'),
        ("[a->br4] [b->mot5]", '<a href="/spip.php?breve4">a</a> <a href="/spip.php?mot5">b</a>'),
        ("[a->img7?x=1]", '<a href="/spip.php?document7&amp;x=1">a</a>'),
        ("[a->>aut1]", '<a href="/spip.php?auteur1">a</a>'),
        ("[a|une bulle{en}->site2]", '<a href="/spip.php?site2" title="une bulle">a</a>'),
        ("[{{a}} b->art1]", '<a href="/spip.php?article1"><strong>a</strong> b</a>'),
        ("[->http://x.org/]", '<a href="http://x.org/">http://x.org/</a>'),
        ("[a->b@x.org]", '<a href="mailto:b@x.org">a</a>'),
        ("[a->www.x.org]", '<a href="http://www.x.org">a</a>'),
        ("[a->/d/e.pdf]", '<a href="/d/e.pdf">a</a>'),
        ("[a->http://x.org/b[1].jpg]", '<a href="http://x.org/b[1].jpg">a</a>'),
        ("[a\nb->art1]", '<a href="/spip.php?article1">a b</a>'),
        ("[?Van|ville]", '<a href="https://fr.wikipedia.org/wiki/Van" title="ville">Van</a>'),
        ("[UGAB|Union générale]", '<abbr title="Union générale">UGAB</abbr>'),
        ("[a[1]->art1]", '<a href="/spip.php?article1">a[1]</a>'),
        ("(http://x.org/a_(b)).", '(<a href="http://x.org/a_(b)">http://x.org/a_(b)</a>).'),
        ("[a->javascript:alert(1)]", "a"),
        ("[a->#titre]", "a"),
        ("[sic] et [a-b]", "[sic] et [a-b]"),
        ("[a->", "[a-&gt;"),
    ],
)
def test_links(text: str, html: str) -> None:
    assert html_of(text, breaks_lines=False) == f"<p>{html}</p>"


def test_a_link_without_a_text_has_the_title_of_its_target() -> None:
    read = to_blocks("Voir [->art12], [->rub3].", title_of=lambda kind, number: f"Le {kind} & {number}")

    (block,) = read.blocks
    assert isinstance(block, Paragraphs)
    assert "Le article &amp; 12</a>" in block.html
    assert [(link.kind, link.object_id, link.has_own_text) for link in read.links] == [
        ("article", 12, False),
        ("rubrique", 3, False),
    ]


def test_a_link_to_a_kind_nobody_knows_is_kept_and_told() -> None:
    assert codes(to_blocks("[a->formulaire12]")) == ["link-to-unknown-kind"]


def test_notes_are_numbered_and_keep_their_names() -> None:
    read = to_blocks(
        "A[[Une {note}.]] b[[<*> Étoile]] c[[<x> Nommée [ici->art1]]] d[[<x>]] e[[<>sans marque]]"
        " f[[<b>grasse</b> note]] g[[<1> prise]] h[[dernière]]"
    )

    text, notes = read.blocks
    assert isinstance(text, Paragraphs)
    assert text.html == "<p>A[^1] b[^*] c[^x] d[^x] e f[^2] g[^3] h[^4]</p>"
    assert notes == Footnotes(
        notes=(
            Note(mark="1", html="Une <em>note</em>."),
            Note(mark="*", html="Étoile"),
            Note(mark="x", html='Nommée <a href="/spip.php?article1">ici</a>'),
            Note(mark="*", html="sans marque"),
            Note(mark="2", html="<b>grasse</b> note"),
            Note(mark="3", html="prise"),
            Note(mark="4", html="dernière"),
        )
    )


def test_a_note_that_never_ends_stays_as_it_was_written() -> None:
    assert html_of("a[[b") == "<p>a[[b</p>"


def test_lists_nest_and_mix() -> None:
    (block,) = to_blocks("-* a\n-** b\nsuite\n-** c\n-* d {e}").blocks

    assert block == ListBlock(
        is_ordered=False,
        items=(
            ListItem(
                html="a",
                below=ListBlock(is_ordered=False, items=(ListItem(html="b<br>suite"), ListItem(html="c"))),
            ),
            ListItem(html="d <em>e</em>"),
        ),
    )
    kinds = [block.is_ordered for block in to_blocks("-* a\n-# b").blocks if isinstance(block, ListBlock)]
    assert kinds == [False, True]


def test_a_bulleted_and_a_numbered_list_below_one_item_stay_two() -> None:
    (block,) = to_blocks("-* a\n-** b\n-## c\n-## d\n-** e").blocks

    assert isinstance(block, ListBlock)
    assert block.html == (
        "<ul><li>a<ul><li>b</li></ul><ol><li>c</li><li>d</li></ol><ul><li>e</li></ul></li></ul>"
    )


def test_a_list_that_begins_deep_has_its_items_side_by_side() -> None:
    (block,) = to_blocks("-** a\n-** b\n-* c").blocks

    assert isinstance(block, ListBlock)
    assert [item.html for item in block.items] == ["a", "b", "c"]


def test_a_list_of_terms_becomes_paragraphs_and_is_told() -> None:
    read = to_blocks("-? Mot\n-! Son sens.")

    assert read.blocks == (Paragraphs(html="<p><strong>Mot</strong></p><p>Son sens.</p>"),)
    assert codes(read) == ["definition-list-changed"]


def test_tables_have_heads_captions_and_the_cells_that_were_merged() -> None:
    read = to_blocks(
        "||Prix|Par jour||\n| {{Jour}} | {{Prix}} | {{Note}} |\n| lundi | 3 |<|\n"
        "| mardi\n_ matin | 4 | [a|b->art1] |\n|^| 5 | <img3> |"
    )

    table, moved = read.blocks
    assert table == Table(
        header=("Jour", "Prix", "Note"),
        rows=(
            ("lundi", "3", ""),
            ("mardi<br>matin", "4", '<a href="/spip.php?article1" title="b">a</a>'),
            ("", "5", ""),
        ),
        caption="Prix<br>Par jour",
    )
    assert isinstance(moved, Attached)
    assert codes(read) == ["cells-split", "block-moved"]


def test_bars_that_are_no_table_stay() -> None:
    assert html_of("| une barre\nsuite") == "<p>| une barre<br>suite</p>"
    assert html_of("a | b") == "<p>a | b</p>"


def test_headings_have_two_levels_and_end_the_paragraph() -> None:
    read = to_blocks("avant {{{Un {titre}[[note]]}}}après\n{{{**Plus bas}}}")

    assert read.blocks[:4] == (
        Paragraphs(html="<p>avant</p>"),
        Heading(text="Un titre[^1]", level=2),
        Paragraphs(html="<p>après</p>"),
        Heading(text="Plus bas", level=3),
    )


def test_rules_quotations_and_code_are_blocks() -> None:
    read = to_blocks(
        "a\n----\n<quote>b\n\nc {d}</quote>\n<cadre class='php'>\n<b>{x}</b>\n</cadre><code>\ny\n</code>fin"
    )

    assert read.blocks == (
        Paragraphs(html="<p>a</p>"),
        Marker(kind="separator"),
        Quotation(html="<p>b</p><p>c <em>d</em></p>"),
        Preformatted(text="<b>{x}</b>", kind="code", language="php"),
        Preformatted(text="y", kind="code"),
        Paragraphs(html="<p>fin</p>"),
    )


def test_verse_keeps_its_lines_and_marks() -> None:
    read = to_blocks("<poesie>\nAu clair\nde la\n\nlune\n</poesie>\n<poetry>Mon {ami}\nPierrot</poetry>")

    assert read.blocks == (
        Preformatted(text="Au clair\nde la\n\nlune", kind="verse"),
        Quotation(html="<p>Mon <em>ami</em><br>Pierrot</p>"),
    )


def test_documents_keep_their_number_side_and_arguments() -> None:
    read = to_blocks(
        "<img4|left>Texte.\n\n<doc5|center|largeur=300|titre=Un | deux>\n\n<emb6>\n\n[<img7>->art8]"
    )

    first, _text, second, third, clicked = read.blocks
    assert (first, third) == (
        Attached(document_id=4, form="shown", align="left", arguments={"left": ""}, source="<img4|left>"),
        Attached(document_id=6, form="played", source="<emb6>"),
    )
    assert isinstance(second, Attached)
    assert isinstance(clicked, Attached)
    assert (second.form, second.align, second.arguments["largeur"]) == ("listed", "center", "300")
    assert clicked.arguments == {"lien": "/spip.php?article8"}
    assert read.changes == ()


def test_a_document_within_a_sentence_follows_its_paragraph_and_is_told() -> None:
    read = to_blocks("Avant <doc2|right> après.")

    assert [type(block) for block in read.blocks] == [Paragraphs, Attached]
    assert read.blocks[0] == Paragraphs(html="<p>Avant après.</p>")
    assert codes(read) == ["model-moved"]


def test_models_nobody_knows_stay_visible_with_their_source() -> None:
    read = to_blocks("<formulaire12>\n\n<carte|id=3|zoom=<b>4</b>>")

    assert read.blocks == (
        Unknown(name="formulaire", object_id=12, source="<formulaire12>"),
        Unknown(
            name="carte",
            arguments={"id": "3", "zoom": "<b>4</b>"},
            source="<carte|id=3|zoom=<b>4</b>>",
        ),
    )
    assert codes(read) == ["model-kept", "model-kept"]


def test_addresses_of_films_are_embeds() -> None:
    read = to_blocks(
        "https://youtu.be/abcdefghijk\n\n<video|url=https://vimeo.com/123456>\n\n"
        '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'
    )

    assert [block.provider for block in read.blocks if isinstance(block, Embed)] == [
        "YouTube",
        "Vimeo",
        "YouTube",
    ]


def test_html_in_a_text_is_read_as_html() -> None:
    read = to_blocks(
        '<div align="center"><img src="IMG/jpg/a.jpg" alt="Un lac"></div>\n'
        "<table><tr><td>a</td><td>{b}</td></tr></table>\n<ul><li>c\n<li>d</ul><script>x()</script>"
    )

    picture, table, items, script = read.blocks
    assert picture == Picture(src="IMG/jpg/a.jpg", alt="Un lac")
    assert table == Table(header=(), rows=(("a", "<em>b</em>"),))
    assert items == ListBlock(is_ordered=False, items=(ListItem(html="c"), ListItem(html="d")))
    assert script == RawRefused(reason="<script>", source="<script>x()</script>")


def test_the_language_asked_for_is_chosen_and_the_others_are_told() -> None:
    text = "<multi>défaut[en]Hello[pt_br]Olá</multi> !"

    assert html_of(text, language="en") == "<p>Hello !</p>"
    assert html_of(text, language="pt-BR") == "<p>Olá !</p>"
    assert html_of(text, language="hy") == "<p>défaut !</p>"
    assert languages_in(text) == ("en", "pt_br")
    assert codes(to_blocks(text, language="en")) == ["language-left-out"]


def test_short_texts_are_one_line_without_marks() -> None:
    assert to_line(
        "L'{été} &amp; la <multi>[fr]mer[en]sea</multi> &#1344;[[note]] <img1>", language="en"
    ) == ("L'été & la sea Հ")
    assert to_line("  Deux\n lignes ") == "Deux lignes"
    assert rank_of("10. Le monde") == (10, "Le monde")
    assert rank_of("3) Sport") == (3, "Sport")
    assert rank_of("1915, cent ans après") == (None, "1915, cent ans après")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[ici<-]", "anchor-left-out"),
        ("<:info_auteurs:>", "interface-text-kept"),
        ("<multi>[fr]a[en]b</multi>", "language-left-out"),
        ("[a->truc12]", "link-to-unknown-kind"),
        ("<truc12>", "model-kept"),
        ("a <doc1> b", "model-moved"),
        ("a[[<x>]]", "note-missing"),
        ("<quote>a<quote>b</quote></quote>", "quotation-joined"),
        ("<!-- c -->", "comment-left-out"),
    ],
)
def test_every_change_is_told(text: str, code: str) -> None:
    changes = to_blocks(text, language="fr").changes

    assert code in [change.code for change in changes]
    assert all(str(change) and "%(" not in str(change) for change in changes)


HOSTILE = {
    "braces": "{{a {b " * 1200,
    "braces shut": "{{" * 3000 + "x" + "}}" * 3000,
    "brackets": "[" * 8000,
    "links": "[a->" * 2000,
    "aligned": "\n[(" * 3000,
    "emphasis": "[*a " * 2000 + "*]",
    "notes": "[[" * 4000,
    "notes in notes": "[[" * 2000 + "x" + "]]" * 2000,
    "headings": "{{{" * 2000,
    "tags": "<a " * 3000,
    "quotes": '<a href="' * 1000,
    "code": "<code>" * 1500,
    "code in code": "<code" * 1500 + ">",
    "comments": "<!--" * 2000,
    "models": "<doc|" * 2000,
    "quotations": "<quote>" * 1500,
    "quotations shut": "<quote>" * 500 + "x" + "</quote>" * 500,
    "boxes": "<div>" * 2000,
    "verse": "<poesie>" * 1500,
    "multi": "<multi>" * 1500,
    "rows": "|a|b\n" * 1500,
    "bars": "|a" * 4000,
    "deep list": "-" + "*" * 5000 + "a\n",
    "escapes": "\\{" * 4000,
    "addresses": "http://" * 1500,
    "entities": "&" * 8000,
    "strings": "<:a" * 3000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_text_made_to_be_slow_is_read_in_time_that_grows_with_its_length(name: str) -> None:
    text = HOSTILE[name]
    started = time.process_time()
    to_blocks(text)
    once = time.process_time() - started

    started = time.process_time()
    to_blocks(text * 4)
    four = time.process_time() - started

    assert four < 10 * once + 0.2


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_becomes_harmless_html(name: str) -> None:
    read = to_blocks(HOSTILE[name] + "<img src=x onerror=alert(1)>[a->javascript:alert(1)]{{b}}")

    for block in read.blocks:
        if isinstance(block, Paragraphs | Quotation):
            assert active_parts(block.html, RICH) == []


def test_what_is_nested_beyond_reason_keeps_its_text_and_is_told() -> None:
    read = to_blocks("<quote>" * 150 + "le fond" + "</quote>" * 150)

    assert "le fond" in " ".join(texts_in(read.blocks))
    assert codes(read) == ["nesting-flattened"]


def test_a_short_text_is_prepared_once_and_chosen_from_in_any_language() -> None:
    told = ("L'eau", "L'{eau} <b>a</b> &amp; b", "<multi>x{y}[fr]L'{eau}[hy]Ջուր[pt_br]Água</multi> !")
    plain, marked, many = map(prepared, told)

    assert [line_in(text, language="fr") for text in (plain, marked, many)] == [
        "L'eau",
        "L'eau a & b",
        "L'eau !",
    ]
    chosen = [line_in(many, language=code) for code in ("hy", "pt-BR", "pt", "en")]
    assert chosen == ["Ջուր !", "Água !", "Água !", "xy !"]
    assert [has_variants(text) for text in (plain, marked, many)] == [False, False, True]
    # Nothing a stranger writes passes for what was prepared.
    assert not has_variants(prepared("\ue002{}"))
