"""How others compare names: what the paper's own way is measured against.

No permissive implementation of Beider-Morse or of Daitch-Mokotoff is kept for Python (abydos, which has
both, is GPL-3; the code of their authors too). Daitch-Mokotoff is small enough to be written down here from
its published table (Avotaynu, 1985; six digits, branching); Beider-Morse is not, and is left out.
"""

from collections.abc import Callable
from functools import lru_cache

from anyascii import anyascii

from azdarar.language.folding import fold
from azdarar.language.names import name_words


@lru_cache(maxsize=200_000)
def _latin(name: str) -> str:
    return " ".join(anyascii(name).lower().split())


@lru_cache(maxsize=200_000)
def _letters(name: str) -> str:
    return "".join(letter for letter in _latin(name) if letter.isascii() and letter.isalpha())


def folded(one: str, other: str) -> bool:
    """Equal once accents and case have fallen."""
    return fold(one) == fold(other)


def transliterated(one: str, other: str) -> bool:
    """Equal in Latin letters."""
    return _latin(one) == _latin(other)


def edits_at_most(most: int) -> Callable[[str, str], bool]:
    """Levenshtein's distance in Latin letters."""

    def _is_near(one: str, other: str) -> bool:
        return _edits(_latin(one), _latin(other), most) <= most

    return _is_near


def _edits(one: str, other: str, most: int) -> int:
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        diagonal, row[0] = row[0], number
        for place, compared in enumerate(other, 1):
            diagonal, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, diagonal + (letter != compared)),
            )
        if min(row) > most:
            return most + 1
    return row[-1]


@lru_cache(maxsize=200_000)
def _trigrams(name: str) -> frozenset[str]:
    """As pg_trgm makes them: each word with two blanks before and one behind."""
    return frozenset(
        padded[place : place + 3]
        for word in _latin(name).split()
        for padded in (f"  {word} ",)
        for place in range(len(padded) - 2)
    )


def trigrams(one: str, other: str) -> bool:
    """pg_trgm's similarity at its default threshold, in Latin letters."""
    first, second = _trigrams(one), _trigrams(other)
    return bool(first | second) and len(first & second) / len(first | second) >= 0.3


# Code at the start, before a vowel, elsewhere; then the letters that have it. "|" parts the branches.
_DAITCH_MOKOTOFF = """
0 - - a e i o u
0 1 - ai aj ay ei ej ey oi oj oy ui uj uy ue
0 7 - au
1 1 - eu
1 - - ia ie io iu y
7 7 7 b f fb p pf ph v w
3 3 3 d dt t th
5 5 5 g k kh q
5 5 - h
8 8 8 l
6 6 6 m n
66 66 66 mn nm
9 9 9 r
4 4 4 s z sh sz ts tc tz zh zs cz cs ds dz tch trz trs tsh tts ttz tzs tsz sch dsh dsz dzh dzs
4 4 4 csz czs drz drs zsh ttch tsch ttsch ttsz zsch
5 54 54 x ks chs
2 4 4 schtsch schtsh schtch shtch shtsh stsch zhdzh shch stch strz strs stsh szcz szcs zdzh zdz sc
2 43 43 scht schd sht szt shd szd zhd st sd zd
4|5 4|5 4|5 c ch
5|45 5|45 5|45 ck
4|94 4|94 4|94 rs rz
1|4 |4 |4 j
"""
_CODES = {
    letters: tuple("" if code == "-" else code for code in line.split()[:3])
    for line in _DAITCH_MOKOTOFF.strip().splitlines()
    for letters in line.split()[3:]
}
_LONGEST = max(map(len, _CODES))


@lru_cache(maxsize=200_000)
def _daitch_mokotoff(word: str) -> frozenset[str]:
    codes = {("", "")}
    place = 0
    while place < len(word):
        size = next(
            (
                size
                for size in range(min(_LONGEST, len(word) - place), 0, -1)
                if word[place : place + size] in _CODES
            ),
            0,
        )
        if not size:
            place += 1
            continue
        start, before_vowel, elsewhere = _CODES[word[place : place + size]]
        following = word[place + size : place + size + 1]
        choice = start if place == 0 else before_vowel if following and following in "aeiou" else elsewhere
        # Two equal codes of neighbours are one.
        codes = {
            (code if branch == last and branch else code + branch, branch)
            for code, last in codes
            for branch in choice.split("|")
        }
        place += size
    return frozenset(code[:6].ljust(6, "0") for code, _last in codes)


def daitch_mokotoff(one: str, other: str) -> bool:
    """A code in common for every word of the shorter name."""
    first, second = sorted(
        ([_daitch_mokotoff(_letters(word)) for word in name_words(name)] for name in (one, other)), key=len
    )
    return bool(first) and all(any(codes & others for others in second) for codes in first)


METHODS: dict[str, Callable[[str, str], bool]] = {
    "plain folding": folded,
    "anyascii, exact": transliterated,
    "anyascii, Levenshtein ≤ 1": edits_at_most(1),
    "anyascii, Levenshtein ≤ 2": edits_at_most(2),
    "anyascii, trigrams ≥ .3": trigrams,
    "anyascii, Daitch-Mokotoff": daitch_mokotoff,
}
