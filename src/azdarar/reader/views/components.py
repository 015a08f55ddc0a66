"""A page for people who work on the look: every component in every state. Only with DEBUG."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import mark_safe

from azdarar.articles.bylines import Credit, phrase_byline
from azdarar.articles.queries import SectionRef, StoryCard
from azdarar.fronts.queries import DossierCard, ThreadPoint
from azdarar.language.typography import TypesetText, set_html
from azdarar.media.queries import PictureUse, RenditionFile
from azdarar.reader.missing import missing_page
from azdarar.reader.page import Link, page_context, render_page
from azdarar.reader.story import AuthorBox, CorrectionNotice, ThreadCard
from azdarar.reader.text import parts

#: A headline, a standfirst, a name and a section for each language, with what typography changes.
_TEXTS = {
    "fr": (
        "« Nous avons gardé les clés », disent-ils ; mais qui a gardé la porte ?",
        "Trois jours le long de la ligne, 1 794 mètres au-dessus de la mer : nul n'y parle du XXe siècle.",
        "Anahit Sarkissian",
        "Reportage",
    ),
    "en": (
        '"We kept the keys," they say; but who has kept the door?',
        "Three days along the line, 1,794 metres above the sea - and nobody speaks of the 20th century.",
        "Anahit Sarkissian",
        "Report",
    ),
    "hy": (
        "«Բանալիները պահել ենք», ասում են նրանք, բայց ո՞վ է պահել դուռը",
        "Երեք օր երկաթուղու երկայնքով, ծովի մակարդակից 1794 մետր բարձրության վրա։",
        "Անահիտ Սարգսյան",
        "Ռեպորտաժ",
    ),
    "ru": (
        "«Мы сохранили ключи», — говорят они; но кто сохранил дверь?",
        "Три дня вдоль дороги, на высоте 1794 метров над морем: о XX веке здесь никто не говорит.",
        "Анаит Саркисян",
        "Репортаж",
    ),
}
_LONG_HEADLINE = {
    "fr": "Entre le lac et la montagne, un chemin de fer que tout le monde attend depuis trente-deux ans",
}


def components(request: HttpRequest) -> HttpResponse:
    """Show the components in a language of the paper: ``?language=hy``."""
    language = request.GET.get("language", settings.LANGUAGE_CODE)
    if language not in dict(settings.LANGUAGES) or language not in _TEXTS:
        return missing_page(request, language=settings.LANGUAGE_CODE)
    page = page_context(request, language=language, title="Components", is_indexed=False)
    card = _card(language)
    long_card = replace(
        card, headline=TypesetText(_LONG_HEADLINE.get(language, card.headline.clean * 2), language)
    )
    values: dict[str, Any] = {
        "cards": [
            card,
            long_card,
            replace(card, picture=None),
            replace(card, picture=None, kicker=TypesetText("", language)),
        ],
        "picks": [
            replace(card, reason=card.excerpt, chosen_by=card.credits[0].name),
            replace(card, reason=""),
        ],
        "suggestions": [replace(card, reason=TypesetText("Karabakh : 1991-2020", language))] * 3,
        "thread": _thread(language),
        "corrections": [CorrectionNotice(card.excerpt, timezone.now())],
        "authors": _authors(language),
        "subjects": [Link(card.section.name, "#top") for _ in range(5) if card.section],
        "parts": _parts(language, card),
    }
    return render_page(request, "reader/components_page.html", page=page, **values)


def _card(language: str) -> StoryCard:
    headline, standfirst, name, section = (TypesetText(text, language) for text in _TEXTS[language])
    credits = (Credit(1, name.clean, "#top", "written"),)
    published: datetime = timezone.now() - timedelta(hours=3)
    return StoryCard(
        id=1,
        language=language,
        url="#top",
        headline=headline,
        kicker=section,
        excerpt=standfirst,
        form="report",
        section=SectionRef(1, section, "#top"),
        published_at=published,
        updated_at=None,
        reading_minutes=6,
        picture=_picture(language),
        credits=credits,
        byline=phrase_byline(credits, language=language),
    )


def _picture(language: str) -> PictureUse:
    file = RenditionFile(static("reader/img/icon.svg"), 1200, 800)
    _headline, standfirst, name, _section = (TypesetText(text, language) for text in _TEXTS[language])
    return PictureUse(
        picture_id=1,
        alt=TypesetText("", language),
        caption=standfirst,
        credit=name,
        width_px=file.width_px,
        height_px=file.height_px,
        avif=(),
        webp=(file,),
        fallback=file,
        focus=(30, 70),
    )


def _thread(language: str) -> ThreadCard:
    headline, standfirst, _name, section = (TypesetText(text, language) for text in _TEXTS[language])
    days = (date(2020, 9, 27), date(2020, 11, 2), date(2020, 11, 9))
    points = tuple(ThreadPoint(day, standfirst, "#top", number) for number, day in enumerate(days))
    dossier = DossierCard(
        1, language, "#top", headline, section, standfirst, None, points, 42, is_running=True
    )
    return ThreadCard(dossier, tuple((point, point is points[-1]) for point in points))


def _authors(language: str) -> list[AuthorBox]:
    _headline, standfirst, name, section = (TypesetText(text, language) for text in _TEXTS[language])
    plain = AuthorBox(name, "#top", section, standfirst, None, "anahit@example.org", "AS")
    return [plain, replace(plain, name=section, portrait=_picture(language), email="")]


def _parts(language: str, card: StoryCard) -> list[parts.Part]:
    headline, standfirst, name, section = (TypesetText(text, language) for text in _TEXTS[language])
    words = set_html(
        f"<p>{standfirst.clean} <b>{headline.clean}</b> <i>{standfirst.clean}</i></p>", language=language
    )
    html = mark_safe(words)  # noqa: S308 (texts of this module)
    inner = mark_safe(words[3:-4])  # noqa: S308 (texts of this module)
    opening = mark_safe(words.replace("<p>", '<p class="opening lede">'))  # noqa: S308 (texts of this module)
    cells = tuple(
        (parts.Cell(inner, is_number=False), parts.Cell(mark_safe("1 794"), is_number=True)) for _ in range(3)
    )
    use = _picture(language)
    return [
        parts.Paragraphs(opening, is_opening=True),
        parts.Box(1, headline, html),
        parts.Heading(headline),
        parts.PullQuote(standfirst),
        parts.Paragraphs(mark_safe(html * 3)),  # noqa: S308 (texts of this module)
        parts.PictureInText(use),
        parts.Gallery(section, (use, use, use)),
        parts.Quotation(html, name),
        parts.ListInText(is_ordered=False, items=(inner, inner)),
        parts.ListInText(is_ordered=True, items=(inner, inner)),
        parts.Table(standfirst, cells[0], cells),
        parts.DocumentToFetch(headline, "#top", "PDF", "240 kB"),
        parts.Embed(
            headline,
            "https://archive.org/details/azdarar",
            "archive.org",
            "https://archive.org/embed/azdarar",
        ),
        parts.Embed(headline, "https://example.org/", "example.org", ""),
        parts.RelatedStory(card),
        parts.Notes((parts.Note(1, inner, ("ref-1", "ref-1-2")), parts.Note(2, inner, ()))),
    ]
