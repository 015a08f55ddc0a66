"""WordPress content becomes blocks, and what does not is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azdarar.formats import wordpress_text
from azdarar.formats.blocks import (
    SENTENCES,
    Block,
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
    PullQuote,
    Quotation,
    RawRefused,
    Table,
)
from azdarar.formats.internal import foreign_html
from azdarar.formats.wordpress_text import to_blocks
from tests.unit.formats.places import FIXTURES, texts_in
from tests.unit.formats.test_clean_html import RICH, active_parts

WATCH = "https://www.youtube.com/watch?v="


def blocks_of(content: str) -> list[Block]:
    return list(to_blocks(content).blocks)


def codes_of(content: str) -> list[str]:
    return [change.code for change in to_blocks(content).changes]


def only(content: str) -> Block:
    (block,) = to_blocks(content).blocks
    return block


def test_a_classic_story_is_read_whole() -> None:
    read = to_blocks((FIXTURES / "html" / "classic_story.html").read_text())

    assert list(read.blocks) == [
        Picture(
            src="https://petit-ararat.example/lac-300x200.jpg", attachment_id=41, alt="Le lac", align="right"
        ),
        Paragraphs(
            html="<p>Le train quitte la gare à l’aube.<br>Il longe le lac.</p><p>Deuxième paragraphe avec "
            "<strong>du gras</strong>, <em>de l’italique</em> et "
            '<a href="https://petit-ararat.example/autre" title="Un lien">un lien</a>[^1].</p>'
        ),
        Marker(kind="more"),
        Embed(url="https://www.youtube.com/watch?v=abcdefghijk", provider="YouTube"),
        Picture(
            src="https://petit-ararat.example/gare-500.jpg",
            attachment_id=42,
            alt="La gare",
            caption="La gare en <em>1962</em>",
            align="center",
            link="https://petit-ararat.example/gare.jpg",
        ),
        Quotation(html="<p>On n’oublie pas ce voyage.</p>", attribution="Une voyageuse"),
        Heading(text="Le retour", level=3),
        ListBlock(
            is_ordered=False,
            items=(
                ListItem(html="Un billet"),
                ListItem(
                    html="Une carte",
                    below=ListBlock(
                        is_ordered=True, items=(ListItem(html="du nord"), ListItem(html="du sud"))
                    ),
                ),
            ),
        ),
        Gallery(pictures=(Picture(attachment_id=43), Picture(attachment_id=44))),
        RawRefused(reason="shortcode", source='[formulaire-abonnement id="3"]'),
        Marker(kind="page-break"),
        Paragraphs(html="<p>Dernière page, deux mots <strong>en gras</strong>.</p>"),
        Footnotes(notes=(Note(mark="1", html="Voir le numéro de mai."),)),
    ]
    assert [change.code for change in read.changes] == [
        "heading-level-changed",
        "shortcode-kept",
        "page-break-kept",
    ]


def test_a_block_editor_story_is_read_whole() -> None:
    notes = '[{"content":"Voir <em>le Lac</em>.","id":"n-1"}]'

    read = to_blocks((FIXTURES / "html" / "block_story.html").read_text(), footnotes=notes)

    assert list(read.blocks) == [
        Picture(src="https://petit-ararat.example/aube.jpg", attachment_id=50),
        Paragraphs(html="<p>L’aube</p><p>Une ligne qui continue.[^1]</p>"),
        Heading(text="Un intertitre", level=2),
        Picture(
            src="https://petit-ararat.example/rails.jpg",
            attachment_id=51,
            alt="Des rails",
            caption="Les <em>rails</em>",
            align="left",
        ),
        Gallery(
            pictures=(
                Picture(src="https://petit-ararat.example/a.jpg", attachment_id=52, alt="A"),
                Picture(src="https://petit-ararat.example/b.jpg", attachment_id=53, alt="B", caption="Bé"),
            ),
            caption="Deux vues",
        ),
        Quotation(html="<p>Le lac est une mer.</p>", attribution="Un pêcheur"),
        PullQuote(text="Une mer en hiver"),
        Table(header=("Gare", "Heure"), rows=(("Nord", "7 h"), ("Sud", "9 h")), caption="Horaires"),
        ListBlock(is_ordered=True, items=(ListItem(html="Un"), ListItem(html="Deux"))),
        Embed(url="https://vimeo.com/123456", provider="Vimeo", title="Le film"),
        File(url="https://petit-ararat.example/carte.pdf", title="La carte"),
        Preformatted(text="a < b\n  c", kind="code"),
        Preformatted(text="Un vers\n  et l’autre", kind="verse"),
        Marker(kind="separator"),
        RawRefused(reason="A reusable block", source='<!-- wp:block {"ref":99} /-->'),
        RawRefused(reason="The block “acme/chart”", source='<!-- wp:acme/chart {"data":"1,2,3"} /-->'),
        RawRefused(reason="<script>", source='<script>document.title = "x"</script>'),
        Footnotes(notes=(Note(mark="1", html="Voir <em>le Lac</em>."),)),
    ]
    assert [change.code for change in read.changes] == [
        "dynamic-block-left-out",
        "raw-refused",
        "raw-refused",
        "raw-refused",
    ]


def test_a_paste_from_a_word_processor_keeps_text_and_marks() -> None:
    read = to_blocks((FIXTURES / "html" / "word_paste.html").read_text())

    assert list(read.blocks) == [
        Paragraphs(html="<p><em>Une phrase</em> collée</p><p><strong>Gras</strong> et rouge</p>")
    ]
    assert [change.code for change in read.changes] == ["comment-left-out", "unknown-element"]


@pytest.mark.parametrize(
    ("content", "html"),
    [
        ("un\n\ndeux", "<p>un</p><p>deux</p>"),
        ("un\r\n\r\ndeux\r\ntrois", "<p>un</p><p>deux<br>trois</p>"),
        ("un\ndeux", "<p>un<br>deux</p>"),
        ("un<br>\ndeux", "<p>un<br>deux</p>"),
        ("un<br /><br />deux", "<p>un</p><p>deux</p>"),
        ("un<br>", "<p>un</p>"),
        ("<p>un\ndeux</p>trois", "<p>un<br>deux</p><p>trois</p>"),
        ("<em>un\n\ndeux</em>", "<p><em>un</em></p><p><em>deux</em></p>"),
        ("un\n \n\t\ndeux", "<p>un</p><p>deux</p>"),
        ("&nbsp;\n\nun&nbsp;mot\n\n\u200b", "<p>un mot</p>"),
        ("<div>un</div>\n<div>deux</div>", "<p>un</p><p>deux</p>"),
        ("a < b & c > d", "<p>a &lt; b &amp; c &gt; d</p>"),
        ("<!-- wp:paragraph --><p>un\ndeux</p><!-- /wp:paragraph -->", "<p>un deux</p>"),
        ("un <u>deux</u> <small>trois</small>", "<p>un deux trois</p>"),
        ("[sic] et […] et [1]", "<p>[sic] et […] et [1]</p>"),
        ("[[gallery]]", "<p>[gallery]</p>"),
        ("x\u2028y", "<p>x<br>y</p>"),
        ('<abbr title="très">tr.</abbr> <kbd>k</kbd>', '<p><abbr title="très">tr.</abbr> <code>k</code></p>'),
    ],
)
def test_paragraphs_are_those_wordpress_shows(content: str, html: str) -> None:
    assert only(content) == Paragraphs(html=html)


@pytest.mark.parametrize(
    "content",
    [
        "avant <!-- jamais finie, et la suite",
        "avant <b sans fin, et la suite",
        "avant </ et la suite",
        '<a href="x>avant et la suite',
        "<p>avant</p></div></body></html> et la suite",
        "avant <p/> et la suite",
        "<title>avant</title> et la suite",
    ],
)
def test_broken_html_does_not_swallow_the_text_after_it(content: str) -> None:
    told = " ".join(texts_in(to_blocks(content)))

    assert "avant" in told
    assert "et la suite" in told


@pytest.mark.parametrize(
    ("content", "block"),
    [
        (
            "[youtube abcdefghijk]",
            Embed(url="https://www.youtube.com/watch?v=abcdefghijk", provider="YouTube"),
        ),
        (
            "[youtube=http://www.youtube.com/watch?v=abcdefghijk&rel=0]",
            Embed(url="https://www.youtube.com/watch?v=abcdefghijk", provider="YouTube"),
        ),
        ("[dailymotion x7s94]", Embed(url="https://www.dailymotion.com/video/x7s94", provider="Dailymotion")),
        ("[vimeo id=123456]", Embed(url="https://vimeo.com/123456", provider="Vimeo")),
        ("[embed]https://vimeo.com/123456[/embed]", Embed(url="https://vimeo.com/123456", provider="Vimeo")),
        ("[audio https://a.example/s.mp3]", File(url="https://a.example/s.mp3", kind="audio")),
        ('[audio mp3="https://a.example/s.mp3"][/audio]', File(url="https://a.example/s.mp3", kind="audio")),
        ("[dewplayer:https://a.example/s.mp3]", File(url="https://a.example/s.mp3", kind="audio")),
        ('[video src="https://a.example/v.mp4" /]', File(url="https://a.example/v.mp4", kind="video")),
        ("[gallery]", Gallery(is_of_story=True)),
        ("[gallery ids=“1,2”]", Gallery(pictures=(Picture(attachment_id=1), Picture(attachment_id=2)))),
        (
            '[code lang="php"]&lt;b&gt; [x y=1][/code]',
            Preformatted(text="<b> [x y=1]", kind="code", language="php"),
        ),
        ("[quote author='A']Oui[/quote]", Quotation(html="<p>Oui</p>", attribution="A")),
        ("[pullquote]Oui[/pullquote]", PullQuote(text="Oui")),
    ],
)
def test_known_shortcodes_become_blocks(content: str, block: Block) -> None:
    assert only(content) == block
    assert codes_of(content) == []


def test_a_caption_written_as_an_attribute_is_a_caption() -> None:
    content = '[caption id="attachment_9" align="alignleft" caption="L&#39;aube"]<img src="a.jpg">[/caption]'

    assert only(content) == Picture(src="a.jpg", attachment_id=9, caption="L'aube", align="left")


def test_an_unknown_shortcode_in_a_sentence_stays_visible_and_is_told() -> None:
    content = 'Voir [annuaire ville="Erevan"] ici.'

    read = to_blocks(content)

    assert read.blocks == (Paragraphs(html='<p>Voir [annuaire ville="Erevan"] ici.</p>'),)
    assert [change.code for change in read.changes] == ["shortcode-kept"]


def test_text_inside_an_unknown_shortcode_is_kept_and_told() -> None:
    read = to_blocks("[colonne]Un\n\nDeux [gras]trois[/gras][/colonne]")

    assert " ".join(texts_in(read.blocks)) == "<p>Un</p><p>Deux</p><p>trois</p>"
    assert [change.code for change in read.changes] == ["shortcode-opened", "shortcode-opened"]


def test_shortcodes_in_code_are_left_alone() -> None:
    assert blocks_of("<code>[gallery]</code>") == [Paragraphs(html="<p><code>[gallery]</code></p>")]
    assert only("<pre>[youtube x]</pre>") == Preformatted(text="[youtube x]", kind="typed")


@pytest.mark.parametrize(
    ("content", "embed"),
    [
        ('<iframe src="//www.youtube.com/embed/abcdefghijk?rel=0" title="T"></iframe>', ("YouTube", "T")),
        ('<iframe src="https://player.vimeo.com/video/123456"></iframe>', ("Vimeo", "")),
        (
            '<object><param name="movie" value="http://www.youtube.com/v/abcdefghijk&hl=fr"></object>',
            ("YouTube", ""),
        ),
        ('<embed src="http://www.dailymotion.com/swf/x7s94">', ("Dailymotion", "")),
        ("https://soundcloud.com/a/b", ("SoundCloud", "")),
        ('<iframe src="https://cartes.example/1"></iframe>', ("cartes.example", "")),
        (
            '<blockquote class="twitter-tweet"><p>Bonjour</p>A <a href="https://twitter.com/a/status/1">d</a>'
            '</blockquote><script async src="https://platform.twitter.com/widgets.js"></script>',
            ("X", "Bonjour A d"),
        ),
    ],
)
def test_players_become_embeds_that_load_nothing(content: str, embed: tuple[str, str]) -> None:
    found = only(content)

    assert isinstance(found, Embed)
    assert (found.provider, found.title) == embed
    assert found.url.startswith(("https://", "http://"))


def test_an_address_in_a_sentence_is_no_embed() -> None:
    assert only("Voir https://vimeo.com/123456 ici.") == Paragraphs(
        html="<p>Voir https://vimeo.com/123456 ici.</p>"
    )


@pytest.mark.parametrize(
    "content",
    [
        "<script>alert(1)</script>",
        "<form><input></form>",
        '<iframe src="javascript:alert(1)"></iframe>',
        '<object data="data:text/html,x"></object>',
        "<svg><script>1</script></svg>",
        "<canvas>x</canvas>",
        '<video src="javascript:1"></video>',
        "[nggallery id=1]",
    ],
)
def test_what_is_no_text_is_kept_apart_and_told(content: str) -> None:
    read = to_blocks(f"avant {content} après")

    assert [type(block) for block in read.blocks] == [Paragraphs, RawRefused, Paragraphs]
    assert "raw-refused" in [change.code for change in read.changes]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("<style>p{}</style>", "style-left-out"),
        ('<img src="https://a.example/p.gif" width="1" height="1">', "tracker-left-out"),
        ('<img src="data:image/gif;base64,R0lG">', "picture-without-address"),
        ("<!-- note à moi-même -->", "comment-left-out"),
        ('<a href="feed://x">flux</a>', "link-refused"),
        ('<ol start="5"><li>x</li></ol>', "list-numbering-changed"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "definition-list-changed"),
        ("<table><tr><td colspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "cells-split"),
        ("<ul><li>a<img src=b.jpg></li></ul>", "block-moved"),
        ('mot <img src="b.jpg"> mot', "picture-moved"),
        ('<embed src="http://a.example/x.swf">', "flash-embed"),
        ('<sup data-fn="absent">1</sup>', "note-missing"),
        ("<x-inconnu>a</x-inconnu>", "unknown-element"),
        ("<!-- wp:latest-posts /-->", "dynamic-block-left-out"),
        ("<div>" * 150 + "x", "nesting-flattened"),
        ('<script src="https://platform.twitter.com/widgets.js"></script>', "loader-left-out"),
    ],
)
def test_every_change_is_told(content: str, code: str) -> None:
    changes = to_blocks(content).changes

    assert code in [change.code for change in changes]
    assert all(str(change) and "%(" not in str(change) for change in changes)


def test_every_kind_of_change_is_met_in_these_tests() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    for name in ("test_spip_text.py", "test_ghost_text.py"):
        here += Path(__file__).with_name(name).read_text(encoding="utf-8")

    assert [code for code in SENTENCES if f'"{code}"' not in here] == []


@pytest.mark.parametrize(
    "content",
    [
        "Ouvert.\n\n[restrict]Secret.[/restrict] Suite.",
        "<!-- wp:paragraph --><p>Ouvert.</p><!-- /wp:paragraph --><!-- wp:jetpack/paywall /--><p>Secret.</p>",
        "<p>Ouvert.</p><!-- wp:pmpro/membership --><p>Secret.</p><!-- /wp:pmpro/membership -->",
    ],
)
def test_what_a_plugin_showed_to_members_stands_behind_a_mark(content: str) -> None:
    text = to_blocks(content)

    before, mark, after = text.blocks[0], text.blocks[1], text.blocks[2:]
    assert before == Paragraphs(html="<p>Ouvert.</p>")
    assert mark == Marker(kind="members")
    assert "Secret" in str(after)
    assert "members-part" in [change.code for change in text.changes]
    assert not text.is_closed


@pytest.mark.parametrize(
    "content",
    [
        "<blockquote>Ouvert. [members_only]Secret.[/members_only]</blockquote>",
        "[quote][restrict]Secret.[/restrict][/quote]",
        "<ul><li>Ouvert</li><li>[restrict]Secret[/restrict]</li></ul>",
        '[caption caption="x"]<img src="a.jpg"> [restrict]Secret[/restrict][/caption]',
    ],
)
def test_where_the_part_for_members_begins_inside_something_all_is_closed(content: str) -> None:
    assert to_blocks(content).is_closed


def test_a_text_longer_than_a_book_is_read_in_pieces_and_nothing_of_it_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(foreign_html, "MAX_PIECE", 300)
    monkeypatch.setattr(wordpress_text, "MAX_PIECE", 300)
    paragraphs = [f"Paragraphe {number} " + "mot " * 8 for number in range(40)]

    text = to_blocks("\n\n".join(paragraphs))

    assert text.blocks == (Paragraphs(html="".join(f"<p>{one.strip()}</p>" for one in paragraphs)),)
    assert to_blocks("[restrict]" + "\n\n".join(paragraphs) + "[/restrict]").is_closed


def test_a_reusable_block_stands_where_it_is_used() -> None:
    reusable = {
        7: "<!-- wp:paragraph --><p>Partout.</p><!-- /wp:paragraph -->",
        8: '<!-- wp:block {"ref":8} /-->',
    }

    text = to_blocks('<p>Un.</p><!-- wp:block {"ref":7} /--><p>Deux.</p>', reusable=reusable)
    circle = to_blocks('<!-- wp:block {"ref":8} /-->', reusable=reusable)

    assert text.blocks == (Paragraphs(html="<p>Un.</p><p>Partout.</p><p>Deux.</p>"),)
    assert "nesting-flattened" in [change.code for change in circle.changes]
    assert isinstance(to_blocks('<!-- wp:block {"ref":9} /-->', reusable=reusable).blocks[0], RawRefused)


def test_reusable_blocks_that_hold_each_other_many_times_over_come_to_an_end() -> None:
    reusable = {number: f'<!-- wp:block {{"ref":{number + 1}}} /-->' * 40 for number in range(8)}
    reusable[8] = "<p>Fin.</p>"

    text = to_blocks('<!-- wp:block {"ref":0} /-->', reusable=reusable)

    assert any(isinstance(block, RawRefused) for block in text.blocks)
    assert len(text.blocks) < 50_000


def test_a_word_in_brackets_is_no_shortcode_for_members() -> None:
    text = to_blocks("Un [member] parle, [private] aussi.")

    assert not text.is_closed
    assert not any(isinstance(block, Marker) for block in text.blocks)


def test_a_picture_in_a_sentence_does_not_cut_it() -> None:
    assert blocks_of('La phrase <img src="a.jpg"> continue.\n\nSuite') == [
        Paragraphs(html="<p>La phrase continue.</p>"),
        Picture(src="a.jpg"),
        Paragraphs(html="<p>Suite</p>"),
    ]


def test_a_lazy_picture_and_its_copy_are_one() -> None:
    content = '<img src="data:image/gif;base64,R0" data-src="a.jpg"><noscript><img src="a.jpg"></noscript>'

    assert only(content) == Picture(src="a.jpg")


def test_a_smiley_is_text() -> None:
    assert only('Bien <img class="wp-smiley" alt=":)" src="/smilies/a.gif">') == Paragraphs(
        html="<p>Bien :)</p>"
    )


def test_a_layout_table_is_opened_and_a_real_one_kept() -> None:
    assert only("<table><tr><td>Seul</td></tr></table>") == Paragraphs(html="<p>Seul</p>")
    assert only("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>") == Table(
        header=(), rows=(("a", "b"), ("c", ""))
    )


def test_lists_keep_their_nesting_as_html_too() -> None:
    found = only("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>")

    assert isinstance(found, ListBlock)
    assert found.is_nested
    assert found.html == "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"


@pytest.mark.parametrize(
    ("content", "blocks"),
    [
        (
            '<div class="gallery"><dl class="gallery-item"><dt><a href="l"><img src="a.jpg"></a></dt>'
            '<dd class="wp-caption-text gallery-caption">Un</dd></dl>'
            '<dl class="gallery-item"><dt><img src="b.jpg"></dt></dl></div>',
            [Gallery(pictures=(Picture(src="a.jpg", caption="Un", link="l"), Picture(src="b.jpg")))],
        ),
        (
            '<div class="wp-caption alignright"><img src="a.jpg"><p class="wp-caption-text">Un</p></div>',
            [Picture(src="a.jpg", caption="Un", align="right")],
        ),
        (
            '<ul class="gallery"><li>sans image[ref]note[/ref]</li></ul>',
            [Paragraphs(html="<p>sans image[^1]</p>"), Footnotes(notes=(Note(mark="1", html="note"),))],
        ),
        (
            "<figure>[youtube abcdefghijk]<figcaption>Le film</figcaption></figure>",
            [Embed(url=f"{WATCH}abcdefghijk", provider="YouTube", title="Le film")],
        ),
        (
            "<figure>Un mot<figcaption>et sa légende</figcaption></figure>",
            [Paragraphs(html="<p>Un mot</p><p>et sa légende</p>")],
        ),
        (
            "[caption]https://vimeo.com/123456\n\nLégende[/caption]",
            [Embed(url="https://vimeo.com/123456", provider="Vimeo", title="Légende")],
        ),
        ("[caption]Sans image[/caption]", [Paragraphs(html="<p>Sans image</p>")]),
        (
            "<blockquote><h3>Titre</h3><ul><li>a</li></ul><img src=b.jpg></blockquote>",
            [
                Quotation(html="<p><strong>Titre</strong></p><ul><li>a</li></ul>"),
                Picture(src="b.jpg"),
            ],
        ),
        (
            "<table><tr><td><ul><li>a<ol><li>b</li></ol></li></ul></td><td>c</td></tr></table>",
            [Table(header=(), rows=(("– a<br>– b", "c"),))],
        ),
        (
            "<ul>seul<li><h3>T</h3>a</li><ul><li>b</li></ul></ul>",
            [
                ListBlock(
                    is_ordered=False,
                    items=(
                        ListItem(
                            html="<strong>T</strong><br>a",
                            below=ListBlock(is_ordered=False, items=(ListItem(html="b"),)),
                        ),
                        ListItem(html="seul"),
                    ),
                )
            ],
        ),
        ('<pre lang="lang-py">a<br>b</pre>', [Preformatted(text="a\nb", kind="code", language="py")]),
        ("<pre> </pre><h2> </h2><table></table><ul></ul>", []),
    ],
)
def test_shapes_met_in_the_wild(content: str, blocks: list[Block]) -> None:
    assert blocks_of(content) == blocks


@pytest.mark.parametrize(
    ("address", "url", "provider"),
    [
        ("https://youtu.be/abcdefghijk?t=3", f"{WATCH}abcdefghijk", "YouTube"),
        ("https://www.youtube.com/playlist?list=PL1", "https://www.youtube.com/playlist?list=PL1", "YouTube"),
        ("http://vimeo.com/moogaloop.swf?clip_id=42424242", "https://vimeo.com/42424242", "Vimeo"),
        (
            "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/1",
            "https://api.soundcloud.com/tracks/1",
            "SoundCloud",
        ),
        ("https://www.google.com/maps/embed?pb=1", "https://www.google.com/maps/embed?pb=1", "Google Maps"),
        (
            "https://notyoutube.com/embed/abcdefghijk",
            "https://notyoutube.com/embed/abcdefghijk",
            "notyoutube.com",
        ),
        (
            "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Ffacebook.com%2Fa%2F1",
            "https://facebook.com/a/1",
            "Facebook",
        ),
    ],
)
def test_the_page_of_a_work_is_kept_and_not_its_player(address: str, url: str, provider: str) -> None:
    assert only(f'<iframe src="{address}"></iframe>') == Embed(url=url, provider=provider)


@pytest.mark.parametrize(
    "address", ["", "//[x", "https://", "ftp://a.example/", "about:blank", "https://localhost/x"]
)
def test_a_frame_without_an_address_on_the_web_is_refused(address: str) -> None:
    assert isinstance(only(f'<iframe src="{address}"></iframe>'), RawRefused)


def test_notes_nobody_refers_to_are_kept() -> None:
    read = to_blocks("texte", footnotes='[{"content":"perdue","id":"x"}]')

    assert read.blocks[-1] == Footnotes(notes=(Note(mark="1", html="perdue"),))


@pytest.mark.parametrize("footnotes", ["", "null", "{", '["x"]', "[" * 100_000, '[{"id":1}]'])
def test_damaged_notes_stop_nothing(footnotes: str) -> None:
    assert to_blocks("texte", footnotes=footnotes).blocks[0] == Paragraphs(html="<p>texte</p>")


def test_nothing_gives_nothing() -> None:
    assert to_blocks("") == to_blocks(" \n&nbsp;\n<p></p>") == to_blocks("<!-- wp:spacer /-->")


def test_the_placeholder_of_a_shortcode_cannot_be_forged() -> None:
    read = to_blocks('<x-azdarar-shortcode n="0"></x-azdarar-shortcode> [youtube abcdefghijk]')

    assert [type(block) for block in read.blocks] == [Embed]
    assert [change.code for change in read.changes] == ["unknown-element"]


@pytest.mark.parametrize(
    "content",
    [
        "[a x=1]" * 5000,
        "[" * 200_000,
        "<!--" * 50_000,
        '<a ="' * 30_000,
        "\n \n" * 100_000,
        "<p>" * 30_000,
        "[caption]" * 20_000 + "[/caption]" * 20_000,
        "[x]" * 30_000 + "[/x]" * 30_000,
        "<ul><li>" * 5000,
        "<blockquote>" * 45 + "x<cite>y</cite>" * 500,
        '<!-- wp:a {"a":1} -->' * 20_000,
        "<table><tr><td>" * 30 + "x",
        '"' * 200_000,
        "http://youtube.com/" + "a" * 500_000,
    ],
    ids=lambda content: f"{len(content)} of {content[:12].strip()}",
)
def test_hostile_shapes_come_to_an_end(content: str) -> None:
    to_blocks(content)


PARTS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<ul>",
        "<li>",
        "</ul>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "\n\n",
        "\n",
        "<br>",
        "<img src=a.jpg>",
        "[gallery]",
        "[caption]",
        "[/caption]",
        "[x y=1]",
        "[/x]",
        "<!--more-->",
        "<!-- wp:image {} -->",
        "<!-- /wp:image -->",
        "<figure>",
        "<figcaption>",
        "</figure>",
        "<blockquote>",
        "<cite>",
        "</cite>",
        "</blockquote>",
        "<pre>",
        "</pre>",
        "mot",
        "é ",
        "<script>",
        "</script>",
        "<a href=javascript:x>",
        "<a href=y>",
        "</a>",
        "<h2>",
        "</h2>",
        "<",
        "&",
        "\x00",
        "�",
        "https://vimeo.com/123456",
        "<!--",
        "-->",
        "[[",
        "]",
        "<dl>",
        "<dt>",
        "<iframe src=x>",
        "</iframe>",
        "</body>",
        "</html>",
        '<a href="z>',
    ]
)


@settings(max_examples=250, deadline=None)
@given(st.lists(PARTS, max_size=18).map("".join) | st.text(max_size=60))
def test_any_content_becomes_blocks_that_are_harmless(content: str) -> None:
    read = to_blocks(content)

    for block in read.blocks:
        if isinstance(block, Paragraphs | Quotation | ListBlock):
            assert active_parts(block.html, RICH) == []
        if isinstance(block, Embed):
            assert block.url.startswith(("http://", "https://"))
    assert all(str(change) for change in read.changes)
