"""The short way through a SPIP text gives what the whole reader gives, or keeps out of it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from azdarar.formats import clean_html
from azdarar.formats.internal.spip_plain import read_plainly
from azdarar.formats.simple_inline import is_simple
from azdarar.formats.spip_text import read_wholly, to_blocks

#: What texts are made of: by itself, badly placed, unfinished.
PIECES = (  # noqa: SIM905 (a text)
    "mot|Un mot. | |  |\n|\n\n|é|\u202f|\u00a0|\u200b|\u2003|{{gras}}|{ital}|{ {x} }|{{ }}|{}|{{a}}{b}"
    "|[[note]]|[[ une {note} & x ]]|[[]]|[a->art12]|[->art3]|[b c->http://www.x.org/a?b=1&c=2]|[x->y z]"
    "|[->http://www.x.org/]|[d->b@x.org]|[e->rub3#f]|[f->truc3]|[g->#h]|[(y)]|[*z*]|[?Van]|{{{Titre}}}"
    "|{{{**Bas}}}|\n\n{{{Titre}}}\n\n|\n<img3>\n|\n<emb5>\n|<doc4>|<form2>|<b>|</b>|- |-- |-* |-# |-** "
    "|\n- |\n-* |\n-# |\n_ |----|&|&amp;|AT&T|<|>|->|<-|~|\\{|{|}|{{|}}|[|]|[[|]]|http://x.org/|://|l'eau"
    '|https://youtu.be/abcdefghijk|"|-12|*|#|« x »|: |-? |[{{a}}->art1]|{[a->art1]}|\t|[a->>art3]|^'
    "|[Le titre->/d/e.pdf]"
).split("|")
TITLES = {1: "Un titre & <b>", 3: ""}


def title_of(kind: str, number: int) -> str:
    return TITLES.get(number, f"Le {kind} {number}")


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=14), breaks_lines=st.booleans())
def test_both_ways_through_a_text_give_the_same(pieces: list[str], breaks_lines: bool) -> None:
    text = "".join(pieces)
    plain = read_plainly(text, breaks_lines=breaks_lines, title_of=title_of)
    if plain is None:
        return

    whole = read_wholly(text, language="fr", breaks_lines=breaks_lines, title_of=title_of)

    assert (plain[0], plain[1], ()) == (whole.blocks, whole.links, whole.changes)


def test_what_newspapers_write_goes_the_short_way() -> None:
    text = (
        "{{Erevan}} (agence) - Le lac a gagné {un mètre}.[[Mesuré en {mai}.]]\n"
        "Voir [la carte->http://x.example/c].\n\n"
        "{{{Le retour}}}\n\n<img12|left>\n\n"
        "- Oui, dit-il.\n- Non, « jamais ».\n\n-* au nord\n-* au [sud->art4]"
    )

    plain = read_plainly(text, breaks_lines=True, title_of=title_of)

    assert plain is not None
    assert len(plain[0]) == 6
    assert to_blocks(text).blocks == plain[0]


MARKS = (  # noqa: SIM905 (a text)
    '<em>|</em>|<strong>|</strong>|<a href="/spip.php?article12">|</a>|<br>|x|y z| |\n|&amp;|&lt;|é|"'
).split("|")


@settings(max_examples=200, deadline=None)
@given(pieces=st.lists(st.sampled_from(MARKS), min_size=1, max_size=12))
def test_what_is_known_as_clean_is_what_the_sanitiser_makes_of_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    if not is_simple(text):
        return

    asked = clean_html.clean_inline(f"<u></u>{text}")

    assert clean_html.clean_inline(text) == asked


def test_what_a_parser_would_judge_is_not_known_as_clean() -> None:
    doubtful = (
        '<a href="javascript:x">a</a>',
        '<a href="http://">a</a>',
        '<a href="http://1.2.3.999/">a</a>',
        '<a href="//x.example/">a</a>',
        '<a href="/a"><a href="/b">c</a></a>',
        "<em><strong>a</em></strong>",
        "<em>a",
        "a\u00a0b",
        "<script>x</script>",
        '<em onclick="x">a</em>',
    )

    assert [text for text in doubtful if is_simple(text)] == []
