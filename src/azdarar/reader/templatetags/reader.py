"""What the public templates can say: dates, numbers, pictures, structured data."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from azdarar.articles.bylines import Byline, BylinePart
from azdarar.language.dates import DateStyle, format_date
from azdarar.language.numbers import format_number
from azdarar.language.scripts import autonym as name_of_language
from azdarar.language.typography import TypesetText
from azdarar.media.queries import PictureUse, RenditionFile, weight_bytes
from azdarar.press.editions import edition
from azdarar.reader.page import absolute_url, fixed_address
from azdarar.reader.text.weights import told_weight

register = template.Library()

#: Steps of the focal point, in per cent: one class each in ``components/picture.css``.
_FOCUS_STEP = 10
#: Characters of a JSON text that could end the element it stands in, or a line of a script.
_JSON_ESCAPES = str.maketrans(
    {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


@register.filter
def rich(text: Any) -> Any:
    """A text with the marks typography gives it (raised ordinals); plain strings pass."""
    return getattr(text, "rich", text)


@register.filter
def paragraphs(text: TypesetText) -> SafeString:
    """A text of several paragraphs, which blank lines part."""
    parts = [part for part in text.clean.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return format_html_join("\n", "<p>{}</p>", ((TypesetText(part, text.language).rich,) for part in parts))


@register.filter
def autonym(code: str) -> str:
    """The name of a language in that language."""
    return name_of_language(code)


@register.filter
def absolute(url: str) -> str:
    """The full address of a path of the paper."""
    return absolute_url(url)


@register.simple_tag
def way(name: str, *args: str) -> str:
    """``{% url %}`` for the addresses that stand on every page, such as the search's: looked up once each."""
    return fixed_address(name, *args)


@register.filter
def printed(value: date | datetime, style: DateStyle = "day") -> str:
    """A date as the page's language prints it, on the newsroom's clock."""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    language = get_language() or ""
    return TypesetText(format_date(value, language=language, style=style), language).rich


@register.filter
def stamp(value: date | datetime) -> str:
    """A date for machines: ISO 8601, on the newsroom's clock."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    return value.isoformat()


@register.filter
def is_same_day(one: datetime, other: datetime) -> bool:
    """Whether two instants fall on one day of the newsroom."""
    return timezone.localtime(one).date() == timezone.localtime(other).date()


@register.filter
def figures(value: float) -> str:
    """A number as the page's language writes it."""
    return format_number(value, language=get_language() or "")


@register.simple_tag
def byline(phrase: Byline, *, has_links: bool = False) -> SafeString:
    """Who made a story, as its language says it; names stand out, or lead to their pages."""
    return format_html_join("", "{}", ((_byline_part(part, has_links=has_links),) for part in phrase.parts))


@register.inclusion_tag("reader/components/picture.html")
def picture(
    use: PictureUse, *, sizes: str, is_first: bool = False, is_silent: bool = False
) -> Mapping[str, Any]:
    """The files of a picture for every screen, without its caption and credit.

    An edition that loads no pictures has a link to the one every browser can show, with what it weighs.

    Args:
        sizes: how wide it is shown, in the words of HTML's ``sizes``.
        is_first: it stands where the page opens: loaded at once, before other pictures.
        is_silent: it only repeats the text beside it, so it has nothing to say to a screen reader.
    """
    if not edition().has_pictures:
        return {"link": use.fallback.url, "alt": use.alt, "weight": _told_weight(use)}
    return {
        "avif": _source_set(use.avif),
        "webp": _source_set(use.webp),
        "file": use.fallback,
        "alt": "" if is_silent else use.alt,
        "sizes": sizes if is_first else f"auto, {sizes}",
        "focus": _focus_classes(use.focus),
        "is_first": is_first,
    }


@register.filter
def json_ld(data: Mapping[str, Any]) -> SafeString:
    """Structured data as it can stand in the page: nothing in it can end its element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_JSON_ESCAPES))  # noqa: S308 (escaped in this line)


def _byline_part(part: BylinePart, *, has_links: bool) -> str:
    if part.credit is None:
        return part.text
    if has_links and part.credit.url:
        return format_html('<a href="{}" rel="author">{}</a>', part.credit.url, part.text)
    return format_html("<b>{}</b>", part.text)


def _told_weight(use: PictureUse) -> str:
    weight = weight_bytes(use)
    return told_weight(weight, language=get_language() or "") if weight else ""


def _source_set(files: tuple[RenditionFile, ...]) -> str:
    return ", ".join(f"{file.url} {file.width_px}w" for file in files)


def _focus_classes(focus: tuple[int, int]) -> str:
    """The classes that keep the focal point in sight; the middle needs none."""
    steps = [min(100, max(0, round(part / _FOCUS_STEP) * _FOCUS_STEP)) for part in focus]
    return " ".join(f"focus-{axis}-{step}" for axis, step in zip("xy", steps, strict=True) if step != 50)
