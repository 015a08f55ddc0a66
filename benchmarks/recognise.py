"""Which subjects a text speaks of: how many are found, how many falsely, and how long it takes.

``python -m benchmarks recognise``. The sentences of ``gold/subjects.txt`` are in three parts: rules were made
looking at those that are seen; of those held out only the figures were; the blind were written when the rules
had been made. The figures of the last two together have the budget. Beside it two ways a paper may do
without: each name looked for as it is written, as letters or as whole words. Then the time a story of 800
words takes with 12,000 subjects, from memory, and with 200,000 names.
"""

import random
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from azdarar.language.mentions import KnownName, Sort, Table, read
from azdarar.subjects.known_names import known_rows
from benchmarks.budget import BUDGETS, Report, slowest_hundredth

GOLD = Path(__file__).with_name("gold") / "subjects.txt"
_MARK = re.compile(r"\{(\w+):([^{}]+)\}")
_WORDS = 800


class Names:
    """Names held in memory, as ``subjects.recognising`` holds them."""

    def __init__(self) -> None:
        self._held: dict[str, dict[str, list[KnownName]]] = {}

    def add(self, owner: int, names: Iterable[str], *, is_person: bool) -> None:
        for first, _second, words, capitals, sort in known_rows(names, is_person=is_person):
            told = tuple(words.split(" ")), tuple(one == "1" for one in capitals)
            second = (*told[0], "")[1]
            by_second = self._held.setdefault(first, {})
            by_second.setdefault(second, []).append(KnownName(owner, *told, Sort(sort), is_person))

    def beginning_with(self, words: Iterable[str], /) -> Table:
        return {word: found for word in words if (found := self._held.get(word))}


@dataclass(slots=True)
class Sentence:
    half: str
    language: str
    text: str
    speaks_of: set[str]


@dataclass(slots=True)
class Gold:
    """What the file says."""

    kinds: dict[str, str] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    sentences: list[Sentence] = field(default_factory=list)


@dataclass(slots=True)
class Score:
    right: int = 0
    told: int = 0
    wanted: int = 0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.told if self.told else 1.0

    def add(self, told: set[str], wanted: set[str]) -> None:
        self.right += len(told & wanted)
        self.told += len(told)
        self.wanted += len(wanted)

    def __str__(self) -> str:
        return f"recall {self.recall:.3f}, precision {self.precision:.3f}"


def read_gold(path: Path = GOLD) -> Gold:
    """Read subjects and sentences."""
    gold = Gold()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("subject "):
            _word, mark, kind, names = line.split(" ", 3)
            gold.kinds[mark], gold.names[mark] = kind, names.split("; ")
        elif line and not line.startswith("#"):
            half, language, text = line.split(" ", 2)
            speaks_of = {mark for mark, _words in _MARK.findall(text)}
            gold.sentences.append(Sentence(half, language, _MARK.sub(r"\2", text), speaks_of))
    return gold


def methods(gold: Gold) -> dict[str, Callable[[Sentence], set[str]]]:
    """The ways compared: each says what a sentence speaks of."""
    names, marks = Names(), list(gold.names)
    for number, mark in enumerate(marks):
        names.add(number, gold.names[mark], is_person=gold.kinds[mark] == "person")

    def found(sentence: Sentence, *, is_sure: bool) -> set[str]:
        reading = read([sentence.text], language=sentence.language, names=names)
        return {marks[owner] for one in reading.found if one.is_sure or not is_sure for owner in one.owners}

    def as_written(sentence: Sentence) -> set[str]:
        return {mark for mark in marks if any(name in sentence.text for name in gold.names[mark])}

    def as_words(sentence: Sentence) -> set[str]:
        return {
            mark
            for mark in marks
            if any(
                re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence.text, re.IGNORECASE)
                for name in gold.names[mark]
            )
        }

    return {
        "suggested": lambda sentence: found(sentence, is_sure=False),
        "suggested as sure": lambda sentence: found(sentence, is_sure=True),
        "plain string match": as_written,
        "whole words, any case": as_words,
    }


def score(method: Callable[[Sentence], set[str]], sentences: Iterable[Sentence]) -> Score:
    """Count what one way finds."""
    told = Score()
    for sentence in sentences:
        told.add(method(sentence), sentence.speaks_of)
    return told


def measure() -> Report:
    """Score the sentences, and take the time of long texts."""
    report, budget = Report("recognise"), BUDGETS["recognise"]
    gold = read_gold()
    ways = methods(gold)
    held = [one for one in gold.sentences if one.half != "seen"]
    for half in ("seen", "held", "blind"):
        sentences = [one for one in gold.sentences if one.half == half]
        report.note(f"{half}: {len(sentences)} sentences")
        for name, method in ways.items():
            report.note(f"  {name:<22} {score(method, sentences)}")
    for language in ("fr", "en", "ru", "hy"):
        told = score(ways["suggested"], [one for one in held if one.language == language])
        report.note(f"  held out, {language}: {told}")
    ours, plain = score(ways["suggested"], held), score(ways["plain string match"], held)
    report.least("recall, held out", round(ours.recall, 3), budget["recall"])
    report.least("precision, held out", round(ours.precision, 3), budget["precision"])
    report.least("recall above plain string match", round(ours.recall - plain.recall, 3), budget["ahead"])
    _measure_time(report, gold, subjects=12_000)
    _measure_time(report, gold, subjects=40_000, is_kept=False)
    return report


def _measure_time(report: Report, gold: Gold, *, subjects: int, is_kept: bool = True) -> None:
    chance = random.Random(3)
    names, count = many_names(gold, subjects=subjects, chance=chance)
    times: dict[str, list[float]] = {}
    for language in ("fr", "en", "ru", "hy"):
        own = [one.text for one in gold.sentences if one.language == language]
        for _ in range(60):
            text = long_text(own, chance=chance)
            began = time.process_time()
            read(text, language=language, names=names)
            times.setdefault(language, []).append((time.process_time() - began) * 1000)
    for language, told in times.items():
        half = sorted(told)[len(told) // 2]
        report.note(
            f"{subjects:,} subjects, {count:,} names, {_WORDS} words, {language}: "
            f"p50 {half:.1f} ms, p99 {slowest_hundredth(told):.1f} ms of processor"
        )
    worst = max(slowest_hundredth(told) for told in times.values())
    if is_kept:
        report.most("a story of 800 words", round(worst, 1), BUDGETS["recognise"]["story_ms"], " ms")


def many_names(gold: Gold, *, subjects: int, chance: random.Random) -> tuple[Names, int]:
    """So many subjects with five names each, made of the syllables of those of the file."""
    names, count = Names(), 0
    pieces = [part for told in gold.names.values() for name in told for part in name.split() if len(part) > 4]
    for number, mark in enumerate(gold.names):
        names.add(number, gold.names[mark], is_person=gold.kinds[mark] == "person")
    for number in range(len(gold.names), subjects):
        told = []
        for _ in range(5):
            one, other, third = (chance.choice(pieces) for _ in range(3))
            told.append(f"{one[:3].title()}{other[-3:].lower()} {third[:4].title()}{one[-4:].lower()}")
        count += len(told)
        names.add(number, told, is_person=number % 2 == 0)
    return names, count


def long_text(sentences: Sequence[str], *, chance: random.Random) -> list[str]:
    """Paragraphs of some eight hundred words, few of them twice in the same place."""
    paragraphs: list[str] = []
    words = 0
    while words < _WORDS:
        told = [
            " ".join(chance.sample(one.split(), len(one.split())))
            for one in chance.sample(sentences, min(6, len(sentences)))
        ]
        paragraphs.append(" ".join(told))
        words += sum(len(one.split()) for one in told)
    return paragraphs
