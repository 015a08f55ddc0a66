"""Russian typography.

Source: A. E. Milchin and L. K. Cheltsova, Spravochnik izdatelya i avtora, for dashes, initials, signs and
what must not be parted at the end of a line.
"""

from __future__ import annotations

import re
from functools import partial

from .characters import (
    APOSTROPHE,
    CYRILLIC_LOWER,
    CYRILLIC_UPPER,
    ELLIPSIS,
    HARD_HYPHEN,
    NO_BREAK,
    OBJECT,
    SEALED,
    SPACES,
)
from .line import EditFinder, Rule
from .numbers_apart import hold_thousands
from .quotes import QuoteStyle, quote_edits

_S = f"[{SPACES}]"
_UP = f"[{CYRILLIC_UPPER}A-Z]"
_LETTERS = CYRILLIC_UPPER + CYRILLIC_LOWER
_DASH = "[\u2013\u2014]"
_MONTHS = "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
_UNITS = (
    "тыс\\.|млн|млрд|трлн|руб\\.|коп\\.|долл\\.|евро|км/ч|км²|м²|м³|кв\\.|куб\\.|км|см|мм|м|кг|мг|г|т|ц|га|л|мл|"
    "ч|мин|сек|с|кВт·ч|кВт|МВт|ГВт|Вт|Гц|МГц|ГГц|гг?\\.|вв?\\.|км/с|%|‰|°C|₽|€|֏|\\$"
)

_QUOTES = QuoteStyle(double=(("\u00ab", "\u00bb"), ("\u201e", "\u201c")))

STEPS: tuple[Rule | EditFinder, ...] = (
    Rule(re.compile(rf"(?<=[{_LETTERS}])['`\u2018\u00b4](?=[{_LETTERS}])"), APOSTROPHE),
    Rule(re.compile(r"(?<![./\\])\.\.\.(?![./\\])"), ELLIPSIS),
    # A dash is typed as a hyphen between spaces, or as two.
    Rule(re.compile(rf"(?:(?<={_S})|(?<![^\n]))--(?={_S})"), "\u2014"),
    Rule(re.compile(rf"(?<=[^\s\d-]{_S})-(?={_S}[^\s-])|(?<=\d{_S})-(?={_S}[^\s\d-])"), "\u2014"),
    Rule(re.compile(rf"(?<=[^\s\d]){_S}(?={_DASH}(?:\s|\Z))|(?<=\d){_S}(?={_DASH}(?:\s\D|\Z))"), NO_BREAK),
    Rule(re.compile(rf"(?<![^\n]){_DASH}(?P<at>{_S})(?=\S)"), NO_BREAK),
    Rule(re.compile(rf"(?<=[\u00ab\u201e]){_S}++(?=\S)"), ""),
    Rule(re.compile(rf"(?<=\S){_S}++(?=\u00bb)"), ""),
    partial(quote_edits, style=_QUOTES),
    Rule(re.compile(rf"(?<=[№§]){_S}*+(?=\d)"), NO_BREAK),
    hold_thousands,
    Rule(re.compile(rf"(?<=[\d{SEALED}]){_S}++(?=(?:{_UNITS})(?!\w))"), NO_BREAK),
    Rule(re.compile(rf"(?<=[IVXХ]){_S}++(?=вв?\.|век[аеу]?(?!\w))"), NO_BREAK),
    Rule(re.compile(rf"(?<=\d){_S}++(?=(?:{_MONTHS}|года?|году)(?!\w))"), NO_BREAK),
    Rule(re.compile(r"(?<=\d)-(?=(?:й|я|е|го|му|м|х|ю|ми|ти|летия?)(?!\w))"), HARD_HYPHEN),
    # Initials stay together and with the name, short abbreviations with what they stand before.
    Rule(re.compile(rf"(?<!\w){_UP}\.(?P<at>{_S}++)(?={_UP})"), NO_BREAK),
    Rule(re.compile(rf"(?<=[{CYRILLIC_LOWER}]){_S}++(?={_UP}\.(?:{_S}*+{_UP}\.)(?!\w))"), NO_BREAK),
    Rule(re.compile(rf"(?<!\w)(?:т|н|и)\.(?P<at>{_S}++)(?=(?:е|к|д|п|н|о|э)\.)"), NO_BREAK),
    Rule(re.compile(rf"(?<!\w)(?:до|и)(?P<at>{_S}++)(?=(?:н\.{_S}?э|т\.{_S}?[дп]|др|пр)\.)"), NO_BREAK),
    Rule(
        re.compile(
            rf"(?<!\w)(?:г|ул|пр|пл|им|д|с|пос|обл|о|оз|р|кв|корп|гр|св|акад|проф|ген)\.(?P<at>{_S}++)(?=[{CYRILLIC_UPPER}\d])"
        ),
        NO_BREAK,
    ),
    Rule(re.compile(rf"(?<!\w)(?:с|стр|рис|гл|ст|п|т)\.(?P<at>{_S}++)(?=\d)"), NO_BREAK),
    # No line ends on a one-letter word, none begins with a particle.
    Rule(
        re.compile(rf"(?<![\w.-])[вксоуиаяВКСОУИАЯ](?P<at>{_S}++)(?=[\w№§\u00ab\u201e\"({SEALED}{OBJECT}])"),
        NO_BREAK,
    ),
    Rule(re.compile(rf"(?<=[{_LETTERS}]){_S}++(?=(?:бы|б|же|ж|ли|ль)(?![\w-]))"), NO_BREAK),
)
