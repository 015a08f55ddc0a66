"""Bylines as a language phrases them: who did what, with names that can be links."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Credit:
    """One person of a byline. ``name`` is as this language prints it; ``url`` may be empty."""

    contributor_id: int
    name: str
    url: str
    role: str
    from_language: str = ""
    is_agency: bool = False


@dataclass(frozen=True, slots=True)
class BylinePart:
    """A piece of the phrase; ``credit`` is set where the piece is a name."""

    text: str
    credit: Credit | None = None


@dataclass(frozen=True, slots=True)
class Byline:
    """The whole phrase, in order."""

    parts: tuple[BylinePart, ...]
    language: str

    def __str__(self) -> str:
        return "".join(part.text for part in self.parts)

    def __bool__(self) -> bool:
        return bool(self.parts)


#: Order of the groups in a phrase, and for each language the words before them and between names.
#: ``{from}`` becomes "from <language>" in that language's own grammar.
_ORDER = (
    "written",
    "reported",
    "interviewed",
    "with",
    "translated",
    "edited",
    "research",
    "photographed",
    "illustrated",
)
_MAKERS = ("written", "reported", "interviewed")

_PHRASES: dict[str, dict[str, str]] = {
    "fr": {
        "written": "Par ",
        "reported": "Reportage de ",
        "interviewed": "Propos recueillis par ",
        "with": "avec ",
        "translated": "traduit{from} par ",
        "edited": "édité par ",
        "research": "documentation de ",
        "photographed": "photographies de ",
        "illustrated": "dessins de ",
        "and": " et ",
    },
    "en": {
        "written": "By ",
        "reported": "Reporting by ",
        "interviewed": "Interview by ",
        "with": "with ",
        "translated": "translated{from} by ",
        "edited": "edited by ",
        "research": "research by ",
        "photographed": "photographs by ",
        "illustrated": "drawings by ",
        "and": " and ",
    },
    "hy": {
        "written": "Հեղինակ՝ ",
        "reported": "Ռեպորտաժը՝ ",
        "interviewed": "Հարցազրույցը՝ ",
        "with": "մասնակցությամբ՝ ",
        "translated": "թարգմանությունը{from}՝ ",
        "edited": "խմբագրությունը՝ ",
        "research": "փաստերի ստուգումը՝ ",
        "photographed": "լուսանկարները՝ ",
        "illustrated": "նկարները՝ ",
        "and": " և ",
    },
    "ru": {
        "written": "Автор: ",
        "reported": "Репортаж: ",
        "interviewed": "Беседу вёл: ",
        "with": "при участии: ",
        "translated": "перевод{from}: ",
        "edited": "редактор: ",
        "research": "подбор материалов: ",
        "photographed": "фото: ",
        "illustrated": "рисунки: ",
        "and": " и ",
    },
}

_FROM: dict[str, dict[str, str]] = {
    "fr": {
        "en": " de l’anglais",
        "hy": " de l’arménien",
        "ru": " du russe",
        "fr": " du français",
        "de": " de l’allemand",
        "tr": " du turc",
        "az": " de l’azerbaïdjanais",
        "ka": " du géorgien",
    },
    "en": {
        "en": " from English",
        "hy": " from Armenian",
        "ru": " from Russian",
        "fr": " from French",
        "de": " from German",
        "tr": " from Turkish",
        "az": " from Azerbaijani",
        "ka": " from Georgian",
    },
    "hy": {
        "en": " անգլերենից",
        "hy": " հայերենից",
        "ru": " ռուսերենից",
        "fr": " ֆրանսերենից",
        "de": " գերմաներենից",
        "tr": " թուրքերենից",
        "az": " ադրբեջաներենից",
        "ka": " վրացերենից",
    },
    "ru": {
        "en": " с английского",
        "hy": " с армянского",
        "ru": " с русского",
        "fr": " с французского",
        "de": " с немецкого",
        "tr": " с турецкого",
        "az": " с азербайджанского",
        "ka": " с грузинского",
    },
}


def phrase_byline(credits: Sequence[Credit], *, language: str) -> Byline:
    """Phrase who made a story: "Par X et Y, traduit de l’anglais par Z".

    Names keep the order the desk gave them inside each role; roles come in the order of reading. An
    unknown language is phrased in English. The first word is capitalised whatever role opens.
    """
    words = _PHRASES.get(language, _PHRASES["en"])
    sources = _FROM.get(language, _FROM["en"])
    parts: list[BylinePart] = []
    for role in _ORDER:
        group = [credit for credit in credits if credit.role == role]
        if not group:
            continue
        opening = words[role].replace("{from}", sources.get(group[0].from_language, ""))
        opening = opening[0].upper() + opening[1:] if not parts else ", " + opening[0].lower() + opening[1:]
        parts.append(BylinePart(opening))
        parts += _names(group, words["and"])
    return Byline(parts=tuple(parts), language=language)


def makers(credits: Sequence[Credit]) -> list[Credit]:
    """Those who count as authors: they get an author box and are structured data's ``author``."""
    return [credit for credit in credits if credit.role in _MAKERS] or list(credits[:1])


def _names(group: Sequence[Credit], conjunction: str) -> list[BylinePart]:
    parts: list[BylinePart] = []
    for index, credit in enumerate(group):
        if index:
            parts.append(BylinePart(conjunction if index == len(group) - 1 else ", "))
        parts.append(BylinePart(credit.name, credit))
    return parts
