"""The engine on an OpenSearch server, which several machines may share: plain HTTP, the paper's own tokens.

An index is two there, stories and the words they hold, each behind an alias: ``<index>-stories`` and
``<index>-words``; ``…-next`` is behind it what is being made. Names of the real ones end in a number that
grows, and an alias passes from one to the next in one step. What is written is found when the call returns.
A server that cannot be reached is a damaged index to whoever searches: readers get plain results meanwhile.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from azdarar.search.internal.engine import (
    GUESSED_THROUGH,
    DamagedIndexError,
    Document,
    Hits,
    Query,
    Stats,
    Term,
)
from azdarar.search.internal.opensearch_grammar import (
    SETTINGS,
    STORIES,
    WORDS,
    fresh,
    story,
    visible,
    wanted,
    words,
    written,
)
from azdarar.search.internal.opensearch_wire import WRITING_S, Wire

#: Matches that are counted exactly; beyond it a count is "more than".
_COUNTED = 10_000
#: Different marks that are counted.
_MOST_MARKS = 400
#: The deepest place of a result: the server's own limit on it.
_DEEPEST = 99_000
_BULK = 200
_MAPPINGS: Mapping[str, Any] = {"stories": STORIES, "words": WORDS}


class OpenSearchEngine:
    """See ``engine.Engine``."""

    def __init__(self, url: str, *, name: str = "") -> None:
        self._wire = Wire(url)
        self._base = f"{self._wire.index}-{name}" if name else self._wire.index

    # Writing

    def put(self, documents: Sequence[Document]) -> None:
        """See ``engine.Engine``."""
        for suffix in self._sets():
            self._write(suffix, documents, is_latest=True)

    def remove(self, story_ids: Sequence[int]) -> None:
        """See ``engine.Engine``."""
        living, *beside = self._sets()
        lines = [{"delete": {"_index": self._alias("stories", living), "_id": str(pk)}} for pk in story_ids]
        self._bulk(lines, accepted=(404,))
        for suffix in beside:
            # A row of no language, which goes when the new index is whole: it is not written over by then.
            told: list[Any] = []
            for pk in story_ids:
                told += [
                    {"index": {"_index": self._alias("stories", suffix), "_id": str(pk)}},
                    {"story_id": pk, "language": "", "is_gone": True},
                ]
            self._bulk(told)

    def rebuild(self, documents: Callable[[int], Iterable[Sequence[Document]]]) -> Iterator[int]:
        """See ``engine.Engine``."""
        self._make_missing("")
        last, done = self._begun()
        for batch in documents(last):
            last, done = max([last, *(one.story_id for one in batch)]), done + len(batch)
            self._write("-next", batch, is_latest=False)
            self._tell(last, done)
            yield done
        gone = {"query": {"term": {"is_gone": True}}}
        path = f"{self._alias('stories', '-next')}/_delete_by_query?refresh=true&conflicts=proceed"
        self._wire.ask("POST", path, gone, timeout_s=WRITING_S)
        self._take_over()

    def stats(self) -> Stats:
        """See ``engine.Engine``."""
        if not self._is_there(""):
            return Stats(stories=0, words=0, bytes=0)
        counts = {
            part: self._wire.ask("GET", f"{self._alias(part, '')}/_count")[1]["count"] for part in _MAPPINGS
        }
        names = ",".join(self._alias(part, "") for part in _MAPPINGS)
        told = self._wire.ask("GET", f"{names}/_stats/store")[1]
        size = told["_all"]["primaries"]["store"]["size_in_bytes"]
        return Stats(stories=counts["stories"], words=counts["words"], bytes=size)

    # Reading

    def search(
        self, queries: Sequence[Query], *, at: datetime, is_newest_first: bool, skip: int, most: int
    ) -> Hits:
        """See ``engine.Engine``."""
        if not queries:
            return Hits()
        asked = wanted(queries, at=at)
        years = {"field": "visible_from", "calendar_interval": "year", "min_doc_count": 1}
        answer = self._search(
            "stories",
            {
                "query": asked if is_newest_first else fresh(asked, at=at),
                "sort": [*([] if is_newest_first else ["_score"]), *_NEWEST],
                "from": min(skip, _DEEPEST),
                "size": most + 1 if skip <= _DEEPEST else 0,
                "track_total_hits": _COUNTED,
                "aggs": {
                    "marks": {"terms": {"field": "marks", "size": _MOST_MARKS}},
                    "years": {"date_histogram": years},
                },
            },
        )
        total, found = answer["hits"]["total"], answer["aggregations"]
        return Hits(
            ids=_ids(answer),
            count=total["value"],
            is_open=total["relation"] != "eq",
            years={int(one["key_as_string"][:4]): one["doc_count"] for one in found["years"]["buckets"]},
            marks={one["key"]: one["doc_count"] for one in found["marks"]["buckets"]},
        )

    def guess(self, query: Query, *, at: datetime, most: int) -> list[int]:
        """See ``engine.Engine``."""
        answer = self._search(
            "stories",
            {
                "query": {"bool": {"filter": [wanted([query], at=at)]}},
                "sort": _NEWEST,
                "size": min(most, GUESSED_THROUGH),
                "track_total_hits": False,
            },
        )
        return list(_ids(answer))

    def names_near(self, keys: Sequence[str], *, language: str) -> list[str]:
        """See ``engine.Engine``."""
        return self._filed("name", list(keys), language=language)

    def forms_near(self, numbers: Sequence[int], *, language: str) -> list[str]:
        """See ``engine.Engine``."""
        return self._filed("form", [str(number) for number in numbers], language=language)

    def forms_beginning(self, start: str, *, language: str, most: int) -> list[str]:
        """See ``engine.Engine``."""
        narrowed = [{"term": {"kind": "form"}}, {"term": {"language": language}}]
        return self._words([*narrowed, {"prefix": {"word": start}}], most=most)

    def holds(self, terms: Sequence[Term], *, language: str, at: datetime, most: int) -> list[int]:
        """See ``engine.Engine``."""
        if not terms:
            return []
        lines: list[Any] = []
        for term in terms:
            narrowed = [{"term": {"language": language}}, *visible(at), written(term)]
            told = {"query": {"bool": {"filter": narrowed}}, "size": 0, "track_total_hits": most}
            lines += [{"index": self._alias("stories", "")}, told]
        answers = self._wire.ask("POST", "_msearch", lines)[1]["responses"]
        if any("error" in one for one in answers):
            raise DamagedIndexError("OpenSearch could not count.")
        return [min(most, one["hits"]["total"]["value"]) for one in answers]

    def _filed(self, kind: str, keys: Sequence[str], *, language: str) -> list[str]:
        if not keys:
            return []
        narrowed = [{"term": {"kind": kind}}, {"term": {"language": language}}]
        return self._words([*narrowed, {"terms": {"filed": list(keys)}}], most=1_000)

    def _words(self, narrowed: Sequence[Mapping[str, Any]], *, most: int) -> list[str]:
        told = {
            "query": {"bool": {"filter": list(narrowed)}},
            "sort": ["word"],
            "size": most,
            "track_total_hits": False,
        }
        return [one["_source"]["word"] for one in self._search("words", told)["hits"]["hits"]]

    def _search(self, part: str, told: Mapping[str, Any]) -> dict[str, Any]:
        answer = self._wire.ask("POST", f"{self._alias(part, '')}/_search", told)[1]
        if answer.get("timed_out") or answer.get("_shards", {}).get("failed"):
            raise DamagedIndexError("OpenSearch answered for a part of the index only.")
        return answer

    # The indexes and their aliases

    def _alias(self, part: str, suffix: str) -> str:
        return f"{self._base}-{part}{suffix}"

    def _is_there(self, suffix: str) -> bool:
        status, _answer = self._wire.ask(
            "HEAD", f"_alias/{self._alias('stories', suffix)}", accepted=(404,), timeout_s=WRITING_S
        )
        return status == 200

    def _sets(self) -> list[str]:
        """The sets that are written to: the living one, and the one being made."""
        self._make_missing("")
        return ["", *(["-next"] if self._is_there("-next") else [])]

    def _make_missing(self, suffix: str) -> None:
        if self._is_there(suffix):
            return
        number = self._living_number() + 1 if suffix else 1
        for part in reversed(_MAPPINGS):  # stories last: they say whether the set is there
            alias = self._alias(part, suffix)
            made = {"settings": SETTINGS, "mappings": _MAPPINGS[part], "aliases": {alias: {}}}
            name = f"{self._alias(part, '')}-{number}"
            status, told = self._wire.ask("PUT", name, made, timeout_s=WRITING_S, accepted=(400,))
            # Another process may have made it just now.
            if status == 400 and told["error"].get("type") != "resource_already_exists_exception":
                raise DamagedIndexError(f"OpenSearch makes no index {name}: {told['error'].get('reason')}")

    def _living_number(self) -> int:
        told = self._wire.ask("GET", f"_alias/{self._alias('stories', '')}", timeout_s=WRITING_S)[1]
        return max(int(name.rpartition("-")[2]) for name in told)

    def _begun(self) -> tuple[int, int]:
        """Make a set beside the living one, or go on with one: the last number in it, how many are done."""
        self._make_missing("-next")
        told = self._wire.ask("GET", f"{self._alias('stories', '-next')}/_mapping", timeout_s=WRITING_S)[1]
        said = next(iter(told.values()))["mappings"].get("_meta", {})
        return int(said.get("last", 0)), int(said.get("done", 0))

    def _tell(self, last: int, done: int) -> None:
        path = f"{self._alias('stories', '-next')}/_mapping"
        self._wire.ask("PUT", path, {"_meta": {"last": last, "done": done}}, timeout_s=WRITING_S)

    def _take_over(self) -> None:
        """Let the aliases pass to the new set, in one step; what answered until now is deleted with it."""
        told = self._wire.ask("GET", f"_alias/{self._base}-*", timeout_s=WRITING_S)[1]
        actions: list[Any] = []
        for name, held in sorted(told.items()):
            for part in _MAPPINGS:
                alias, ahead = self._alias(part, ""), self._alias(part, "-next")
                if ahead in held["aliases"]:
                    actions += [
                        {"remove": {"index": name, "alias": ahead}},
                        {"add": {"index": name, "alias": alias}},
                    ]
                elif alias in held["aliases"]:
                    actions.append({"remove_index": {"index": name}})
        self._wire.ask("POST", "_aliases", {"actions": actions}, timeout_s=WRITING_S)

    def _write(self, suffix: str, documents: Sequence[Document], *, is_latest: bool) -> None:
        deed = "index" if is_latest else "create"
        for first in range(0, len(documents), _BULK):
            some = documents[first : first + _BULK]
            lines: list[Any] = []
            for word, told in words(some).items():
                lines += [{"create": {"_index": self._alias("words", suffix), "_id": word}}, told]
            for one in some:
                lines += [
                    {deed: {"_index": self._alias("stories", suffix), "_id": str(one.story_id)}},
                    story(one),
                ]
            self._bulk(lines, accepted=(409,))

    def _bulk(self, lines: list[Any], *, accepted: Sequence[int] = ()) -> None:
        """Write many rows; all or an error, and found by the next search."""
        if not lines:
            return
        answer = self._wire.ask("POST", "_bulk?refresh=true", lines, timeout_s=WRITING_S)[1]
        if not answer.get("errors"):
            return
        for item in answer["items"]:
            (told,) = item.values()
            if told["status"] >= 300 and told["status"] not in accepted:
                raise DamagedIndexError(f"OpenSearch did not keep a row ({told['status']}).")


_NEWEST: list[Any] = [{"visible_from": "desc"}, {"story_id": "desc"}]


def _ids(answer: Mapping[str, Any]) -> tuple[int, ...]:
    return tuple(int(one["_id"]) for one in answer["hits"]["hits"])
