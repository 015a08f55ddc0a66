"""What the page of a search shows beside its results: filters, years, other spellings, help."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from azdarar.articles.models import Section
from azdarar.articles.queries import StoryCard, cards_of, newest_articles, section_articles, speaking_of
from azdarar.articles.subject_pictures import picture_of
from azdarar.language.folding import fold, words_of
from azdarar.language.names import is_same_name
from azdarar.language.scripts import script_of
from azdarar.language.typography import TypesetText, set_text
from azdarar.media.queries import PictureUse
from azdarar.press.editions import edition
from azdarar.reader.page import Link
from azdarar.reader.search_filters import (
    MOST_VALUES,
    chosen_of,
    filters_of,
    search_address,
    with_other_choices,
    years_of,
)
from azdarar.reader.subject_page import description_of, subject_link
from azdarar.search.asking import ALL_LANGUAGES, Asked, Word, with_typed
from azdarar.search.naming import labels_of
from azdarar.search.queries import Found, Piece, Result, Suggestion, search, suggest
from azdarar.subjects.models import Subject
from azdarar.subjects.queries import all_names, subjects_called

#: Looser searches tried when nothing was found; each is a search of its own.
_MOST_LOOSER = 3
#: Stories offered when nothing was found.
_OFFERED = 4
#: Words that may be the name of a subject.
_LONGEST_NAME = 6
_LANGUAGES_BY_SCRIPT = {"Armn": "hy", "Cyrl": "ru", "Geor": "ka", "Grek": "el", "Arab": "ar", "Hebr": "he"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """Another spelling that was looked for too, and the search of it alone."""

    text: str
    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One result: its headline and its sentences in pieces, the words that were looked for marked."""

    card: StoryCard
    headline: tuple[Piece, ...]
    snippets: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Looser:
    """Another search that finds something where this one does not."""

    text: str
    url: str
    count: int
    is_count_open: bool


@dataclass(frozen=True, slots=True)
class SubjectCard:
    """A subject that is called as was typed."""

    link: Link
    kind: str
    description: TypesetText
    names: tuple[TypesetText, ...]
    picture: PictureUse | None


def search_values(found: Found, *, at: datetime) -> dict[str, Any]:
    """The parts of the page of a search that was made."""
    asked, labels = found.asked, labels_of(found.asked)
    found = with_other_choices(found, at=at)
    return {
        "shown": [_shown(result) for result in found.results],
        "chosen": [chosen_of(label, asked) for label in labels],
        "filters": filters_of(found, labels),
        "years": years_of(found),
        "spellings": [
            spelling for also in found.also for spelling in _spellings(also.word, also.forms, asked)
        ],
        "exact_url": search_address(replace(asked, only_as_typed=True, page=1)),
        "all_spellings_url": search_address(replace(asked, only_as_typed=False, page=1)),
        "orders": [
            Link(text, search_address(replace(asked, order=order, page=1)), is_current=asked.order == order)
            for order, text in (("fitness", _("relevance")), ("newest", _("date")))
        ],
        "subject": _subject(asked, at=at) if asked.page == 1 else None,
    }


def help_values(found: Found, *, at: datetime) -> dict[str, Any]:
    """What may help whoever found nothing: looser searches, what they may have meant, what is new."""
    asked = found.asked
    section = Section.objects.filter(locale__language_code=asked.language, slug__in=asked.sections).first()
    stories = section_articles(section, at=at) if section else newest_articles(at=at, language=asked.language)
    return {
        "looser": _looser(asked, at=at),
        "meant": _meant(asked, at=at),
        "newest": cards_of(list(stories.values_list("pk", flat=True)[:_OFFERED]), at=at),
        "newest_of": TypesetText(section.name, section.language) if section else "",
    }


def _shown(result: Result) -> Shown:
    snippets = tuple(_typeset(snippet, language=result.card.language) for snippet in result.snippets)
    return Shown(result.card, result.headline, snippets)


def _typeset(snippet: Sequence[Piece], *, language: str) -> tuple[Piece, ...]:
    """A sentence in the typography of its language, the same letters marked as before.

    It is set as a whole, because quotation marks and spaces depend on what stands beside them, and letters
    and digits are what setting never changes: marks are found again by counting them.
    """
    typeset = set_text("".join(piece.text for piece in snippet), language=language)
    places = [place for place, sign in enumerate(typeset) if sign.isalnum()]
    if len(places) != sum(sign.isalnum() for piece in snippet for sign in piece.text):
        return tuple(snippet)
    pieces, done, counted = [], 0, 0
    for piece in snippet:
        length = sum(sign.isalnum() for sign in piece.text)
        if piece.is_marked and length:
            first, last = places[counted], places[counted + length - 1] + 1
            pieces += [Piece(typeset[done:first]), Piece(typeset[first:last], is_marked=True)]
            done = last
        counted += length
    return (*pieces, Piece(typeset[done:]))


def _spellings(word: str, forms: Sequence[str], asked: Asked) -> list[Spelling]:
    """Each other spelling of a word, leading to itself in the place of the word."""
    spelt = re.compile(re.escape(word), re.IGNORECASE)
    return [
        Spelling(form, _language_of(form), search_address(_respelt(asked, spelt, form)))
        for form in forms
        if fold(form) != fold(word)
    ]


def _respelt(asked: Asked, word: re.Pattern[str], form: str) -> Asked:
    # A function, because the form is text and no pattern of a replacement.
    typed = word.sub(lambda _found: form, asked.typed, count=1)
    return replace(with_typed(asked, typed), only_as_typed=True)


def _language_of(form: str) -> str:
    """The language a screen reader should read a name in, by its script; none for Latin letters."""
    return _LANGUAGES_BY_SCRIPT.get(script_of(form), "")


def _subject(asked: Asked, *, at: datetime) -> SubjectCard | None:
    """The subject that is called as was typed, in any spelling, if stories speak of it."""
    typed = " ".join(word.text for word in asked.words)
    is_name = 0 < len(typed.split()) <= _LONGEST_NAME and not any(word.is_excluded for word in asked.words)
    if not is_name or not words_of(typed):
        return None
    for subject in subjects_called(typed, most=3):
        names = all_names(subject)
        if any(fold(name) == fold(typed) or is_same_name(typed, name) for name in names):
            return _subject_card(subject, asked, at=at)
    return None


def _subject_card(subject: Subject, asked: Asked, *, at: datetime) -> SubjectCard | None:
    language = asked.language
    if not speaking_of(subject, language=language, at=at, most=1):
        return None
    link = subject_link(subject, language=language)
    own = fold(subject.name_in(language))
    names = {fold(name.text): TypesetText(name.text, name.language) for name in subject.names.all()}
    is_thing = subject.kind != Subject.Kind.TOPIC
    return SubjectCard(
        link=link,
        kind=str(subject.get_kind_display()) if is_thing else "",
        description=TypesetText(description_of(subject, language=language), language),
        names=tuple(name for folded, name in names.items() if folded != own)[:MOST_VALUES],
        picture=picture_of(subject, language=language) if edition().has_pictures else None,
    )


def _looser(asked: Asked, *, at: datetime) -> list[Looser]:
    """Searches that ask for less and find something, the nearest first."""
    found = []
    for text, wider in _wider(asked):
        if len(found) == _MOST_LOOSER:
            break
        result = search(wider, at=at, per_page=0)
        if result.count:
            found.append(Looser(text, search_address(wider), result.count, result.is_count_open))
    return found


def _wider(asked: Asked) -> list[tuple[str, Asked]]:
    """Ways to ask for less; never more than a handful, whatever was typed."""
    asked = replace(asked, page=1)
    free = replace(asked, sections=(), authors=(), subjects=(), kinds=(), since=None, until=None)
    wider = [(_("without the filters"), free)] if free != asked and asked.words else []
    if asked.only_as_typed:
        wider.append((_("in every spelling"), replace(asked, only_as_typed=False)))
    if any(word.is_exact_phrase for word in asked.words):
        loose = " ".join(_loosely(word) for word in asked.words)
        wider.append((_("without quotation marks"), with_typed(free, loose)))
    if ALL_LANGUAGES not in asked.languages and len(settings.LANGUAGES) > 1 and asked.words:
        wider.append((_("in all languages"), replace(asked, languages=(ALL_LANGUAGES,))))
    looked_for = [word for word in asked.words if not word.is_excluded]
    if len(looked_for) > 1:
        longest = sorted(looked_for, key=lambda word: -len(word.text))[:2]
        wider += [(_quoted(word.text, asked), with_typed(free, _as_typed(word))) for word in longest]
    return wider


def _quoted(text: str, asked: Asked) -> str:
    return str(TypesetText(f'"{text}"', asked.language))


def _loosely(word: Word) -> str:
    return f"-{word.text}" if word.is_excluded else word.text


def _as_typed(word: Word) -> str:
    return f'"{word.text}"' if word.is_exact_phrase else word.text


def _meant(asked: Asked, *, at: datetime) -> list[Suggestion]:
    return suggest(asked.typed, language=asked.language, at=at, most=_OFFERED) if asked.typed else []
