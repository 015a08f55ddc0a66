"""What a reader asks of the search, understood: words, fields, dates, an order. Pure.

A search has one address. What a reader types may hold field words (``auteur:Sarkissian avant:2020``); as far
as they are understood they leave the text and stand in the address by themselves, as if they had been
ticked. What makes no sense stays in the text and is told in a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from babel import Locale

from azdarar.language.folding import fold
from azdarar.search.typed.days import span_of
from azdarar.search.typed.parts import Part, cleaned, parts_of

#: The longest text that is looked for, in characters.
LONGEST_TYPED = 200
#: The most words that are looked for, those of phrases counted.
MOST_WORDS = 32
#: The most values of one field.
MOST_VALUES = 20
#: Nobody turns further; machines that do are told that there is no such page.
LAST_PAGE = 5_000
ORDERS = ("fitness", "newest")
#: Every language of the paper at once.
ALL_LANGUAGES = "*"


@dataclass(frozen=True, slots=True)
class Word:
    """One word that was typed, or several between quotation marks, which then stand together.

    ``is_prefix``: it may be the beginning of a word, because it is still being typed or ends with a star.
    """

    text: str
    is_exact_phrase: bool = False
    is_excluded: bool = False
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A section, an author, a subject or a kind of story, called by a name that is still to be looked up."""

    field: str
    name: str
    raw: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One search.

    Args:
        language: of the page.
        typed: what stands in the field: cleaned, at most ``LONGEST_TYPED`` characters, without the field
            words that were understood.
        sections, authors, subjects: slugs; any of them is enough.
        languages: those searched; none for the page's, "*" for all.
        since: the first day that is looked at.
        until: the first day that is no longer looked at.
        order: "fitness" or "newest".
        only_as_typed: no other spelling of a name, and no typing error forgiven.
        page: from 1; 0 is no page of any list.
        misread: field words as typed that made no sense.
        named: field words whose names ``search.naming`` still has to look up.
        is_too_long: nothing is looked for, and the reader is told.
    """

    language: str
    typed: str = ""
    words: tuple[Word, ...] = ()
    sections: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    order: str = "fitness"
    only_as_typed: bool = False
    page: int = 1
    misread: tuple[str, ...] = ()
    named: tuple[Named, ...] = ()
    is_too_long: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is asked for."""
        return not (self.typed or self.is_narrowed or self.named)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but words decides what is found."""
        chosen = (self.sections, self.authors, self.subjects, self.kinds, self.languages)
        return any(chosen) or self.since is not None or self.until is not None

    def query_string(self, *, with_page: bool = True) -> str:
        """The query of this search's address: the same for the same search, however it was asked for."""
        return urlencode(self.pairs(with_page=with_page))

    def pairs(self, *, with_page: bool = True) -> list[tuple[str, str]]:
        """Names and values of the query, in their one order."""
        pairs = [("q", self.typed)] if self.typed else []
        pairs += [(name, value) for name, field in _LISTS.items() for value in sorted(getattr(self, field))]
        pairs += [("since", _since_text(self.since))] if self.since else []
        pairs += [("until", _until_text(self.until))] if self.until else []
        pairs += [("order", self.order)] if self.order != ORDERS[0] else []
        pairs += [("exact", "1")] if self.only_as_typed else []
        pairs += [("page", str(self.page))] if with_page and self.page != 1 else []
        return pairs


#: Names in the address of what may be given several times.
_LISTS = {
    "section": "sections",
    "author": "authors",
    "subject": "subjects",
    "kind": "kinds",
    "language": "languages",
}
#: Every name that means something in the address of a search.
ADDRESS_NAMES = ("q", *_LISTS, "since", "until", "order", "exact", "page")


def read_asked(typed: str, *, language: str, paper_languages: Sequence[str] = ()) -> Asked:
    """Understand what a reader typed; anything at all can be typed.

    Words; phrases between quotation marks of any kind; ``-word`` and ``-"a phrase"`` for what must not
    occur; ``word*`` for a beginning; ``field:value`` in the words of any of the paper's languages. A
    quotation mark without its other means nothing.

    Args:
        language: of the page.
        paper_languages: codes of what ``langue:`` may name.
    """
    # A text far too long is not even cleaned: what is left of it is only shown.
    line = cleaned(typed[: LONGEST_TYPED * 8])
    asked = Asked(language=language, typed=line[:LONGEST_TYPED].strip())
    if len(line) > LONGEST_TYPED or len(typed) > LONGEST_TYPED * 8:
        return replace(asked, is_too_long=True)
    kept: list[str] = []
    words: list[Word] = []
    for part in parts_of(line):
        read = _with_field(asked, part, paper_languages) if part.field else None
        asked = read or asked
        if read is None or part.raw in asked.misread:
            kept.append(part.raw)
        if read is None:
            words += _words_of(part)
    is_too_long = sum(len(word.text.split()) for word in words) > MOST_WORDS
    return _in_order(replace(asked, typed=" ".join(kept), words=tuple(words), is_too_long=is_too_long))


def asked_from(
    address: Mapping[str, Sequence[str]], *, language: str, paper_languages: Sequence[str] = ()
) -> Asked:
    """Understand the query of an address: what was typed and what was ticked.

    ``q``, ``section``, ``author``, ``subject``, ``kind``, ``language`` (each but the first several times),
    ``since`` and ``until`` (a year, a month or a day, both counted in), ``order``, ``exact``, ``page``.
    What is not understood is left out; of dates the reader is told.
    """
    asked = read_asked(" ".join(address.get("q", ())), language=language, paper_languages=paper_languages)
    lists = {
        field: _values((*getattr(asked, field), *address.get(name, ()))) for name, field in _LISTS.items()
    }
    known = (ALL_LANGUAGES, *paper_languages)
    lists["languages"] = tuple(code for code in lists["languages"] if code in known)
    if ALL_LANGUAGES in lists["languages"]:
        lists["languages"] = (ALL_LANGUAGES,)
    if lists["languages"] == (language,):
        lists["languages"] = ()
    asked = replace(asked, **lists)
    order = _last(address, "order")
    return replace(
        _with_days(asked, since=_last(address, "since"), until=_last(address, "until")),
        order=order if order in ORDERS else ORDERS[0],
        only_as_typed=_last(address, "exact") == "1",
        page=_page(_last(address, "page")),
    )


def with_typed(asked: Asked, typed: str) -> Asked:
    """The same search for other words, from its first page."""
    read = read_asked(typed, language=asked.language)
    return replace(asked, typed=read.typed, words=read.words, page=1)


def _with_field(asked: Asked, part: Part, paper_languages: Sequence[str]) -> Asked | None:
    """The search with what a field word says; None where it is no field after all."""
    if part.is_excluded:
        return replace(asked, misread=(*asked.misread, part.raw))
    if part.field in ("since", "until"):
        span = span_of(part.text)
        if span is not None:
            # Before 2020 is before its first day; after 2020, as search engines have it, from its first day.
            return replace(asked, **{part.field: span[0]})
        return None if part.is_loose else replace(asked, misread=(*asked.misread, part.raw))
    if part.field == "language":
        code = _language_named(part.text, paper_languages)
        if code:
            return replace(asked, languages=tuple(dict.fromkeys((*asked.languages, code))))
        return None if part.is_loose else replace(asked, misread=(*asked.misread, part.raw))
    if not fold(part.text).strip("\"'-., "):
        return replace(asked, misread=(*asked.misread, part.raw))
    return replace(asked, named=(*asked.named, Named(part.field, part.text, part.raw))[:MOST_VALUES])


def _words_of(part: Part) -> list[Word]:
    if part.field:  # "Après : la paix" is no field: its words are words
        return [Word(text) for text in part.raw.split() if any(sign.isalnum() for sign in text)]
    text = part.text
    is_prefix = not part.is_quoted and text.endswith("*") and len(text) > 1
    text = text.rstrip("*") if is_prefix else text
    if not any(sign.isalnum() for sign in text):
        return []
    return [Word(text, is_exact_phrase=part.is_quoted, is_excluded=part.is_excluded, is_prefix=is_prefix)]


def _language_named(text: str, codes: Sequence[str]) -> str:
    """The language of the paper that is called so, in any of its languages."""
    wanted = fold(text)
    if wanted in _EVERY:
        return ALL_LANGUAGES
    for code in codes:
        names = (Locale.parse(code).get_language_name(other) or "" for other in codes)
        if wanted in (fold(code), *map(fold, names)):
            return code
    return ""


_EVERY = {"*", *map(fold, ("toutes", "tout", "all", "any", "բոլոր", "все", "любой"))}


def _with_days(asked: Asked, *, since: str, until: str) -> Asked:
    """The search between two days of an address, given in either order."""
    spans = {text: span_of(text) for text in (since.strip(), until.strip()) if text}
    asked = replace(
        asked, misread=(*asked.misread, *(cleaned(text)[:40] for text, span in spans.items() if span is None))
    )
    first, last = spans.get(since.strip()), spans.get(until.strip())
    if first and last and first[0] > last[0]:
        first, last = last, first
    return _in_order(
        replace(asked, since=first[0] if first else asked.since, until=last[1] if last else asked.until)
    )


def _in_order(asked: Asked) -> Asked:
    """A search between two days that leave none between them is one without: the reader is told."""
    if asked.since is None or asked.until is None or asked.since < asked.until:
        return asked
    told = f"{_since_text(asked.since)} – {_until_text(asked.until)}"
    return replace(asked, since=None, until=None, misread=(*asked.misread, told))


def _since_text(day: date) -> str:
    return str(day.year) if (day.month, day.day) == (1, 1) else day.isoformat()


def _until_text(day: date) -> str:
    """The last day that is looked at: people count it in."""
    return str(day.year - 1) if (day.month, day.day) == (1, 1) else (day - timedelta(days=1)).isoformat()


def _values(values: Sequence[str]) -> tuple[str, ...]:
    kept = (value.strip() for value in values if len(value) <= LONGEST_TYPED and value.isprintable())
    return tuple(dict.fromkeys(filter(None, kept)))[:MOST_VALUES]


def _last(address: Mapping[str, Sequence[str]], name: str) -> str:
    values = address.get(name, ())
    return values[-1][:40] if values else ""


def _page(text: str) -> int:
    if not text:
        return 1
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return number if number <= LAST_PAGE else 0
