"""Bylines as a language phrases them: who did what, with names that can be links."""

import unicodedata
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


#: Order of the roles in a phrase. An agency the paper worked with is named last, whatever else was done.
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
    "with_agency",
)
_MAKERS = ("written", "reported", "interviewed")

#: For each language the words before the names of a role, and the word before the last name. ``{from}``
#: becomes "from <language>". Armenian and Russian name the work or the maker and let the names stand in the
#: nominative, so that no name is inflected and no verb asks for a gender.
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
        "with_agency": "avec ",
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
        "with_agency": "with ",
        "and": " and ",
    },
    "hy": {
        "written": "Հեղինակ՝ ",
        "reported": "Ռեպորտաժը՝ ",
        "interviewed": "Հարցազրույցը՝ ",
        "with": "մասնակցությամբ՝ ",
        "translated": "{from} թարգմանությունը՝ ",
        "edited": "խմբագիր՝ ",
        "research": "հետազոտությունը՝ ",
        "photographed": "լուսանկարները՝ ",
        "illustrated": "նկարները՝ ",
        "with_agency": "համագործակցությամբ՝ ",
        "and": " և ",
    },
    "ru": {
        "written": "Автор: ",
        "reported": "Репортаж: ",
        "interviewed": "Интервью: ",
        "with": "при участии: ",
        "translated": "перевод{from}: ",
        "edited": "редактор: ",
        "research": "подбор материалов: ",
        "photographed": "фото: ",
        "illustrated": "рисунки: ",
        "with_agency": "при участии: ",
        "and": " и ",
    },
}

#: The same words where they are others for several names.
_OF_SEVERAL: dict[str, dict[str, str]] = {
    "hy": {"written": "Հեղինակներ՝ ", "edited": "խմբագիրներ՝ "},
    "ru": {"written": "Авторы: ", "edited": "редакторы: "},
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


_VOWELS = frozenset("aeiouyœæ")
#: French given names whose H is silent, without accents.
_SILENT_H = frozenset(
    {"helene", "helie", "heloise", "henri", "henriette", "hermine", "herve", "hilaire", "hippolyte"}
) | {"honore", "honorine", "horace", "hortense", "hubert", "hugo", "hugues", "huguette", "hyacinthe"}


def phrase_byline(credits: Sequence[Credit], *, language: str) -> Byline:
    """Phrase who made a story: "Par X et Y, traduit de l’anglais par Z, avec RFE/RL".

    Names keep the order the desk gave them inside each role; roles come in the order of reading, an agency
    the paper worked with last. Translators from different languages are named apart. An unknown language is
    phrased in English. The first word is capitalised whatever role opens.
    """
    parts: list[BylinePart] = []
    for role in _ORDER:
        for group in _groups([credit for credit in credits if _place(credit) == role]):
            opening = _opening(role, group, language=language)
            first, rest = opening[:1], opening[1:]
            parts.append(BylinePart(first.upper() + rest if not parts else f", {first.lower()}{rest}"))
            parts += _names(group, _PHRASES.get(language, _PHRASES["en"])["and"])
    return Byline(parts=tuple(parts), language=language)


def makers(credits: Sequence[Credit]) -> list[Credit]:
    """Those who count as authors: they get an author box and are structured data's ``author``."""
    return [credit for credit in credits if credit.role in _MAKERS] or list(credits[:1])


def _place(credit: Credit) -> str:
    return "with_agency" if credit.role == "with" and credit.is_agency else credit.role


def _groups(credits: Sequence[Credit]) -> list[list[Credit]]:
    """Names that share one opening: those of one role, translators by the language they translated from."""
    groups: dict[str, list[Credit]] = {}
    for credit in credits:
        groups.setdefault(credit.from_language if credit.role == "translated" else "", []).append(credit)
    return list(groups.values())


def _opening(role: str, group: Sequence[Credit], *, language: str) -> str:
    words = _PHRASES.get(language, _PHRASES["en"])
    several = _OF_SEVERAL.get(language, {}) if len(group) > 1 else {}
    source = _FROM.get(language, _FROM["en"]).get(group[0].from_language, "")
    opening = several.get(role, words[role]).replace("{from}", source).lstrip()
    if language == "fr" and opening.endswith(" de ") and _is_elided_before(group[0].name):
        return f"{opening.removesuffix('e ')}’"
    return opening


def _is_elided_before(name: str) -> bool:
    """Whether French writes "d’" before a name: before a vowel, an Y that is one, and a silent H.

    An H is silent in the French given names listed, and breathed in Armenian ones: "d’Hélène", "de Hrant".
    """
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(letter)
    )
    if bare[:1] == "y":
        return bare[1:2] not in _VOWELS
    return bare[:1] in _VOWELS or bare.partition(" ")[0].partition("-")[0] in _SILENT_H


def _names(group: Sequence[Credit], conjunction: str) -> list[BylinePart]:
    parts: list[BylinePart] = []
    for index, credit in enumerate(group):
        if index:
            parts.append(BylinePart(conjunction if index == len(group) - 1 else ", "))
        parts.append(BylinePart(credit.name, credit))
    return parts
