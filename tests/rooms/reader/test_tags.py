"""What the templates can say: dates, pictures, structured data."""

import json
from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils import translation

from azdarar.articles.bylines import Credit, phrase_byline
from azdarar.language.typography import TypesetText
from azdarar.media.queries import PictureUse, RenditionFile


def render(source: str, language: str = "fr", **values: object) -> str:
    with translation.override(language):
        return engines["django"].from_string("{% load reader %}" + source).render(values)


def picture(**values: object) -> PictureUse:
    files = tuple(RenditionFile(f"/media/a.{width}.webp", width, width * 2 // 3) for width in (320, 960))
    use = {
        "picture_id": 1,
        "alt": TypesetText("Un lac, l'hiver", "fr"),
        "caption": TypesetText("Le lac", "fr"),
        "credit": TypesetText("Atelier", "fr"),
        "width_px": 1800,
        "height_px": 1200,
        "avif": tuple(RenditionFile(file.url.replace("webp", "avif"), file.width_px, 0) for file in files),
        "webp": files,
        "fallback": RenditionFile("/media/a.jpg", 960, 640),
        "focus": (50, 50),
    }
    return PictureUse(**{**use, **values})


def test_a_picture_offers_avif_then_webp_and_takes_its_room_at_once() -> None:
    text = render('{% picture use sizes="100vw" %}', use=picture())

    assert text.index("image/avif") < text.index("image/webp") < text.index("<img")
    assert 'srcset="/media/a.320.avif 320w, /media/a.960.avif 960w"' in text
    assert 'width="960" height="640"' in text
    assert 'alt="Un lac, l’hiver"' in text
    assert 'loading="lazy"' in text
    assert text.count('sizes="auto, 100vw"') == 3  # the browser measures its place; others are told


def test_the_first_picture_of_a_page_is_not_put_off() -> None:
    text = render('{% picture use sizes="100vw" is_first=True %}', use=picture())

    assert 'fetchpriority="high"' in text
    assert "lazy" not in text
    assert "auto" not in text


def test_a_picture_beside_its_headline_has_nothing_to_add_aloud() -> None:
    assert 'alt=""' in render('{% picture use sizes="100vw" is_silent=True %}', use=picture())


@pytest.mark.parametrize(
    ("focus", "classes"),
    [
        ((50, 50), None),
        ((48, 53), None),
        ((30, 70), "focus-x-30 focus-y-70"),
        ((0, 100), "focus-x-0 focus-y-100"),
        ((50, 4), "focus-y-0"),
        ((-20, 180), "focus-x-0 focus-y-100"),
    ],
)
def test_the_focal_point_is_kept_by_classes_and_never_by_inline_style(
    focus: tuple[int, int], classes: str | None
) -> None:
    text = render('{% picture use sizes="1px" %}', use=picture(focus=focus))

    assert "style=" not in text
    assert (f'class="{classes}"' in text) if classes else ("class=" not in text)


def test_structured_data_cannot_end_its_element() -> None:
    data = {"headline": "</script><script>alert(1)</script> & \u2028"}

    text = render("{{ data|json_ld }}", data=data)

    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == data


def test_dates_follow_the_language_of_the_page(settings) -> None:
    settings.TIME_ZONE = "Europe/Paris"
    instant = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)

    assert render('{{ at|printed:"day-time" }}', at=instant).split() == [
        "23",
        "novembre",
        "2026",
        "à",
        "10",
        "h",
        "05",
    ]
    assert render("{{ at|stamp }}", at=instant) == "2026-11-23T10:05+01:00"
    assert render("{{ day|stamp }}", day=date(2026, 11, 1)) == "2026-11-01"


def test_the_first_of_a_month_is_raised_in_french() -> None:
    assert "<sup>er</sup>" in render("{{ day|printed }}", day=date(2026, 11, 1))


def test_a_byline_is_one_phrase_with_names_that_stand_out() -> None:
    credits = [Credit(1, "A. <b>", "/fr/authors/a/", "written"), Credit(2, "B", "", "written")]
    phrase = phrase_byline(credits, language="fr")

    assert render("{% byline phrase %}.", phrase=phrase) == "Par <b>A. &lt;b&gt;</b> et <b>B</b>."
    assert '<a href="/fr/authors/a/" rel="author">' in render(
        "{% byline phrase has_links=True %}", phrase=phrase
    )


def test_a_text_of_several_paragraphs_keeps_them() -> None:
    text = TypesetText("Un !\r\n\r\nDeux <i>\n\n\n", "fr")

    assert render("{{ text|paragraphs }}", text=text) == "<p>Un\u202f!</p>\n<p>Deux &lt;i&gt;</p>"
