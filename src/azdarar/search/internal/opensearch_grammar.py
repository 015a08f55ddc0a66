"""Stories and what is looked for, as OpenSearch takes them: JSON over the tokens that all engines have.

The server analyses nothing: its analyser parts tokens at spaces. A field that is searched by phrases has
positions; marks, forms and names are keywords.

Source: https://docs.opensearch.org/latest/query-dsl/
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from azdarar.search.internal.engine import FRESHNESS, HALF_LIFE_DAYS, WEIGHTS, Document, Query, Term
from azdarar.search.internal.vocabulary import deletions, filed_under, is_kept, is_mendable

FIELDS = ("headline", "about", "text")
_TOKENS = {"type": "text", "analyzer": "tokens", "norms": True}
_KEYWORD = {"type": "keyword", "ignore_above": 200}
#: Fields beside one another in a document are no phrase; within one, so are its values.
SETTINGS = {
    "index": {"number_of_shards": 1, "auto_expand_replicas": "0-1", "max_result_window": 100_000},
    "analysis": {"analyzer": {"tokens": {"type": "custom", "tokenizer": "whitespace"}}},
}
STORIES = {
    "dynamic": "strict",
    "properties": {
        **dict.fromkeys(FIELDS, _TOKENS),
        "language": _KEYWORD,
        "marks": _KEYWORD,
        "visible_from": {"type": "date", "format": "strict_date_optional_time"},
        "visible_until": {"type": "date", "format": "strict_date_optional_time"},
        "story_id": {"type": "long"},
        "is_gone": {"type": "boolean"},
    },
}
WORDS = {
    "dynamic": "strict",
    "properties": {"language": _KEYWORD, "word": _KEYWORD, "kind": _KEYWORD, "filed": _KEYWORD},
}
#: Positions of a match that a phrase's words may be apart: none.
_NO_SLOP = 0


def story(document: Document) -> dict[str, Any]:
    """A story as it is sent."""
    told = {
        "story_id": document.story_id,
        "language": document.language,
        "visible_from": instant(document.visible_from),
        "headline": document.headline,
        "about": document.about,
        "text": document.text,
        "marks": [*document.marks, f"l{document.language}"],
    }
    if document.visible_until:
        told["visible_until"] = instant(document.visible_until)
    return told


def words(documents: Sequence[Document]) -> dict[str, dict[str, Any]]:
    """The vocabulary of stories, by the numbers its rows have."""
    found: dict[str, dict[str, Any]] = {}
    for one in documents:
        for form in filter(is_kept, one.forms):
            filed = [str(number) for number in deletions(form)] if is_mendable(form) else []
            found[f"f:{one.language}:{form}"] = _word(one.language, form, "form", filed)
        for name in one.names:
            if keys := filed_under(name, language=one.language):
                found[f"n:{one.language}:{name}"] = _word(one.language, name, "name", list(keys))
    return found


def _word(language: str, word: str, kind: str, filed: list[str]) -> dict[str, Any]:
    return {"language": language, "word": word, "kind": kind, "filed": filed}


def wanted(queries: Sequence[Query], *, at: datetime) -> dict[str, Any]:
    """What is looked for, in one language or several, among what readers may see at an instant."""
    return {
        "bool": {
            "should": [_one(query) for query in queries],
            "minimum_should_match": 1,
            "filter": visible(at),
        }
    }


def fresh(query: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """The same, where what is new weighs more."""
    decay = {"origin": instant(at), "scale": f"{HALF_LIFE_DAYS:.0f}d", "decay": 0.5}
    return {
        "function_score": {
            "query": query,
            "functions": [{"weight": 1.0}, {"exp": {"visible_from": decay}, "weight": FRESHNESS}],
            "score_mode": "sum",
            "boost_mode": "multiply",
        }
    }


def visible(at: datetime) -> list[dict[str, Any]]:
    """What may be seen at an instant."""
    now = instant(at)
    is_over = {"range": {"visible_until": {"lte": now}}}
    return [{"range": {"visible_from": {"lte": now}}}, {"bool": {"must_not": [is_over]}}]


def _one(query: Query) -> dict[str, Any]:
    narrowed: list[dict[str, Any]] = [{"term": {"language": query.language}}]
    narrowed += [{"terms": {"marks": list(group)}} for group in query.filters]
    bounds = {name: instant(bound) for name, bound in (("gte", query.since), ("lt", query.until)) if bound}
    narrowed += [{"range": {"visible_from": bounds}}] if bounds else []
    return {
        "bool": {
            "filter": narrowed,
            "must": [written(term) for term in query.terms],
            "must_not": [written(term) for term in query.excluded],
        }
    }


def written(term: Term) -> dict[str, Any]:
    """One term: any of its runs, in any field, each as heavy as its field is."""
    fields = (("headline", WEIGHTS[0]),) if term.is_in_headline else tuple(zip(FIELDS, WEIGHTS, strict=True))
    either = [_run(run, field, weight) for run in term.runs for field, weight in fields if run]
    return {"bool": {"should": either, "minimum_should_match": 1}} if either else {"match_none": {}}


def _run(tokens: Sequence[str], field: str, weight: float) -> dict[str, Any]:
    if len(tokens) == 1:
        return {"term": {field: {"value": tokens[0], "boost": weight}}}
    # The analyser parts at spaces, and no token holds one.
    told = " ".join(token.replace(" ", "\u00a0") for token in tokens)
    return {"match_phrase": {field: {"query": told, "slop": _NO_SLOP, "boost": weight}}}


def instant(at: datetime) -> str:
    """An instant as the server reads it; its dates know milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
