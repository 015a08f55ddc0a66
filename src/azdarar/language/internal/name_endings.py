"""Which words a word in a text may be a form of.

Cases of Russian, Ukrainian, Armenian, Turkish, Azerbaijani, Georgian and Greek names; articles, elisions and
possessives of the others.

Each table says: a word that ends like this may come from one that ends like that. A rule only proposes; a
form counts when it is a name that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator


def _table(text: str) -> dict[str, tuple[str, ...]]:
    """Read ``ending=bases`` parted by spaces, the bases by ``|``."""
    entries = (entry.split("=", 1) for entry in text.split())
    return {ending: tuple(bases.split("|")) for ending, bases in entries}


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Russian and Ukrainian declensions of names (Зализняк, Грамматический словарь; Український правопис 2019, §
# 83-107). Masculine in a hard consonant, in й and ь; feminine in а, я, ия; family names in -ов -ин (-ым),
# adjectives in -ий.
_CYRILLIC = _table(
    """
    а= я=й|ь у=|а ю=й|ь|я ом=|о|ый|ой|ое|ий ем=й|ь||е ём=й|ь е=|а|о|я|й|ь и=а|я|ь|ия ы=а| ой=а|ая ою=а
    ей=я|а|ь|ья ым=|ый|ой им=ий| ого=ий|ый|ой|ое его=ий|ее ому=ый|ой|ий|ое ему=ий ую=ая юю=яя ых=|ые ыми=|ые
    их=ие ам=а||ы ами=а||ы ах=а||ы ям=я|ия ями=я ях=я ов=|ы ев=й|ь ью=ь ии=ия|ий ию=ия|ий ией=ия
    ием=ий|ие ия=ий ові= єві=й|ь еві=й|ь| і=а||я|ь|о ії=ія|ій ією=ія ію=ія|ій
    """
)
# Armenian: the article ը, ն; genitive ի, ու, ոջ, վա; dative ին, ուն; ablative ից, ուց, է (Western);
# instrumental ով; locative ում; plural եր, ներ with the same (Dum-Tragut, Armenian, 2009, 2.1).
_ARMENIAN_CASES = _listed("ը ն ս դ ի ին ից ով ում ումն ու ուն ուց ոջ է էն եանի յի յին յից յով յում ովը")
_ARMENIAN = sorted(
    {plural + case for plural in ("", "եր", "ներ") for case in ("", *_ARMENIAN_CASES)} - {""},
    key=lambda ending: (-len(ending), ending),
)
# A name in ի has ու in its other cases (Սաակաշվիլի, Սաակաշվիլու).
_ARMENIAN_I = ("ու", "ուն", "ուց", "ով", "ում")

# Turkish and Azerbaijani: plural, possession, case, -ki; what follows an apostrophe is always an ending
# (TDK, Yazım Kılavuzu, "Kesme işareti"). Azerbaijani writes none.
_TURKIC = re.compile(
    r"(?:l[aeə]r)?(?:[ıiuü][mn]?)?"
    r"(?:n?[ıiuü]n|[yn]?[ıiuü]|[yn]?[aeə]|n?d[aeə]n?|t[aeə]n?|y?l[aeə]|n?c[aeə])?(?:ki)?"
)
_AFTER_APOSTROPHE = re.compile(r"['\u2019\u02bc\u2032](?P<ending>\w{1,8})$")
_ELIDED = re.compile(r"^(?:[ldjmtscn]|qu|jusqu|lorsqu|puisqu)['\u2019\u02bc](?=\w{2})", re.IGNORECASE)
_TURKIC_LETTER = re.compile("[ıİğĞşŞəƏ]")

# Georgian: nominative ი, ergative მა, dative ს, genitive ის, instrumental ით, adverbial ად, with
# postpositions (CLDR has none; Hewitt, Georgian, 1995, 3.1.1).
_GEORGIAN = _listed("ისთვის ისთან ისგან სთან იდან ისა ზე ში ით ის მა ად სა ს მ ი ვით თან დან")
# Greek: the nominative's ς falls or changes (Triantafyllidis, Modern Greek Grammar).
_GREEK = _table(
    """
    ου=ος|ης|ας| ο=ος ον=ος η=ης α=ας ας=α ης=η ων=ος|α
    """
)
# Arabic: and, in, to, like, written together with the article or without.
_ARABIC = re.compile("^(?:[وفبكل]?ال|لل|[وفبكل])(?=\\w{3})")

SHORTEST_STEM = 3


def forms_of(word: str, *, language: str) -> Iterator[str]:
    """Each word, in lower case, that this one may be a form of, itself first.

    Args:
        word: in lower case, one word of a text, apostrophes inside.
        language: the text's; Latin letters alone do not tell Turkish from French.
    """
    yield word
    bare = _ELIDED.sub("", word)
    if bare != word:
        yield bare
    match = _AFTER_APOSTROPHE.search(bare)
    if match and match.start() > 0:
        yield bare[: match.start()]
        bare = bare[: match.start()]
    first = bare[:1]
    if "\u0400" <= first <= "\u052f":
        yield from _by_table(bare, _CYRILLIC)
    elif "\u0530" <= first <= "\u058f":
        yield from _armenian(bare)
    elif "\u10a0" <= first <= "\u10ff":
        yield from _georgian(bare)
    elif "\u0370" <= first <= "\u03ff":
        yield from _by_table(bare, _GREEK)
    elif "\u0600" <= first <= "\u06ff":
        yield _ARABIC.sub("", bare)
        yield "ال" + _ARABIC.sub("", bare)
    elif language in ("tr", "az") or _TURKIC_LETTER.search(bare):
        yield from _turkic(bare)


def _by_table(word: str, table: dict[str, tuple[str, ...]]) -> Iterator[str]:
    for size in (3, 2, 1):
        stem, ending = word[:-size], word[-size:]
        if len(stem) >= SHORTEST_STEM - 1 and ending in table:
            yield from (stem + base for base in table[ending] if len(stem + base) >= SHORTEST_STEM)


def _armenian(word: str) -> Iterator[str]:
    for ending in _ARMENIAN:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM - 1:
            stem = word[: -len(ending)]
            yield stem
            if ending in _ARMENIAN_I:
                yield stem + "ի"


def _georgian(word: str) -> Iterator[str]:
    for ending in _GEORGIAN:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM - 1:
            yield word[: -len(ending)]
            yield word[: -len(ending)] + "ი"


def _turkic(word: str) -> Iterator[str]:
    # Every shorter beginning whose remainder is a row of endings; the longest beginning first.
    for size in range(len(word) - 1, SHORTEST_STEM - 1, -1):
        if len(word) - size > 12:
            return
        if _TURKIC.fullmatch(word[size:]):
            yield word[:size]
