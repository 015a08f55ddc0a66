"""What lists, addresses and the search hold of a story, made from its words alone.

Knows no Django, so that an archive's stories can be digested in a process of its own while they are written
(``digesting``).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from azdarar.formats.clean_html import plain_text
from azdarar.language.analysis import Analysed, analyse
from azdarar.language.folding import fold
from azdarar.language.numbers import reading_minutes
from azdarar.language.sentences import excerpt
from azdarar.language.slugs import slugify

#: The longest excerpt made from a body, in characters; one sentence may be longer.
EXCERPT_CHARACTERS = 280
#: The blocks of a body that are text.
TEXT_BLOCKS = ("paragraph", "quotation", "list", "box", "heading")
#: As much of a folded headline as is stored to look it up.
_LONGEST_KEY = 510

_NOTE_MARK = re.compile(r"\[\^[^\]\s]{1,12}\]")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a story that anybody may read whole.

    ``about`` is what stands around the headline; ``html`` are its paragraphs and quotations, each with the
    type of its block.
    """

    title: str
    standfirst: str
    about: str
    language: str
    html: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What is derived from the words of a story.

    ``slug`` is made of the headline; ``key`` is the headline as the newsroom looks for it; ``headline``,
    ``about`` and ``text`` are analysed, as the search holds them.
    """

    excerpt: str
    minutes: int
    slug: str
    key: str
    headline: Analysed
    about: Analysed
    text: Analysed


def digest_of(wording: Wording) -> Digest:
    """Digest a story. Pure."""
    language = wording.language
    parts = [(kind, without_note_marks(plain_text(html))) for kind, html in wording.html]
    plain = joined(parts)
    return Digest(
        excerpt=derive_excerpt(standfirst=wording.standfirst, parts=parts, language=language),
        minutes=minutes_of(plain, language=language),
        slug=slugify(wording.title, language=language),
        key=headline_key(wording.title),
        headline=analyse(wording.title, language=language),
        about=analyse(wording.about, language=language),
        text=analyse(plain, language=language),
    )


def without_note_marks(text: str) -> str:
    """A text without the marks that lead to its notes."""
    return _NOTE_MARK.sub("", text).strip()


def joined(parts: Iterable[tuple[str, str]]) -> str:
    """The parts of a text as one, separated by blank lines."""
    return "\n\n".join(text for _kind, text in parts if text)


def minutes_of(plain: str, *, language: str) -> int:
    """The minutes it takes to read a text, at least one."""
    return max(1, reading_minutes(plain, language=language))


def headline_key(text: str) -> str:
    """Return a headline, or words of one, as ``Article.headline_key`` holds it."""
    return fold(text)[:_LONGEST_KEY]


def derive_excerpt(*, standfirst: str, parts: Iterable[tuple[str, str]], language: str) -> str:
    """Return the standfirst, else whole sentences from the opening of the text.

    ``parts``: of the text anybody may read, since lists and feeds show the excerpt to everybody.

    Clean text, not yet set. Never cut inside a sentence or a quotation.
    """
    if standfirst.strip():
        return " ".join(standfirst.split())
    opening: list[str] = []
    for kind, text in parts:
        if kind == "paragraph":
            opening += [part for part in text.split("\n\n") if part.strip()]
        # What lies beyond is not even looked at: an old text is often one block, and sentences take time.
        lengths = accumulate(map(len, opening))
        enough = next((place for place, sum_ in enumerate(lengths, 1) if sum_ > EXCERPT_CHARACTERS), 0)
        if enough:
            del opening[enough:]
            break
    text = "\n\n".join(opening)
    return excerpt(text, language=language, limit=EXCERPT_CHARACTERS) if text.strip() else ""
