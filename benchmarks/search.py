"""How quickly an archive answers, and what it costs to keep it searchable.

``python -m benchmarks search`` with 20,000 stories; ``python -m benchmarks.search 250000`` with so many. The
stories are generated (``search_stories``), the queries drawn from their texts: one to three words, as common
and as rare as there, three in ten with a letter left out. A query is all that the room does for a page:
names and typing errors expanded, the newest thousand weighed, ten cards with their sentences, facets; cards
that were shown before are remembered, as in a served paper. Beside it Wagtail's own database search on a
share of the same stories. Times are the processor's, which a busy machine lengthens least.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from benchmarks.budget import BUDGETS, Report, slowest_hundredth
from benchmarks.paper import run_module, start_django
from benchmarks.search_stories import is_real, story

_QUERIES = 400
_TYPING_ERRORS = 600
_SHARE_WITH_ERROR = 0.3
#: Stories Wagtail's search is asked of: its own index of all would take as long as everything else.
_MOST_BESIDE = 20_000


def measure(stories: int | None = None) -> Report:
    """Fill a paper, index it, ask it."""
    report = Report("search")
    with tempfile.TemporaryDirectory(prefix="azdarar-search-") as home:
        count = stories or BUDGETS["search"]["stories"]
        run_module("benchmarks.search", "--fill", str(count), home=Path(home))
        told = run_module("benchmarks.search", "--ask", home=Path(home))
    figures = dict(line.split("\t") for line in told.splitlines() if "\t" in line)
    _tell(report, {name: float(figure) for name, figure in figures.items()}, count)
    return report


def _tell(report: Report, figures: dict[str, float], count: int) -> None:
    budget = BUDGETS["search"]
    report.note(f"{count} stories of {'the corpora' if is_real() else 'made-up words'}, one process")
    units = {"_ms": " ms", "_s": " s", "_share": "", "times": ""}
    for name, figure in figures.items():
        unit = next((unit for end, unit in units.items() if name.endswith(end)), "")
        what = name.removesuffix("_ms").removesuffix("_s").replace("_", " ")
        if name not in budget:
            report.note(f"{what}: {figure:g}{unit}")
        elif name in ("typing_errors_share", "found_share", "wagtail_times"):
            report.least(what, figure, budget[name], unit)
        else:
            report.most(what, figure, budget[name], unit)


def fill(count: int) -> None:
    """Write the stories."""
    from benchmarks import many_stories

    many_stories.main(count, tell=story)


def ask() -> None:
    """Index the stories and ask for them; a figure a line."""
    start_django()
    from django.utils import timezone

    now = timezone.now()
    texts = _texts(2_000)
    figures = _index(texts) | _ask(texts, now) | _beside(texts, now)
    for name, figure in figures.items():
        sys.stdout.write(f"{name}\t{round(figure, 4)}\n")


def _texts(most: int) -> list[tuple[int, str]]:
    """Stories from all over the archive: number and text."""
    from azdarar.articles.disclosure import disclosure_for
    from azdarar.articles.models import Article

    numbers = list(Article.objects.filter(language="fr", live=True).values_list("pk", flat=True))
    chosen = random.Random(4).sample(numbers, min(most, len(numbers)))
    rows = Article.objects.filter(pk__in=chosen)
    return [(row.pk, row.body_for(disclosure_for(article=row)).plain()) for row in rows]


def _index(texts: Sequence[tuple[int, str]]) -> dict[str, float]:
    from azdarar.articles.models import Article
    from azdarar.search.actions import index_article, rebuild_index
    from azdarar.search.internal.chosen import engine
    from azdarar.search.internal.documents import documents_of
    from azdarar.search.queries import index_stats

    begun, done = time.process_time(), 0
    for number in rebuild_index():
        done = number
    rebuilt_s = time.process_time() - begun
    stats = index_stats()
    letters = statistics.mean(len(text.encode()) for _pk, text in texts) * Article.objects.count()
    whole = [_cpu_ms(lambda pk=pk: index_article(pk)) for pk, _text in texts[:200]]
    documents = documents_of([pk for pk, _text in texts[:200]])
    times = [_wall_ms(lambda one=one: engine().put([one])) for one in documents]
    return {
        "rebuild_s_of_250000_stories": rebuilt_s / done * 250_000,
        "index_share_of_text": stats.bytes / letters if stats else 0.0,
        "words_in_the_index": stats.words if stats else 0,
        "one_story_read_and_indexed_processor_ms": statistics.median(whole),
        "one_story_indexed_durably_ms": statistics.median(times),
        "one_story_indexed_slowest_hundredth_ms": slowest_hundredth(times),
    }


def _ask(texts: Sequence[tuple[int, str]], now: datetime) -> dict[str, float]:
    from azdarar.search.naming import asked_of
    from azdarar.search.queries import newest, newest_ids, search, suggest

    dice = random.Random(5)
    asked = [_words(text, dice) for _pk, text in dice.sample(list(texts), min(_QUERIES, len(texts)))]
    for words in asked[:40]:
        search(asked_of({"q": [" ".join(words)]}, language="fr"), at=now)
    found: list[bool] = []

    def whole(words: Sequence[str]) -> None:
        typed = _mistyped(words, dice) if dice.random() < _SHARE_WITH_ERROR else words
        found.append(bool(search(asked_of({"q": [" ".join(typed)]}, language="fr"), at=now).results))

    times = [_cpu_ms(lambda words=words: whole(words)) for words in asked]
    read = [asked_of({"q": [" ".join(words)]}, language="fr") for words in asked]
    by_date = [_cpu_ms(lambda one=one: newest(one, at=now, most=10)) for one in read]
    by_date_ids = [_cpu_ms(lambda one=one: newest_ids(one, at=now, most=10)) for one in read]
    starts = [words[0][: dice.randrange(2, 7)] for words in asked]
    suggested = [_cpu_ms(lambda start=start: suggest(start, language="fr", at=now)) for start in starts]
    return {
        "query_median_ms": statistics.median(times),
        "query_slowest_hundredth_ms": slowest_hundredth(times),
        "newest_first_median_ms": statistics.median(by_date_ids),
        "newest_first_slowest_hundredth_ms": slowest_hundredth(by_date_ids),
        "newest_first_with_cards_slowest_hundredth_ms": slowest_hundredth(by_date),
        "suggestions_slowest_hundredth_ms": slowest_hundredth(suggested),
        "found_share": statistics.mean(found),
        "typing_errors_share": _typing_errors(texts, now),
    }


def _typing_errors(texts: Sequence[tuple[int, str]], now: datetime) -> float:
    """The share of words with one typing error for which the right word is among the first five."""
    from azdarar.language.analysis import stem_of, words_in
    from azdarar.search.internal.chosen import engine
    from azdarar.search.internal.engine import Term
    from azdarar.search.internal.meaning import near_words
    from azdarar.search.internal.vocabulary import is_mendable

    dice = random.Random(6)
    words = sorted({word for _pk, text in texts[:400] for word in words_in(text, language="fr")})
    right = asked = 0
    for word in dice.sample(words, len(words)):
        wrong = _with_error(word, dice)
        if not (len(word) > 4 and is_mendable(word) and is_mendable(wrong)):
            continue
        term = Term(((stem_of(wrong, language="fr"),),))
        if any(engine().holds([term], language="fr", at=now, most=1)):
            continue  # it is found as it is: nothing says that it is an error
        near = near_words(wrong, language="fr", engine=engine(), at=now)
        asked += 1
        right += word in near
        if asked == _TYPING_ERRORS:
            break
    return right / max(1, asked)


def _beside(texts: Sequence[tuple[int, str]], now: datetime) -> dict[str, float]:
    """Wagtail's database search on stories of the same paper, as a view of its documentation asks it."""
    from azdarar.articles.models import Article
    from azdarar.search.naming import asked_of
    from azdarar.search.queries import search
    from benchmarks.search_wagtail import indexed

    dice = random.Random(7)
    asked = [" ".join(_words(text, dice)) for _pk, text in texts[:60]]
    with indexed(Article.objects.filter(language="fr", live=True), most=_MOST_BESIDE) as find:
        theirs = [_cpu_ms(lambda words=words: find(words)) for words in asked]
    ours = [
        _cpu_ms(lambda words=words: search(asked_of({"q": [words]}, language="fr"), at=now))
        for words in asked
    ]
    return {
        "wagtail_median_ms": statistics.median(theirs),
        "wagtail_times": sum(theirs) / sum(ours),
    }


def _words(text: str, dice: random.Random) -> list[str]:
    from azdarar.language.analysis import is_stop_word, words_in

    words = [
        word
        for word in words_in(text, language="fr")
        if len(word) > 2 and word.isalpha() and not is_stop_word(word, language="en")
    ]
    many = dice.choice((1, 2, 3))
    start = dice.randrange(max(1, len(words) - many))
    return words[start : start + many]


def _mistyped(words: Sequence[str], dice: random.Random) -> list[str]:
    place = dice.randrange(len(words))
    word = words[place]
    gone = dice.randrange(len(word))
    return [*words[:place], word[:gone] + word[gone + 1 :], *words[place + 1 :]]


def _with_error(word: str, dice: random.Random) -> str:
    place = dice.randrange(len(word))
    letter = dice.choice("abcdefghijklmnopqrstuvwxyz")
    return dice.choice(
        (
            word[:place] + word[place + 1 :],
            word[:place] + letter + word[place:],
            word[:place] + letter + word[place + 1 :],
            word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
        )
    )


def _cpu_ms(run: Callable[[], object]) -> float:
    begun = time.process_time()
    run()
    return (time.process_time() - begun) * 1e3


def _wall_ms(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return (time.perf_counter() - begun) * 1e3


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--fill", number]:
            fill(int(number))
        case ["--ask"]:
            ask()
        case [number]:
            raise SystemExit(bool(measure(int(number)).missed))
