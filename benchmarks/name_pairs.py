"""Pairs of names that are said to be one, or two."""

import csv
import hashlib
import itertools
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from azdarar.language.scripts import script_of

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "name-variants"
HAND = DATA.parents[1] / "reading-prototype" / "names-hand.txt"
SCRIPTS = frozenset({"Latn", "Cyrl", "Armn", "Geor", "Arab", "Grek"})
_MOST_DIFFERENT = 20_000
_SAME = {"same": True, "true": True, "1": True, "yes": True}
_DIFFERING = {"different": False, "false": False, "0": False, "no": False}
SAYS = _SAME | _DIFFERING


@dataclass(frozen=True, slots=True)
class Pair:
    one: str
    other: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class PairSet:
    """``seen`` is what rules and limits were found on; ``held_out`` was never looked at while they were."""

    name: str
    seen: tuple[Pair, ...]
    held_out: tuple[Pair, ...]


def read_pairs(path: Path) -> PairSet:
    """Two names and *same* or *different* on each line, parted by tabs or commas.

    Raises:
        ValueError: a line is not like that; the message has its number.
    """
    text = path.read_text(encoding="utf-8-sig")
    pairs = []
    rows = csv.reader(text.splitlines(), delimiter="\t" if "\t" in text else ",")
    for number, row in enumerate(rows, 1):
        fields = [field.strip() for field in row]
        if not any(fields) or fields[0].startswith("#"):
            continue
        if len(fields) < 3 or fields[2].lower() not in SAYS:
            if number == 1:
                continue  # the names of the columns
            raise ValueError(f"line {number} is not two names and “same” or “different”")
        pairs.append(Pair(fields[0], fields[1], SAYS[fields[2].lower()]))
    return PairSet(path.name, (), tuple(pairs))


def known_sets() -> Iterator[PairSet]:
    """All sets that are here."""
    if HAND.exists():
        lines = HAND.read_text(encoding="utf-8").splitlines()
        yield _from_groups("hand list", [(line.split()[0], line.split()) for line in lines if line.strip()])
    for path in sorted((DATA / "everypolitician").glob("*.csv")):
        yield _from_groups(f"members of parliament, {path.stem.replace('_', ' ')}", _people(path))
    for language in ("russian", "arabic"):
        path = DATA / f"wd_{language}_80.part.tsv"
        if path.exists():
            yield _from_groups(f"Wikidata, {language}", _transliterations(path))
    if (DATA / "cldr-territories").exists():
        yield _from_groups("countries in twelve languages", _territories())
    bench = DATA / "nomenklatura-name-bench" / "cases.part.csv"
    if bench.exists():
        yield _judged("nomenklatura, people", bench, is_person=True)
        yield _judged("nomenklatura, other things", bench, is_person=False)


def is_held_out(name: str) -> bool:
    """Half of all names, always the same half."""
    return int(hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 1


def _is_ours(name: str) -> bool:
    return script_of(name) in SCRIPTS


def _from_groups(name: str, groups: Iterable[tuple[str, Sequence[str]]]) -> PairSet:
    halves: dict[bool, list[list[str]]] = {False: [], True: []}
    for key, group in sorted(groups):
        ours = sorted({one for one in group if _is_ours(one)})
        if len(ours) > 1:
            halves[is_held_out(key)].append(ours)
    return PairSet(name, tuple(_pairs(halves[False])), tuple(_pairs(halves[True])))


def _pairs(groups: Sequence[Sequence[str]]) -> Iterator[Pair]:
    """All pairs within groups; across groups all, or as many as chance picks."""
    same = {(one, other) for group in groups for one, other in itertools.combinations(group, 2)}
    for one, other in sorted(same):
        yield Pair(one, other, True)
    told = [(number, name) for number, group in enumerate(groups) for name in group]
    across = len(told) * (len(told) - 1) // 2 - len(same)
    if across <= 200_000:
        every = (
            (one, other)
            for (first, one), (second, other) in itertools.combinations(told, 2)
            if first != second and one != other
        )
        # The small sets are asked whole: chance would miss the few that are near.
        yield from (Pair(one, other, False) for one, other in sorted(set(every) - same))
        return
    chance = random.Random(1915)  # the same pairs in every run
    taken: set[tuple[str, str]] = set()
    while len(taken) < _MOST_DIFFERENT:
        (first, one), (second, other) = chance.choice(told), chance.choice(told)
        if first != second and one != other and (one, other) not in same and (other, one) not in same:
            taken.add((one, other))
    yield from (Pair(one, other, False) for one, other in sorted(taken))


def _people(path: Path) -> list[tuple[str, list[str]]]:
    names: dict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names[row["id"]].append(row["name"])
    return list(names.items())


def _transliterations(path: Path) -> list[tuple[str, list[str]]]:
    """Each foreign word with its Latin ones; pairs of two Latin ones belong to the same word."""
    spelled: dict[str, set[str]] = defaultdict(set)
    for line in path.read_text(encoding="utf-8").splitlines():
        latin, foreign, _count = line.split("\t")
        spelled[foreign.replace(" ", "")].add(latin)
    chosen = sorted(spelled)
    random.Random(1915).shuffle(chosen)  # the same words in every run
    return [(word, [word, min(spelled[word])]) for word in chosen[:4000]]


def _territories() -> list[tuple[str, list[str]]]:
    names: dict[str, list[str]] = defaultdict(list)
    for path in sorted((DATA / "cldr-territories").glob("*.json")):
        main = json.loads(path.read_text(encoding="utf-8"))["main"]
        for language in main.values():
            for code, name in language["localeDisplayNames"]["territories"].items():
                if len(code) == 2:
                    names[code].append(name)
    return list(names.items())


def _judged(name: str, path: Path, *, is_person: bool) -> PairSet:
    halves: dict[bool, list[Pair]] = {False: [], True: []}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if (row["schema"] == "Person") is is_person and _is_ours(row["name1"]) and _is_ours(row["name2"]):
                pair = Pair(row["name1"], row["name2"], row["is_match"] == "true")
                halves[is_held_out(row["name1"])].append(pair)
    return PairSet(name, tuple(halves[False]), tuple(halves[True]))
