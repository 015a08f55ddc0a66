"""French typography.

Source: Lexique des règles typographiques en usage à l'Imprimerie nationale, for the signs, the abbreviations
and the ordinals; the width of the spaces is the design's own (docs/reference/typography.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from .characters import (
    APOSTROPHE,
    ELLIPSIS,
    HARD_HYPHEN,
    JOINER,
    LATIN_LOWER,
    LATIN_UPPER,
    NARROW,
    NO_BREAK,
    OBJECT,
    SEALED,
    SPACES,
)
from .line import Edit, EditFinder, Rule
from .numbers_apart import hold_thousands
from .quotes import QuoteStyle, quote_edits

_S = f"[{SPACES}]"
_UP, _LOW = f"[{LATIN_UPPER}]", f"[{LATIN_LOWER}]"
_NUMBER_END = f"[\\d{SEALED}\u00bd\u00bc\u00be]"
_EN_DASH = "\u2013"

_QUOTES = QuoteStyle(
    double=(("\u00ab", "\u00bb"), ("\u201c", "\u201d")),
    single=("\u2018", "\u2019"),
    elisions=re.compile(r"\d\d(?!\d)"),
    lone_single=True,
)

_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_UNITS = (
    "km/h|m/s|km²|cm²|mm²|m²|km³|m³|cm³|km2|m2|m3|km|cm|mm|dm|nm|m|kg|mg|µg|g|t|hl|cl|ml|dl|l|L|ha|ares?|"
    "min|s|h|ms|kWh|MWh|GWh|TWh|Wh|kW|MW|GW|TW|W|kV|V|Hz|kHz|MHz|GHz|hPa|bars?|dB|cal|kcal|"
    "ko|Ko|kB|Mo|MB|Go|GB|To|TB|M€|Md€|k€|"
    "euros?|dollars?|drams?|roubles?|millions?|milliards?|billions?"
)
_MONEY = "euros|dollars|drams|roubles"
_COUNTED = (
    "habitants?|personnes?|hectares?|mètres?|kilomètres?|tonnes?|litres?|ans|années|mois|semaines?|jours?|heures?|"
    "minutes?|morts?|blessés?|réfugiés?|déplacés?|soldats?|hommes?|femmes?|enfants?|exemplaires?|lecteurs?|"
    "lectrices?|visiteurs?|manifestants?|électeurs?|voix|abonnés?|signatures?|emplois?|logements?|élèves?|"
    "étudiants?|spectateurs?|Arméniens?|articles?|pages?|photos?|mots?|fois"
)
_NUMERALS = "(?:quatre|vingt|trente|quarante|cinquante|soixante|dix)"
_SMALL = (
    "(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?)"
)

# The letters above the line, in a text already set: 1er, 2e, XXe, Ier, 1re, but not the V of "Vers".
SUPERSCRIPTS = re.compile(
    rf"(?<![\w{SEALED}{OBJECT}.,])(?:"
    rf"(?:1|I)(?P<first>ers?|res?|ères?)|2(?P<second>de?s?)|"
    rf"\d{{1,4}}(?P<digits>es?|èmes?)|(?:[VX]|[IVXLC]{{2,9}})(?P<roman>es?|ème)"
    rf")(?![\w{SEALED}{OBJECT}'\u2019/@])"
)

_LONG_NUMBER = re.compile(
    rf"(?<![\w.,°º{SEALED}-])(?<![°º]{_S})(?P<number>[1-9]\d{{4,8}})(?={_S}?(?:[€£₽֏]|(?:{_COUNTED}|{_MONEY})(?!\w)))"
)
_DASH_OR_STOP = re.compile(
    rf"(?<=\S){_S}(?P<dash>[\u2013\u2014])(?={JOINER}?(?:{_S}|[,;:.)!?\u00bb]))"
    rf"|(?P<stop>(?<=[{LATIN_LOWER}\d)\u00bb{SEALED}{OBJECT}])[{NARROW}{NO_BREAK}]?[.!?\u2026]++(?={_S}{_UP}|\n))"
    rf"|(?P<first>(?<![^\n])[\u2013\u2014])(?={JOINER}?{_S}\S)"
    r"|(?P<line>\n)"
)


def group_thousands(text: str) -> Iterator[Edit]:
    """Part a long number in front of what it counts; years, postcodes and references stay whole."""
    for match in _LONG_NUMBER.finditer(text):
        digits = match["number"]
        for place in range(len(digits) % 3 or 3, len(digits), 3):
            yield Edit(match.start() + place, match.start() + place, NARROW)


def hold_dashes(text: str) -> Iterator[Edit]:
    """Bind a dash to the words it encloses, so that no line begins or ends with a lonely one.

    In a sentence the dashes come in pairs: after the first and before the second the line may not break. A
    dash that begins a line of dialogue is bound to what is said. Two dashes never bind the same space.
    """
    inside, bound = False, 0
    for match in _DASH_OR_STOP.finditer(text):
        if match["stop"] or match["line"]:
            inside = False
        elif match["first"]:
            yield (edit := _after(text, match.end("first"), text[match.start("first")]))
            bound = edit.end
        elif match.start() >= bound:
            dash = match.start("dash")
            gap = re.match(f"{JOINER}?{_S}", text[dash + 1 : dash + 3])
            between_digits = text[match.start() - 1].isdigit() and text[dash + 2 : dash + 3].isdigit()
            if between_digits:
                continue
            closes = inside or not gap
            edit = Edit(match.start(), dash, NO_BREAK) if closes else _after(text, dash + 1, text[dash])
            yield edit
            inside, bound = not inside, edit.end


def _after(text: str, place: int, dash: str) -> Edit:
    """The space behind an opening dash. An en dash alone lets the line break in spite of it (UAX 14, BA)."""
    end = place + (2 if text[place : place + 1] == JOINER else 1)
    return Edit(place, end, JOINER + NO_BREAK if dash == _EN_DASH else NO_BREAK, lean_left=True)


_HIGH = "[;!?]"
_PUNCTUATION = ";:!?%\u2030\u00bb€£₽֏¥$"
_TIGHT = r"(?![\w/=&%-])"
_COMPOUND_LETTER = rf"[\w{HARD_HYPHEN}-]"
_WHOLE_NUMBER = r"(?<!\w)\d{1,6}+(?:,\d{1,3}+)?"

STEPS: tuple[Rule | EditFinder, ...] = (
    partial(quote_edits, style=_QUOTES),
    Rule(
        re.compile(rf"(?<=[{LATIN_UPPER}{LATIN_LOWER}])[\u2018\u00b4](?=[{LATIN_UPPER}{LATIN_LOWER}])"),
        APOSTROPHE,
    ),
    Rule(re.compile(r"(?<![./\\])\.\.\.(?![./\\])"), ELLIPSIS),
    Rule(
        re.compile(rf"(?:(?<=[{SPACES}\u00ab\u201c(])|(?<![^\n]))--(?={_S}++[^\s{_PUNCTUATION}])"), "\u2014"
    ),
    Rule(
        re.compile(
            rf"(?<=[^\s\d\u00ab-]{_S})-(?={_S}++[^\s{_PUNCTUATION}-])|(?<=\d{_S})-(?={_S}++[^\s\d{_PUNCTUATION}-])"
        ),
        _EN_DASH,
    ),
    # Quotation marks are spaced inside, by the narrow space the design asks for.
    Rule(re.compile(rf"(?<=\u00ab){_S}*+(?=[^\s\u00bb])"), NARROW, lean_left=True),
    Rule(re.compile(rf"(?<=[^\s\u00ab]){_S}*+(?=\u00bb)"), NARROW),
    # High punctuation. A bracketed (?) stays tight, as does the second sign of a run.
    Rule(re.compile(rf"(?<=[^\s\u00ab\u201c(\[{{!?;\u00bf\u00a1]){_S}*+(?={_HIGH}++{_TIGHT})"), NARROW),
    Rule(re.compile(rf"(?<=[!?;]){_S}++(?={_HIGH}++{_TIGHT})"), NARROW),
    Rule(
        re.compile(rf"(?<=[^\s\u00ab\u201c(\[{{:]){_S}*+(?=:(?:[\s\u00ab\u00bb\u201c{SEALED}{OBJECT}]|\Z))"),
        NO_BREAK,
    ),
    # Numbers, and what belongs to them.
    group_thousands,
    partial(hold_thousands, gap=NARROW),
    Rule(re.compile(rf"(?<={_NUMBER_END}){_S}*+(?=[%\u2030](?!\w))"), NARROW),
    Rule(re.compile(rf"(?<={_NUMBER_END}){_S}*+(?=(?:[€£₽֏¥$]|°[CF])(?!\w))"), NO_BREAK),
    Rule(re.compile(rf"(?<={_NUMBER_END}){_S}++(?=(?:{_UNITS}|{_COUNTED})(?![\w'\u2019]))"), NO_BREAK),
    Rule(
        re.compile(rf"{_WHOLE_NUMBER}(?P<at>)(?=(?:km/h|km|cm|mm|kg|min|kWh|MW|GW)(?![\w'\u2019-]))"),
        NO_BREAK,
    ),
    Rule(re.compile(r"(?<![\w.,:/-])(?:[01]?\d|2[0-4])(?P<at>)(?=h(?:[0-5]\d)?(?![\w/'\u2019-]))"), NO_BREAK),
    Rule(re.compile(rf"(?<=\d{_S}h){_S}?(?=[0-5]\d(?![\w{OBJECT}]))"), NO_BREAK),
    Rule(
        re.compile(rf"(?:(?<=\d)|(?<=1er)|(?<=1{OBJECT})){_S}++(?=(?:{_MONTHS})(?![\w-]))", re.IGNORECASE),
        NO_BREAK,
    ),
    Rule(
        re.compile(
            rf"(?<![\w{OBJECT}])(?:[IVX]++|\d++)(?:e|er|ème|{OBJECT})(?P<at>{_S}++)(?=siècles?(?!\w))"
        ),
        NO_BREAK,
    ),
    # Titles and initials stay with the name, an abbreviation with its number, a king with his.
    Rule(
        re.compile(
            rf"(?<![\w'-])(?:MM?\.|Mmes?|Mlles?|Mgr|Drs?\.?|Dre|Prs?\.?|Pre|Mes?|Stes?|Sts?)(?P<at>{_S}++)(?={_UP})"
        ),
        NO_BREAK,
    ),
    Rule(re.compile(rf"(?<![\w'\u2019]){_UP}\.(?P<at>{_S}++)(?={_UP})"), NO_BREAK),
    Rule(re.compile(rf"(?<!\w){_UP}\.(?P<at>-)(?={_UP}\.)"), HARD_HYPHEN),
    Rule(re.compile(rf"(?<!\w)[nN][°º](?P<at>{_S}*+)(?=\d)"), NO_BREAK),
    Rule(re.compile(rf"(?<!\w)(?:pp?|vol|art|fig|chap|t|éd|al)\.(?P<at>{_S}++)(?=[\dIVXLC])"), NO_BREAK),
    Rule(re.compile(rf"(?<=§){_S}++(?=\d)"), NO_BREAK),
    Rule(re.compile(rf"(?<!\w)(?:(?:av|apr)\.(?={_S}++J\.)|p\.(?={_S}++ex\.))(?P<at>{_S}++)"), NO_BREAK),
    Rule(
        re.compile(rf"(?<={_LOW}){_S}++(?=(?:I(?:er|re|{OBJECT})|[IVX]++)(?![\w'\u2019{OBJECT}-]))"), NO_BREAK
    ),
    # A compound that breaks badly: two capitals, or a number in words; a longer one may have to break.
    Rule(
        re.compile(
            rf"(?<!{_COMPOUND_LETTER})(?={_COMPOUND_LETTER}{{4,17}}(?!{_COMPOUND_LETTER}))"
            rf"{_UP}{_LOW}++(?P<at>-)(?={_UP}{_LOW}++(?!{_COMPOUND_LETTER}))"
        ),
        HARD_HYPHEN,
    ),
    Rule(
        re.compile(
            rf"(?<!{_COMPOUND_LETTER}){_NUMERALS}(?P<at>-)(?={_SMALL}(?!{_COMPOUND_LETTER}))", re.IGNORECASE
        ),
        HARD_HYPHEN,
    ),
    # No line ends on à, a, y or ô.
    Rule(
        re.compile(rf"(?<![\w'\u2019.-])[àaôyÀAÔY](?P<at>{_S}++)(?=[\w\u00ab\u201c(\"'{SEALED}{OBJECT}])"),
        NO_BREAK,
    ),
    hold_dashes,
)
