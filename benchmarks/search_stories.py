"""Stories to search: sentences and names of the corpora beside the checkout, mixed; else made-up ones.

A story keeps to the topic of its first sentence and speaks of five people, drawn as in a real archive: a few
again and again, most once. The same number always gives the same story.
"""

import csv
import html
import itertools
import random
import re
import zipfile
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_WORDS_OF_A_STORY = 233
_LETTERS = ("bcdfglmnprstv", "aeiou")


def is_real() -> bool:
    """Whether the corpora are here."""
    return (DATA / "news-corpora").is_dir()


def story(number: int) -> tuple[str, Sequence[str]]:
    """Headline and paragraphs of a story."""
    topics, weights = _topics()
    people, shares = _people()
    dice = random.Random(number)
    sentences = dice.choices(topics, cum_weights=weights)[0]
    told, words = [], 0
    while words < _WORDS_OF_A_STORY:
        told.append(dice.choice(sentences))
        words += len(told[-1].split())
    named = dice.choices(people, cum_weights=shares, k=5)
    for place, name in enumerate(named):
        told.insert(min(len(told), 1 + 2 * place), f"{name} {dice.choice(_SAID)} {dice.choice(named)}.")
    headline = " ".join(told[0].split()[:9]).rstrip(".,;:")
    return headline, [" ".join(told[place : place + 4]) for place in range(0, len(told), 4)]


_SAID = ("answered", "met", "wrote to", "disagreed with", "spoke of", "thanked", "succeeded")


@lru_cache(maxsize=1)
def _topics() -> tuple[list[list[str]], list[float]]:
    topics: dict[str, list[str]] = {}
    for topic, text in _texts() if is_real() else _made_up():
        kept = (one for one in _SENTENCE.split(text) if 20 < len(one) < 400)
        topics.setdefault(topic, []).extend(kept)
    told = [sentences for _topic, sentences in sorted(topics.items()) if len(sentences) > 100]
    return told, list(itertools.accumulate(len(sentences) ** 0.5 for sentences in told))


@lru_cache(maxsize=1)
def _people() -> tuple[list[str], list[float]]:
    names = sorted(set(_names()))
    random.Random(1).shuffle(names)
    return names, list(itertools.accumulate(1 / (rank + 1) ** 0.8 for rank in range(len(names))))


def _texts() -> Iterator[tuple[str, str]]:
    corpora = DATA / "news-corpora"
    with (corpora / "ag-news" / "test.csv").open(encoding="utf-8", newline="") as lines:
        for topic, title, text in csv.reader(lines):
            yield f"ag {topic}", f"{title.rstrip('.')}. {text}"
    with zipfile.ZipFile(corpora / "bbc" / "bbcsport-fulltext.zip") as archive:
        for name in archive.namelist():
            if name.endswith(".txt") and name.count("/") == 2:
                yield f"bbc {name.split('/')[1]}", archive.read(name).decode("latin-1")
    for path in sorted((corpora / "reuters-21578").glob("*.sgm")):
        text = path.read_text(encoding="utf-8", errors="replace")
        for document in re.findall(r"<REUTERS.*?</REUTERS>", text, re.DOTALL):
            topic = re.search(r"<TOPICS>(?:<D>(.*?)</D>)?", document)
            body = re.search(r"<BODY>(.*?)</BODY>", document, re.DOTALL)
            if body:
                plain = html.unescape(re.sub(r"&#\d+;", "", body[1]))
                yield f"reuters {topic[1] if topic else ''}", " ".join(plain.split())


def _names() -> Iterator[str]:
    if not is_real():
        dice = random.Random(2)
        for _person in range(20_000):
            yield _word(dice, 4).title()
        return
    for name in ("wd_russian_80.part.tsv", "wd_arabic_80.part.tsv"):
        for line in (DATA / "name-variants" / name).read_text(encoding="utf-8").splitlines():
            latin, other, *_rest = line.split("\t")
            yield latin.title()
            yield other.replace(" ", "").title()


def _made_up() -> Iterator[tuple[str, str]]:
    """Sentences of words that do not exist, some of them common, most of them rare, as in a language."""
    dice = random.Random(3)
    words = [_word(dice, dice.choice((1, 2, 2, 3, 3, 4))) for _word_ in range(60_000)]
    shares = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(words))))
    for number in range(40_000):
        sentence = " ".join(dice.choices(words, cum_weights=shares, k=dice.randrange(8, 24)))
        yield f"topic {number % 40}", f"{sentence.capitalize()}."


def _word(dice: random.Random, syllables: int) -> str:
    return "".join(dice.choice(letters) for _syllable in range(syllables) for letters in _LETTERS)
