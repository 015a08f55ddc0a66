"""Latin letters for Armenian and Cyrillic ones, as an address can carry them.

The tables are read letter by letter, with the few rules that depend on the place in the word. They follow
BGN/PCGN without its apostrophes and diacritics, so they cannot be reversed, and need not be: an address is
looked up, never read back.
"""

from __future__ import annotations

import re

# Letters Unicode does not decompose into a base letter and an accent.
LATIN = {
    "æ": "ae", "œ": "oe", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i",
    "ŋ": "ng", "ə": "a", "ǝ": "a", "ĳ": "ij", "ſ": "s", "ɛ": "e", "ɔ": "o",
}  # fmt: skip
_ARMENIAN = {
    "ա": "a", "բ": "b", "գ": "g", "դ": "d", "ե": "e", "զ": "z", "է": "e", "ը": "y", "թ": "t", "ժ": "zh",
    "ի": "i", "լ": "l", "խ": "kh", "ծ": "ts", "կ": "k", "հ": "h", "ձ": "dz", "ղ": "gh", "ճ": "ch", "մ": "m",
    "յ": "y", "ն": "n", "շ": "sh", "ո": "o", "չ": "ch", "պ": "p", "ջ": "j", "ռ": "r", "ս": "s", "վ": "v",
    "տ": "t", "ր": "r", "ց": "ts", "ւ": "v", "փ": "p", "ք": "k", "օ": "o", "ֆ": "f",
}  # fmt: skip
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "",
    "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "i", "є": "ye", "ґ": "g", "ў": "u", "ј": "j", "љ": "lj",
    "њ": "nj", "џ": "dz", "ђ": "dj", "ћ": "c", "ѕ": "dz", "ә": "a", "ғ": "gh", "қ": "q", "ң": "ng", "ө": "o",
    "ұ": "u", "ү": "u", "һ": "h",
}  # fmt: skip

_ARMENIAN_RULES = (
    # և is two letters, ու is one sound in two.
    (re.compile("և"), "եւ"),
    (re.compile("ու"), "u"),
    # At the beginning of a word ե is read ye and ո is read vo, except before վ (ով, "who").
    (re.compile(r"(?<!\w)ե"), "ye"),
    (re.compile(r"(?<!\w)ո(?!վ)"), "vo"),
)
_RUSSIAN_RULES = (
    # The endings of adjectives and of many names: Nagorny, Chekhov's Dmitry.
    (re.compile(r"(?:ый|ий)(?!\w)"), "y"),
    # After a vowel, й, ъ and ь, as at the beginning of a word, е is read ye.
    (re.compile(r"(?<!\w)е|(?<=[аеёиоуыэюяйъь])е"), "ye"),
)
_UKRAINIAN_RULES = ((re.compile("г"), "h"), (re.compile("и"), "y"), (re.compile(r"(?<!\w)ї"), "yi"))
_ARMENIAN_LETTER = re.compile("[\u0561-\u0587]")
_CYRILLIC_LETTER = re.compile("[\u0400-\u052f]")


def latin_letters(text: str, *, language: str) -> str:
    """Write lower-case Armenian, Cyrillic and special Latin letters in plain Latin ones.

    Args:
        text: lower case, composed (NFC).
        language: decides only where one letter is read in two ways (Ukrainian г and и).
    """
    if _ARMENIAN_LETTER.search(text):
        text = _apply(text, _ARMENIAN_RULES)
    if _CYRILLIC_LETTER.search(text):
        text = _apply(text, _UKRAINIAN_RULES if language == "uk" else _RUSSIAN_RULES)
    return text.translate(_TABLE)


def _apply(text: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    for pattern, letters in rules:
        text = pattern.sub(letters, text)
    return text


_TABLE = str.maketrans({**LATIN, **_ARMENIAN, **_CYRILLIC})
