"""What flows in a text becomes one record with the same HTML, and stands still where it must."""

from azdarar.formats.blocks import Heading, ListBlock, ListItem, Paragraphs, Picture, Preformatted
from azdarar.formats.clean_html import plain_text
from azdarar.formats.flowing import flowed, flowing_html


def test_runs_become_one_and_what_stands_by_itself_parts_them() -> None:
    picture, waiting = Picture(src="/lac.jpg"), Heading(text="§ a title to come", level=2)
    blocks = [
        Paragraphs(html="<p>Le lac.</p>"),
        Heading(text="Un & deux", level=3),
        picture,
        ListBlock(is_ordered=False, items=(ListItem(html="un"),)),
        waiting,
        Preformatted(text="a\nb", kind="typed"),
    ]

    found = list(flowed(blocks, but="§"))

    assert found == [
        Paragraphs(html="<p>Le lac.</p><h3>Un &amp; deux</h3>"),
        picture,
        Paragraphs(html="<ul><li>un</li></ul>"),
        waiting,
        Paragraphs(html="<p>a<br/>b</p>"),
    ]
    assert flowing_html(picture) is None


def test_a_very_long_text_stays_in_pieces() -> None:
    found = list(flowed([Paragraphs(html=f"<p>{'a' * 60_000}</p>")] * 5))

    assert len(found) == 3


def test_plain_text_of_simple_html_is_what_the_parser_says() -> None:
    texts = [
        '<p>Un <b>lac</b>, <a href="https://lac.example/?a=1&amp;b=2">ici</a>.</p><h2>Et</h2><p>&lt;b<br>c</p>',
        "<ul><li>un</li><li></li><li>- deux</li></ul><p>x\u00a0y  z</p>",
        "<p>a<b>b</p><p>c</b>d</p><p></p>",
    ]
    for text in texts:
        # An element the short way does not know: all of it goes the long way.
        assert plain_text(text) == plain_text(f"<div>{text}</div>")
    assert plain_text(texts[0]) == "Un lac, ici.\n\nEt\n\n<b\nc"
