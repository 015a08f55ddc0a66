"""Tables for spreadsheets: letters of every alphabet, no formula, nothing gathered in memory."""

import csv
import io
from itertools import islice, repeat

from azdarar.formats.tables import table


def test_letters_stay_letters_and_nothing_typed_becomes_a_formula() -> None:
    rows = [("Նարե, Աննա", None, 7), ("=1+1", "+33 1", "-2"), ("@nare", "\tx", 'so "said"')]

    text = "".join(table(["who", "what", "how many"], rows))

    assert text.startswith("\ufeff")
    assert list(csv.reader(io.StringIO(text.removeprefix("\ufeff")))) == [
        ["who", "what", "how many"],
        ["Նարե, Աննա", "", "7"],
        ["'=1+1", "'+33 1", "'-2"],
        ["'@nare", "'\tx", 'so "said"'],
    ]


def test_a_table_without_an_end_is_written_as_it_is_read() -> None:
    begin, *pieces = islice(table(["line"], repeat(("a line of a table that never ends",))), 3)

    assert begin == "\ufeff"
    assert all(len(piece) < 33_000 for piece in pieces)
