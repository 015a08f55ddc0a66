"""English typography, in the British manner.

Source: New Hart's Rules, for quotation marks, dashes and initials; ordinals stay on the line and thousands
keep their comma.
"""

from __future__ import annotations

import re
from functools import partial

from .characters import ELLIPSIS, LATIN_LOWER, LATIN_UPPER, NO_BREAK, SPACES
from .line import EditFinder, Rule
from .quotes import QuoteStyle, quote_edits

_S = f"[{SPACES}]"
_UP = f"[{LATIN_UPPER}]"
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_UNITS = (
    "km/h|mph|km²|m²|m³|km|cm|mm|nm|m|kg|mg|g|t|ha|min|s|h|kWh|MWh|GWh|kW|MW|GW|W|Hz|kHz|MHz|GHz|"
    "kB|MB|GB|TB|°[CF]|%|per cent|percent|million|billion|trillion|[ap]\\.m\\."
)

_QUOTES = QuoteStyle(
    double=(("\u201c", "\u201d"), ("\u201c", "\u201d")),
    single=("\u2018", "\u2019"),
    elisions=re.compile(
        r"(?:\d\ds?|tis|twas|twere|twill|em|til|till|cause|bout|round|neath|n(?='))(?!\w)", re.IGNORECASE
    ),
    opens_each_paragraph=True,
    lone_single=True,
)

STEPS: tuple[Rule | EditFinder, ...] = (
    partial(quote_edits, style=_QUOTES),
    Rule(re.compile(r"(?<![./\\])\.\.\.(?![./\\])"), ELLIPSIS),
    Rule(re.compile(r"(?<=\d)--(?=\d)"), "\u2013"),
    Rule(
        re.compile(rf"(?:(?<=[\w{SPACES},.!?\u2019\u201d)])|(?<![^\n]))--(?=[\w{SPACES}\u2018\u201c(])"),
        "\u2014",
    ),
    Rule(re.compile(rf"(?<=[^\s\d-]{_S})-(?={_S}[^\s-])|(?<=\d{_S})-(?={_S}[^\s\d-])"), "\u2013"),
    # No line begins with a dash.
    Rule(
        re.compile(rf"(?<=[^\s\d]){_S}(?=[\u2013\u2014]{_S})|(?<=\d){_S}(?=[\u2013\u2014]{_S}\D)"), NO_BREAK
    ),
    Rule(re.compile(rf"(?<=[\d\u00bd\u00bc\u00be]){_S}++(?=(?:{_UNITS})(?![\w'\u2019]))"), NO_BREAK),
    Rule(
        re.compile(
            rf"(?<=\d){_S}++(?=(?:{_MONTHS})(?!\w))|(?<!\w)(?:{_MONTHS})(?P<at>{_S}++)(?=[0-3]?\d(?!\d))"
        ),
        NO_BREAK,
    ),
    Rule(
        re.compile(
            rf"(?<![\w'-])(?:Mrs?|Ms|Mx|Dr|Prof|Rev|Sir|St|Mt|Gen|Col|Capt|Lt|Sgt)\.?(?P<at>{_S}++)(?={_UP})"
        ),
        NO_BREAK,
    ),
    Rule(re.compile(rf"(?<![\w'\u2019.]){_UP}\.(?P<at>{_S}++)(?={_UP})"), NO_BREAK),
    Rule(re.compile(rf"(?<!\w)(?:[Nn]os?|pp?|vol|ch|fig)\.(?P<at>{_S}++)(?=\d)"), NO_BREAK),
    Rule(re.compile(rf"(?<=[{LATIN_LOWER}]){_S}++(?=[IVX]{{2,8}}+(?![\w'\u2019-]))"), NO_BREAK),
)
