"""The names stories are searched for, made of those a subject has.

Beside each name as it is written: of a person also the family name first, the first name as an initial, and
the family name alone, which is never sure. Names of one letter, of digits alone, or longer than the table
holds are left out: they would be found everywhere, or nowhere.
"""

from collections.abc import Iterable, Iterator

from azdarar.language.mentions import Sort, is_telling, known_words

_LONGEST_FIRST, _LONGEST = 100, 250
#: A family name of fewer letters is left alone.
_SHORTEST_FAMILY = 4
#: Columns of ``KnownName``, after its subject.
COLUMNS = ("first", "second", "words", "capitals", "sort")

Row = tuple[str, str, str, str, str]


def known_rows(names: Iterable[str], *, is_person: bool) -> set[Row]:
    """The values of ``COLUMNS`` for a subject of these names."""
    rows = {row for name in names for row in _rows_of(name, is_person=is_person)}
    whole = {words for _first, _second, words, _capitals, sort in rows if sort == Sort.WHOLE.value}
    return {row for row in rows if row[4] == Sort.WHOLE.value or row[2] not in whole}


def _rows_of(name: str, *, is_person: bool) -> Iterator[Row]:
    words, capitals = known_words(name)
    if not is_telling(words):
        return
    yield from _row(words, capitals, Sort.WHOLE)
    if not is_person or len(words) < 2 or not capitals[-1]:
        return
    family = words[-1]
    if len(words) == 2:
        yield from _row((family, words[0]), (True, True), Sort.TURNED)
    if len(words[0]) > 1:
        yield from _row((words[0][0], family), (True, True), Sort.INITIAL)
    if len(family) >= _SHORTEST_FAMILY:
        yield from _row((family,), (True,), Sort.FAMILY)


def _row(words: tuple[str, ...], capitals: tuple[bool, ...], sort: Sort) -> Iterator[Row]:
    told = " ".join(words)
    if len(told) <= _LONGEST and max(map(len, words)) <= _LONGEST_FIRST:
        yield words[0], (*words, "")[1], told, "".join("01"[one] for one in capitals), sort.value
