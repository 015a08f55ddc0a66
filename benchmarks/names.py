"""How many spellings of a name are found, and how many names are taken for another's.

``python -m benchmarks names [--pairs FILE]``; in the file two names and *same* or *different* on each line,
parted by tabs or commas. Beside it the known sets of other people's pairs, against plain folding,
transliteration, Levenshtein's distance, trigrams and Daitch-Mokotoff. Rules and limits were found on half
of each set; the other half, chosen by the names' own hashes, is told apart, and its figures are the ones
with a budget.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from azdarar.language.names import is_same_name, name_keys
from benchmarks.budget import BUDGETS, Report
from benchmarks.name_codes import METHODS
from benchmarks.name_pairs import DATA, Pair, PairSet, known_sets, read_pairs


@dataclass(frozen=True, slots=True)
class Score:
    recall: float
    precision: float
    false_per_10000: float
    us_a_pair: float


def proposed(one: str, other: str) -> bool:
    """What the key alone says: a key in common."""
    return bool(name_keys(one) & name_keys(other))


def decided(one: str, other: str) -> bool:
    """What the paper says: proposed by the key, decided by the check."""
    return proposed(one, other) and is_same_name(one, other)


OURS: dict[str, Callable[[str, str], bool]] = {"name key alone": proposed, "name key and check": decided}


def measure(pairs: Path | None = None) -> Report:
    """Score every set that is here, or one file."""
    report = Report("names")
    if pairs is not None:
        try:
            told = read_pairs(pairs)
        except (OSError, ValueError) as problem:
            report.note(f"MISSED: {pairs}: {problem}")
            report.missed.append("the file of pairs")
            return report
        _table(report, told.name, told.held_out)
        _keep(report, told.name, _score(decided, told.held_out))
        return report
    if not DATA.exists():
        report.note("MISSED: the names of other people are not here")
        report.missed.append("names of other people")
        return report
    sets = list(known_sets())
    for one in sets:
        _tell(report, one)
    kept = [one for one in sets if one.name in BUDGETS["names"]["kept"]]
    together = [pair for one in kept for pair in one.held_out]
    _table(report, "held out, the sets with a budget together", together)
    _keep(report, "held out", _score(decided, together))
    return report


def _tell(report: Report, one: PairSet) -> None:
    for half, pairs in (("seen", one.seen), ("held out", one.held_out)):
        score = _score(decided, pairs)
        report.note(f"{one.name}, {half}: {_counts(pairs)}: {_line(score)}")
    if one.name in BUDGETS["names"]["kept"]:
        _table(report, f"{one.name}, both halves", [*one.seen, *one.held_out])


def _table(report: Report, name: str, pairs: Sequence[Pair]) -> None:
    report.note(f"{name}: {_counts(pairs)}")
    for method, judge in {**METHODS, **OURS}.items():
        report.note(f"  {method:<26} {_line(_score(judge, pairs))}")


def _keep(report: Report, name: str, score: Score) -> None:
    budget = BUDGETS["names"]
    report.least(f"recall, {name}", round(score.recall, 4), budget["recall"])
    report.least(f"precision, {name}", round(score.precision, 4), budget["precision"])


def _score(judge: Callable[[str, str], bool], pairs: Sequence[Pair]) -> Score:
    began = time.process_time()
    judged = [judge(pair.one, pair.other) for pair in pairs]
    spent = time.process_time() - began
    same = sum(pair.is_same for pair in pairs)
    right = sum(said and pair.is_same for said, pair in zip(judged, pairs, strict=True))
    wrong = sum(judged) - right
    return Score(
        recall=right / same if same else 1.0,
        precision=right / (right + wrong) if right + wrong else 1.0,
        false_per_10000=wrong / (len(pairs) - same) * 10_000 if len(pairs) > same else 0.0,
        us_a_pair=spent / max(len(pairs), 1) * 1e6,
    )


def _counts(pairs: Sequence[Pair]) -> str:
    same = sum(pair.is_same for pair in pairs)
    return f"{same:,} the same, {len(pairs) - same:,} different"


def _line(score: Score) -> str:
    return (
        f"recall {score.recall:.3f}, precision {score.precision:.3f}, "
        f"{score.false_per_10000:.1f} false in 10,000, {score.us_a_pair:.0f} µs a pair"
    )
