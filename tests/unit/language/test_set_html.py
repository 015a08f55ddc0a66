"""Rules see through tags; tags and attributes stay as they are."""

from __future__ import annotations

import re

import pytest

from azdarar.language.typography import set_html

from .visible import visible


@pytest.mark.parametrize(
    ("clean", "expected"),
    [
        # A paragraph is one text, whatever tags lie in it.
        ("<p><b>Quoi</b> ?</p>", "<p><b>Quoi</b>_?</p>"),
        ("<p><b>Quoi </b>?</p>", "<p><b>Quoi_</b>?</p>"),
        ("<p><b>Quoi</b>?</p>", "<p><b>Quoi</b>_?</p>"),
        ("<p>« <i>x</i> »</p>", "<p>«_<i>x</i>_»</p>"),
        ("<p>«<i>x</i>»</p>", "<p>«_<i>x</i>_»</p>"),
        ('<p>"<i>x</i>"</p>', "<p>«_<i>x</i>_»</p>"),
        ("<p>l'<em>été</em></p>", "<p>l’<em>été</em></p>"),
        ("<p>100 <b>000</b> 000</p>", "<p>100_<b>000</b>_000</p>"),
        ("<a href='x'>Quoi</a>?", "<a href='x'>Quoi</a>_?"),
        # Two paragraphs are two texts.
        ('<p>Un "mot</p><p>et un autre" mot</p>', '<p>Un "mot</p><p>et un autre" mot</p>'),
        ("<ul><li>à</li><li>b</li></ul>", "<ul><li>à</li><li>b</li></ul>"),
        # A line break is a break in the line, not in the text.
        ('<p>"un<br>deux"</p>', "<p>«_un<br>deux_»</p>"),
        ("<p>un<br/>– deux</p>", "<p>un<br/>–|~deux</p>"),
        # Attributes, code and what is not prose.
        ('<a href="?a;b" title="l\'été ?">l\'été</a>', '<a href="?a;b" title="l\'été ?">l’été</a>'),
        ("<p><code>a ? 'b'</code> ?</p>", "<p><code>a ? 'b'</code>_?</p>"),
        ("<pre>a ?\n<b>b ?</b></pre>", "<pre>a ?\n<b>b ?</b></pre>"),
        ("<p><kbd>a ?</kbd><samp>b ?</samp></p>", "<p><kbd>a ?</kbd><samp>b ?</samp></p>"),
        ("<script>if (a ? b : '</b>') {}</script>", "<script>if (a ? b : '</b>') {}</script>"),
        ("<style>a > b { c : 'd' }</style>", "<style>a > b { c : 'd' }</style>"),
        ("<math><mi>x</mi> ! </math>", "<math><mi>x</mi> ! </math>"),
        (
            "<p>voir <img src='a.jpg' alt=\"l'été ?\"> ?</p>",
            "<p>voir <img src='a.jpg' alt=\"l'été ?\">_?</p>",
        ),
        ("<!-- l'été ? -->l'été", "<!-- l'été ? -->l’été"),
        # Ordinals, and what is above the line already.
        ("<p>Le 1er et le XXe siècle</p>", "<p>Le 1<sup>er</sup> et le XX<sup>e</sup>~siècle</p>"),
        ("<p>XX<sup>e</sup> siècle</p>", "<p>XX<sup>e</sup>~siècle</p>"),
        ("<p>1<sup>er</sup> mai</p>", "<p>1<sup>er</sup>~mai</p>"),
        ("<p>fin<sup>1</sup> ?</p>", "<p>fin<sup>1</sup>_?</p>"),
        ("<p>en 2020<sup>1</sup> 300</p>", "<p>en 2020<sup>1</sup> 300</p>"),
        ("<p>XX<b>e</b></p>", "<p>XX<b><sup>e</sup></b></p>"),
        # Character references.
        ("<p>x &lt; b &amp;&amp; c &gt; d</p>", "<p>x &lt; b &amp;&amp; c &gt; d</p>"),
        ("<p>&laquo;&nbsp;x&nbsp;&raquo;&nbsp;: &quot;y&quot;</p>", "<p>«_x_»~: «_y_»</p>"),
        ("<p>l&#39;été</p>", "<p>l’été</p>"),
    ],
)
def test_a_fragment_is_set(clean, expected):
    assert visible(set_html(clean, language="fr")) == expected


@pytest.mark.parametrize(
    ("clean", "expected"),
    [
        (
            '<p>Il dit : <q lang="en">"it\'s"</q> !</p>',
            '<p>Il dit~: <q lang="en">“it’s”</q>_!</p>',
        ),
        (
            '<p>« <i lang="ru">"Мир" - слово</i> » ?</p>',
            '<p>«_<i lang="ru">«Мир»~— слово</i>_»_?</p>',
        ),
        ('<p>un <i lang="la">quid ?</i> ?</p>', '<p>un <i lang="la">quid ?</i>_?</p>'),
        ('<p lang="en">"it\'s" ?</p><p>Quoi ?</p>', '<p lang="en">“it’s” ?</p><p>Quoi_?</p>'),
        ('<p>un <b lang="fr">mot</b> ?</p>', '<p>un <b lang="fr">mot</b>_?</p>'),
        (
            '<div lang="en"><p>"a <i lang="fr">Quoi ?</i>"</p></div>',
            '<div lang="en"><p>“a <i lang="fr">Quoi_?</i>”</p></div>',
        ),
    ],
)
def test_an_element_with_its_own_language_is_set_in_it(clean, expected):
    assert visible(set_html(clean, language="fr")) == expected


@pytest.mark.parametrize(
    "broken",
    [
        "<p>un <b>deux",
        "un</b> deux</p>",
        "<p <b>un",
        "<a href='x>un ?</a>",
        "un < deux ?",
        "<code>a ? b",
        "<!-- un ?",
        "<b><i>un</b></i> ?",
        "<>",
        "",
        "<script>a ? b",
    ],
)
def test_broken_html_loses_nothing(broken):
    bare = re.sub(r"\s", "", broken)
    result = re.sub(r"[\s\u202f]", "", set_html(broken, language="fr"))

    assert result.replace("&lt;", "<").replace("&gt;", ">") == bare


def test_the_tags_come_out_in_the_same_order():
    fragment = '<div><p class="a">Un <a href="/b?c;d">"<b>mot</b>"</a> : <br> deux</p><hr><p>Trois</p></div>'

    result = set_html(fragment, language="fr")

    assert re.findall("<[^>]+>", result) == re.findall("<[^>]+>", fragment)
